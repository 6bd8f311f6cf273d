"""Who was assigned to which programme, how, and what was counted of everybody by month."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import PERSONAL

__all__: list[str] = []


@relation
def programme_places(programmes: ir.Table, roster: ir.Table) -> ir.Table:
    """Places in programmes and in their comparison arms.

    Grain: one row per person of the organisation, route and start.
    Columns: ``person_id``; ``route``; ``start``, ``ended``: first and last day; ``assigned``: how
    people came to be in it, ``null`` if nobody said; ``took_part`` [flag]: false for the
    comparison arm; ``org_unit``.
    """
    held = programmes.inner_join(roster.select("person_id", "org_unit"), "person_id")
    return held.select(
        "person_id",
        "route",
        "start",
        "assigned",
        "org_unit",
        ended=_["end"],
        took_part=_.took_part.fill_null(True),
    )


@relation
def first_places(programme_places: ir.Table) -> ir.Table:
    """When each person first took a route; later repeats do not change who began when.

    Grain: one row per person and route that the person took part in.
    Columns: ``person_id``, ``route``; ``month``: first day of the month in which it began.
    """
    taken = programme_places.filter(_.took_part)
    first = taken.group_by("person_id", "route").agg(start=_.start.min())
    return first.select(
        "person_id", "route", month=_.start.truncate("M").cast("timestamp").cast("date")
    )


@relation
def outcome_months(owned_posts: ir.Table, endorsements: ir.Table, roster: ir.Table) -> ir.Table:
    """What was counted of people, month by month; months without any are not listed.

    Posts of personal accounts are left out: who handed them over says nothing of others.

    Grain: one row per person of the organisation, outcome and month.
    Columns: ``person_id``; ``outcome``: ``posts``, ``named for influence`` or ``named for
    expertise``; ``month``: first day; ``value``: posts, or distinct colleagues who named the
    person [1].
    """
    posted = (
        owned_posts.filter(~_.platform.fill_null("").endswith(PERSONAL))
        .group_by(
            "person_id", month=_.time.cast("date").truncate("M").cast("timestamp").cast("date")
        )
        .agg(value=_.count())
        .mutate(outcome=ibis.literal("posts"))
    )
    question = endorsements.question.fill_null("influence")
    named = (
        endorsements.filter(_.rater_id != _.person_id, _.time.notnull())
        .mutate(outcome=ibis.literal("named for ") + question)
        .group_by(
            "person_id",
            "outcome",
            month=_.time.cast("date").truncate("M").cast("timestamp").cast("date"),
        )
        .agg(value=_.rater_id.nunique())
    )
    columns = ("person_id", "outcome", "month", "value")
    every = posted.select(*columns).union(named.select(*columns))
    return every.semi_join(roster, "person_id")


@relation
def unit_outcomes(metrics: ir.Table) -> ir.Table:
    """Business metrics of units over time.

    Grain: one row per unit, metric and period.
    Columns: ``org_unit``; ``metric``; ``period``: first day; ``value``: as imported.
    """
    return metrics.select("org_unit", "metric", "period", "value")


@relation
def outcome_scores(measures: ir.Table, roster: ir.Table) -> ir.Table:
    """What was measured about people, period by period, with its error.

    Grain: one row per person of the organisation, measure and period.
    Columns: ``person_id``; ``measure``; ``period`` [date]; ``value_e6``, ``standard_error_e6``
    [10⁻⁶], the error ``null`` where it is not known.
    """
    return measures.semi_join(roster, "person_id").select(
        "person_id",
        "measure",
        "period",
        value_e6=(_.value * 1_000_000).cast("int64"),
        standard_error_e6=(_.standard_error * 1_000_000).cast("int64"),
    )
