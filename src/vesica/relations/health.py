"""Health: how much evidence there is, and from when."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import SURE, DType, table

__all__: list[str] = []


_COLUMNS = ("table_name", "rows", "people", "first_day", "last_day")


def _counted(name: str, rows: ir.Table) -> ir.Table:
    columns = table(name).columns
    people = [c.name for c in columns if c.dtype is DType.PERSON]
    dated = next((c for c in columns if c.dtype in (DType.TIME, DType.DATE)), None)
    day = rows[dated.name].cast("date") if dated else ibis.null("date").cast("date")
    counted = rows.select(day=day).agg(
        table_name=ibis.literal(name),
        rows=_.count(),
        first_day=_.day.min(),
        last_day=_.day.max(),
    )
    about = [rows.select(person_id=rows[name]) for name in people]
    if not about:
        return counted.mutate(people=ibis.literal(0, "int64")).select(*_COLUMNS)
    everyone = ibis.union(*about).agg(people=_.person_id.nunique())
    return counted.cross_join(everyone).select(*_COLUMNS)


@relation
def evidence_rows(
    people: ir.Table,
    preferences: ir.Table,
    accounts: ir.Table,
    endorsements: ir.Table,
    measures: ir.Table,
    consents: ir.Table,
    messages: ir.Table,
    ties: ir.Table,
    posts: ir.Table,
    learning: ir.Table,
    adoptions: ir.Table,
    exposures: ir.Table,
    moves: ir.Table,
    programmes: ir.Table,
    metrics: ir.Table,
    incentives: ir.Table,
    pitches: ir.Table,
    restrictions: ir.Table,
) -> ir.Table:
    """How much evidence there is; ``audit_attributes`` is not read.

    Grain: one row per evidence table with data.
    Columns: ``table_name``; ``rows``; ``people``: distinct people that the table is about,
    in whichever column [1]; ``first_day``, ``last_day``: of its first column of days or times
    [date].
    """
    tables = {name: rows for name, rows in locals().items() if isinstance(rows, ir.Table)}
    counted = [_counted(name, rows) for name, rows in tables.items()]
    return ibis.union(*counted).filter(_.rows > 0)


@relation
def covered_people(
    roster: ir.Table,
    owned_posts: ir.Table,
    messages: ir.Table,
    ties: ir.Table,
    endorsements: ir.Table,
    learning: ir.Table,
    accounts: ir.Table,
) -> ir.Table:
    """People of the roster about whom a table has evidence, on whichever side of it they stand.

    Grain: one row per table and person.
    Columns: ``table_name``, ``person_id``.
    """
    sides = {
        "posts": [owned_posts.person_id],
        "messages": [messages.sender_id, messages.recipient_id],
        "ties": [ties.source_id, ties.target_id],
        "endorsements": [endorsements.person_id],
        "learning": [learning.person_id],
        "accounts": [accounts.filter(_.claimed_how.isin(SURE)).person_id],
    }
    seen = [
        column.as_table().select(person_id=_[0]).mutate(table_name=ibis.literal(name))
        for name, columns in sides.items()
        for column in columns
    ]
    union = ibis.union(*seen, distinct=True).select("table_name", "person_id")
    return union.semi_join(roster, "person_id")


@relation
def unit_coverage(roster: ir.Table, covered_people: ir.Table) -> ir.Table:
    """How many people of each unit a table has evidence about.

    Grain: one row per table with evidence about somebody, and unit of the roster.
    Columns: ``table_name``, ``org_unit``; ``people``, ``covered`` [1].
    """
    units = roster.group_by("org_unit").agg(people=_.count())
    tables = covered_people.select("table_name").distinct()
    found = (
        covered_people.join(roster, "person_id")
        .group_by("table_name", "org_unit")
        .agg(covered=_.count())
    )
    return (
        tables.cross_join(units)
        .left_join(found, ["table_name", "org_unit"])
        .select("table_name", "org_unit", "people", covered=_.covered.fill_null(0))
    )


_TIMED = ("messages", "posts", "endorsements", "learning", "adoptions")


@relation
def clocks(
    messages: ir.Table,
    posts: ir.Table,
    endorsements: ir.Table,
    learning: ir.Table,
    adoptions: ir.Table,
    sealing: ir.Table,
) -> ir.Table:
    """What times say about the clock that wrote them, in the sender's own time.

    Grain: one row per table with times.
    Columns: ``table_name``; ``rows``; ``midnight``: at 00:00:00; ``weekend``: on a Saturday or a
    Sunday; ``future``: later than the newest import [1].
    """
    tables = {"messages": messages, "posts": posts, "endorsements": endorsements}
    tables |= {"learning": learning, "adoptions": adoptions}
    counted = [_clock(name, tables[name], sealing) for name in _TIMED]
    return ibis.union(*counted).filter(_.rows > 0)


def _clock(name: str, rows: ir.Table, sealing: ir.Table) -> ir.Table:
    offset = _.time_offset.fill_null(0).cast("int64").as_interval("m")
    local = rows.filter(_.time.notnull()).select("time", local=_.time + offset)
    midnight = (_.local.hour() == 0) & (_.local.minute() == 0) & (_.local.second() == 0)
    latest = sealing.last_import.as_scalar()
    return local.select(
        midnight=midnight,
        weekend=_.local.day_of_week.index() >= 5,
        future=_.time > latest,
    ).agg(
        table_name=ibis.literal(name),
        rows=_.count(),
        midnight=_.count(where=_.midnight),
        weekend=_.count(where=_.weekend),
        future=_.count(where=_.future),
    )


@relation
def repeated_ids(messages: ir.Table, posts: ir.Table) -> ir.Table:
    """Identifiers that stand for several things: a message of two senders or times, a post of two.

    Grain: one row per table with identifiers.
    Columns: ``table_name``; ``ids``; ``several``: those that stand for more than one [1].
    """
    sent = messages.filter(_.message_id.notnull()).group_by("message_id")
    written = posts.filter(_.platform.notnull()).group_by("post_id")
    seen = {
        "messages": sent.agg(
            several=(_.sender_id.min() != _.sender_id.max()) | (_.time.min() != _.time.max())
        ),
        "posts": written.agg(several=_.platform.lower().min() != _.platform.lower().max()),
    }
    counted = [
        rows.agg(table_name=ibis.literal(name), ids=_.count(), several=_.count(where=_.several))
        for name, rows in seen.items()
    ]
    return ibis.union(*counted).filter(_.ids > 0)


@relation
def filled_roster(roster: ir.Table) -> ir.Table:
    """How many people the roster tells what about.

    Grain: one row.
    Columns: ``people``; ``manager_id``, ``level``, ``function``, ``location``, ``jurisdiction``:
    people with one; ``org_unit``: people in a named unit [1].
    """
    told = ("manager_id", "level", "function", "location", "jurisdiction")
    return roster.agg(
        people=_.count(),
        org_unit=_.count(where=_.org_unit != "unassigned"),
        **{name: _[name].count() for name in told},
    )


@relation
def filled_posts(owned_posts: ir.Table) -> ir.Table:
    """How many posts tell what.

    Grain: one row.
    Columns: ``posts``; ``platform``, ``kind``, ``audience``: posts with one; ``engagement``: posts
    with any count of reactions, replies, shares or clicks [1].
    """
    engagement = ibis.coalesce(_.reactions, _.replies, _.shares, _.clicks)
    return owned_posts.agg(
        posts=_.count(),
        platform=_.platform.count(),
        kind=_.kind.count(),
        audience=_.audience.count(),
        engagement=_.count(where=engagement.notnull()),
    )


@relation
def filled_messages(messages: ir.Table) -> ir.Table:
    """How many messages tell what.

    Grain: one row.
    Columns: ``messages``; ``replies``: that answer another; ``audience_size``: with a count of
    recipients [1].
    """
    return messages.agg(
        messages=_.count(),
        replies=_.count(where=_.is_reply.fill_null(False)),
        audience_size=_.audience_size.count(),
    )
