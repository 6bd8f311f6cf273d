"""The overlap of two measures taken at their word: cut at a quantile and count."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from vesica.core.association import CountOverlap
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["DRAWS", "count_overlap", "fisher_exact"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DRAWS = 2000
"""Bootstrap draws."""


def count_overlap(
    *,
    first: FloatArray,
    second: FloatArray,
    group: IntArray,
    share: float,
    names: tuple[str, str],
    rng: np.random.Generator,
    level: float,
) -> CountOverlap:
    """Count who is in the top share of both measures within the own group.

    The cut of a group is the quantile of its own people, by linear interpolation; at or above it
    counts. Nothing is corrected for error of measurement: see
    :func:`vesica.measure.overlap.overlap` for that. Intervals are percentiles of a bootstrap over
    people within groups; cuts and ranks are taken anew in every draw. People are sorted by their
    values before drawing, so that their order in the input does not matter.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n_people,)
        The two measures, in any unit.
    group : ndarray of int64, shape (n_people,)
        Within what people are compared, for example a chamber.
    share : float
        Top share, for example 0.25.
    names : tuple of str
        Names of the measures.
    rng : numpy.random.Generator
        Source of the bootstrap draws.
    level : float
        Probability of the intervals.

    Returns
    -------
    CountOverlap

    Raises
    ------
    EstimationError
        If a value is missing, or nobody is above a cut.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, sections 3.2 and 5.3;
    Agresti (2013), Categorical Data Analysis, section 3.5.3, for Fisher's test.
    """
    missing = int(np.count_nonzero(~(np.isfinite(first) & np.isfinite(second))))
    if missing or first.size == 0:
        raise EstimationError(
            f"{missing} of {first.size} people lack '{names[0]}' or '{names[1]}'.",
            hint="Compare people who have both measures.",
        )
    rows = [_sorted(first[group == g], second[group == g]) for g in np.unique(group)]
    once = [(a[None, :], b[None, :]) for a, b in rows]
    n = first.size
    top_first, top_second, both = (int(c[0]) for c in _tops(once, share))
    if top_first == 0 or top_second == 0:
        raise EstimationError(
            f"Nobody is in the top {share:.0%} of '{names[0]}' or '{names[1]}'.",
            hint="Choose a larger share.",
        )
    drawn = [_draw(a, b, rng) for a, b in rows]
    tops = _tops(drawn, share)
    lift = both * n / (top_first * top_second)
    return CountOverlap(
        first=names[0],
        second=names[1],
        people=n,
        top_first=top_first,
        top_second=top_second,
        both=both,
        chance=top_first * top_second / n,
        lift=_percentiles(lift, tops[2] * n / (tops[0] * tops[1]), level, n),
        correlation=_percentiles(
            float(_rank_correlation(once)[0]), _rank_correlation(drawn), level, n
        ),
        p_value=fisher_exact(n, top_first, top_second, both),
    )


def fisher_exact(n: int, first: int, second: int, both: int) -> float:
    """Two-sided exact test of independence of two properties of ``n`` people.

    Adds up the hypergeometric probabilities of all tables with the same margins that are not
    more likely than the one seen.
    """
    x = np.arange(max(0, first + second - n), min(first, second) + 1)
    log_p = (
        _log_choose(first, x)
        + _log_choose(n - first, second - x)
        - _log_choose(n, np.array(second))
    )
    seen = log_p[x == both]
    return min(1.0, float(np.sum(np.exp(log_p[log_p <= seen + 1e-7]))))


def _log_choose(n: int, k: NDArray[np.int64]) -> FloatArray:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def _sorted(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    order = np.lexsort((b, a))
    return a[order], b[order]


def _draw(a: FloatArray, b: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    at = rng.integers(0, a.size, size=(DRAWS, a.size))
    return a[at], b[at]


def _tops(
    groups: list[tuple[FloatArray, FloatArray]], share: float
) -> tuple[IntArray, IntArray, IntArray]:
    """People at or above the cut on the first, on the second, and on both, per draw."""
    counts = np.zeros((3, groups[0][0].shape[0]), dtype=np.int64)
    for a, b in groups:
        up_a = a >= np.quantile(a, 1 - share, axis=1, keepdims=True)
        up_b = b >= np.quantile(b, 1 - share, axis=1, keepdims=True)
        counts += np.array(
            [np.sum(up_a, axis=1), np.sum(up_b, axis=1), np.sum(up_a & up_b, axis=1)]
        )
    return counts[0], counts[1], counts[2]


def _ranks(a: FloatArray) -> FloatArray:
    """Mid-ranks within each row, as shares of the row."""
    ordered = np.sort(a, axis=1)
    out = np.empty(a.shape)
    for row, line, values in zip(out, ordered, a, strict=True):
        low = np.searchsorted(line, values, side="left")
        high = np.searchsorted(line, values, side="right")
        row[:] = (low + high) / 2 / values.size - 0.5
    return out


def _rank_correlation(groups: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """Correlation of ranks within groups, over everyone, per draw; 0 where a measure is flat."""
    a = np.concatenate([_ranks(x) for x, _ in groups], axis=1)
    b = np.concatenate([_ranks(y) for _, y in groups], axis=1)
    size = np.sqrt(np.sum(a**2, axis=1) * np.sum(b**2, axis=1))
    return np.divide(np.sum(a * b, axis=1), size, out=np.zeros(size.shape), where=size > 0)


def _percentiles(value: float, draws: FloatArray, level: float, n: int) -> Estimate:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        level=level,
        unit="1",
        n=n,
    )
