"""Expertise on authors whose skill is known: rank, coverage, the learning curve, and gaming."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats

from proof.b.authors import AUDIENCE, LEARNING, NOISE, SKILL, Authors, authors, tables
from proof.b.evidence import names, opened
from proof.figure import Figure
from proof.generator import START, Organisation, organisation
from proof.registry import proof
from proof.rule import Cell, bias_figure, coverage_table
from proof.shell import say
from proof.workers import workers
from vesica.api.expertise import COVARIATES
from vesica.api.expertise import expertise as expertise_of
from vesica.api.post_sums import PostTables, post_sums
from vesica.api.skills import Evidence, arranged, fetch
from vesica.core.scores import Facet
from vesica.evidence.compute import pc
from vesica.measure.breadth import breadth
from vesica.measure.checks import checks
from vesica.measure.conversation import answering, coming_back
from vesica.measure.learning_curve import learning_curve
from vesica.measure.pooling import Pooled, pool
from vesica.measure.practice import ENOUGH, practice
from vesica.measure.reach import PRACTICE, reach
from vesica.measure.within import Within, within

__all__ = ["curve", "expertise", "gaming"]

# Declared before the first run, and not changed to pass.
SEED = 20_270_114
PEOPLE, POSTS = 50_000, 4_060_000
UNEVEN_PEOPLE, UNEVEN_POSTS, UNEVEN = 10_000, 600_000, 0.8
CURVES = int(os.environ.get("VESICA_PROOF_REPLICATES", "500"))
CURVE_PEOPLE, CURVE_POSTS, CURVE_LEVEL = 400, 24_000, 0.9
FACET_PEOPLE, FACET_LEVEL = 2000, 0.9
DIRECT = ("breadth", "skill checks")
GAMERS, GAME_PEOPLE, GAME_SEEDS, TIMES = 20, 1000, (71, 72, 73), 10
LEVELS = (0.9, 0.95)

Floats = NDArray[np.float64]


def _rng(*cell: int) -> np.random.Generator:
    return np.random.default_rng([SEED, *cell])


def _measured(made: Authors) -> tuple[Within, Pooled, Facet]:
    """Reach from the relations, in the order of the authors."""
    columns = tables(made)
    with opened(columns) as engine:
        found = {
            name: engine.fetch(name)
            for name in ("authors", "post_cells", "post_times", "post_moments")
        }
    sums = post_sums(
        PostTables(
            people=columns["people"]["person_id"],
            authors=found["authors"],
            cells=found["post_cells"],
            times=found["post_times"],
            moments=found["post_moments"],
        ),
        COVARIATES,
    )
    fit = within(sums)
    facet = reach(fit=fit, sums=sums)
    return fit, pool(value=facet.value, standard_error=facet.standard_error), facet


@proof("B.expertise")
def expertise() -> tuple[Figure, ...]:
    """50,000 authors and 4 million posts, from relations to reach; each facet's coverage."""
    made = authors(people=PEOPLE, posts=POSTS, rng=_rng(0))
    say(f"    {made.person.size:,} posts drawn")
    fit, pooled, _ = _measured(made)
    uneven = authors(people=UNEVEN_PEOPLE, posts=UNEVEN_POSTS, rng=_rng(1), scatter=UNEVEN)
    _, uneven_pooled, _ = _measured(uneven)
    cells = [
        *(_coverage("reach", made, pooled, level) for level in LEVELS),
        *(_coverage("uneven", uneven, uneven_pooled, level) for level in LEVELS),
    ]
    judged = [
        coverage_table(cells[k::2], level)[i] for i in (0, 1) for k, level in enumerate(LEVELS)
    ]
    return (
        *_ranks(made, pooled),
        *_parameters(fit, pooled),
        *judged,
        *coverage_table(_facets(), FACET_LEVEL),
    )


