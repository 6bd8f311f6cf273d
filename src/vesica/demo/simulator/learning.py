"""Learning by doing and by reading, as xAPI statements of a learning record store."""

from __future__ import annotations

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
    moments,
    utc,
    working_second,
)
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, joined, labels

__all__ = ["Learning", "draw_learning", "write_learning"]

_CHUNK = 100_000
_DOING_MEAN, _READING_MEAN = 2.0, 4.0
_ADL = "http://adlnet.gov/expapi"
_KINDS = (  # verb, its word, activity type, folder, activities
    ("http://activitystrea.ms/schema/1.0/read", "read", "media", "reading", 120),
    (f"{_ADL}/verbs/completed", "completed", "simulation", "doing", 40),
)


@dataclass(frozen=True, slots=True)
class Learning:
    """Learning events sorted by time.

    Parameters
    ----------
    person, time, doing : ndarray, shape (n_events,)
        Who, UTC seconds, and whether it was practice rather than reading.
    """

    person: np.ndarray
    time: np.ndarray
    doing: np.ndarray

    def earlier(
        self, person: np.ndarray, time: np.ndarray, *, doing: bool, people: int
    ) -> np.ndarray:
        """Count the events of the kind that each person had before each time."""
        span = (DAYS + 30) * DAY
        chosen = self.doing == doing
        events = np.sort(self.person[chosen] * span + self.time[chosen] - START + DAY)
        begin = np.searchsorted(events, np.arange(people) * span)
        return np.searchsorted(events, person * span + time - START + DAY) - begin[person]


def draw_learning(world: World) -> Learning:
    """Draw who learns how and when; about half do not learn at all, and zeal is shared."""
    rng, n = world.rng("learning"), world.people
    zeal = np.where(rng.random(n) < 0.55, np.exp(rng.normal(-0.4, 0.9, n)) / 0.55, 0.0)
    doing = rng.poisson(_DOING_MEAN * zeal)
    reading = rng.poisson(_READING_MEAN * zeal * np.exp(rng.normal(-0.1, 0.45, n)))
    person = np.repeat(np.tile(np.arange(n), 2), np.concatenate([doing, reading]))
    practice = np.arange(len(person)) < doing.sum()
    day = day_in_week(rng, rng.integers(0, WEEKS, len(person)))
    time = utc(day, working_second(rng, len(person)), world.site[person])
    there = (day >= world.hired[person]) & (day <= world.left[person]) & (time >= START)
    order = np.lexsort((practice, person, time))
    order = order[there[order]]
    return Learning(person[order], time[order], practice[order])


def _identifiers(rng: np.random.Generator, size: int) -> pa.Array:
    """Draw UUIDs (version 4)."""
    digits = np.frombuffer(rng.bytes(16 * size).hex().encode(), dtype=np.uint8)
    digits = digits.reshape(size, 32)
    text = np.full((size, 36), ord("-"), dtype=np.uint8)
    for start, stop, place in ((0, 8, 0), (8, 12, 9), (12, 16, 14), (16, 20, 19), (20, 32, 24)):
        text[:, place : place + stop - start] = digits[:, start:stop]
    text[:, 14], text[:, 19] = ord("4"), ord("a")
    offsets = pa.py_buffer(np.arange(size + 1, dtype=np.int32) * 36)
    return pa.StringArray.from_buffers(size, offsets, pa.py_buffer(text.tobytes()))


def _tails(kind: int) -> list[str]:
    """Verb and object of every activity of a kind, as JSON between actor and result."""
    verb, word, activity, folder, count = _KINDS[kind]
    address = f"https://learning.example.org/{folder}"
    return [
        f'"}},"verb":{{"id":"{verb}","display":{{"en":"{word}"}}}},'
        f'"object":{{"objectType":"Activity","id":"{address}/{k + 1:03d}",'
        f'"definition":{{"type":"{_ADL}/activities/{activity}"}}}},"result":'
        for k in range(count)
    ]


def _chunk(world: World, learning: Learning, part: slice, number: int) -> pa.Array:
    rng = world.rng("statements", number)
    person, doing = learning.person[part], learning.doing[part]
    n = len(person)
    reading_count = _KINDS[0][4]
    activity = np.where(
        doing,
        reading_count + rng.integers(0, _KINDS[1][4], n),
        rng.integers(0, reading_count, n),
    )
    minutes = np.maximum(2, np.exp(rng.normal(np.where(doing, 3.3, 2.4), 0.5))).astype(np.int64)
    raw = 62 + 10 * world.theta1[person] + rng.normal(0, 12, n)
    scaled = np.clip(raw, 0, 100).astype(np.int64)
    results = [
        '{"duration":"PT',
        *(f'{{"score":{{"scaled":{k / 100}}},"duration":"PT' for k in range(101)),
    ]
    result = labels(np.where(doing, scaled + 1, 0), results)
    return joined(
        '{"id":"',
        _identifiers(rng, n),
        '","actor":{"objectType":"Agent","mbox":"mailto:',
        world.emails.take(pa.array(person)),
        pa.array(_tails(0) + _tails(1)).take(pa.array(activity)),
        result,
        pa.array(minutes).cast(pa.string()),
        'M"},"timestamp":"',
        moments(learning.time[part]),
        '"}\n',
    )


def write_learning(world: World, learning: Learning, folder: Folder) -> None:
    """Write ``learning.ndjson``: one xAPI statement per line."""

    def chunks() -> Iterator[pa.Array]:
        for number, start in enumerate(range(0, len(learning.person), _CHUNK)):
            yield _chunk(world, learning, slice(start, start + _CHUNK), number)

    folder.lines("learning.ndjson", chunks())
