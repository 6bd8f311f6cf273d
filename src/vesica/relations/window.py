"""The window: which days the evidence covers, and what lies within them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def evidence_days(
    messages: ir.Table,
    posts: ir.Table,
    endorsements: ir.Table,
    learning: ir.Table,
    ties: ir.Table,
) -> ir.Table:
    """Days on which something was recorded.

    Grain: one row per day.
    Columns: ``day`` [date, UTC].
    """
    timed = [t.select(day=_.time.date()) for t in (messages, posts, endorsements, learning)]
    return ibis.union(*timed, ties.select(day="period"), distinct=True).filter(_.day.notnull())


@relation
def evidence_window(evidence_days: ir.Table, parameters: ir.Table) -> ir.Table:
    """The last ``window_days`` days up to the newest evidence.

    Grain: one row; its days are null if nothing is dated.
    Columns: ``window_start``, ``last_day`` [date].
    """
    newest = evidence_days.agg(last_day=_.day.max())
    return newest.cross_join(parameters).select(
        "last_day",
        window_start=(_.last_day.cast("timestamp") - (_.window_days - 1).as_interval("D")).date(),
    )


@relation(keep=True)
def period(evidence_window: ir.Table, evidence_days: ir.Table) -> ir.Table:
    """The days within the window that evidence covers.

    Grain: one row; its days are null if nothing is dated.
    Columns: ``first_day``, ``last_day``, ``window_start`` [date].
    """
    start = evidence_window.window_start.as_scalar()
    first = evidence_days.filter(_.day >= start).agg(first_day=_.day.min())
    return first.cross_join(evidence_window).select("first_day", "last_day", "window_start")


@relation
def window_messages(messages: ir.Table, period: ir.Table) -> ir.Table:
    """Messages within the window.

    Grain: one row per message and recipient.
    Columns: as in ``messages``, without the references.
    """
    return messages.filter(_.time.date() >= period.window_start.as_scalar()).select(
        "sender_id", "recipient_id", "time", "is_reply", "audience_size"
    )


@relation
def window_ties(ties: ir.Table, period: ir.Table) -> ir.Table:
    """Ties of periods that start within the window, and ties without a period.

    Grain: one row per source, target, kind and period.
    Columns: ``source_id``, ``target_id``, ``kind``, ``period`` [date], ``weight``.
    """
    within = _.period.isnull() | (_.period >= period.window_start.as_scalar())
    return ties.filter(within).select("source_id", "target_id", "kind", "period", "weight")


@relation
def window_posts(owned_posts: ir.Table, period: ir.Table) -> ir.Table:
    """Posts within the window.

    Grain: one row per post.
    Columns: as in ``posts``, without the references; ``day`` [date, UTC]; ``answers``, whether
    it is a reply.
    """
    return owned_posts.filter(_.time.date() >= period.window_start.as_scalar()).select(
        "person_id",
        "platform",
        "kind",
        "audience",
        "reactions",
        "replies",
        "shares",
        "clicks",
        day=_.time.date(),
        answers=(_.kind == "reply").fill_null(False) | _.in_reply_to.notnull(),
    )


@relation
def window_endorsements(endorsements: ir.Table, period: ir.Table) -> ir.Table:
    """Endorsements within the window, and endorsements without a time.

    Grain: one row per rater, rated person, question and time.
    Columns: ``rater_id``, ``person_id``, ``question``: influence if not given; ``value``: the
    strength, null if not given.
    """
    within = _.time.isnull() | (_.time.date() >= period.window_start.as_scalar())
    return endorsements.filter(within).select(
        "rater_id", "person_id", "value", question=_.question.fill_null("influence")
    )