def _ranks(made: Authors, pooled: Pooled) -> tuple[Figure, ...]:
    logs = np.log1p(made.engagements)
    counts = np.bincount(made.person)
    rivals = {
        "followers": made.followers,
        "mean log engagement": np.bincount(made.person, logs) / counts,
        "total engagement": np.bincount(made.person, made.engagements),
    }
    own = _spearman(pooled.value, made.skill)
    beside = {name: _spearman(value, made.skill) for name, value in rivals.items()}
    best = max(beside, key=lambda name: beside[name])
    rng, gaps = _rng(2), []
    for _ in range(200):
        at = rng.integers(0, made.people, made.people)
        rival = _spearman(rivals[best][at], made.skill[at])
        gaps.append(_spearman(pooled.value[at], made.skill[at]) - rival)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return (
        Figure(
            id="B.expertise.spearman",
            what="rank correlation of reach with true expertise [1]",
            value=own,
            target=">= .90",
            holds=own >= 0.90,
            note=f"{made.people:,} authors, {made.person.size:,} posts.",
        ),
        *(
            Figure(
                id=f"B.expertise.rival[{name}]",
                what=f"rank correlation of {name} with true expertise, same data [1]",
                value=value,
            )
            for name, value in beside.items()
        ),
        Figure(
            id="B.expertise.better",
            what=f"rank correlation of reach less that of {best}, the best of these [1]",
            value=own - beside[best],
            low=float(low),
            high=float(high),
            target="> 0",
            holds=bool(low > 0),
            note="Paired; interval of 200 bootstrap draws of authors.",
        ),
    )


def _spearman(a: NDArray[Any], b: Floats) -> float:
    return float(stats.spearmanr(a, b)[0])


def _parameters(fit: Within, pooled: Pooled) -> tuple[Figure, ...]:
    error = fit.slope_errors
    return (
        *(
            Figure(
                id=f"B.expertise.{name}",
                what=f"{what}, true {truth:g} [1]",
                value=float(fit.slopes[i]),
                low=float(fit.slopes[i] - 2 * error[i]),
                high=float(fit.slopes[i] + 2 * error[i]),
                target="within 2 standard errors",
                holds=bool(abs(fit.slopes[i] - truth) <= 2 * error[i]),
                note=f"Standard error {error[i]:.2g}, from leaving out a part of the authors.",
            )
            for i, (name, what, truth) in enumerate(
                (
                    ("audience", "elasticity of audience", AUDIENCE),
                    ("learning", "exponent of the learning curve", LEARNING),
                )
            )
        ),
        Figure(
            id="B.expertise.between",
            what=f"variance of expertise between authors, true {SKILL**2:g} [log²]",
            value=pooled.variance,
        ),
        Figure(
            id="B.expertise.within",
            what=f"variance of a post around its author, true {NOISE**2:g} [log²]",
            value=fit.variance,
        ),
    )


def _inside(value: Floats, error: Floats, truth: Floats, level: float) -> int:
    z = stats.norm.ppf(0.5 + level / 2)
    return int(np.sum(np.abs(value - truth) <= z * error))


def _coverage(name: str, made: Authors, pooled: Pooled, level: float) -> Cell:
    truth = made.skill - made.skill.mean()
    extra = "" if name == "reach" else ", authors of unequal scatter"
    return Cell(
        id=f"B.expertise.coverage[{name},{level:g}]",
        what=f"coverage of the {level:.0%} intervals of reach{extra} [1]",
        hits=_inside(pooled.value - pooled.mean, pooled.standard_error, truth, level),
        n=made.people,
        note="Errors are t with 5 degrees of freedom.",
    )


def _facets() -> list[Cell]:
    """Every other facet whose truth can be written down, on data drawn from its own model."""
    makers: Mapping[str, Callable[[np.random.Generator], tuple[Floats, Facet]]] = {
        "practice": _practice,
        "answering": _answering,
        "coming back": _coming_back,
        "breadth": _breadth,
        "skill checks": _checks,
    }
    cells = []
    for k, (name, make) in enumerate(makers.items()):
        truth, facet = make(_rng(3, k))
        seen = np.isfinite(facet.standard_error)
        pooled = pool(value=facet.value, standard_error=facet.standard_error)
        forms = {
            "": (pooled.value, pooled.standard_error),
            " before pooling": (facet.value, facet.standard_error),
        }
        for form, (value, error) in forms.items():
            if form and name not in DIRECT:
                continue
            cells.append(
                Cell(
                    id=f"B.expertise.facet[{name}{form}]",
                    what=f"coverage of the {FACET_LEVEL:.0%} intervals of {name}{form} [1]",
                    hits=_inside(value[seen], error[seen], truth[seen], FACET_LEVEL),
                    n=int(np.sum(seen)),
                    note="True values are skewed; pooling takes them as normal."
                    if name == "breadth"
                    else "",
                )
            )
    return cells


