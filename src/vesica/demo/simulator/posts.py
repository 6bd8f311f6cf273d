"""Posts: audience partly earned by skill, engagement that audience and practice raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.accounts import PLATFORMS
from vesica.demo.simulator.clock import (
    DAY,
    DAYS,
    START,
    WEEKS,
    day_in_week,
    local_hour,
    moments,
    utc,
    working_second,
)
from vesica.demo.simulator.draws import logistic
from vesica.demo.simulator.learning import Learning
from vesica.demo.simulator.programmes import Programmes
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, joined, labels

__all__ = ["write_posts"]

_BLOCK = 20_000  # people
_KINDS = ("post", "reply", "share")
_KIND_EFFECT = np.array([0.0, -0.5, -0.3])
_BASE = -0.7
_MIX = np.array([0.52, 0.26, 0.12, 0.10])  # likes, comments, shares, clicks


@dataclass(frozen=True, slots=True)
class _Draft:
    """Posts of a block of people in the order of time, before anyone reacts."""

    person: np.ndarray
    platform: np.ndarray
    time: np.ndarray
    kind: np.ndarray
    earlier: np.ndarray


def _volumes(world: World, accounts: np.ndarray, posts_per_person: int) -> np.ndarray:
    """Posts of each person: heavy-tailed, more by those with the skill, none without account."""
    rng = world.rng("volumes")
    rate = np.exp(0.4 * world.theta1 + rng.normal(0, 0.9, world.people))
    rate = rate * accounts.any(axis=1)
    return rng.poisson(rate / rate.sum() * world.people * posts_per_person * 1.02)


def _weeks(world: World, person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Weeks of the posts: some people post steadily, others in two bursts."""
    steady = logistic(0.6 * world.theta1 + rng.normal(0, 1, world.people))
    bursts = rng.integers(0, WEEKS, (world.people, 2))
    burst = bursts[person, rng.integers(0, 2, len(person))]
    anywhere = rng.integers(0, WEEKS, len(person))
    return np.where(rng.random(len(person)) < steady[person], anywhere, burst)


def _draft(
    world: World, accounts: np.ndarray, person: np.ndarray, rng: np.random.Generator
) -> _Draft:
    taste = rng.random(accounts.shape) * accounts
    likely = np.cumsum(taste / np.maximum(taste.sum(axis=1, keepdims=True), 1e-12), axis=1)
    drawn = rng.random(len(person))[:, None] * likely[person, -1:]
    platform = (drawn >= likely[person]).sum(axis=1)
    day = day_in_week(rng, _weeks(world, person, rng))
    second = working_second(rng, len(person)) + rng.integers(0, 60, len(person))
    time = utc(day, second, world.site[person])
    there = (day >= world.hired[person]) & (day <= world.left[person]) & (time >= START)
    order = np.lexsort((time, person))
    order = order[there[order]]
    first = np.searchsorted(person[order], np.arange(world.people))
    earlier = np.arange(len(order)) - first[person[order]]
    by_time = np.lexsort((person[order], time[order]))
    order, earlier = order[by_time], earlier[by_time]
    kind = rng.choice(3, size=len(order), p=[0.6, 0.28, 0.12])
    return _Draft(person[order], platform[order], time[order], kind, earlier)


def _audience(world: World, d: _Draft, rng: np.random.Generator) -> np.ndarray:
    """Followers: heavy-tailed between people, partly earned, growing over the year."""
    base = rng.normal(0, 1.1, (world.people, len(PLATFORMS)))
    log = np.array([p.log_audience for p in PLATFORMS])[d.platform]
    log = (
        log
        + base[d.person, d.platform]
        + world.preset.audience_on_expertise * (world.theta1[d.person])
    )
    growth = 0.15 * (d.time - START) / (DAYS * DAY)
    return np.maximum(1, np.rint(np.exp(np.clip(log + growth, 0, 15)))).astype(np.int64)


