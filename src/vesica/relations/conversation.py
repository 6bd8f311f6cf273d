"""Conversation on social media: posts that answer somebody, and answers that get an answer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def answering(posts_by_week: ir.Table, roster: ir.Table) -> ir.Table:
    """How many of a person's posts answer somebody, and how unevenly over the weeks.

    Grain: one row per person of the roster with a post.
    Columns: ``person_id``, ``posts``, ``replies`` [1], ``weeks`` with a post [weeks];
    ``squares_e6``: sum over weeks of replies² / posts [10⁻⁶]; ``weekly``: of posts² [1].
    """
    square = (_.replies * _.replies * 1_000_000 / _.posts).round().cast("int64")
    return (
        posts_by_week.filter(_.person_id.isin(roster.person_id))
        .group_by("person_id")
        .agg(
            posts=_.posts.sum(),
            replies=_.replies.sum(),
            weeks=_.count(),
            squares_e6=square.sum(),
            weekly=(_.posts * _.posts).sum(),
        )
    )


@relation
def post_answers(owned_posts: ir.Table, period: ir.Table) -> ir.Table:
    """Posts of the window that answer a post of somebody else.

    Grain: one row per answer to a post that is in the evidence.
    Columns: ``place``: the platform; ``post_id``, ``in_reply_to``: the answer and what it
    answers; ``person_id``, ``asked_id``: who answers whom.
    """
    place = _.platform.fill_null("")
    asked = owned_posts.select(place=place, in_reply_to="post_id", asked_id="person_id")
    answers = owned_posts.filter(
        _.time.date() >= period.window_start.as_scalar(), _.in_reply_to.notnull()
    ).select("post_id", "in_reply_to", "person_id", place=place)
    return answers.inner_join(asked, ["place", "in_reply_to"]).filter(_.person_id != _.asked_id)[
        "place", "post_id", "in_reply_to", "person_id", "asked_id"
    ]


@relation
def answers_received(post_answers: ir.Table, roster: ir.Table) -> ir.Table:
    """Answers of others to a person's posts, and how many of them the person answered in turn.

    Grain: one row per person of the roster who was answered.
    Columns: ``person_id``, ``received``, ``answered`` [1].
    """
    back = post_answers.select(
        "place", post_id="in_reply_to", asked_id="person_id", back=ibis.literal(1, "int64")
    ).distinct()
    joined = post_answers.filter(_.asked_id.isin(roster.person_id)).left_join(
        back, ["place", "post_id", "asked_id"]
    )
    return joined.group_by(person_id=_.asked_id).agg(
        received=_.count(), answered=_.back.fill_null(0).sum()
    )
