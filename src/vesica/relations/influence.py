"""Leadership Influence: who is named by colleagues, and whom people pay attention to."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def respondents(window_endorsements: ir.Table, roster: ir.Table) -> ir.Table:
    """People of the roster who rated anybody, whatever the question.

    Grain: one row per person.
    Columns: ``rater_id``.
    """
    return (
        window_endorsements.filter(_.rater_id.isin(roster.person_id)).select("rater_id").distinct()
    )


@relation
def barred_raters(reporting_lines: ir.Table, respondents: ir.Table) -> ir.Table:
    """Respondents who cannot rate a person, because they are in the person's own line.

    Grain: one row per person with such a respondent.
    Columns: ``person_id``, ``barred`` [1].
    """
    return (
        reporting_lines.filter(_.other_id.isin(respondents.rater_id))
        .group_by("person_id")
        .agg(barred=_.count())
    )


@relation
def outside_raters(
    window_endorsements: ir.Table, respondents: ir.Table, reporting_lines: ir.Table
) -> ir.Table:
    """Respondents who named a person for influence and are not in the person's own line.

    Grain: one row per person who was named.
    Columns: ``person_id``, ``raters`` [1].
    """
    named = window_endorsements.filter(
        _.question == "influence", _.rater_id.isin(respondents.rater_id)
    )
    own_line = (named.person_id == reporting_lines.person_id) & (
        named.rater_id == reporting_lines.other_id
    )
    return (
        named.anti_join(reporting_lines, own_line)
        .group_by("person_id")
        .agg(raters=_.rater_id.nunique())
    )


@relation
def rateable(roster: ir.Table, barred_raters: ir.Table, respondents: ir.Table) -> ir.Table:
    """How many respondents could have named a person: those outside the person's own line.

    Grain: one row per person of the roster, if anybody answered; otherwise none.
    Columns: ``person_id``, ``eligible`` [1].
    """
    asked = roster.select("person_id", asked=respondents.count().as_scalar())
    return (
        asked.left_join(barred_raters, "person_id")
        .filter(_.asked > 0)
        .select("person_id", eligible=_.asked - _.barred.fill_null(0))
    )


@relation
def endorsements_received(rateable: ir.Table, outside_raters: ir.Table) -> ir.Table:
    """Colleagues who named the person as someone who changes leaders' minds.

    Grain: one row per person of the roster, if anybody answered; otherwise none.
    Columns: ``person_id``; ``raters``: distinct respondents outside the person's own line who
    named the person; ``eligible``: respondents outside it, who could have [1].
    """
    return rateable.left_join(outside_raters, "person_id").select(
        "person_id", raters=_.raters.fill_null(0), eligible="eligible"
    )


@relation
def message_contacts(window_messages: ir.Table, parameters: ir.Table) -> ir.Table:
    """Attention that a sender pays a recipient; broadcasts are not conversation.

    Grain: one row per message and recipient.
    Columns: ``source_id``, ``target_id``, ``day`` [date, UTC], ``weight_e6``: 1, or 2 for a
    reply [10⁻⁶].
    """
    broadcast = _.audience_size.fill_null(0) > parameters.broadcast_recipients.as_scalar()
    return window_messages.filter(~broadcast).select(
        source_id="sender_id",
        target_id="recipient_id",
        day=_.time.date(),
        weight_e6=ibis.ifelse(_.is_reply.fill_null(False), 2_000_000, 1_000_000).cast("int64"),
    )


@relation
def tie_contacts(window_ties: ir.Table) -> ir.Table:
    """Attention that the source of a tie pays its target; ties without strength count 1.

    Grain: one row per source, target, kind and period.
    Columns: ``source_id``, ``target_id``, ``day``: first of the period [date], ``weight_e6``
    [10⁻⁶].
    """
    return window_ties.select(
        "source_id",
        "target_id",
        day="period",
        weight_e6=(_.weight.fill_null(1) * 1_000_000).cast("int64"),
    ).filter(_.weight_e6 > 0)


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