def _practice(rng: np.random.Generator) -> tuple[Floats, Facet]:
    weeks, size = 40, 0.8
    truth = rng.normal(0, 1, FACET_PEOPLE)
    rate = size / (size + np.exp(truth))
    weekly = rng.negative_binomial(size, rate[:, None], (FACET_PEOPLE, weeks))
    facet = practice(
        posts=weekly.sum(axis=1),
        active_weeks=(weekly > 0).sum(axis=1),
        weeks=np.full(FACET_PEOPLE, weeks),
        observed=np.ones(FACET_PEOPLE, dtype=bool),
    )
    return np.minimum(truth, ENOUGH), facet


def _answering(rng: np.random.Generator) -> tuple[Floats, Facet]:
    truth = rng.normal(-0.5, 0.8, FACET_PEOPLE)
    p, rho = 1 / (1 + np.exp(-truth)), 0.3
    size = (1 - rho) / rho
    weekly = rng.beta(p[:, None] * size, (1 - p[:, None]) * size, (FACET_PEOPLE, 30))
    posts = rng.poisson(rng.gamma(2, 1, FACET_PEOPLE)[:, None], weekly.shape)
    replies = rng.binomial(posts, weekly)
    some = np.maximum(posts, 1)
    facet = answering(
        replies=replies.sum(axis=1),
        posts=posts.sum(axis=1),
        weeks=(posts > 0).sum(axis=1),
        squares=(replies**2 / some).sum(axis=1),
        weekly=(posts**2).sum(axis=1),
    )
    return truth, facet


def _coming_back(rng: np.random.Generator) -> tuple[Floats, Facet]:
    truth = rng.normal(-1, 0.7, FACET_PEOPLE)
    received = rng.poisson(rng.gamma(1, 15, FACET_PEOPLE))
    answered = rng.binomial(received, 1 / (1 + np.exp(-truth)))
    return truth, coming_back(answered=answered, received=received)


def _breadth(rng: np.random.Generator) -> tuple[Floats, Facet]:
    share = rng.dirichlet(2.5 * np.array([0.4, 0.3, 0.2, 0.1]), FACET_PEOPLE)
    posts = np.ceil(rng.lognormal(3, 1, FACET_PEOPLE)).astype(np.int64) + 1
    counts = np.stack([rng.multinomial(n, p) for n, p in zip(posts, share, strict=True)])
    person, place = np.nonzero(counts)
    facet = breadth(person=person, place=place, posts=counts[person, place], n_people=FACET_PEOPLE)
    return 1 - np.sum(share**2, axis=1), facet


def _checks(rng: np.random.Generator) -> tuple[Floats, Facet]:
    truth = rng.normal(0, 10, FACET_PEOPLE)
    n = rng.poisson(rng.gamma(1, 5, FACET_PEOPLE))
    person = np.repeat(np.arange(FACET_PEOPLE), n)
    mark = truth[person] + 12 * rng.standard_t(5, person.size) / (5 / 3) ** 0.5
    facet = checks(
        results=n,
        total=np.bincount(person, mark, FACET_PEOPLE).astype(np.float64),
        squares=np.bincount(person, mark**2, FACET_PEOPLE).astype(np.float64),
    )
    return truth, facet


@proof("B.curve")
def curve() -> tuple[Figure, ...]:
    """The exponent of the learning curve on many small organisations: bias and coverage."""
    found: list[tuple[float, float, float]] = []
    with workers() as pool:
        for k, one in enumerate(pool.map(_exponent, range(CURVES), chunksize=10)):
            found.append(one)
            if (k + 1) % 100 == 0:
                say(f"    {k + 1} of {CURVES} organisations")
    hits = sum(low <= LEARNING <= high for _, low, high in found)
    cell = Cell(
        id="B.curve.coverage",
        what=f"coverage of the {CURVE_LEVEL:.0%} interval of the learning exponent [1]",
        hits=hits,
        n=len(found),
        note=f"{CURVE_PEOPLE} authors and {CURVE_POSTS:,} posts each.",
    )
    bias = bias_figure(
        [value - LEARNING for value, _, _ in found],
        [LEARNING] * len(found),
        figure_id="B.curve.bias",
        what="bias of the learning exponent [1]",
    )
    return (bias, *coverage_table([cell], CURVE_LEVEL))


def _exponent(k: int) -> tuple[float, float, float]:
    made = authors(people=CURVE_PEOPLE, posts=CURVE_POSTS, rng=_rng(4, k))
    fit, _, _ = _measured(made)
    slope = learning_curve(fit=fit, column=PRACTICE, people=CURVE_PEOPLE, level=CURVE_LEVEL)
    return slope.value, slope.low, slope.high


