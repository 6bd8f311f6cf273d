"""What every case of a workspace shares: plans, forecasts, effects, draws; and one case of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vesica.api.case_effects import Route
from vesica.api.case_series import Series
from vesica.core.line_of_sight import BestTest, Grade, LineOfSight
from vesica.errors import EstimationError
from vesica.incentives.assumed import Assumed, changed, hour_price
from vesica.incentives.case_test import case_test
from vesica.incentives.effects import Effect, rescaled, set_by_hand
from vesica.incentives.forecast import Common, YearEnd, year_end
from vesica.incentives.line_of_sight import Situation, line_of_sight
from vesica.incentives.plans import no_plan, plan_from_rows, year_end_of
from vesica.incentives.reasons import about_minutes
from vesica.settings import CaseSettings

__all__ = ["Desk"]

Floats = NDArray[np.float64]
_MONTHS = 12
_SAME = 0.05
"""Minutes or weeks that are no other choice: they are shown to one decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every case shares.

    Parameters
    ----------
    plans : mapping of str to list of mapping
        Rows of ``leader_plans`` by leader.
    metrics : mapping of str to Series
        By name.
    route : Route
        What is known of taking part as leaders here did.
    common : Common
        Draws.
    settings : CaseSettings
        What is assumed.
    """

    plans: Mapping[str, Sequence[Mapping[str, Any]]]
    metrics: Mapping[str, Series]
    route: Route
    common: Common
    settings: CaseSettings
    _ends: dict[tuple[str, str], YearEnd] = field(default_factory=dict, repr=False)
    _sharing: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)

    def usual(self) -> Assumed:
        """What is assumed if nobody says otherwise."""
        return Assumed(hour_cost=self.settings.hour_cost)

    @property
    def route_minutes(self) -> float:
        """Minutes a week of the route as it was run: as the evidence says, else as assumed."""
        known = self.route.minutes
        return 60 * self.settings.route_hours if known is None else known

    def as_run(self, person_id: str) -> bool:
        """Whether an effect on a metric that the plan pays on was estimated here."""
        return any(row["metric"] in self.route.effects for row in self._rows(person_id))

    def minutes(self, person_id: str, assumptions: Assumed) -> float:
        """Minutes a week that the leader would take part."""
        if assumptions.minutes_per_week is not None:
            return assumptions.minutes_per_week
        if self.as_run(person_id):
            return self.route_minutes
        return self.settings.minutes_per_week

    def settled(self, person_id: str, wanted: Assumed) -> Assumed:
        """What is wanted, without what is as usual: it is no choice of anybody."""
        usual = self.usual()
        left = self.situation(person_id, usual)[1]
        minutes, weeks = wanted.minutes_per_week, wanted.weeks
        if minutes is not None and abs(minutes - self.minutes(person_id, usual)) < _SAME:
            minutes = None
        if weeks is not None and weeks > left - _SAME:
            weeks = None
        return replace(wanted, minutes_per_week=minutes, weeks=weeks)

    def sight(self, person_id: str, assumptions: Assumed) -> LineOfSight:
        """One leader's line of sight.

        Raises
        ------
        EstimationError
            If there is no plan, or a metric of it has no series that carries a forecast.
        """
        situation, weeks = self.situation(person_id, assumptions)
        price = hour_price(assumptions.hour_cost)
        sight = line_of_sight(
            situation,
            common=self.common,
            hours_per_week=self.minutes(person_id, assumptions) / 60,
            weeks=round(weeks, 1),
            hour_cost=price[0] if price and price[1] == situation.plan.currency else None,
            scenario=True,
            changed=changed(assumptions, self.usual()),
            level=self.settings.level,
        )
        chosen = assumptions.minutes_per_week is not None or not self.as_run(person_id)
        return replace(sight, hours_known=chosen or self.route.minutes is not None)

    def best(self, person_id: str, assumptions: Assumed) -> BestTest | None:
        """The test that would most change this leader's decision; none if nothing is in doubt."""
        situation, weeks = self.situation(person_id, assumptions)
        price = hour_price(assumptions.hour_cost)
        known = price is not None and price[1] == situation.plan.currency
        hours = self.minutes(person_id, assumptions) / 60
        return case_test(
            situation,
            common=self.common,
            hours_per_week=hours,
            time_cost=float(price[0]) * hours * weeks if price and known else 0.0,
            hour_cost=float(price[0]) if price and known else 0.0,
            series={name: self.metrics[name].value for name in situation.plan.metrics},
        )

    def notes(self, person_id: str, assumptions: Assumed) -> tuple[str, ...]:
        """What was taken over or filled in, in sentences."""
        rows = self._rows(person_id)
        year, taken = self._year(rows), int(rows[0]["fiscal_year"])
        out = []
        if taken != year:
            out.append(
                f"The plan of {taken} is taken to hold in {year}: there is none for {year}."
            )
        sharing = max(self._credited(rows[0]["org_unit"], r["metric"]) for r in rows)
        if sharing > 1:
            out.append(
                f"Plans of {sharing} leaders pay on this unit's metrics: each is credited with an"
                f" equal part of the lift."
            )
        if self.as_run(person_id) and not assumptions.by_hand:
            out.append(
                about_minutes(
                    self.route_minutes,
                    known=self.route.minutes is not None,
                    chosen=assumptions.minutes_per_week is not None,
                )
            )
        return tuple(out)

    def situation(self, person_id: str, assumptions: Assumed) -> tuple[Situation, float]:
        """What is known about one leader, and for how many weeks the leader takes part."""
        rows = self._rows(person_id)
        unit, year = str(rows[0]["org_unit"]), self._year(rows)
        plan = plan_from_rows(
            [{**row, "fiscal_year": year} for row in rows], first_month=self.settings.first_month
        )
        how = year_end_of(rows)
        without, share = {}, {}
        for slot, name in enumerate(plan.metrics):
            at = self._unit(name, unit)[1]
            end = self._end(name, how[name])
            without[name], share[name] = end.draws(at, self.common, slot), end.open_share
        left = max(self.metrics[name].calendar.weeks_left for name in plan.metrics)
        weeks = left if assumptions.weeks is None else min(assumptions.weeks, left)
        part = weeks / left if left else 0.0
        hours = self.minutes(person_id, assumptions) / 60
        effects = tuple(
            self._effect(
                name,
                better,
                assumptions,
                hours=hours,
                open_share=part * share[name] / self._credited(unit, name),
            )
            for name, better in plan.better.items()
        )
        return (
            Situation(
                plan=plan,
                without=without,
                open_share={name: s * part for name, s in share.items()},
                effects=effects,
                credit={name: 1 / self._credited(unit, name) for name in without},
            ),
            weeks,
        )

    def _rows(self, person_id: str) -> Sequence[Mapping[str, Any]]:
        """Rows of the plan that holds in the year that is forecast, or of the newest before it."""
        rows = self.plans.get(person_id)
        if not rows:
            raise no_plan()
        if any(row["fiscal_year"] is None for row in rows):
            return rows
        last = self._year(rows)
        years = sorted({int(row["fiscal_year"]) for row in rows})
        year = max((y for y in years if y <= last), default=years[0])
        return [row for row in rows if int(row["fiscal_year"]) == year]

    def _year(self, rows: Sequence[Mapping[str, Any]]) -> int:
        named = [self._unit(str(r["metric"]), str(r["org_unit"]))[0] for r in rows]
        return max(s.calendar.year.year for s in named)

    def _unit(self, metric: str, unit: str) -> tuple[Series, int]:
        found = self.metrics.get(metric)
        if found is None or unit not in found.units:
            raise EstimationError(
                f"The bonus plan pays on '{metric}', of which unit '{unit}' has no series.",
                hint="Import it into the table 'metrics', by month or quarter: org_unit, metric,"
                " period, value.",
            )
        return found, found.units[unit]

    def _end(self, name: str, how: str) -> YearEnd:
        if (name, how) not in self._ends:
            found = self.metrics[name]
            where = found.calendar
            self._ends[name, how] = year_end(
                found.value,
                ahead=where.ahead,
                known=where.known,
                how=how,  # ty: ignore[invalid-argument-type]
                period=_MONTHS // where.step,
            )
        return self._ends[name, how]

    def _credited(self, unit: str, metric: str) -> int:
        """Leaders of a unit whose plans pay on a metric: they share the credit for its lift."""
        if not self._sharing:
            pairs = {
                (who, str(row["org_unit"]), str(row["metric"]))
                for who, rows in self.plans.items()
                for row in rows
            }
            self._sharing.update(Counter((u, m) for _, u, m in pairs))
        return self._sharing.get((unit, metric), 1)

    def _effect(
        self, name: str, better: int, assumptions: Assumed, *, hours: float, open_share: float
    ) -> Effect:
        """Set by hand, else as estimated here, else as declared.

        What is set or declared is a change for the better: ``better`` is -1 where lower is.
        """
        if assumptions.effect is not None:
            return set_by_hand(name, better * assumptions.effect)
        if assumptions.gain is not None:
            dose = hours * open_share
            return set_by_hand(name, better * assumptions.gain / dose if dose else 0.0)
        chosen, scale = self.settings, assumptions.scale
        known = self.route.effects.get(name)
        if known is not None:
            known = replace(
                known, mean=known.mean * scale, standard_error=known.standard_error * scale
            )
            if assumptions.minutes_per_week is None:
                return known
            return rescaled(known, hours=self.route_minutes / 60)
        given = assumptions.discount
        return Effect(
            metric=name,
            mean=better * chosen.effect * scale,
            standard_error=chosen.effect_error * scale,
            grade=Grade.ASSUMED,
            discount=chosen.discount if given is None else given,
            held=self.route.held.get(name, ""),
        )
