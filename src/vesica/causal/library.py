"""The only importer of diff-diff: group-time effects and regression discontinuity."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.errors import EstimationError, MissingExtraError

__all__ = ["Cell", "Jump", "group_time_cells", "jump"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Effect of one cohort in one period as the library gives it.

    Parameters
    ----------
    cohort, time : int
        The cell.
    effect, standard_error : float
        Analytic.
    influence : ndarray of float64, shape (n_units,)
        Its squares sum to the variance.
    compared : int
        Units compared with.
    """

    cohort: int
    time: int
    effect: float
    standard_error: float
    influence: Floats
    compared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A regression discontinuity as the library gives it.

    Parameters
    ----------
    effect, standard_error : float
        Conventional local linear estimate.
    low, high : float
        Robust bias-corrected interval.
    bandwidth : float
        To either side, in the unit of the score.
    left, right : int
        People within the bandwidth.
    """

    effect: float
    standard_error: float
    low: float
    high: float
    bandwidth: float
    left: int
    right: int


def group_time_cells(
    *,
    unit: NDArray[np.intp],
    time: NDArray[np.intp],
    outcome: Floats,
    cohort: NDArray[np.intp],
    covariates: Floats | None,
    not_yet: bool,
    anticipation: int,
) -> tuple[Cell, ...]:
    """Doubly robust group-time effects.

    Parameters
    ----------
    unit : ndarray of int, shape (n_rows,)
        ``0 .. n_units - 1``.
    time : ndarray of int, shape (n_rows,)
        Period.
    outcome : ndarray of float64, shape (n_rows,)
        Outcome.
    cohort : ndarray of int, shape (n_rows,)
        Period in which the unit began; 0 if it never did.
    covariates : ndarray of float64, shape (n_rows, n_covariates), or None
        Measured before.
    not_yet : bool
        Whether those who begin later are compared with as well.
    anticipation : int
        Periods before the beginning in which people may already have changed.
    """
    library, pandas = _library()
    names = [] if covariates is None else [f"x{i}" for i in range(covariates.shape[1])]
    data = {"unit": unit, "time": time, "outcome": outcome, "cohort": cohort}
    data |= {name: covariates[:, i] for i, name in enumerate(names) if covariates is not None}
    fitter = library.CallawaySantAnna(
        control_group="not_yet_treated" if not_yet else "never_treated",
        estimation_method="dr",
        anticipation=anticipation,
        rank_deficient_action="silent",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = fitter.fit(
                pandas.DataFrame(data),
                outcome="outcome",
                unit="unit",
                time="time",
                first_treat="cohort",
                covariates=names or None,
            )
        except (ValueError, np.linalg.LinAlgError) as error:
            raise EstimationError(
                f"Group-time effects cannot be estimated: {error}",
                hint="Look for cohorts of few people, and name fewer covariates.",
            ) from error
    kit = found._aggregation_kit
    n_units = int(unit.max()) + 1
    place = kit.bookkeeping["unit_to_idx"]
    back = np.empty(n_units, np.intp)
    for key, index in place.items():
        back[index] = key
    return tuple(
        _cell(int(g), int(t), values, kit.influence[(g, t)], back)
        for (g, t), values in found.group_time_effects.items()
        if (g, t) in kit.influence and np.isfinite(values["se"])
    )


def _cell(g: int, t: int, values: dict, parts: dict, back: NDArray[np.intp]) -> Cell:
    influence = np.zeros(back.size)
    np.add.at(influence, back[parts["treated_idx"]], parts["treated_inf"])
    np.add.at(influence, back[parts["control_idx"]], parts["control_inf"])
    return Cell(
        cohort=g,
        time=t,
        effect=float(values["effect"]),
        standard_error=float(values["se"]),
        influence=influence,
        compared=len(parts["control_idx"]),
    )


def jump(*, outcome: Floats, score: Floats, cutoff: float, level: float) -> Jump:
    """Local linear regression discontinuity with MSE-optimal bandwidth.

    Parameters
    ----------
    outcome, score : ndarray of float64, shape (n_people,)
        Outcome, and what decided who took part.
    cutoff : float
        People at or above it took part.
    level : float
        Probability of the robust interval.
    """
    library, pandas = _library()
    fitter = library.RegressionDiscontinuity(cutoff=cutoff, alpha=1 - level)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = fitter.fit(
                pandas.DataFrame({"outcome": outcome, "score": score}),
                outcome="outcome",
                running="score",
            )
        except (ValueError, np.linalg.LinAlgError) as error:
            raise EstimationError(
                f"The jump at the cutoff cannot be estimated: {error}",
                hint="More people near the cutoff are needed, on both sides.",
            ) from error
    low, high = found.conf_int
    return Jump(
        effect=float(found.att_conventional),
        standard_error=float(found.se_conventional),
        low=float(low),
        high=float(high),
        bandwidth=float(found.h_left),
        left=int(found.n_h_left),
        right=int(found.n_h_right),
    )


def _library():
    try:
        import diff_diff
        import pandas
    except ImportError as error:
        raise MissingExtraError.needs("causal", "Estimating this design") from error
    return diff_diff, pandas
