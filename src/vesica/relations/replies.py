"""Being answered: replies to a person's messages from outside the own line, and how soon."""

from __future__ import annotations

import functools
import operator

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []

_LOADS = (5, 20, 80)


@relation
def direct_messages(messages: ir.Table, period: ir.Table, parameters: ir.Table) -> ir.Table:
    """Messages within the window that are not broadcast, with their references.

    Grain: one row per message and recipient.
    Columns: as in ``messages``; ``answers``, whether it is known to be a reply [flag].
    """
    broadcast = _.audience_size.fill_null(0) > parameters.broadcast_recipients.as_scalar()
    return messages.filter(
        _.time.date() >= period.window_start.as_scalar(),
        ~broadcast,
        _.sender_id != _.recipient_id,
    ).mutate(answers=_.is_reply.fill_null(False))


@relation(keep=True)
def questions(direct_messages: ir.Table, roster: ir.Table, reporting_lines: ir.Table) -> ir.Table:
    """Messages that open a conversation with someone outside the own line.

    Grain: one row per message and recipient.
    Columns: ``person_id``: who wrote; ``other_id``: to whom; ``message_id``, ``channel``,
    ``time``.
    """
    opened = direct_messages.filter(
        ~_.answers,
        _.sender_id.isin(roster.person_id),
        _.recipient_id.isin(roster.person_id),
    ).select(
        "message_id",
        "channel",
        "time",
        person_id="sender_id",
        other_id="recipient_id",
    )
    return opened.anti_join(reporting_lines, ["person_id", "other_id"])


@relation(keep=True)
def answers(direct_messages: ir.Table) -> ir.Table:
    """Replies.

    Grain: one row per reply and recipient.
    Columns: ``person_id``: who is answered; ``other_id``: who answers; ``in_reply_to``, ``time``.
    """
    return direct_messages.filter(_.answers).select(
        "in_reply_to", "time", person_id="recipient_id", other_id="sender_id"
    )


@relation(keep=True)
def answered_questions(questions: ir.Table, answers: ir.Table) -> ir.Table:
    """Messages whose reply says which message it answers, with the first reply of the recipient.

    Grain: one row per message and recipient who answered.
    Columns: ``person_id``, ``other_id``, ``message_id``, ``channel``, ``time``, ``answered_at``.
    """
    same = (
        (questions.message_id == answers.in_reply_to)
        & (questions.person_id == answers.person_id)
        & (questions.other_id == answers.other_id)
        & (questions.time <= answers.time)
    )
    both = questions.inner_join(answers, same, rname="answer_{name}")
    return both.group_by("person_id", "other_id", "message_id", "channel", "time").agg(
        answered_at=_.answer_time.min()
    )


@relation
def received_by_day(direct_messages: ir.Table) -> ir.Table:
    """Messages that a person receives in a day.

    Grain: one row per recipient and day.
    Columns: ``other_id``, ``day`` [date, UTC], ``received`` [1].
    """
    return direct_messages.group_by(other_id="recipient_id", day=_.time.date()).agg(
        received=_.count()
    )


@relation(keep=True)
def delays(answered_questions: ir.Table, received_by_day: ir.Table) -> ir.Table:
    """How long an answer took, and in which circumstances.

    Grain: one row per message and recipient who answered.
    Columns: ``person_id``, ``other_id``; ``channel``; ``weekend`` [flag]; ``part``: sixth of the
    day [UTC]; ``load``: messages that the recipient got that day, in four steps;
    ``delay_e6`` = ln(1 + seconds) [10⁻⁶].
    """
    asked = answered_questions.mutate(day=_.time.date())
    seconds = _.answered_at.epoch_seconds() - _.time.epoch_seconds()
    load = functools.reduce(operator.add, [(_.received > s).cast("int64") for s in _LOADS])
    return asked.left_join(received_by_day, ["other_id", "day"]).select(
        "person_id",
        "other_id",
        channel=_.channel.fill_null("unknown"),
        weekend=_.day.day_of_week.index() >= 5,
        part=_.time.hour().cast("int64") // 4,
        load=load,
        delay_e6=((seconds + 1).ln() * 1_000_000).round().cast("int64"),
    )


@relation
def usual_delays(delays: ir.Table) -> ir.Table:
    """How long answers usually take in the same circumstances.

    Grain: one row per channel, weekend, sixth of the day and load.
    Columns: ``channel``, ``weekend``, ``part``, ``load``; ``usual_e6``: the mean [10⁻⁶].
    """
    return (
        delays.group_by("channel", "weekend", "part", "load")
        .agg(total_e6=_.delay_e6.sum(), answers=_.count())
        .select("channel", "weekend", "part", "load", usual_e6=_.total_e6 // _.answers)
    )


@relation
def pair_delays(delays: ir.Table, usual_delays: ir.Table) -> ir.Table:
    """How much longer than usual one person's answers to another took.

    Grain: one row per person and who answered.
    Columns: ``person_id``, ``other_id``; ``delays``: answers with a delay [1]; ``delay_e6``,
    ``delay_sq_e6``: sums of the log delay above the usual one, and of its square [10⁻⁶].
    """
    joined = delays.inner_join(usual_delays, ["channel", "weekend", "part", "load"])
    above = joined.select("person_id", "other_id", above_e6=_.delay_e6 - _.usual_e6)
    return above.group_by("person_id", "other_id").agg(
        delays=_.count(),
        delay_e6=_.above_e6.sum(),
        delay_sq_e6=(_.above_e6 * _.above_e6 // 1_000_000).sum(),
    )


@relation
def pair_answers(delays: ir.Table, answers: ir.Table) -> ir.Table:
    """Replies of one person to another; those that do not say what they answer count as well.

    Grain: one row per person and who answered.
    Columns: ``person_id``, ``other_id``, ``answered`` [1].
    """
    told = delays.select("person_id", "other_id")
    loose = answers.filter(_.in_reply_to.isnull()).select("person_id", "other_id")
    return ibis.union(told, loose).group_by("person_id", "other_id").agg(answered=_.count())


@relation
def replies_received(
    questions: ir.Table, pair_answers: ir.Table, pair_delays: ir.Table
) -> ir.Table:
    """Messages that opened a conversation, and how many of them were answered, by pair.

    Grain: one row per person who wrote and person outside the own line who received.
    Columns: ``person_id``, ``other_id``; ``asked``, ``answered`` [1]; ``delays``, ``delay_e6``,
    ``delay_sq_e6`` as in ``pair_delays``, 0 if no delay is known.
    """
    asked = questions.group_by("person_id", "other_id").agg(asked=_.count())
    joined = asked.left_join(pair_answers, ["person_id", "other_id"]).left_join(
        pair_delays, ["person_id", "other_id"], rname="late_{name}"
    )
    return joined.select(
        "person_id",
        "other_id",
        "asked",
        answered=ibis.least(_.asked, _.answered.fill_null(0)),
        delays=_.delays.fill_null(0),
        delay_e6=_.delay_e6.fill_null(0),
        delay_sq_e6=_.delay_sq_e6.fill_null(0),
    )
