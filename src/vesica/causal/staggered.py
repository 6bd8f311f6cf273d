"""Staggered roll-outs: group-time effects, their averages, and bands from a bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.causal.before import no_trend_before
from vesica.causal.library import Cell, group_time_cells
from vesica.core.effect import EventTime, GroupTime, StaggeredEffect
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["DRAWS", "staggered"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

DRAWS = 1000
"""Bootstrap draws; 0 gives analytic standard errors and pointwise bands."""

_CHUNK = 64


@dataclass(frozen=True, slots=True)
class _Average:
    """A weighted average of cells, the influence of every unit, and its score variance."""

    value: float
    influence: Floats
    score_variance: float


def staggered(
    *,
    unit: Ints,
    time: Ints,
    outcome: Floats,
    cohort: Ints,
    rng: np.random.Generator,
    covariates: Floats | None = None,
    not_yet: bool = False,
    anticipation: int = 0,
    cluster: Ints | None = None,
    error: float = 0.0,
    draws: int = DRAWS,
    level: float = 0.95,
    measure: str = "1",
) -> StaggeredEffect:
    """Effect of a programme that people began at different times.

    Each cohort is compared, period by period, with people who had not begun; its own last period
    before the beginning is the base. Weights that depend on the sizes of cohorts count as
    estimated.

    Parameters
    ----------
    unit : ndarray of int, shape (n_rows,)
        Person, ``0 .. n_units - 1``, in an order that does not depend on pseudonyms.
    time : ndarray of int, shape (n_rows,)
        Period.
    outcome : ndarray of float64, shape (n_rows,)
        In ``measure``.
    cohort : ndarray of int, shape (n_rows,)
        Period in which the person began; 0 for never. The same in all rows of a person.
    rng : numpy.random.Generator
        For the bootstrap.
    covariates : ndarray of float64, shape (n_rows, n_covariates), optional
        On which trends may depend; the value before the beginning counts.
    not_yet : bool
        Whether those who begin later are compared with as well.
    anticipation : int
        Periods before the beginning in which people may already have changed.
    cluster : ndarray of int, shape (n_units,), optional
        What began together, such as units.
    error : float
        Root mean square standard error of the outcomes, where outcomes are scores.
    draws : int
        Multiplier draws (Mammen's); standard errors are interquartile ranges over the normal's.
    level : float
        Probability of the intervals.
    measure : str
        Unit of the outcome.

    Returns
    -------
    StaggeredEffect
        Cells, averages and event times.

    Raises
    ------
    EstimationError
        If no cohort can be compared.

    References
    ----------
    Callaway & Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001, sections 2 to 4.
    """
    unit, time, cohort = (np.asarray(x, np.intp) for x in (unit, time, cohort))
    cells = group_time_cells(
        unit=unit,
        time=time,
        outcome=np.asarray(outcome, float),
        cohort=cohort,
        covariates=covariates,
        not_yet=not_yet,
        anticipation=anticipation,
    )
    began = np.zeros(int(unit.max()) + 1, np.intp)
    began[unit] = cohort
    if not any(c.time >= c.cohort for c in cells):
        raise EstimationError(
            "No cohort is seen after its beginning beside people who have not begun.",
            hint="Evidence is needed from before the programme, and people who began later.",
        )
    noise = [2 * error**2 * (1 / np.sum(began == c.cohort) + 1 / c.compared) for c in cells]
    own = [_Average(c.effect, c.influence, float(v)) for c, v in zip(cells, noise, strict=True)]
    share = {int(g): float(np.mean(began == g)) for g in np.unique(began[began > 0])}
    post = [i for i, c in enumerate(cells) if c.time >= c.cohort]
    times = sorted({c.time - c.cohort for c in cells})
    by_event = [
        _weighted(cells, own, [i for i, c in enumerate(cells) if c.time - c.cohort == e],
                  share, began)
        for e in times
    ]  # fmt: skip
    groups = sorted({cells[i].cohort for i in post})
    by_group = [_mean([own[i] for i in post if cells[i].cohort == g]) for g in groups]
    simple = _weighted(cells, own, post, share, began)
    dynamic = _mean([a for e, a in zip(times, by_event, strict=True) if e >= 0])
    last = {g: max(cells[i].time for i in post if cells[i].cohort == g) for g in groups}
    ends = [Cell(cohort=g, time=last[g], effect=a.value, standard_error=0.0,
                 influence=a.influence, compared=1)
            for g, a in zip(groups, by_group, strict=True)]  # fmt: skip
    group = _weighted(ends, by_group, list(range(len(ends))), share, began)
    every = [*own, *by_event, *by_group, simple, dynamic, group]
    errors, band = _errors(every, len(own), len(by_event), cluster, draws, rng, level)
    z = float(stats.norm.ppf((1 + level) / 2))
    n = began.size

    def interval(value: float, spread: float) -> Estimate:
        low, high = value - z * spread, value + z * spread
        return Estimate(value=value, low=low, high=high, level=level, unit=measure, n=n)

    a, b, c = len(own), len(own) + len(by_event), len(own) + len(by_event) + len(by_group)
    psi = np.column_stack([e.influence for e in by_event])
    before = [cell for cell in cells if cell.time < cell.cohort]
    return StaggeredEffect(
        controls="not yet treated" if not_yet else "never treated",
        cells=tuple(
            GroupTime(cohort=x.cohort, time=x.time, effect=interval(x.effect, s),
                      standard_error=s)
            for x, s in zip(cells, errors[:a], strict=True)
        ),
        simple=interval(simple.value, errors[c]),
        dynamic=interval(dynamic.value, errors[c + 1]),
        group=interval(group.value, errors[c + 2]),
        simple_error=errors[c],
        dynamic_error=errors[c + 1],
        group_error=errors[c + 2],
        events=tuple(
            EventTime(event=e, effect=interval(x.value, s), standard_error=s,
                      band_low=x.value - band * s, band_high=x.value + band * s)
            for e, x, s in zip(times, by_event, errors[a:b], strict=True)
        ),
        cohorts=tuple(
            GroupTime(cohort=g, time=last[g], effect=interval(x.value, s), standard_error=s)
            for g, x, s in zip(groups, by_group, errors[b:c], strict=True)
        ),
        covariance=tuple(tuple(float(v) for v in row) for row in _covariance(psi, cluster)),
        pre_p_value=no_trend_before(
            value=np.array([cell.effect for cell in before]),
            influence=np.array([cell.influence for cell in before]),
            began=began,
            cluster=cluster,
        ),
        draws=draws,
    )  # fmt: skip


def _mean(parts: list[_Average]) -> _Average:
    k = len(parts)
    # Errors of one person's scores run through all parts, so their variances are not averaged out.
    noise = float(np.mean([np.sqrt(p.score_variance) for p in parts])) ** 2
    value = float(np.mean([p.value for p in parts]))
    return _Average(value, np.sum([p.influence for p in parts], axis=0) / k, noise)


def _weighted(
    cells: tuple[Cell, ...] | list[Cell],
    own: list[_Average],
    kept: list[int],
    share: dict[int, float],
    began: Ints,
) -> _Average:
    """Average by sizes of cohorts; that the sizes are estimated adds to the influence."""
    p = np.array([share[cells[i].cohort] for i in kept])
    total = float(p.sum())
    value = float(sum(q * own[i].value for q, i in zip(p, kept, strict=True)) / total)
    influence = np.zeros(began.size)
    noise = 0.0
    for q, i in zip(p, kept, strict=True):
        influence += q / total * own[i].influence
        noise += q / total * np.sqrt(own[i].score_variance)
        member = (began == cells[i].cohort) - q
        influence += member * (own[i].value - value) / total / began.size
    return _Average(value, influence, float(noise) ** 2)


def _grouped(psi: Floats, cluster: Ints | None) -> Floats:
    if cluster is None:
        return psi
    _, at = np.unique(cluster, return_inverse=True)
    sums = np.zeros((int(at.max()) + 1, psi.shape[1]))
    np.add.at(sums, at, psi)
    return sums * np.sqrt(len(sums) / max(len(sums) - 1, 1))


def _covariance(psi: Floats, cluster: Ints | None) -> Floats:
    psi = _grouped(psi, cluster)
    return psi.T @ psi


def _errors(
    every: list[_Average],
    first: int,
    events: int,
    cluster: Ints | None,
    draws: int,
    rng: np.random.Generator,
    level: float,
) -> tuple[list[float], float]:
    """Standard errors of all averages, and the width of the band over the event times."""
    psi = _grouped(np.column_stack([a.influence for a in every]), cluster)
    noise = np.array([a.score_variance for a in every])
    if draws == 0:
        spread = np.sqrt(np.sum(psi**2, axis=0) + noise)
        return spread.tolist(), float(stats.norm.ppf((1 + level) / 2))
    # Mammen's two points: mean 0, variance 1, third moment 1.
    root = np.sqrt(5.0)
    low, high, p = (1 - root) / 2, (1 + root) / 2, (root + 1) / (2 * root)
    moved = np.empty((draws, psi.shape[1]))
    for start in range(0, draws, _CHUNK):
        rows = min(_CHUNK, draws - start)
        points = np.where(rng.random((rows, psi.shape[0]), dtype=np.float32) < p, low, high)
        moved[start : start + rows] = points @ psi
    upper, lower = np.quantile(moved, [0.75, 0.25], axis=0)
    width = float(stats.norm.ppf(0.75) - stats.norm.ppf(0.25))
    sampling = (upper - lower) / width
    spread = np.sqrt(sampling**2 + noise)
    at = slice(first, first + events)
    scale = np.where(sampling[at] > 0, sampling[at], np.inf)
    largest = np.max(np.abs(moved[:, at]) / scale, axis=1)
    band = max(float(np.quantile(largest, level)), float(stats.norm.ppf((1 + level) / 2)))
    return spread.tolist(), band