@proof("B.gaming")
def gaming() -> tuple[Figure, ...]:
    """Twenty people write ten times as much, in three ways, and their scores are compared."""
    ways: Mapping[str, Callable[[Posts, NDArray[np.int64], np.random.Generator], Posts]] = {
        "the same again at once": _again,
        "at any time, as good": _anytime,
        "at once, read by nobody": _spam,
    }
    figures = []
    for name, way in ways.items():
        moved: list[float] = []
        for seed in GAME_SEEDS:
            made = organisation(people=GAME_PEOPLE, rho=0.0, seed=seed)
            moved += _moves(made, way, np.random.default_rng([SEED, 5, seed]))
        gain = float(np.max(moved))
        stays = int(np.sum(np.abs(moved) < 1))
        figures.append(
            Figure(
                id=f"B.gaming[{name}]",
                what=f"largest gain of a score, in half 90 % intervals, {TIMES} times the posts:"
                f" {name} [1]",
                value=gain,
                target="< 1",
                holds=gain < 1,
                note=f"Mean move {np.mean(moved):+.2f}, largest loss {np.min(moved):+.2f};"
                f" {stays} of {len(moved)} scores stay inside the interval they had.",
            )
        )
    return tuple(figures)


Posts = dict[str, NDArray[Any]]


def _moves(
    made: Organisation,
    way: Callable[[Posts, NDArray[np.int64], np.random.Generator], Posts],
    rng: np.random.Generator,
) -> list[float]:
    posts: Posts = dict(made.posts)
    active = np.flatnonzero(np.bincount(posts["author"], minlength=GAME_PEOPLE) > 0)
    gamers = rng.choice(active, GAMERS, replace=False)
    mean, error = _scores(made, posts, gamers)
    after, _ = _scores(made, way(posts, gamers, rng), gamers)
    return ((after - mean) / (stats.norm.ppf(0.95) * error)).tolist()


def _scores(made: Organisation, posts: Posts, whose: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Scores and standard errors of some people: what is posted changes everybody's index."""
    columns = {
        "people": {"person_id": names(np.arange(len(made.unit)))},
        "posts": {
            "post_id": pa.array([f"q{k}" for k in range(len(posts["author"]))]),
            "person_id": names(posts["author"]),
            "platform": pa.array([f"platform {k}" for k in posts["platform"].tolist()]),
            "time": START.astype("datetime64[us]") + posts["time"].astype("timedelta64[s]"),
            "kind": pa.array(np.where(posts["reply"], "reply", "post").tolist()),
            "audience": posts["followers"],
            "reactions": posts["likes"],
            "replies": posts["comments"],
            "shares": posts["shares"],
            "clicks": posts["clicks"],
        },
    }
    with opened(columns) as engine:
        tables = fetch(engine)
    data: Evidence = arranged(tables)
    scores = expertise_of(data)
    at = pc.index_in(names(whose), value_set=data.people).to_numpy(zero_copy_only=False)
    return scores.mean[at], scores.standard_error[at]


def _more(posts: Posts, gamers: NDArray[np.int64]) -> tuple[Posts, NDArray[np.int64]]:
    """Posts with nine copies of those of the gamers behind them, and where the copies are."""
    own = np.flatnonzero(np.isin(posts["author"], gamers))
    copies = np.tile(own, TIMES - 1)
    out = {name: np.concatenate([a, a[copies]]) for name, a in posts.items()}
    return out, len(posts["author"]) + np.arange(copies.size)


def _again(posts: Posts, gamers: NDArray[np.int64], rng: np.random.Generator) -> Posts:
    out, at = _more(posts, gamers)
    out["time"][at] += rng.integers(1, 3600, at.size)
    return out


def _anytime(posts: Posts, gamers: NDArray[np.int64], rng: np.random.Generator) -> Posts:
    out, at = _more(posts, gamers)
    out["time"][at] = rng.integers(0, int(posts["time"].max()), at.size)
    return out


def _spam(posts: Posts, gamers: NDArray[np.int64], rng: np.random.Generator) -> Posts:
    out = _again(posts, gamers, rng)
    at = np.arange(len(posts["author"]), len(out["author"]))
    for name in ("likes", "comments", "shares", "clicks"):
        out[name][at] = 0
    return out
