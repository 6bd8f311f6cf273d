"""Where a metric stands at year end: against statsmodels, in parts, and over simulated years."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from vesica.errors import EstimationError
from vesica.incentives.forecast import common_draws, year_end
from vesica.incentives.state_space import Design, Ratios, fit, solve


def series(rng, units, *, seen=24, ahead=6):
    """Monthly values of units that share trend and season; level and noise are their own."""
    t = np.arange(seen + ahead)
    base = 100 * np.exp(rng.normal(0, 0.3, units))[:, None]
    drift = rng.normal(0.04, 0.03, units)[:, None] * t / 12
    wave = 0.1 * np.sin(2 * np.pi * (t + 1) / 12)
    walk = np.cumsum(rng.normal(0, 0.0125, (units, seen + ahead)), axis=1)
    return base * (1 + drift + wave + walk + rng.normal(0, 0.05, (units, seen + ahead)))


def test_prediction_is_the_kalman_filters_of_statsmodels():
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rng = np.random.default_rng(4)
    x = rng.standard_normal(34)
    y = 50 + np.cumsum(rng.normal(0, 0.5, 34)) + 2 * x + rng.standard_normal(34)
    seen = 30
    design = Design(
        seen=np.arange(seen),
        ahead=np.arange(seen, 34),
        weight=np.full(4, 0.25),
        period=1,
        x_seen=x[:seen, None],
        x_ahead=x[seen:, None],
    )
    found = fit(design, y[None, :seen], (solve(design, Ratios(level=0.25, season=0, drift=0)),))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UnobservedComponents(
            y[:seen], "local level", exog=x[:seen, None], mle_regression=False
        )
        model.ssm.initialize_approximate_diffuse(1e9)
        variance = float(np.exp(0))  # any scale: the mean does not depend on it
        result = model.smooth([variance, 0.25 * variance])
        forecast = result.get_forecast(4, exog=x[seen:, None])
    assert found.mean[0, 0] == pytest.approx(forecast.predicted_mean.mean(), rel=1e-5)


def test_parts_of_a_year_add_up():
    y = series(np.random.default_rng(1), 6)[:, :24]
    mean, total = (year_end(y, ahead=6, known=6, how=how) for how in ("mean", "sum"))
    assert total.mean == pytest.approx(12 * mean.mean)
    assert total.open_share == mean.open_share == 0.5
    over = year_end(y, ahead=0, known=12)
    common = common_draws(np.random.default_rng(0), draws=100)
    assert over.draws(2, common, 0) == pytest.approx(y[2, 12:].mean())
    assert over.open_share == 0
    last = year_end(y, ahead=0, known=12, how="last")
    assert last.draws(2, common, 0) == pytest.approx(y[2, -1])


def test_scale_and_order_of_units_do_not_matter():
    y = series(np.random.default_rng(2), 8)[:, :24]
    one = year_end(y, ahead=6, known=6)
    other = year_end(1000 * y[::-1], ahead=6, known=6)
    assert other.mean[::-1] == pytest.approx(1000 * one.mean)
    assert other.scale[::-1] == pytest.approx(1000 * one.scale)


def test_a_short_series_is_refused_alone_and_helped_by_others():
    y = series(np.random.default_rng(3), 8)[:, :24]
    y[0, :16] = np.nan
    common = common_draws(np.random.default_rng(0), draws=1000)
    with pytest.raises(EstimationError, match="8 values"):
        year_end(y[:1], ahead=6, known=6).draws(0, common, 0)
    pooled = year_end(y, ahead=6, known=6)
    helped, long = (pooled.draws(u, common, 0).std() / np.nanmean(y[u]) for u in (0, 1))
    assert helped > long
    y[0, :20] = np.nan
    y[0, 20] = np.nan
    with pytest.raises(EstimationError, match="3 values"):
        year_end(y, ahead=6, known=3).draws(0, common, 0)


def test_a_hole_in_the_year_itself_is_refused():
    y = series(np.random.default_rng(3), 1)[:, :24]
    y[0, 20] = np.nan
    with pytest.raises(EstimationError, match="no value"):
        year_end(y, ahead=6, known=6).draws(0, common_draws(np.random.default_rng(0)), 0)


def test_periods_that_do_not_fit_are_refused():
    with pytest.raises(EstimationError, match="does not fit"):
        year_end(np.ones((1, 24)), ahead=0, known=0)


def test_a_regressor_that_is_known_ahead_narrows_the_forecast():
    rng = np.random.default_rng(5)
    days = rng.integers(18, 24, 30).astype(float)
    y = series(rng, 1) + 10 * days
    common = common_draws(rng, draws=4000)
    blind, told = (
        year_end(y[:, :24], ahead=6, known=6, regressors=x).draws(0, common, 0)
        for x in (None, days[:, None])
    )
    assert told.std() < blind.std()


@pytest.mark.slow
@pytest.mark.parametrize("units", [1, 30])
def test_intervals_hold_the_year_that_came(units):
    rng = np.random.default_rng(6)
    hits = []
    for _ in range(400 if units == 1 else 30):
        y = series(rng, units)
        found = year_end(y[:, :24], ahead=6, known=6)
        common = common_draws(rng, draws=500, slots=1)
        for u in range(units):
            low, high = np.quantile(found.draws(u, common, 0), [0.1, 0.9])
            hits.append(low <= y[u, 18:].mean() <= high)
    # Units of one organisation share the error of their common course: three standard errors of
    # 30 clusters, or of 400 single units.
    assert np.mean(hits) == pytest.approx(0.8, abs=0.06)
