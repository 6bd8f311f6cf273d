"""The same opt-in data in econml and doubleml; and how fast a large panel is."""

from __future__ import annotations

import time
import warnings

import numpy as np
from numpy.typing import NDArray

from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.causal.doubly_robust import doubly_robust
from vesica.causal.staggered import staggered

__all__ = ["oracles", "speed"]

# Declared before the first run.
SEED = 11
PEOPLE = 2000
TRUTH = 0.3
UNITS, PERIODS = 100_000, 10
LIMIT_SECONDS = 15.0

Floats = NDArray[np.float64]


def _data() -> tuple[Floats, NDArray[np.bool_], Floats]:
    rng = np.random.default_rng(SEED)
    X = rng.standard_normal((PEOPLE, 5))
    d = rng.random(PEOPLE) < 1 / (1 + np.exp(-0.7 * X[:, 0] + 0.4 * X[:, 1]))
    return X @ [0.5, 0.3, 0, 0.2, 0] + TRUTH * d + rng.standard_normal(PEOPLE), d, X


@proof("E.oracles")
def oracles() -> tuple[Figure, ...]:
    """Our effect on everybody against both libraries, with their times."""
    y, d, X = _data()
    start = time.perf_counter()
    ours = doubly_robust(outcome=y, treated=d, covariates=X, seed=1).everyone
    spent = time.perf_counter() - start
    figures = [
        Figure(id="E.oracles.ours", what="effect on everybody [sd]", value=ours.value,
               low=ours.value - 1.96 * ours.standard_error,
               high=ours.value + 1.96 * ours.standard_error, note=f"The truth is {TRUTH}.",
               seconds=spent)
    ]  # fmt: skip
    for name, fit in (("econml", _econml), ("doubleml", _doubleml)):
        start = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value, error = fit(y, d, X)
        except ImportError:
            figures.append(
                not_run(
                    f"E.oracles.{name}",
                    f"difference from {name} [sd]",
                    "within 2 joint standard errors",
                    f"{name} is absent.",
                )
            )
            continue
        theirs = time.perf_counter() - start
        joint = float(np.hypot(error, ours.standard_error))
        figures.append(
            Figure(id=f"E.oracles.{name}", what=f"difference from {name} [sd]",
                   value=ours.value - value, target=f"within {2 * joint:.3f}, 2 joint errors",
                   holds=abs(ours.value - value) <= 2 * joint,
                   note=f"{name}: {value:.4f} ({error:.4f}); it takes {theirs / spent:.2f} times"
                   f" our {spent:.1f} s, import included.")
        )  # fmt: skip
    return tuple(figures)


def _forests() -> tuple[object, object]:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    regressor = RandomForestRegressor(100, min_samples_leaf=5, random_state=1)
    return regressor, RandomForestClassifier(100, min_samples_leaf=10, random_state=1)


def _econml(y: Floats, d: NDArray[np.bool_], X: Floats) -> tuple[float, float]:
    from econml.dr import LinearDRLearner

    regressor, classifier = _forests()
    found = LinearDRLearner(
        model_propensity=classifier, model_regression=regressor, cv=5, random_state=1
    ).fit(y, d.astype(int), X=None, W=X)
    shown = found.intercept__inference(T=1)
    return float(shown.point_estimate), float(shown.stderr)


def _doubleml(y: Floats, d: NDArray[np.bool_], X: Floats) -> tuple[float, float]:
    import doubleml

    regressor, classifier = _forests()
    data = doubleml.DoubleMLData.from_arrays(X, y, d.astype(float))
    np.random.seed(1)  # noqa: NPY002 - the library deals its folds from the global state
    found = doubleml.DoubleMLIRM(data, regressor, classifier, n_folds=5).fit()
    return float(found.coef[0]), float(found.se[0])


@proof("E.speed")
def speed() -> tuple[Figure, ...]:
    """Group-time effects of 1 million person-periods, with bootstrap."""
    rng = np.random.default_rng(SEED)
    cohort = rng.choice([0, 4, 6, 8], UNITS)
    unit = np.repeat(np.arange(UNITS), PERIODS)
    when = np.tile(np.arange(1, PERIODS + 1), UNITS)
    inside = (cohort[unit] > 0) & (when >= cohort[unit])
    y = rng.standard_normal(UNITS)[unit] + TRUTH * inside + rng.standard_normal(unit.size)
    x = rng.standard_normal(UNITS)[unit][:, None]
    start = time.perf_counter()
    found = staggered(unit=unit, time=when, outcome=y, cohort=cohort[unit], rng=rng, covariates=x,
                      not_yet=True)  # fmt: skip
    spent = time.perf_counter() - start
    return (
        Figure(id="E.speed.panel", what=f"time for {unit.size:,} person-periods [s]", value=spent,
               target=f"< {LIMIT_SECONDS:g} s", holds=spent < LIMIT_SECONDS,
               note=f"{len(found.cells)} group-time effects, one covariate, {found.draws:,}"
               f" bootstrap draws; {found.simple.value:.4f} ({found.simple_error:.4f}), truth"
               f" {TRUTH}."),
    )  # fmt: skip
