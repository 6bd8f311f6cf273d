"""Authors whose skill is known, as columns of a table of posts; drawn for this proof only.

It shares nothing with the simulator or with the estimators. Audience is heavy-tailed and partly
earned by skill; volumes say nothing about skill; engagement grows with audience, practice, kind,
platform, hour and week, and has heavy-tailed errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["AUDIENCE", "LEARNING", "SKILL", "Authors", "authors", "tables"]

AUDIENCE, LEARNING, SKILL, NOISE = 0.6, 0.1, 0.6, 1.35**0.5
"""Elasticity of audience; exponent of practice; SD of skill; SD of the error [log]."""

_START = np.datetime64("2025-01-01T00:00:00", "s")
_WEEKS = 52
_KINDS, _KIND_EFFECT, _KIND_SHARE = ("post", "reply", "share"), (0.0, -0.5, -0.3), (0.6, 0.3, 0.1)
_PLATFORMS, _PLATFORM_EFFECT = ("A", "B", "C", "D"), (0.0, 0.3, -0.2, 0.5)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """Truth and posts; posts are in the order of author and time.

    Parameters
    ----------
    skill, followers : ndarray of float64, shape (n_authors,)
        What is to be recovered, and the mean audience.
    person, time, platform, kind, audience, engagements : ndarray, shape (n_posts,)
        Author, second of the year, indices, and counts.
    """

    skill: Floats
    followers: Floats
    person: Ints
    time: Ints
    platform: Ints
    kind: Ints
    audience: Ints
    engagements: Ints

    @property
    def people(self) -> int:
        """Number of authors."""
        return len(self.skill)


def authors(
    *,
    people: int,
    posts: int,
    rng: np.random.Generator,
    spread: float = 1.3,
    scatter: float = 0.0,
) -> Authors:
    """Draw authors with ``posts`` posts on average in sum.

    ``spread`` is the SD of the log of volumes, ``scatter`` that of the log of the authors' own
    error variances.
    """
    z = rng.normal(size=people)
    reach = 7 + 2.0 * (0.5 * z + 0.75**0.5 * rng.standard_t(5, people) / (5 / 3) ** 0.5)
    volume = rng.lognormal(0, spread, people)
    count = np.maximum(1, np.rint(volume / volume.sum() * posts)).astype(np.int64)
    person = np.repeat(np.arange(people), count)
    n = person.size
    time, hour, week = _times(person, people, rng)
    order = np.lexsort((time, person))
    time, hour, week = time[order], hour[order], week[order]
    first = np.repeat(np.cumsum(count) - count, count)
    earlier = np.arange(n) - first
    kind = rng.choice(3, n, p=_KIND_SHARE)
    home = rng.integers(0, 4, people)
    platform = np.where(rng.random(n) < 0.7, home[person], rng.integers(0, 4, n))
    growth = 0.3 * week / _WEEKS
    log_audience = np.clip(reach[person] + growth + 0.5 * rng.normal(size=n), 0, 17)
    audience = np.maximum(1, np.rint(np.exp(log_audience))).astype(np.int64)
    weekly = 0.15 * rng.normal(size=_WEEKS) + 0.2 * np.arange(_WEEKS) / _WEEKS
    own = np.exp(0.5 * scatter * rng.normal(size=people) - 0.25 * scatter**2)
    y = (
        2.5
        + AUDIENCE * np.log1p(audience)
        + LEARNING * np.log1p(earlier)
        + np.array(_KIND_EFFECT)[kind]
        + np.array(_PLATFORM_EFFECT)[platform]
        + 0.2 * np.sin(2 * np.pi * hour / 24)
        + weekly[week]
        + SKILL * z[person]
        + NOISE * own[person] * rng.standard_t(5, n) / (5 / 3) ** 0.5
    )
    return Authors(
        skill=SKILL * z,
        followers=np.exp(reach),
        person=person,
        time=time,
        platform=platform,
        kind=kind,
        audience=audience,
        engagements=np.rint(np.expm1(np.clip(y, 0, 25))).astype(np.int64),
    )


def _times(person: Ints, people: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Seconds of the year: everyone has a season and hours of their own, and strays from both."""
    n = person.size
    season = rng.integers(0, _WEEKS, people)[person] + rng.integers(-5, 6, n)
    week = np.where(rng.random(n) < 0.5, season % _WEEKS, rng.integers(0, _WEEKS, n))
    favourite = rng.normal(13, 4, people)[person]
    hour = np.rint(favourite + 2.5 * rng.normal(size=n)).astype(np.int64) % 24
    day = week * 7 + rng.integers(0, 7, n)
    return day * 86_400 + hour * 3_600 + rng.integers(0, 3_600, n), hour, week


def tables(made: Authors) -> dict[str, dict[str, Any]]:
    """Posts and roster as columns of evidence tables; pseudonyms in an order that says nothing."""
    ids = pa.array([f"{(k * 7_919 + 13) % 1_000_003:07d}" for k in range(made.people)])
    posts = {
        "post_id": pa.array(np.arange(made.person.size)).cast(pa.string()),
        "person_id": ids.take(pa.array(made.person)),
        "platform": pa.array(_PLATFORMS).take(pa.array(made.platform)),
        "time": pa.array(_START + made.time).cast(pa.timestamp("us")),
        "kind": pa.array(_KINDS).take(pa.array(made.kind)),
        "audience": pa.array(made.audience),
        "reactions": pa.array(made.engagements),
    }
    return {"posts": posts, "people": {"person_id": ids}}
