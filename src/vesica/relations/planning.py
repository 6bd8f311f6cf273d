"""What a plan may know of people: where they stand, what they prefer, and what binds them."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def planning_people(
    roster: ir.Table, valid_people: ir.Table, senior_leaders: ir.Table
) -> ir.Table:
    """Everybody a plan could be about, with place, time zone and formal standing.

    Grain: one row per person of the organisation.
    Columns: ``person_id``, ``manager_id``, ``level`` [steps], ``function``: business discipline,
    ``org_unit``, ``location``, ``jurisdiction``, ``time_zone``; ``senior``: a senior leader
    [flag].
    """
    zones = valid_people.filter(_.recency == 0).select("person_id", "time_zone")
    return roster.left_join(zones, "person_id").select(
        roster.person_id,
        "manager_id",
        "level",
        "function",
        "org_unit",
        "location",
        "jurisdiction",
        "time_zone",
        senior=roster.person_id.isin(senior_leaders.person_id),
    )


@relation
def planning_preferences(preferences: ir.Table, roster: ir.Table) -> ir.Table:
    """What people said they are willing to do, and when.

    Grain: one row per person of the organisation who said anything.
    Columns: ``person_id``; ``languages``, ``comfort_zone``: words separated by ``|``;
    ``workday_start``, ``workday_end`` [hour of day, local]; ``capacity_e6`` [millionths of
    hours/week]; ``max_pairs`` [pairs].
    """
    kept = preferences.semi_join(roster, "person_id")
    return kept.select(
        "person_id",
        "languages",
        "comfort_zone",
        "workday_start",
        "workday_end",
        "max_pairs",
        capacity_e6=(_.capacity_hours_per_week * 1_000_000).round().cast("int64"),
    )


@relation
def planning_restrictions(restrictions: ir.Table, roster: ir.Table) -> ir.Table:
    """Rules that bind people of the organisation, their own or their unit's.

    Grain: one row per person and rule.
    Columns: ``person_id``, ``rule``.
    """
    own = restrictions.filter(_.person_id.notnull()).select("person_id", "rule")
    units = restrictions.filter(_.person_id.isnull(), _.org_unit.notnull()).select(
        "org_unit", "rule"
    )
    shared = roster.inner_join(units, "org_unit").select("person_id", "rule")
    return own.semi_join(roster, "person_id").union(shared, distinct=True)


@relation
def planning_history(programmes: ir.Table, roster: ir.Table) -> ir.Table:
    """Routes that people have taken before.

    Grain: one row per person and route that the person took part in.
    Columns: ``person_id``, ``route``.
    """
    took = programmes.filter(_.took_part.fill_null(True)).semi_join(roster, "person_id")
    return took.select("person_id", "route").distinct()


@relation
def audit_groups(audit_attributes: ir.Table) -> ir.Table:
    """Protected attributes but age, for the audit of a plan; nothing that plans reads them.

    Grain: one row per person and attribute.
    Columns: ``person_id``, ``attribute``, ``value``.
    """
    return audit_attributes.filter(_.attribute != "birth year").select(
        "person_id", "attribute", "value"
    )
