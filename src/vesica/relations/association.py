"""What the organisation measured elsewhere, and how many listen to whom."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def listeners(ties: ir.Table, roster: ir.Table) -> ir.Table:
    """People who turn to a person of the roster, and how often out of how many occasions.

    Grain: one row per person to whom a tie of another person of the roster leads.
    Columns: ``person_id``; ``listeners``: distinct people [1]; ``weight_e6``: summed strength
    [10⁻⁶]; ``events``: how often it happened; ``squared_events``: the sum of their squares per
    tie, which says how bundled they are; ``trials``: occasions that the person gave [1].
    """
    heard = ties.filter(
        _.source_id != _.target_id,
        _.source_id.isin(roster.person_id),
        _.target_id.isin(roster.person_id),
    )
    return heard.group_by(person_id=_.target_id).agg(
        listeners=_.source_id.nunique(),
        weight_e6=(_.weight * 1_000_000).cast("int64").sum(),
        events=_.events.sum(),
        squared_events=(_.events * _.events).sum(),
        trials=_.trials.max(),
    )


@relation
def newest_measures(measures: ir.Table) -> ir.Table:
    """The newest period in which something was measured about a person.

    Grain: one row per person and measure.
    Columns: ``person_id``, ``measure``, ``newest``: first day of the period [date], null if none.
    """
    return measures.group_by("person_id", "measure").agg(newest=_.period.max())


@relation
def measured_periods(measures: ir.Table, roster: ir.Table) -> ir.Table:
    """What was measured about people in every period: how well it repeats says how sure it is.

    Grain: one row per person of the roster, measure and period.
    Columns: ``person_id``, ``measure``, ``period`` [date], ``value_e6`` [10⁻⁶].
    """
    return measures.filter(_.person_id.isin(roster.person_id)).select(
        "person_id", "measure", "period", value_e6=(_.value * 1_000_000).cast("int64")
    )


@relation
def known_measures(measures: ir.Table, newest_measures: ir.Table, roster: ir.Table) -> ir.Table:
    """What is already measured, in the newest period of each person and measure.

    Grain: one row per person of the roster and measure.
    Columns: ``person_id``, ``measure``; ``value_e6`` and ``standard_error_e6`` [10⁻⁶].
    """
    same = (
        (measures.person_id == newest_measures.person_id)
        & (measures.measure == newest_measures.measure)
        & measures.period.identical_to(newest_measures.newest)
    )
    return (
        measures.semi_join(newest_measures, same)
        .filter(_.person_id.isin(roster.person_id))
        .select(
            "person_id",
            "measure",
            value_e6=(_.value * 1_000_000).cast("int64"),
            standard_error_e6=(_.standard_error * 1_000_000).cast("int64"),
        )
    )
