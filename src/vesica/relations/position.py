"""Formal position: level, span, and who counts as a senior leader."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def levels_from_top(roster: ir.Table) -> ir.Table:
    """How many people are on a level or above it.

    Grain: one row per level that somebody has.
    Columns: ``level`` [steps]; ``people``: on it or above; ``everyone``: with any level [1].
    """
    counts = roster.filter(_.level.notnull()).group_by("level").agg(own=_.count())
    above = ibis.window(order_by=ibis.desc("level"), preceding=None, following=0)
    return counts.mutate(people=_.own.sum().over(above), everyone=_.own.sum().over()).select(
        "level", "people", "everyone"
    )


@relation(keep=True)
def senior_leaders(
    roster: ir.Table, valid_people: ir.Table, levels_from_top: ir.Table, parameters: ir.Table
) -> ir.Table:
    """People on the highest levels, and people who may decide.

    The highest levels are those that together hold no more than the share in the settings; if
    already the topmost holds more, levels do not single anybody out.

    Grain: one row per senior leader.
    Columns: ``person_id``.
    """
    few = _.people * 1_000_000 <= _.everyone * parameters.senior_share_e6.as_scalar()
    top = roster.filter(_.level.isin(levels_from_top.filter(few).level))
    deciders = valid_people.filter(_.recency == 0, _.decision_rights.fill_null(False))
    return ibis.union(
        top.select("person_id"),
        roster.filter(_.person_id.isin(deciders.person_id)).select("person_id"),
        distinct=True,
    )


_STEPS = ("above_1", "above_2", "above_3", "above_4")


@relation
def managers(roster: ir.Table) -> ir.Table:
    """Everyone's line manager, if in the roster.

    Grain: one row per person.
    Columns: ``person_id``; ``above_1``, null without one.
    """
    manager = ibis.ifelse(
        _.manager_id.isin(roster.person_id) & (_.manager_id != _.person_id), _.manager_id, None
    )
    return roster.select("person_id", above_1=manager)


@relation(keep=True)
def four_above(managers: ir.Table) -> ir.Table:
    """The manager, the manager's manager, and so on, up to four steps.

    Grain: one row per person.
    Columns: ``person_id``, ``above_1`` to ``above_4``, null above the top.
    """
    steps = [
        managers.select(**{f"id_{k}": "person_id", f"above_{k}": "above_1"}) for k in (2, 3, 4)
    ]
    joined = managers.left_join(steps[0], managers.above_1 == steps[0].id_2)
    joined = joined.left_join(steps[1], steps[0].above_2 == steps[1].id_3)
    joined = joined.left_join(steps[2], steps[1].above_3 == steps[2].id_4)
    return joined.select("person_id", *_STEPS)


@relation
def chains(four_above: ir.Table) -> ir.Table:
    """Everyone above a person, up to sixteen steps; no organisation is deeper here.

    Grain: one row per person and person above; a circle of managers repeats them.
    Columns: ``person_id``, ``above_id``.
    """
    further = [
        four_above.select(**{f"id_{k}": "person_id"}, **{f"{name}_{k}": name for name in _STEPS})
        for k in (1, 2, 3)
    ]
    joined = four_above.left_join(further[0], four_above.above_4 == further[0].id_1)
    joined = joined.left_join(further[1], further[0].above_4_1 == further[1].id_2)
    joined = joined.left_join(further[2], further[1].above_4_2 == further[2].id_3)
    names = [*_STEPS, *(f"{name}_{k}" for k in (1, 2, 3) for name in _STEPS)]
    above = ibis.array([joined[name] for name in names])
    return joined.select("person_id", above_id=above.unnest()).filter(
        _.above_id.notnull(), _.above_id != _.person_id
    )


@relation
def position(
    roster: ir.Table, managers: ir.Table, chains: ir.Table, senior_leaders: ir.Table
) -> ir.Table:
    """Formal position of everyone; no score of a skill is fitted to it.

    Grain: one row per person of the roster.
    Columns: ``person_id``, ``level`` [steps], ``function``; ``direct_reports``,
    ``total_reports`` [1]; ``senior``: a senior leader [flag].
    """
    direct = managers.group_by(person_id=_.above_1).agg(direct=_.count())
    total = chains.group_by(person_id=_.above_id).agg(total=_.person_id.nunique())
    joined = roster.left_join(direct, "person_id").left_join(
        total, "person_id", rname="total_{name}"
    )
    return joined.select(
        "person_id",
        "level",
        "function",
        direct_reports=_.direct.fill_null(0),
        total_reports=_.total.fill_null(0),
        senior=_.person_id.isin(senior_leaders.person_id),
    )
