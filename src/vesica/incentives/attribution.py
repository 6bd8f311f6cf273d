"""What a change did to a metric, where nobody drew lots: the course it would have had without."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from vesica.core.estimate import Estimate
from vesica.core.line_of_sight import Attribution
from vesica.errors import EstimationError
from vesica.incentives.state_space import GRID, Design, fit, solve

__all__ = ["attribution"]

Floats = NDArray[np.float64]

LEAST_BEFORE = 12
"""Periods before the change that it takes, and two more for each control."""
LEAST_CONTROLS = 3
LEAST_FIT = 0.2
"""Share of the earlier variance that the controls must explain."""
ALARM = 0.01
"""The placebos are off if so many false alarms would be less likely than this."""


def attribution(
    unit: Floats, controls: Floats, *, change: int, period: int = 1, level: float = 0.8
) -> Attribution:
    """Effect of a change on one unit's metric, from units that the change did not touch.

    The unit's course before the change is explained by a moving level, a season and the mean of
    the controls; what that foretells for afterwards is taken from what came. The same is done for
    each control, and for earlier days on which nothing changed.

    Parameters
    ----------
    unit : ndarray of float64, shape (n_periods,)
        The metric of the unit.
    controls : ndarray of float64, shape (n_controls, n_periods)
        The metric of units that the change cannot have touched.
    change : int
        Index of the first period after the change.
    period : int
        Periods in a year; 1 where the controls carry the season.
    level : float
        Probability of the interval.

    Returns
    -------
    Attribution

    Raises
    ------
    EstimationError
        If the series is too short, there are too few controls, they do not move with the unit,
        or the placebos show effects where there was none.

    References
    ----------
    Brodersen et al. (2015), doi:10.1214/14-AOAS788, section 2, for the counterfactual. Abadie,
    Diamond & Hainmueller (2010), doi:10.1198/jasa.2009.ap08746, section 2.4, for the placebos.
    """
    y, others = np.asarray(unit, dtype=float), np.asarray(controls, dtype=float)
    _check(y, others, change)
    after = len(y) - change
    explained = _explained(y[:change], others[:, :change].mean(axis=0))
    if explained < LEAST_FIT:
        raise EstimationError(
            f"The controls explain {explained:.0%} of how the unit's metric moved before.",
            hint="Choose controls that share the unit's market and season.",
        )
    mean, scale, weight, df = _gap(y, others, change, period)
    pulls = [
        _pull(row, np.delete(others, k, axis=0), change, period) for k, row in enumerate(others)
    ]
    earlier = range(LEAST_BEFORE + 2, change - after + 1, max(after, 1))
    pulls += [_pull(y[: e + after], others[:, : e + after], e, period) for e in earlier]
    _placebos_hold(pulls, df, level)
    own = abs(float(weight @ mean)) / float(weight @ scale)
    effect = _interval(mean, scale, weight, df, level)
    without = float(y[change:].mean()) - effect.value
    if without == 0:
        raise EstimationError(
            "Without the change the metric would have been 0: no share of it can be given.",
            hint="Use a metric that lies away from zero.",
        )
    ends = sorted((effect.low / without, effect.high / without))
    return Attribution(
        effect=effect,
        relative=Estimate(
            value=effect.value / without, low=ends[0], high=ends[1], level=level, unit="1", n=1
        ),
        placebo_p=(1 + sum(abs(p) >= own for p in pulls)) / (1 + len(pulls)),
        placebos=len(pulls),
        fit=explained,
        controls=len(others),
        periods_before=change,
        periods_after=after,
    )


def _check(y: Floats, others: Floats, change: int) -> None:
    if not 0 < change < len(y) or others.ndim != 2 or others.shape[1] != len(y):
        raise EstimationError(
            f"A change at period {change} does not fit {len(y)} periods and controls of shape"
            f" {others.shape}.",
            hint="Give controls over the same periods, and a change within them.",
        )
    if len(others) < LEAST_CONTROLS or change < LEAST_BEFORE:
        raise EstimationError(
            f"There are {len(others)} controls and {change} periods before the change.",
            hint=f"It takes {LEAST_CONTROLS} controls and {LEAST_BEFORE} periods.",
        )
    if np.isnan(y).any() or np.isnan(others).any():
        raise EstimationError(
            "The unit or a control has periods without a value.",
            hint="Leave out controls with gaps, or import the missing periods.",
        )


def _explained(y: Floats, control: Floats) -> float:
    if np.ptp(y) == 0 or np.ptp(control) == 0:
        return 0.0
    return float(np.corrcoef(y, control)[0, 1] ** 2)


def _gap(
    y: Floats, others: Floats, change: int, period: int
) -> tuple[Floats, Floats, Floats, int]:
    """Mean gap after the change: parts of a Student t mixture, their weights and freedom."""
    size = float(np.abs(y[:change]).mean()) or 1.0
    control = others.mean(axis=0)
    control = (control - control[:change].mean()) / (control[:change].std() or 1.0)
    after = len(y) - change
    design = Design(
        seen=np.arange(change),
        ahead=np.arange(change, len(y)),
        weight=np.full(after, 1 / after),
        period=period,
        x_seen=control[:change, None],
        x_ahead=control[change:, None],
    )
    grid = [r for r in GRID if period > 1 or r.season == 0]
    found = fit(design, y[None, :change] / size, tuple(solve(design, r) for r in grid))
    log = found.log_likelihood[0]
    weight = np.exp(log - log.max())
    gap = y[change:].mean() - found.mean[0] * size
    return gap, found.scale[0] * size, weight / weight.sum(), found.df


def _pull(y: Floats, others: Floats, change: int, period: int) -> float:
    mean, scale, weight, _ = _gap(y, others, change, period)
    return float(weight @ mean) / float(weight @ scale)


def _placebos_hold(pulls: list[float], df: int, level: float) -> None:
    bound = stats.t.ppf((1 + level) / 2, df)
    alarms = sum(abs(p) > bound for p in pulls)
    chance = stats.binomtest(alarms, len(pulls), 1 - level, alternative="greater").pvalue
    if chance < ALARM:
        raise EstimationError(
            f"{alarms} of {len(pulls)} placebos show an effect where nothing was changed.",
            hint="Something else moved these units: look for controls that it did not reach, or"
            " test by lot.",
        )


def _interval(mean: Floats, scale: Floats, weight: Floats, df: int, level: float) -> Estimate:
    reach = float((np.abs(mean) + 50 * scale).max()) or 1.0

    def end(share: float) -> float:
        return float(
            optimize.brentq(
                lambda x: weight @ stats.t.cdf((x - mean) / scale, df) - share, -reach, reach
            )
        )

    value = float(weight @ mean)
    low, high = min(end((1 - level) / 2), value), max(end((1 + level) / 2), value)
    return Estimate(value=value, low=low, high=high, level=level, unit="metric", n=1)
