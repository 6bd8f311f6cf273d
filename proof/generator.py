"""A second organisation generator with known truth, for the headline proofs.

It was written without sight of the estimators or of the simulator, and shares nothing with
either. People have two latent skills whose ranks are tied by a Gaussian or a t copula. The skills
act only through behaviour. Posting is a renewal process with bursts; engagement is a negative
binomial count that grows with the audience. Messages are random-utility choices of whom to write
to, with preferential attention, and of whether to answer; nominations are a noisy choice of the
best few. ``proof.export`` writes the result as the files that organisations export.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["DAYS", "START", "Organisation", "organisation"]

START = np.datetime64("2026-01-05T00:00:00", "s")
DAYS = 182
EPOCHS = 13

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Truth and behaviour of one organisation of ``n`` people.

    Parameters
    ----------
    practice, influence : ndarray of float64, shape (n,)
        Latent skills, standard normal in the population.
    unit, manager, level : ndarray of int64, shape (n,)
        Index of the unit, of the manager (-1 at the top), and rank; larger is more senior.
    unit_names : tuple of str
        Names of the units.
    posts, messages, nominations : mapping of str to ndarray
        Events in columns; people by index, times in seconds from the start.
    """

    practice: Floats
    influence: Floats
    unit: Ints
    manager: Ints
    level: Ints
    unit_names: tuple[str, ...]
    posts: Mapping[str, NDArray]
    messages: Mapping[str, NDArray]
    nominations: Mapping[str, NDArray]

    def both(self, bar: float) -> int:
        """People at or above the organisation's own ``bar`` quantile on both skills."""
        above = [x >= np.quantile(x, bar) for x in (self.practice, self.influence)]
        return int(np.sum(above[0] & above[1]))


def organisation(
    *,
    people: int,
    rho: float,
    seed: int,
    copula: Literal["gauss", "t"] = "gauss",
    units: Mapping[str, int] | None = None,
) -> Organisation:
    """Draw an organisation whose skills correlate by ``rho``; ``units`` fixes their sizes."""
    rng = np.random.default_rng(seed)
    practice, influence = _skills(people, rho, copula, rng)
    names, unit = _units(people, units, rng)
    manager, level = _hierarchy(unit)
    messages, taste = _messages(influence, unit, manager, rng)
    return Organisation(
        practice=practice,
        influence=influence,
        unit=unit,
        manager=manager,
        level=level,
        unit_names=names,
        posts=_posts(practice, rng),
        messages=messages,
        nominations=_nominations(influence, taste, rng),
    )


def _skills(n: int, rho: float, copula: str, rng: np.random.Generator) -> tuple[Floats, Floats]:
    z = rng.multivariate_normal([0.0, 0.0], [[1.0, rho], [rho, 1.0]], size=n)
    if copula == "t":
        freedom = 4
        heavy = z / np.sqrt(rng.chisquare(freedom, size=(n, 1)) / freedom)
        z = stats.norm.ppf(stats.t.cdf(heavy, freedom))
    return z[:, 0], z[:, 1]