def _engagement(
    world: World, d: _Draft, audience: np.ndarray, learning: Learning, programmes: Programmes,
    rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Reactions of all sorts to each post."""
    preset, n = world.preset, world.people
    done = d.earlier + learning.earlier(d.person, d.time, doing=True, people=n)
    read = learning.earlier(d.person, d.time, doing=False, people=n)
    hour = local_hour(d.time, world.site[d.person])
    week = np.minimum((d.time - START) // (7 * DAY), WEEKS - 1)
    weeks = world.rng("weeks").normal(0, 0.12, WEEKS)
    gained = programmes.done_by(d.person, (d.time - START) / DAY) * programmes.gain1[d.person]
    noise = rng.standard_t(5, len(hour)) * np.sqrt(3 / 5)
    y = (
        _BASE
        + preset.engagement_on_audience * np.log(audience)
        + preset.doing_effect * np.log1p(done)
        + preset.reading_effect * np.log1p(read)
        + np.array([p.effect for p in PLATFORMS])[d.platform]
        + _KIND_EFFECT[d.kind]
        + 0.15 * np.cos((hour - 12) * np.pi / 12)
        + weeks[week]
        + preset.engagement_on_expertise * (world.theta1[d.person] + gained)
        + preset.engagement_noise * noise
    )
    return np.rint(np.expm1(np.clip(y, 0, 14))).astype(np.int64)


def _split(total: np.ndarray, mix: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Split totals at random among kinds of engagement, in the given proportions."""
    left, parts = total.copy(), []
    for k in range(len(mix) - 1):
        part = rng.binomial(left, mix[k] / mix[k:].sum())
        parts.append(part)
        left = left - part
    return [*parts, left]


def _counts(d: _Draft, total: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Likes, comments, shares, clicks; no clicks where the platform does not count them."""
    clicks = np.array([p.counts_clicks for p in PLATFORMS])[d.platform]
    with_clicks = _split(total, _MIX, rng)
    without = [*_split(total, _MIX[:3], rng), np.zeros_like(total)]
    return [np.where(clicks, a, b) for a, b in zip(with_clicks, without, strict=True)]


def _answered(d: _Draft, rng: np.random.Generator) -> np.ndarray:
    """Row of an earlier post on the same platform that each reply answers; -1 for others."""
    rows = np.full(len(d.person), -1)
    for platform in range(len(PLATFORMS)):
        at = np.flatnonzero(d.platform == platform)
        target = at[(rng.random(len(at)) * np.arange(len(at))).astype(np.int64)]
        rows[at[1:]] = target[1:]
    return np.where(d.kind == 1, rows, -1)


def _identified(number: np.ndarray) -> pa.Array:
    text = pa.array(number.astype(np.int64), mask=number < 0).cast(pa.string())
    return joined("P", text)


def _block(
    world: World, d: _Draft, learning: Learning, programmes: Programmes, first: int,
    rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    audience = _audience(world, d, rng)
    total = _engagement(world, d, audience, learning, programmes, rng)
    shown = np.rint(audience * np.exp(rng.normal(-1.0, 0.5, len(audience)))).astype(np.int64)
    shown = np.maximum(shown + total, 1)
    likes, comments, shares, clicks = _counts(d, total, rng)
    answered = _answered(d, rng)
    unseen = ~np.array([p.counts_impressions for p in PLATFORMS])[d.platform]
    unclicked = ~np.array([p.counts_clicks for p in PLATFORMS])[d.platform]
    return pa.table(
        {
            "post_id": _identified(first + np.arange(len(total))),
            "author": world.emails.take(pa.array(d.person)),
            "platform": labels(d.platform, [p.name for p in PLATFORMS]),
            "published_at": moments(d.time),
            "kind": labels(d.kind, _KINDS),
            "followers": audience,
            "impressions": pa.array(shown, mask=unseen),
            "likes": likes,
            "comments": comments,
            "shares": shares,
            "clicks": pa.array(clicks, mask=unclicked),
            "in_reply_to": _identified(np.where(answered < 0, -1, first + answered)),
        }
    )


def write_posts(
    world: World, accounts: np.ndarray, learning: Learning, programmes: Programmes,
    folder: Folder, *, posts_per_person: int,
) -> None:  # fmt: skip
    """Write ``posts.csv``, one block of people after another."""
    volumes = _volumes(world, accounts, posts_per_person)
    who = world.by_number

    def blocks() -> Iterator[pa.Table]:
        first = 1
        for number, start in enumerate(range(0, world.people, _BLOCK)):
            rng = world.rng("posts", number)
            people = who[start : start + _BLOCK]
            drafted = _draft(world, accounts, np.repeat(people, volumes[people]), rng)
            yield _block(world, drafted, learning, programmes, first, rng)
            first += len(drafted.person)

    folder.csv("posts.csv", blocks())
