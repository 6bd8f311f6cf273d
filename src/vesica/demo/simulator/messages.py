"""Messages: heavy-tailed volumes, threads, replies that influence earns, broadcasts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import (
    DAY,
    DAYS,
    START,
    WEEKS,
    day_in_week,
    into_working_hours,
    moments,
    utc,
    working_second,
)
from vesica.demo.simulator.contacts import SLOTS
from vesica.demo.simulator.draws import logistic, weighted
from vesica.demo.simulator.world import NEVER, World
from vesica.demo.simulator.writing import Folder, joined, labels

__all__ = ["write_messages"]

_EXTERNALS = 400
_TURNS = 4
_BROADCAST_SHARE = 0.06
_BROADCAST_SIZE = (30, 80)
_CHANNELS = ("email", "chat")


@dataclass(frozen=True, slots=True)
class _Parties:
    """People and, after them, outside addresses; everybody who can send or receive."""

    addresses: pa.Array
    influence: np.ndarray
    level: np.ndarray
    site: np.ndarray
    hired: np.ndarray
    left: np.ndarray
    answers: np.ndarray
    volume: np.ndarray
    table: np.ndarray


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of message and recipient; ``message`` and ``answered`` number messages of a week."""

    sender: np.ndarray
    recipient: np.ndarray
    time: np.ndarray
    channel: np.ndarray
    message: np.ndarray
    thread: np.ndarray
    answered: np.ndarray
    audience: np.ndarray


def _parties(world: World, table: np.ndarray) -> _Parties:
    rng, extra = world.rng("parties"), _EXTERNALS
    outside = pa.array([f"contact-{k + 1:03d}@partner.example" for k in range(extra)])

    def padded(values: np.ndarray, fill: float) -> np.ndarray:
        return np.concatenate([values, np.full(extra, fill, dtype=values.dtype)])

    volume = np.exp(rng.normal(0.08 * world.level, 0.9, world.people))
    return _Parties(
        addresses=pa.concat_arrays([world.emails, outside]),
        influence=padded(world.theta2, 0.0),
        level=padded(world.level, 3),
        site=padded(world.site, 0),
        hired=padded(world.hired, -DAYS),
        left=padded(world.left, NEVER),
        answers=rng.normal(0.0, 0.7, world.people + extra),
        volume=volume,
        table=table,
    )


