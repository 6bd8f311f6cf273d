"""Where a metric will stand at year end, for many units at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.errors import EstimationError
from vesica.incentives.course import ALONE_YEARS, POOL, predict
from vesica.incentives.state_space import GRID

__all__ = ["Common", "YearEnd", "common_draws", "year_end"]

Floats = NDArray[np.float64]

LEAST = 6
"""Values that a series needs in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Draws that every case of a run shares, so that cases differ by evidence alone.

    Parameters
    ----------
    part : ndarray of float64, shape (n_slots, n_draws)
        Uniform; picks the part of a mixture.
    place : ndarray of float64, shape (n_slots, n_draws)
        Uniform; the place within the part.
    effect : ndarray of float64, shape (n_slots, n_draws)
        Standard normal; for effects.
    """

    part: Floats
    place: Floats
    effect: Floats
    _known: dict[tuple[int, int], Floats] = field(default_factory=dict, compare=False, repr=False)
    _order: dict[int, tuple[Floats, NDArray[np.intp]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def parts(self, slot: int, weight: Floats) -> NDArray[np.intp]:
        """Part of a mixture that each draw falls into, by the weights of the parts."""
        if slot not in self._order:
            order = np.argsort(self.part[slot], kind="stable")
            self._order[slot] = self.part[slot][order], order
        rising, order = self._order[slot]
        ends = np.searchsorted(rising, np.cumsum(weight)[:-1], side="right")
        counts = np.diff(ends, prepend=0, append=len(rising))
        out = np.empty(len(rising), dtype=np.intp)
        out[order] = np.repeat(np.arange(len(weight)), counts)
        return out

    def student(self, slot: int, df: int) -> Floats:
        """Places as Student t deviates, worked out once for each slot and freedom."""
        if (slot, df) not in self._known:
            self._known[slot, df] = np.asarray(stats.t.ppf(self.place[slot], df))
        return self._known[slot, df]


def common_draws(rng: np.random.Generator, *, draws: int = 4000, slots: int = 8) -> Common:
    """Draw once for all cases; each metric of a plan takes one slot.

    Places and effects are stratified: each of ``draws`` equal strata is drawn from once.
    """

    def stratified() -> Floats:
        order = np.stack([rng.permutation(draws) for _ in range(slots)])
        return (order + rng.random((slots, draws))) / draws

    return Common(
        part=stratified(), place=stratified(), effect=np.asarray(stats.norm.ppf(stratified()))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """Year-end value of one metric for several units, as mixtures of Student t.

    Parameters
    ----------
    weight, mean, scale : ndarray of float64, shape (n_units, n_parts)
        Of each part; a unit whose series is too short has weight NaN.
    df : ndarray of int64, shape (n_units,)
        Degrees of freedom.
    open_share : float
        Share of the year-end figure that is still to come [1].
    why : tuple of str
        Why a unit has none; empty where it has one.
    """

    weight: Floats
    mean: Floats
    scale: Floats
    df: NDArray[np.int64]
    open_share: float
    why: tuple[str, ...]

    def draws(self, unit: int, common: Common, slot: int) -> Floats:
        """Draws of one unit's year-end value, shape (n_draws,).

        Raises
        ------
        EstimationError
            If the unit's series is too short.
        """
        if self.why[unit]:
            raise EstimationError(
                self.why[unit],
                hint="Import more periods of this metric, or the same metric of more units.",
            )
        slot = slot % len(common.part)
        part = common.parts(slot, self.weight[unit])
        t = common.student(slot, int(self.df[unit]))
        return self.mean[unit, part] + self.scale[unit, part] * t


def year_end(
    value: Floats,
    *,
    ahead: int,
    known: int,
    how: Literal["mean", "sum", "last"] = "mean",
    period: int = 12,
    regressors: Floats | None = None,
) -> YearEnd:
    """Forecast a metric to year end, units pooled partially.

    Units share the course of drift and season that they have in common; each keeps its own
    level and its own deviation from that course, which a short series hardly knows.

    Parameters
    ----------
    value : ndarray of float64, shape (n_units, n_periods)
        The metric by unit; NaN where it was not measured.
    ahead, known : int
        Periods of the fiscal year still to come, and those (the last of ``value``) already in it.
    how : str
        Whether the plan pays on the year's mean, its sum, or its last period.
    period : int
        Periods in a year.
    regressors : ndarray of float64, shape (n_periods + ahead, k), optional
        Known for the periods to come as well, such as working days.

    Returns
    -------
    YearEnd

    References
    ----------
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, chapter 4.
    """
    y = np.asarray(value, dtype=float)
    units, n = y.shape
    x = np.zeros((n + ahead, 0)) if regressors is None else np.asarray(regressors, dtype=float)
    counts = known + ahead
    if counts < 1 or known > n or len(x) != n + ahead:
        raise EstimationError(
            f"A year of {known} known and {ahead} coming periods does not fit {n} values.",
            hint="Count the periods of the fiscal year that are over, and those to come.",
        )
    each = 1.0 if how == "sum" else 1.0 / counts
    past = _past(y, known=known, each=each, how=how, ahead=ahead)
    seen = ~np.isnan(y)
    why = _refusals(seen, period=period, parameters=1 + x.shape[1])
    scale = np.array([_scale(row) for row in y])
    weight = np.full(ahead, each)
    if how == "last" and ahead:
        weight = np.eye(ahead)[-1]
    blank = np.full((units, len(GRID)), np.nan)
    out = {"weight": blank, "mean": blank.copy(), "scale": blank.copy()}
    df = np.ones(units, dtype=np.int64)
    ok = np.array([not w for w in why])
    why = _missing_past(why, past, ok)
    ok = np.array([not w for w in why])
    if ahead and ok.any():
        predict(y / scale[:, None], seen, ok, weight, x, period, out, df)
        out["mean"] = out["mean"] * scale[:, None] + past[:, None]
        out["scale"] = out["scale"] * scale[:, None]
    elif ok.any():
        out["weight"][ok] = 1 / len(GRID)
        out["mean"][ok] = past[ok, None]
        out["scale"][ok] = 0.0
    share = 1.0 if how == "last" and ahead else ahead / counts
    return YearEnd(**out, df=df, open_share=share, why=tuple(why))


def _past(y: Floats, *, known: int, each: float, how: str, ahead: int) -> Floats:
    """Part of the year-end figure that is known already."""
    if how == "last":
        return y[:, -1] * (ahead == 0)
    return (y[:, y.shape[1] - known :] * each).sum(axis=1)


def _missing_past(why: list[str], past: Floats, ok: NDArray[np.bool_]) -> list[str]:
    gap = "A period of this fiscal year that is over has no value."
    return [
        w or (gap if good and np.isnan(p) else "")
        for w, p, good in zip(why, past, ok, strict=True)
    ]


def _scale(row: Floats) -> float:
    seen = row[~np.isnan(row)]
    size = float(np.abs(seen).mean()) if len(seen) else 0.0
    return size or 1.0


def _refusals(seen: NDArray[np.bool_], *, period: int, parameters: int) -> list[str]:
    count = seen.sum(axis=1)
    enough = max(LEAST, int(np.ceil(ALONE_YEARS * period))) + parameters - 1
    pooled = int((count >= enough).sum()) >= POOL
    need = LEAST + parameters - 1 if pooled else enough
    return [
        ""
        if c >= need
        else f"The series has {c} values; a forecast to year end takes {need}"
        + (" here." if pooled else f", or {POOL} units with {enough}.")
        for c in count.tolist()
    ]
