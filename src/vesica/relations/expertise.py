"""Social Media Expertise: what people post, how steadily, and what comes back."""

from __future__ import annotations

import functools
import operator

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import PERSONAL, SURE

__all__: list[str] = []

_ENGAGEMENTS = ("reactions", "replies", "shares", "clicks")

_RECORDED = ~_.platform.fill_null("").endswith(PERSONAL)


@relation
def counted_accounts(accounts: ir.Table, window_posts: ir.Table) -> ir.Table:
    """Accounts whose posts would be seen: the owner is sure, and the platform has post evidence.

    What people hand over of personal accounts is no evidence about the others on that platform.

    Grain: one row per person with such an account.
    Columns: ``person_id``, ``accounts`` [1].
    """
    seen = window_posts.filter(_RECORDED).select(platform=_.platform.lower()).distinct()
    return (
        accounts.filter(_.claimed_how.isin(SURE), _.person_id.notnull())
        .filter(_.platform.lower().isin(seen.platform))
        .group_by("person_id")
        .agg(accounts=_.count())
    )


@relation(keep=True)
def post_weeks(window_posts: ir.Table) -> ir.Table:
    """Whole weeks of the window that post evidence covers, at least 1.

    Posts of personal accounts do not widen it: they would make everyone else look idle.

    Grain: one row.
    Columns: ``first_post_day``, ``last_post_day`` [date], null without posts; ``weeks`` [weeks].
    """
    days = _.last_post_day.delta(_.first_post_day, unit="day") + 1
    return window_posts.agg(
        first_post_day=ibis.coalesce(_.day.min(where=_RECORDED), _.day.min()),
        last_post_day=ibis.coalesce(_.day.max(where=_RECORDED), _.day.max()),
    ).mutate(weeks=ibis.greatest(ibis.coalesce(days // 7, 1), 1))


@relation
def posts_by_week(window_posts: ir.Table, post_weeks: ir.Table) -> ir.Table:
    """Posts of each person in each week; days after the last whole week make a last, short one.

    Grain: one row per person and week with a post.
    Columns: ``person_id``, ``week`` [weeks since the first post of anyone], ``posts``,
    ``replies`` [1].
    """
    first = post_weeks.first_post_day.as_scalar()
    covered = window_posts.filter(_.day.between(first, post_weeks.last_post_day.as_scalar()))
    return covered.group_by("person_id", week=_.day.delta(first, unit="day") // 7).agg(
        posts=_.count(), replies=_.answers.cast("int64").sum()
    )


@relation
def posts_by_person(posts_by_week: ir.Table, post_weeks: ir.Table) -> ir.Table:
    """Posts of each person, and the whole weeks in which there was one.

    Grain: one row per person with a post.
    Columns: ``person_id``, ``posts``, ``replies`` [1], ``active_weeks`` [weeks].
    """
    whole = _.week < post_weeks.weeks.as_scalar()
    return posts_by_week.group_by("person_id").agg(
        posts=_.posts.sum(),
        replies=_.replies.sum(),
        active_weeks=_.count(where=whole),
    )


@relation
def posting(
    roster: ir.Table, counted_accounts: ir.Table, posts_by_person: ir.Table, post_weeks: ir.Table
) -> ir.Table:
    """How much and how steadily people post.

    Grain: one row per person of the roster with an account that counts or a post in the window.
    Columns: ``person_id``, ``accounts``, ``posts``, ``replies`` (posts that answer someone) [1],
    ``active_weeks``, ``weeks`` [weeks].
    """
    joined = roster.left_join(counted_accounts, "person_id").left_join(
        posts_by_person, "person_id", rname="post_{name}"
    )
    return joined.filter(_.accounts.notnull() | _.posts.notnull()).select(
        "person_id",
        accounts=_.accounts.fill_null(0),
        posts=_.posts.fill_null(0),
        replies=_.replies.fill_null(0),
        active_weeks=_.active_weeks.fill_null(0),
        weeks=post_weeks.weeks.as_scalar(),
    )


@relation
def post_values(window_posts: ir.Table, roster: ir.Table) -> ir.Table:
    """What each post brought, on the logarithmic scale.

    Grain: one row per post of a person of the roster with at least one engagement count.
    Columns: ``person_id``, ``platform``, ``kind``, ``has_audience``; ``y`` = ln(1 + reactions +
    replies + shares + clicks), ``x`` = ln(1 + audience) [1], 0 without an audience.
    """
    given = [_[name].fill_null(0) for name in _ENGAGEMENTS]
    engagements = functools.reduce(operator.add, given)
    return (
        window_posts.filter(ibis.coalesce(*(_[name] for name in _ENGAGEMENTS)).notnull())
        .filter(_.person_id.isin(roster.person_id))
        .select(
            "person_id",
            platform=_.platform.fill_null("unknown"),
            kind=_.kind.fill_null("unknown"),
            has_audience=_.audience.notnull(),
            y=(engagements + 1).ln(),
            x=(_.audience.fill_null(0) + 1).ln(),
        )
    )


@relation
def post_cells(post_values: ir.Table) -> ir.Table:
    """Sums that a straight line of engagement on audience needs, as integers of 10⁻⁶.

    Grain: one row per person, platform, kind and whether an audience is known.
    Columns: ``posts`` [1]; ``y_e6``, ``yy_e6``, ``x_e6``, ``xx_e6``, ``xy_e6``: sums of y, y²,
    x, x² and xy, each rounded post by post [10⁻⁶].
    """

    def total(value: ibis.Deferred) -> ibis.Deferred:
        return (value * 1_000_000).round().cast("int64").sum()

    return post_values.group_by("person_id", "platform", "kind", "has_audience").agg(
        posts=_.count(),
        y_e6=total(_.y),
        yy_e6=total(_.y * _.y),
        x_e6=total(_.x),
        xx_e6=total(_.x * _.x),
        xy_e6=total(_.x * _.y),
    )