def _chance_of_reply(world: World, p: _Parties, asks: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Probability that ``asked`` answers ``asks``: influence and rank of who asks earn it."""
    rank = 0.15 * (p.level[asks] - p.level[asked])
    earned = world.preset.reply_on_influence * p.influence[asks]
    return logistic(-0.5 + earned + rank + p.answers[asked])


def _there(p: _Parties, who: np.ndarray, time: np.ndarray) -> np.ndarray:
    day = (time - START) // DAY
    return (p.hired[who] <= day) & (day <= p.left[who]) & (day < DAYS)


def _opening(
    world: World, p: _Parties, rng: np.random.Generator, week: int, threads: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Who starts a thread with whom, when, and on which channel."""
    working = (p.hired[: world.people] <= week * 7 + 6) & (p.left[: world.people] >= week * 7)
    sender = weighted(rng, p.volume * working, threads)
    share = 1.0 / np.arange(1, SLOTS + 1) ** 0.7
    slot = np.arange(SLOTS)[::-1][weighted(rng, share, threads)]
    slot = np.where(rng.random(threads) < 0.12, 0, slot)
    recipient = p.table[sender, slot].astype(np.int64)
    outside = world.people + rng.integers(0, _EXTERNALS, threads)
    recipient = np.where(rng.random(threads) < 0.015, outside, recipient)
    day = day_in_week(rng, np.full(threads, week))
    time = utc(day, working_second(rng, threads), p.site[sender])
    return sender, recipient, time, (rng.random(threads) < 0.45).astype(np.int64)


def _threads(
    world: World, p: _Parties, rng: np.random.Generator, week: int, threads: int
) -> list[_Rows]:
    """Threads of a week: an opening, copies to others, and up to three replies in turn."""
    sender, recipient, time, channel = _opening(world, p, rng, week, threads)
    alive = _there(p, sender, time) & _there(p, recipient, time)
    thread = np.arange(threads)
    copies = np.minimum(rng.geometric(0.85, threads) - 1, 4) * (recipient < world.people)
    base, rows = 0, []
    for turn in range(_TURNS):
        at = np.flatnonzero(alive)
        answered = np.full(len(at), -1) if turn == 0 else base - threads + at
        sent = _Rows(sender[at], recipient[at], time[at], channel[at], base + at,
                     thread[at], answered, np.ones(len(at), dtype=np.int64))  # fmt: skip
        rows += _copied(p, rng, sent, copies[at]) if turn == 0 else [sent]
        base += threads
        chance = _chance_of_reply(world, p, sender, recipient)
        alive = alive & (rng.random(threads) < chance)
        wait = np.log(np.where(channel == 1, 1500.0, 9000.0))
        wait = wait + world.preset.latency_on_influence * p.influence[sender]
        time = time + 20 + np.exp(rng.normal(wait, 1.0)).astype(np.int64)
        sender, recipient = recipient, sender
        time = into_working_hours(rng, time, p.site[sender])
        alive &= _there(p, sender, time) & _there(p, recipient, time)
    return rows


def _copied(
    p: _Parties, rng: np.random.Generator, first: _Rows, copies: np.ndarray
) -> list[_Rows]:
    """Opening messages with up to so many further recipients each."""
    pick = np.repeat(np.arange(len(first.sender)), copies)
    other = p.table[first.sender[pick], rng.integers(0, SLOTS, len(pick))].astype(np.int64)
    pair = first.message[pick] * len(p.level) + other
    keep = np.zeros(len(pick), dtype=bool)
    keep[np.unique(pair, return_index=True)[1]] = True
    keep &= (other != first.recipient[pick]) & _there(p, other, first.time[pick])
    pick, other = pick[keep], other[keep]
    audience = 1 + np.bincount(pick, minlength=len(first.sender))
    more = _Rows(first.sender[pick], other, first.time[pick], first.channel[pick],
                 first.message[pick], first.thread[pick], first.answered[pick],
                 audience[pick])  # fmt: skip
    return [dataclasses.replace(first, audience=audience), more]


def _broadcasts(
    world: World, p: _Parties, rng: np.random.Generator, week: int, count: int, base: int
) -> _Rows:
    """Mass mails of leaders to their own department and the ones around it."""
    leaders = np.flatnonzero(world.level >= 4)
    sender = leaders[weighted(rng, p.volume[leaders], count)]
    size = np.minimum(rng.integers(*_BROADCAST_SIZE, count), world.people - 1)
    time = utc(day_in_week(rng, np.full(count, week)), working_second(rng, count), p.site[sender])
    number = np.repeat(np.arange(count), size)
    within = np.arange(len(number)) - np.repeat(np.cumsum(size) - size, size)
    start = (sender - size // 2)[number]
    recipient = (start + within) % world.people
    by, when = sender[number], time[number]
    keep = (recipient != by) & _there(p, recipient, when) & _there(p, by, when)
    n, number = int(keep.sum()), number[keep]
    return _Rows(by[keep], recipient[keep], when[keep], np.zeros(n, dtype=np.int64),
                 base + number, base + number, np.full(n, -1),
                 np.bincount(number)[number])  # fmt: skip


def _numbered(prefix: str, number: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    text = pa.array(number.astype(np.int64), mask=mask).cast(pa.string())
    return joined(prefix, text)


def _week(
    world: World, p: _Parties, week: int, threads: int, broadcasts: int, first: int
) -> tuple[pa.Table, int]:
    rng = world.rng("messages", week + 1)
    parts = _threads(world, p, rng, week, threads)
    parts.append(_broadcasts(world, p, rng, week, broadcasts, _TURNS * threads))
    sender, recipient, time, channel, message, thread, answered, audience = (
        np.concatenate([getattr(part, name) for part in parts]) for name in _Rows.__slots__
    )
    order = np.lexsort((recipient, message, time))
    table = pa.table(
        {
            "sender": p.addresses.take(pa.array(sender[order])),
            "recipient": p.addresses.take(pa.array(recipient[order])),
            "sent_at": moments(time[order]),
            "channel": labels(channel[order], _CHANNELS),
            "message_id": _numbered("M", first + message[order]),
            "thread_id": _numbered("T", first + thread[order]),
            "in_reply_to": _numbered("M", first + answered[order], mask=answered[order] < 0),
            "recipients": audience[order],
        }
    )
    return table, first + _TURNS * threads + broadcasts


def _rows_per_thread(world: World, p: _Parties) -> float:
    """Mean rows of a thread, from a pilot that does not reach the files."""
    rows = _threads(world, p, world.rng("messages"), WEEKS // 2, 20_000)
    return sum(len(part.sender) for part in rows) / 20_000


def write_messages(
    world: World, table: np.ndarray, folder: Folder, *, messages_per_person: int
) -> None:
    """Write ``messages.csv`` week by week: one row per message and recipient."""
    p = _parties(world, table)
    rows = world.people * messages_per_person
    threads = max(1, round(rows * (1 - _BROADCAST_SHARE) / _rows_per_thread(world, p) / WEEKS))
    broadcasts = max(1, round(rows * _BROADCAST_SHARE / np.mean(_BROADCAST_SIZE) / WEEKS))

    def weeks() -> Iterator[pa.Table]:
        first = 1
        for week in range(WEEKS):
            part, first = _week(world, p, week, threads, broadcasts, first)
            yield part

    folder.csv("messages.csv", weeks())
