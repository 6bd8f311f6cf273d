"""Demonstrated persuasion: who adopted what and when, and who could have seen it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation(keep=True)
def campaigns(adoptions: ir.Table, period: ir.Table) -> ir.Table:
    """Practices that began within the window.

    A practice that began earlier is left out whole: who had adopted before cannot be told from
    who never did.

    Grain: one row per practice.
    Columns: ``practice``, ``first_day`` [date, UTC].
    """
    return (
        adoptions.group_by("practice")
        .agg(first_day=_.time.date().min())
        .filter(_.first_day >= period.window_start.as_scalar())
    )


@relation
def adopted(adoptions: ir.Table, campaigns: ir.Table, roster: ir.Table) -> ir.Table:
    """First time that a person of the roster adopted a practice of a campaign.

    Grain: one row per person and practice.
    Columns: ``person_id``, ``practice``, ``day`` [date, UTC].
    """
    return (
        adoptions.filter(_.practice.isin(campaigns.practice), _.person_id.isin(roster.person_id))
        .group_by("person_id", "practice")
        .agg(day=_.time.date().min())
    )


@relation
def attended(contact_events: ir.Table, exposures: ir.Table, roster: ir.Table) -> ir.Table:
    """Whom a person turns to, in messages and ties, or was seen to see in a log.

    Grain: one row per source and target.
    Columns: ``source_id``, ``target_id``.
    """
    logged = exposures.filter(
        _.person_id != _.exposer_id,
        _.person_id.isin(roster.person_id),
        _.exposer_id.isin(roster.person_id),
    ).select(source_id="person_id", target_id="exposer_id")
    met = contact_events.filter(
        _.source_id.isin(roster.person_id), _.target_id.isin(roster.person_id)
    ).select("source_id", "target_id")
    return ibis.union(met, logged, distinct=True)


@relation
def attention(attended: ir.Table, reporting_lines: ir.Table) -> ir.Table:
    """Whom a person turns to, and whether one of the two is the other's manager.

    Grain: one row per source and target.
    Columns: ``source_id``, ``target_id``, ``own_line`` [flag].
    """
    line = (attended.source_id == reporting_lines.person_id) & (
        attended.target_id == reporting_lines.other_id
    )
    joined = attended.left_join(reporting_lines, line)
    return joined.select("source_id", "target_id", own_line=_.other_id.notnull())


@relation
def own_activity(contact_events: ir.Table, roster: ir.Table) -> ir.Table:
    """Attention that a person pays in all to people of the roster: how active the person is.

    Grain: one row per person who pays any.
    Columns: ``person_id``, ``weight_e6`` [10⁻⁶].
    """
    return (
        contact_events.filter(
            _.source_id.isin(roster.person_id), _.target_id.isin(roster.person_id)
        )
        .group_by(person_id="source_id")
        .agg(weight_e6=_.weight_e6.sum())
    )