def _units(
    n: int, sizes: Mapping[str, int] | None, rng: np.random.Generator
) -> tuple[tuple[str, ...], Ints]:
    if sizes is None:
        count = max(2, min(12, n // 40))
        unit = np.sort(rng.choice(count, size=n, p=rng.dirichlet(np.full(count, 20.0))))
        return tuple(f"Unit {chr(65 + i)}" for i in range(count)), unit
    if sum(sizes.values()) != n:
        raise ValueError(f"The units hold {sum(sizes.values())} people, not {n}.")
    return tuple(sizes), np.repeat(np.arange(len(sizes)), list(sizes.values()))


def _hierarchy(unit: Ints) -> tuple[Ints, Ints]:
    manager, depth = np.full(len(unit), -1), np.zeros(len(unit), dtype=np.int64)
    for u in np.unique(unit):
        members = np.flatnonzero(unit == u)
        for k, person in enumerate(members):
            if k:
                manager[person] = members[(k - 1) // 6]
                depth[person] = depth[manager[person]] + 1
            elif person:
                manager[person], depth[person] = 0, 1
    return manager, depth.max() + 1 - depth


def _posts(practice: Floats, rng: np.random.Generator) -> dict[str, NDArray]:
    """Sessions by a gamma renewal process, a burst of posts in each, counts on the audience."""
    n = len(practice)
    talent = 0.45 * practice + rng.normal(0, 0.2, n)
    author, when, platform, audience = [], [], [], []
    for person in range(n):
        if rng.random() > 0.85:  # has no account
            continue
        for place in range(1 + (rng.random() < 0.3)):
            per_day = np.exp(np.log(0.06) + 0.5 * practice[person] + rng.normal(0, 0.5))
            shape = rng.uniform(0.6, 2.0)
            expected = int(6 * per_day * DAYS) + 20
            gaps = rng.gamma(shape, 1 / (shape * per_day), size=expected)
            starts = np.cumsum(gaps) - rng.random() * gaps[0]
            burst = rng.geometric(0.6, size=expected)
            t = np.repeat(starts, burst) + rng.exponential(0.05, burst.sum())
            t = np.sort(t[t < DAYS])
            base, growth = rng.normal(5.2, 0.9), rng.gamma(1.0, 0.15)
            wave = 0.25 * np.cumsum(rng.normal(0, 1, len(t))) / np.sqrt(np.arange(1, len(t) + 1))
            author.append(np.full(len(t), person))
            platform.append(np.full(len(t), place))
            when.append(t * 86400)
            audience.append(np.exp(base + growth * t / DAYS + wave))
    who, followers = np.concatenate(author), np.ceil(np.concatenate(audience)).astype(np.int64)
    reply = rng.random(len(who)) < 0.25
    log_mean = (
        -1.2 + 0.7 * np.log(followers) + talent[who] - 0.6 * reply + rng.normal(0, 0.4, len(who))
    )
    size = 1.5
    total = rng.negative_binomial(size, size / (size + np.exp(log_mean)))
    split = rng.multinomial(total, [0.7, 0.12, 0.08, 0.1])
    return {
        "author": who,
        "time": np.concatenate(when).astype(np.int64),
        "platform": np.concatenate(platform),
        "reply": reply,
        "followers": followers,
        "impressions": total + rng.poisson(0.4 * followers),
        **dict(zip(("likes", "comments", "shares", "clicks"), split.T, strict=True)),
    }


def _messages(
    influence: Floats, unit: Ints, manager: Ints, rng: np.random.Generator
) -> tuple[dict[str, NDArray], Floats]:
    """Epoch by epoch: whom to write to, then who answers; attention already won attracts more."""
    n = len(influence)
    same = unit[:, None] == unit[None, :]
    people = np.arange(n)
    line = (manager[:, None] == people) | (manager[None, :] == people[:, None])
    taste = 1.6 * same + 1.2 * line + rng.normal(0, 0.7, (n, n))
    np.fill_diagonal(taste, -np.inf)
    activity = 40 * np.exp(rng.normal(0, 0.5, n) - 0.125) / EPOCHS
    seen, received = rng.normal(0, 0.45, n), np.zeros(n)
    parts: list[NDArray] = []
    made = 0
    for epoch in range(EPOCHS):
        pull = 0.5 * influence + seen + 0.25 * np.log1p(received / (1 + received.mean()))
        utility = taste + pull[None, :]
        chance = np.exp(utility - utility.max(axis=1, keepdims=True)).cumsum(axis=1)
        sender = np.repeat(people, rng.poisson(activity))
        draw = rng.random(len(sender)) * chance[sender, -1]
        target = np.array(
            [np.searchsorted(chance[i], d) for i, d in zip(sender, draw, strict=True)]
        )
        sent = (epoch + rng.random(len(sender))) * DAYS / EPOCHS * 86400
        ids = made + np.arange(len(sender))
        answers = rng.random(len(sender)) < 1 / (
            1 + np.exp(0.6 - 0.5 * influence[sender] - 0.5 * same[sender, target])
        )
        late = sent[answers] + rng.lognormal(9.0, 1.2, answers.sum())
        answer_ids = made + len(sender) + np.arange(answers.sum())
        made += len(sender) + int(answers.sum())
        first = np.stack([sender, target, sent, ids, ids, np.full(len(sender), -1.0)])
        back = np.stack([target[answers], sender[answers], late, answer_ids, *[ids[answers]] * 2])
        parts += [first, back]
        np.add.at(received, target, 1.0)
    events = np.concatenate(parts, axis=1).astype(np.int64)
    events = events[:, events[2] < DAYS * 86400]
    names = ("sender", "recipient", "time", "message", "thread", "answered")
    return dict(zip(names, events, strict=True)), taste


def _nominations(influence: Floats, taste: Floats, rng: np.random.Generator) -> dict[str, NDArray]:
    """Each respondent names the few who come to mind first; those close by come sooner."""
    n = len(influence)
    rater, named, rank = [], [], []
    for person in np.flatnonzero(rng.random(n) < 0.55):
        appeal = 0.9 * influence + 0.5 * taste[person] + rng.gumbel(0, 1, n)
        top = np.argsort(-appeal)[: min(5, 1 + rng.poisson(2))]
        rater.append(np.full(len(top), person))
        named.append(top)
        rank.append(np.arange(len(top)))
    columns = (np.concatenate(x) for x in (rater, named, rank))
    return dict(zip(("rater", "named", "rank"), columns, strict=True))
