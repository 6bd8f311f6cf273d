"""The same opt-in data in econml and doubleml; and how fast a large panel is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

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
        _command(),
    )  # fmt: skip


def _command() -> Figure:
    """Time ``vesica effect`` on 1 million measures of 100,000 people, from sealed evidence."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        _write(files)
        environment = os.environ | {"VESICA_VAULT_DIR": str(files / "vaults"), "VESICA_QUIET": "1"}

        def vesica(*words: str) -> None:
            subprocess.run(
                [sys.executable, "-c", "from vesica.cli import main; main()", *words],
                check=True, env=environment, cwd=files, stdout=subprocess.DEVNULL,
            )  # fmt: skip

        vesica("init", "acme")
        for name in ("roster", "programmes", "measures"):
            vesica("-w", "acme", "import", f"{name}.csv")
        start = time.perf_counter()
        vesica("-w", "acme", "effect", "--route", "participation", "--on", "expertise", "--json")
        spent = time.perf_counter() - start
    return Figure(
        id="E.speed.command",
        what=f"vesica effect on {UNITS * PERIODS:,} measures, whole command [s]",
        value=spent, target=f"< {LIMIT_SECONDS:g} s", holds=spent < LIMIT_SECONDS,
        note="A new process, from sealed evidence to JSON, checks and bounds included.",
    )  # fmt: skip


def _write(folder: Path) -> None:
    """Write roster, programmes and measures of people who begin in turn."""
    rng = np.random.default_rng(SEED)
    cohort = rng.choice([0, 4, 6, 8], UNITS)
    person = np.array([f"N{i:06d}" for i in range(UNITS)])
    first = [f"2025-{month:02d}-01" for month in range(1, PERIODS + 1)]
    lines = ["Employee ID,Email,Name,Department,Level"]
    lines += [f"{p},{p.lower()}@example.org,Sim {p},Unit {i % 500:03d},{1 + i % 5}"
              for i, p in enumerate(person)]  # fmt: skip
    (folder / "roster.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["employee_id,route,start,end,assigned,took_part"]
    lines += [
        f"{p},participation,{first[max(c, 4) - 1]},{first[-1]},staggered,"
        f"{'true' if c else 'false'}"
        for p, c in zip(person, cohort, strict=True)
    ]
    (folder / "programmes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    skill = rng.standard_normal(UNITS)
    lines = ["employee_id,measure,period,value,standard_error"]
    for period in range(1, PERIODS + 1):
        inside = (cohort > 0) & (period >= cohort)
        y = skill + TRUTH * inside + 0.35 * rng.standard_normal(UNITS)
        lines += [f"{p},social media check,{first[period - 1]},{v:.3f},0.35"
                  for p, v in zip(person, y, strict=True)]  # fmt: skip
    (folder / "measures.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
