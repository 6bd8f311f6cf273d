"""The one rule for statistical figures.

Seeds and replicates are declared before a proof runs. *Coverage*: the exact binomial test of the
nominal rate is not rejected at 1 % after Holm over the table; a miss on the safe side is reported
and does not fail. *Bias*: below two Monte Carlo standard errors or 5 % of the truth, whichever is
larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from proof.figure import Figure

__all__ = ["ALPHA", "Cell", "bias_figure", "coverage_figure", "coverage_table", "holm"]

ALPHA = 0.01
"""Error rate of the whole table of coverage tests."""

BIAS_SHARE = 0.05
"""Bias that is always allowed, as a share of the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One coverage count: of ``n`` intervals, ``hits`` held the truth."""

    id: str
    what: str
    hits: int
    n: int
    note: str = ""


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted.tolist()


def coverage_table(cells: Sequence[Cell], nominal: float) -> tuple[Figure, ...]:
    """Judge the coverage of a whole table of cells against the nominal rate."""
    tests = [stats.binomtest(c.hits, c.n, nominal) for c in cells]
    adjusted = holm([t.pvalue for t in tests])
    figures = []
    for cell, test, p in zip(cells, tests, adjusted, strict=True):
        share = cell.hits / cell.n
        interval = test.proportion_ci(confidence_level=0.95, method="exact")
        rejected, safe = p < ALPHA, share >= nominal
        words = [f"{cell.hits} of {cell.n} intervals hold the truth; Holm p = {p:.2g}."]
        if rejected and safe:
            words.append("Conservative: wider than it says; reported, not failed.")
        if cell.note:
            words.append(cell.note)
        figures.append(
            Figure(
                id=cell.id,
                what=cell.what,
                value=share,
                low=float(interval.low),
                high=float(interval.high),
                target=f"{nominal:g}, not rejected at {ALPHA:g} (exact binomial, Holm)",
                holds=safe or not rejected,
                note=" ".join(words),
            )
        )
    return tuple(figures)


def coverage_figure(
    hits: int, n: int, nominal: float, *, figure_id: str = "coverage", what: str = "coverage [1]"
) -> Figure:
    """Judge one coverage count that stands alone."""
    return coverage_table([Cell(id=figure_id, what=what, hits=hits, n=n)], nominal)[0]


def bias_figure(errors: ArrayLike, truths: ArrayLike, *, figure_id: str, what: str) -> Figure:
    """Judge the mean of ``errors`` (estimate minus truth), each shape (n_replicates,)."""
    error, truth = np.asarray(errors, dtype=float), np.asarray(truths, dtype=float)
    if error.shape != truth.shape or len(error) < 2:
        raise ValueError(f"{figure_id}: {error.shape} errors and {truth.shape} truths do not fit.")
    bias = float(error.mean())
    mcse = float(error.std(ddof=1) / np.sqrt(len(error)))
    centre = float(truth.mean())
    allowed = max(2 * mcse, BIAS_SHARE * abs(centre))
    return Figure(
        id=figure_id,
        what=what,
        value=bias,
        low=bias - 2 * mcse,
        high=bias + 2 * mcse,
        target=f"within ±{allowed:.3g} (the larger of 2 Monte Carlo errors and 5 % of the truth)",
        holds=abs(bias) <= allowed,
        note=f"Mean truth {centre:.4g} over {len(error)} replicates; interval ± 2 Monte Carlo"
        f" errors ({mcse:.2g} each).",
    )
