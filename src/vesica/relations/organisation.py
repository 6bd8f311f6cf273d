"""The organisation: who is in it, and who reports to whom."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def dated_people(people: ir.Table, period: ir.Table) -> ir.Table:
    """Rows of the roster, with whether they held on the last day of evidence.

    Grain: one row per person and date from which it holds.
    Columns: as in ``people``; ``held`` [flag]; ``days``: how far its date lies from that day.
    """
    last_day = period.last_day.as_scalar()
    day = _.valid_from.fill_null(ibis.date("1900-01-01"))
    held = (day <= last_day).fill_null(True)
    days = day.delta(last_day, unit="day").abs().fill_null(0)
    return people.mutate(held=held, days=days)


@relation
def valid_people(dated_people: ir.Table) -> ir.Table:
    """Rows of the roster by how well they tell of the last day of evidence; the best is 0.

    The newest row that held then is best; for a person whose rows all begin later, as in a
    roster exported afterwards, the earliest of them.

    Grain: one row per person and date from which it holds.
    Columns: as in ``people``; ``recency`` [1].
    """
    order = [ibis.desc("held"), ibis.asc("days"), ibis.desc("valid_from")]
    return dated_people.mutate(
        recency=ibis.row_number().over(group_by="person_id", order_by=order)
    )


@relation
def newest_listings(listings: ir.Table) -> ir.Table:
    """What full lists of the organisation said about a person; the newest is 0.

    Grain: one row per person and day on which a list began or ceased to name the person.
    Columns: as in ``listings``; ``recency`` [1].
    """
    newest = ibis.row_number().over(group_by="person_id", order_by=ibis.desc("as_of"))
    return listings.mutate(recency=newest)


@relation
def leavers(newest_listings: ir.Table) -> ir.Table:
    """People whom an earlier full list named and the newest one does not.

    Grain: one row per person.
    Columns: ``person_id``; ``left_on``: day of the list that no longer named the person.
    """
    gone = newest_listings.filter(_.recency == 0, ~_.listed)
    return gone.select("person_id", left_on="as_of")


@relation(keep=True)
def roster(
    valid_people: ir.Table, leavers: ir.Table, excluded: ir.Table, period: ir.Table
) -> ir.Table:
    """People of the organisation on the last day of evidence, without those left out.

    Whoever a full list no longer names has left, unless a later dated row says otherwise.

    Grain: one row per person.
    Columns: ``person_id``, ``manager_id``, ``level`` [steps], ``function``, ``org_unit``: the
    department if not given, ``location``, ``jurisdiction``.
    """
    stays = _.exit_on.isnull() | (_.exit_on >= period.last_day.as_scalar())
    current = valid_people.filter(_.recency == 0, stays)
    since = current.valid_from.fill_null(ibis.date("1900-01-01"))
    gone = (current.person_id == leavers.person_id) & (since <= leavers.left_on)
    return (
        current.anti_join(leavers, gone)
        .anti_join(excluded, "person_id")
        .select(
            "person_id",
            "manager_id",
            "level",
            "function",
            "location",
            "jurisdiction",
            org_unit=ibis.coalesce(_.org_unit, _.department, "unassigned"),
        )
    )


@relation
def reporting_lines(roster: ir.Table) -> ir.Table:
    """Everyone's own line: the person, the manager, and the people who report to the person.

    Grain: one row per person and member of the line.
    Columns: ``person_id``, ``other_id``.
    """
    managed = roster.filter(_.manager_id.notnull())
    return ibis.union(
        roster.select("person_id", other_id="person_id"),
        managed.select("person_id", other_id="manager_id"),
        managed.select(person_id="manager_id", other_id="person_id"),
        distinct=True,
    )
