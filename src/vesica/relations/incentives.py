"""The line of sight: metrics of the units, plans of the leaders, and who takes part."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import PERSONAL

__all__: list[str] = []

_TERMS = (
    "fiscal_year",
    "metric",
    "weight",
    "threshold",
    "target",
    "maximum",
    "payout_threshold",
    "payout_target",
    "payout_maximum",
    "target_bonus",
    "currency",
    "role",
    "shape",
    "more_points",
    "lower_is_better",
    "year_end",
)


@relation
def metric_series(metrics: ir.Table) -> ir.Table:
    """Business metrics of the units, period by period.

    Grain: one row per unit, metric and period.
    Columns: ``org_unit``, ``metric``, ``period`` [date], ``value_e6``, ``target_e6`` [10⁻⁶].
    """
    return metrics.select(
        "org_unit",
        "metric",
        "period",
        value_e6=(_.value * 1_000_000).cast("int64"),
        target_e6=(_.target * 1_000_000).cast("int64"),
    )


@relation
def own_plans(incentives: ir.Table, roster: ir.Table) -> ir.Table:
    """Bonus plans that name their leader, for leaders of the roster.

    Grain: one row per leader, metric and fiscal year.
    Columns: ``person_id``, ``org_unit``, and the terms of the plan as in ``incentives``.
    """
    named = incentives.select(*_TERMS, person_id="leader_id")
    return named.join(roster, "person_id").select("person_id", "org_unit", *_TERMS)


@relation
def leader_plans(own_plans: ir.Table, incentives: ir.Table, roster: ir.Table) -> ir.Table:
    """The plan that holds for each leader: the leader's own, otherwise that of the level.

    Grain: one row per leader, metric and fiscal year.
    Columns: ``person_id``, ``org_unit``, the terms of the plan as in ``incentives``;
    ``personal``: whether it names the leader [flag].
    """
    general = incentives.filter(_.leader_id.isnull()).select(*_TERMS, "level")
    of_level = general.join(roster, "level").select("person_id", "org_unit", *_TERMS)
    rest = of_level.anti_join(own_plans, ["person_id", "fiscal_year"])
    return ibis.union(
        own_plans.mutate(personal=ibis.literal(True)), rest.mutate(personal=ibis.literal(False))
    )


@relation
def route_hours(programmes: ir.Table, roster: ir.Table) -> ir.Table:
    """Hours a week that each route took the people who took part in it.

    Grain: one row per route and number of hours.
    Columns: ``route``; ``minutes`` a week; ``people``.
    """
    took = (_.took_part.fill_null(True), _.hours_per_week > 0)
    held = programmes.filter(*took, _.person_id.isin(roster.person_id))
    minutes = (_.hours_per_week * 60).round().cast("int64")
    return held.group_by("route", minutes=minutes).agg(people=_.person_id.nunique())


@relation
def drawn_pitches(pitches: ir.Table, roster: ir.Table) -> ir.Table:
    """Pitches whose version was drawn by lot, by what came of them.

    Grain: one row per leader, version and outcome.
    Columns: ``leader_id``; ``arm``: ``generic`` or ``personalised``; ``outcome``: ``adopted``,
    ``declined`` or ``open``; ``pitches`` [1].
    """
    known = roster.person_id
    drawn = pitches.filter(_.arm.notnull(), _.person_id.isin(known), _.leader_id.isin(known))
    named = drawn.mutate(outcome=_.outcome.fill_null("open"))
    return named.group_by("leader_id", "arm", "outcome").agg(pitches=_.count())


@relation
def unit_managers(roster: ir.Table) -> ir.Table:
    """People of the roster to whom somebody reports.

    Grain: one row per person.
    Columns: ``person_id``, ``org_unit``.
    """
    leads = _.person_id.isin(roster.filter(_.manager_id.notnull()).manager_id)
    return roster.filter(leads).select("person_id", "org_unit")


@relation
def manager_practice(
    owned_posts: ir.Table, learning: ir.Table, unit_managers: ir.Table
) -> ir.Table:
    """Months in which managers practised: own posts, or practice in the learning records.

    Posts of personal accounts do not count: who hands them over is nobody's business but theirs.

    Grain: one row per manager and month with practice.
    Columns: ``person_id``, ``org_unit``, ``month``: its first day [date]; ``acts`` [1].
    """
    posts = owned_posts.filter(~_.platform.fill_null("").endswith(PERSONAL))
    practised = learning.filter(_.mode == "doing")
    acts = ibis.union(
        *(t.select("person_id", month=_.time.truncate("M").date()) for t in (posts, practised))
    )
    months = acts.group_by("person_id", "month").agg(acts=_.count())
    return months.join(unit_managers, "person_id").select("person_id", "org_unit", "month", "acts")


@relation
def participation(manager_practice: ir.Table, unit_managers: ir.Table) -> ir.Table:
    """How many managers of a unit take part, month by month.

    Grain: one row per unit and month in which a manager practised.
    Columns: ``org_unit``, ``month`` [date]; ``managers``: in the unit; ``taking_part`` [people];
    ``acts`` [1].
    """
    size = unit_managers.group_by("org_unit").agg(managers=_.count())
    active = manager_practice.group_by("org_unit", "month").agg(
        taking_part=_.person_id.nunique(), acts=_.acts.sum().cast("int64")
    )
    return active.join(size, "org_unit").select(
        "org_unit", "month", "managers", "taking_part", "acts"
    )
