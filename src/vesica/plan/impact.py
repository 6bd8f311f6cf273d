"""Adverse-impact audit of a plan: who is selected less often, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from vesica.core.plan import ImpactAudit, ImpactRow

__all__ = ["FOUR_FIFTHS", "REFERENCE", "ratio_interval", "scoring_impact", "selection_impact"]

FOUR_FIFTHS = 0.8

REFERENCE = "compared with"
"""Finding of the group that the others are compared with."""

_SIGNIFICANT = 0.05
_EXPECTED = 5.0


def selection_impact(
    *,
    selected: NDArray[np.bool_],
    group: NDArray[np.int64],
    names: Sequence[str],
    axis: str,
    level: float = 0.95,
    least: int = 10,
    measure: str = "selection",
) -> ImpactAudit:
    """Selection rate of every group over the highest rate.

    *Adverse*: below four fifths and Fisher's exact test below 5 %. Below four fifths by less is
    *below, chance possible*. *No sign* only if the whole interval is at or above four fifths.
    Groups of fewer than ``least`` people, or with fewer than five expected, are *too few to
    say*. Nothing is ever said to have passed.

    Parameters
    ----------
    selected : ndarray of bool, shape (n_people,)
        Who was selected, among all who could have been.
    group : ndarray of int64, shape (n_people,)
        Index into ``names``; -1 where it is not known, which is left out and said.
    names : sequence of str
        Groups of this axis; age bands are an axis of their own.
    axis : str
        Name of the axis.
    level : float
        Probability of the intervals.
    least : int
        Fewest people in a group for a finding.

    References
    ----------
    29 CFR 1607.4 (D) for four fifths; New York City Local Law 144, 6 RCNY 5-301, for the ratios;
    Koopman (1984), doi:10.2307/2531405, for the interval.
    """
    known = group >= 0
    n = np.bincount(group[known], minlength=len(names))
    k = np.bincount(group[known & selected], minlength=len(names))
    notes = []
    if not known.all():
        notes.append("People with no known group are left out.")
    rate = np.divide(k, n, out=np.full(n.size, -1.0), where=n > 0)
    solid = n >= least
    if not solid.any():
        solid = n > 0
    top = int(np.argmax(np.where(solid, rate, -1.0))) if n.any() else 0
    if n.any() and (n < least).any():
        notes.append(f"Ratios are to the highest rate of a group of at least {least} people.")
    if n.any() and int((rate[solid] == rate[top]).sum()) > 1:
        notes.append("Several groups share the highest rate; ratios are to their rate.")
    if k[top] == 0:
        notes.append("Nobody was selected in the groups compared, so ratios are undefined.")
    overall = k.sum() / max(n.sum(), 1)
    rows = []
    for g, name in enumerate(names):
        if not n[g]:
            notes.append(f"{name}: nobody was looked at, so there is no rate.")
            continue
        rows.append(_row(name, g, top, n, k, level, least, float(overall)))
    few = [row.group for row in rows if row.finding == "too few to say"]
    if few:
        notes.append(f"Too few people to say: {', '.join(few)}. This is not a pass.")
    return ImpactAudit(
        axis=axis, measure=measure, level=level, rows=tuple(rows), notes=tuple(notes)
    )


def scoring_impact(
    *,
    score: NDArray[np.float64],
    group: NDArray[np.int64],
    names: Sequence[str],
    axis: str,
    level: float = 0.95,
    least: int = 10,
) -> ImpactAudit:
    """Share of every group that scores above the median of all, over the highest share.

    A score at the median is not above it; that several stand there is said.
    """
    known = np.isfinite(score)
    middle = float(np.median(score[known])) if known.any() else 0.0
    audit = selection_impact(
        selected=known & (score > middle),
        group=np.where(known, group, -1),
        names=names,
        axis=axis,
        level=level,
        least=least,
        measure="scoring",
    )
    notes = list(audit.notes)
    if np.sum(score[known] == middle) > 1:
        notes.append("Several people stand exactly at the median and count as not above it.")
    return ImpactAudit(
        axis=axis, measure="scoring", level=level, rows=audit.rows, notes=tuple(notes)
    )


def ratio_interval(k1: int, n1: int, k2: int, n2: int, level: float) -> tuple[float, float]:
    """Score interval of ``(k1 / n1) / (k2 / n2)``; ``k2`` must not be 0.

    References
    ----------
    Koopman (1984), doi:10.2307/2531405.
    """
    critical = float(stats.chi2.ppf(level, 1))

    def excess(log_ratio: float) -> float:
        return _score(k1, n1, k2, n2, float(np.exp(log_ratio))) - critical

    centre = np.log(max(k1, 0.5) / n1 / (k2 / n2))
    low = 0.0
    if k1 > 0:
        low = float(np.exp(brentq(excess, centre - 20.0, centre)))
    return low, float(np.exp(brentq(excess, centre, centre + 20.0)))


def _score(k1: int, n1: int, k2: int, n2: int, ratio: float) -> float:
    a = ratio * (n1 + n2)
    b = ratio * (n1 + k2) + k1 + n2
    p2 = (b - np.sqrt(max(b * b - 4 * a * (k1 + k2), 0.0))) / (2 * a)
    p1 = ratio * p2
    if not 0 < p1 < 1 or not 0 < p2 < 1:
        return 0.0 if abs(k1 / n1 - p1) < 1e-12 and abs(k2 / n2 - p2) < 1e-12 else np.inf
    first = (k1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1))
    return float(first * (1 + n1 * (ratio - p1) / (n2 * (1 - p1))))


def _row(
    name: str,
    g: int,
    top: int,
    n: NDArray[np.int64],
    k: NDArray[np.int64],
    level: float,
    least: int,
    overall: float,
) -> ImpactRow:
    n1, k1, n2, k2 = int(n[g]), int(k[g]), int(n[top]), int(k[top])
    ratio, low, high, p = None, None, None, None
    if k2 == 0:
        finding = "undefined"
    elif g == top:
        ratio, finding = 1.0, REFERENCE
    else:
        ratio = (k1 / n1) / (k2 / n2)
        low, high = ratio_interval(k1, n1, k2, n2, level)
        p = float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)
        few = n1 < least or n1 * min(overall, 1 - overall) < _EXPECTED
        finding = "too few to say" if few else _finding(ratio, low, p)
    return ImpactRow(
        group=name,
        n=n1,
        selected=k1,
        rate=k1 / n1,
        ratio=ratio,
        low=low,
        high=high,
        p_value=p,
        finding=finding,
    )


def _finding(ratio: float, low: float, p: float) -> str:
    if ratio < FOUR_FIFTHS:
        return "adverse" if p < _SIGNIFICANT else "below, chance possible"
    return "no sign" if low >= FOUR_FIFTHS else "cannot say"
