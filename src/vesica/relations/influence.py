"""Leadership Influence: whom people turn to, outside the own line."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []

_NOT_ATTENTION = ("friend", "friends", "friendship", "reports", "reports to")


@relation
def message_contacts(window_messages: ir.Table, parameters: ir.Table) -> ir.Table:
    """Attention that a sender pays a recipient, unasked.

    Broadcasts are not conversation. A reply is not counted: it answers, and what answers a
    person is counted in ``replies_received``, so that the two share no message.

    Grain: one row per message and recipient.
    Columns: ``source_id``, ``target_id``, ``day`` [date, UTC], ``weight_e6``: 1 [10⁻⁶].
    """
    broadcast = _.audience_size.fill_null(0) > parameters.broadcast_recipients.as_scalar()
    return window_messages.filter(~broadcast, ~_.is_reply.fill_null(False)).select(
        source_id="sender_id",
        target_id="recipient_id",
        day=_.time.date(),
        weight_e6=ibis.literal(1_000_000, "int64"),
    )


@relation
def tie_contacts(window_ties: ir.Table) -> ir.Table:
    """Attention that the source of a tie pays its target; ties without strength count 1.

    Friendship is no attention to what somebody says about work, and a tie that only says who
    reports to whom is position.

    Grain: one row per source, target, kind and period.
    Columns: ``source_id``, ``target_id``, ``day``: first of the period [date], ``weight_e6``
    [10⁻⁶].
    """
    return (
        window_ties.filter(~_.kind.fill_null("").lower().isin(_NOT_ATTENTION))
        .select(
            "source_id",
            "target_id",
            day="period",
            weight_e6=(_.weight.fill_null(1) * 1_000_000).cast("int64"),
        )
        .filter(_.weight_e6 > 0)
    )


@relation
def contact_events(message_contacts: ir.Table, tie_contacts: ir.Table) -> ir.Table:
    """Every contact of one person with another, from messages and from ties.

    Grain: one row per message and recipient, and per tie and period.
    Columns: ``source_id``, ``target_id``, ``day`` [date], ``weight_e6`` [10⁻⁶].
    """
    return ibis.union(message_contacts, tie_contacts).filter(_.source_id != _.target_id)


@relation(keep=True)
def contact_days(contact_events: ir.Table) -> ir.Table:
    """Days that dated contacts cover, which the blocks cut into equal parts.

    Grain: one row; null without dated contacts.
    Columns: ``first_contact_day`` [date], ``days`` [days].
    """
    return contact_events.agg(first_contact_day=_.day.min(), last=_.day.max()).select(
        "first_contact_day", days=_.last.delta(_.first_contact_day, unit="day") + 1
    )


@relation
def contact_sums(
    contact_events: ir.Table, contact_days: ir.Table, parameters: ir.Table, roster: ir.Table
) -> ir.Table:
    """Attention paid by one person of the roster to another, by block of time.

    Grain: one row per source, target and block.
    Columns: as in ``contacts``.
    """
    day = _.day.delta(contact_days.first_contact_day.as_scalar(), unit="day")
    block = day * parameters.blocks.as_scalar() // contact_days.days.as_scalar()
    return (
        contact_events.filter(
            _.source_id.isin(roster.person_id), _.target_id.isin(roster.person_id)
        )
        .group_by("source_id", "target_id", block=ibis.coalesce(block, 0))
        .agg(weight_e6=_.weight_e6.sum(), blocks_known=_.day.notnull().all())
    )


@relation
def contacts(contact_sums: ir.Table, reporting_lines: ir.Table) -> ir.Table:
    """Attention paid by one person to another outside the own line, by block of time.

    What people write to their manager, and managers to them, is owed to the position.

    Grain: one row per source, target and block.
    Columns: ``source_id``, ``target_id``; ``block`` [0 to blocks - 1], 0 for ties without a
    period; ``weight_e6``, the sum [10⁻⁶]; ``blocks_known``, whether all of it is dated.
    """
    own_line = (contact_sums.source_id == reporting_lines.person_id) & (
        contact_sums.target_id == reporting_lines.other_id
    )
    return contact_sums.anti_join(reporting_lines, own_line)
