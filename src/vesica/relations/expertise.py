"""Social Media Expertise: what people post, how steadily, and what comes back."""

from __future__ import annotations

import functools
import operator

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import PERSONAL, SURE

__all__ = ["HOURS", "PARTS", "total"]

_ENGAGEMENTS = ("reactions", "replies", "shares", "clicks")
HOURS = 24
"""Slots of ``post_times`` that are hours of the day; weeks come after them."""

PARTS = 20
"""Parts that authors are divided into; the standard errors leave out one at a time."""


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
    Columns: ``person_id``, ``posts``, ``replies`` [1], ``active_weeks`` [weeks];
    ``spaced_weeks``, those within whole months of four weeks; ``active_months`` of four weeks.
    """
    weeks = post_weeks.weeks.as_scalar()
    whole = _.week < weeks
    spaced = _.week < weeks // 4 * 4
    return posts_by_week.group_by("person_id").agg(
        posts=_.posts.sum(),
        replies=_.replies.sum(),
        active_weeks=_.count(where=whole),
        spaced_weeks=_.count(where=spaced),
        active_months=(_.week // 4).nunique(where=spaced),
    )


@relation
def posting(
    roster: ir.Table, counted_accounts: ir.Table, posts_by_person: ir.Table, post_weeks: ir.Table
) -> ir.Table:
    """How much and how steadily people post.

    Grain: one row per person of the roster with an account that counts or a post in the window.
    Columns: ``person_id``, ``accounts``, ``posts``, ``replies`` (posts that answer someone) [1],
    ``active_weeks``, ``weeks`` [weeks]; ``spaced_weeks`` [weeks], ``active_months`` [4 weeks].
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
        spaced_weeks=_.spaced_weeks.fill_null(0),
        active_months=_.active_months.fill_null(0),
    )


def total(value: ibis.Deferred) -> ibis.Deferred:
    """Sum of a real number, rounded row by row, as an integer of 10⁻⁶."""
    return (value * 1_000_000).round().cast("int64").sum()


@relation
def posts_in_order(owned_posts: ir.Table, period: ir.Table) -> ir.Table:
    """Posts of the window, each with how many posts of the same person came before it.

    Posts before the window count as practice, as far as they are in the evidence. The hour is
    that of the clock of the export: its offset from UTC where it has one.

    Grain: one row per post in the window.
    Columns: as in ``owned_posts``, without the references; ``second``: time of the post [s since
    1970]; ``week`` [weeks since the start of the window]; ``hour`` [0 to 23]; ``before`` [1].
    """
    start = period.window_start.as_scalar()
    ordered = owned_posts.select(
        "person_id",
        "platform",
        "kind",
        "audience",
        *_ENGAGEMENTS,
        day=_.time.date(),
        second=_.time.truncate("s").epoch_seconds().cast("int64"),
        hour=_hour(),
        before=ibis.rank().over(group_by="person_id", order_by="time").cast("int64"),
    )
    return ordered.filter(_.day >= start).mutate(week=_.day.delta(start, unit="day") // 7)


def _hour() -> ibis.Deferred:
    local = _.time + _.time_offset.fill_null(0).cast("int64").as_interval("m")
    return local.hour().cast("int64")


def _counted() -> ir.BooleanValue:
    """Whether a post has at least one engagement count."""
    return ibis.coalesce(*(_[name] for name in _ENGAGEMENTS)).notnull()


@relation
def posting_times(owned_posts: ir.Table, period: ir.Table, roster: ir.Table) -> ir.Table:
    """When the posts of ``post_values`` were written; without their order, which takes a sort.

    Grain: one row per post in the window, of a person of the roster, with at least one
    engagement count.
    Columns: ``person_id``; ``week``, ``hour`` as in ``posts_in_order``.
    """
    start = period.window_start.as_scalar()
    counted = owned_posts.filter(_counted(), _.person_id.isin(roster.person_id))
    dated = counted.select("person_id", day=_.time.date(), hour=_hour())
    return dated.filter(_.day >= start).select(
        "person_id", "hour", week=_.day.delta(start, unit="day") // 7
    )


@relation
def post_values(posts_in_order: ir.Table, roster: ir.Table) -> ir.Table:
    """What each post brought, on the logarithmic scale, and what it was brought with.

    Grain: one row per post of a person of the roster with at least one engagement count.
    Columns: ``person_id``, ``platform``, ``kind``, ``has_audience``, ``second``, ``week``,
    ``hour``, ``before`` as in ``posts_in_order``; ``y`` = ln(1 + reactions + replies + shares +
    clicks), ``x`` = ln(1 + audience), 0 without an audience, ``d`` = ln(1 + before) [1].
    """
    given = [_[name].fill_null(0) for name in _ENGAGEMENTS]
    engagements = functools.reduce(operator.add, given)
    return (
        posts_in_order.filter(_counted())
        .filter(_.person_id.isin(roster.person_id))
        .select(
            "person_id",
            "second",
            "week",
            "hour",
            "before",
            platform=_.platform.fill_null("unknown"),
            kind=_.kind.fill_null("unknown"),
            has_audience=_.audience.notnull(),
            y=(engagements + 1).ln(),
            x=(_.audience.fill_null(0) + 1).ln(),
            d=(_.before + 1).ln(),
        )
    )


@relation(keep=True)
def post_cells(post_values: ir.Table) -> ir.Table:
    """Sums of each person that the regression of engagement needs, as integers of 10⁻⁶.

    Grain: one row per person, platform, kind and whether an audience is known.
    Columns: ``posts`` [1]; sums of y, y², x, x², xy, d, d², xd and dy, each rounded post by post
    [10⁻⁶].
    """
    return post_values.group_by("person_id", "platform", "kind", "has_audience").agg(
        posts=_.count(),
        y_e6=total(_.y),
        yy_e6=total(_.y * _.y),
        x_e6=total(_.x),
        xx_e6=total(_.x * _.x),
        xy_e6=total(_.x * _.y),
        d_e6=total(_.d),
        dd_e6=total(_.d * _.d),
        xd_e6=total(_.x * _.d),
        dy_e6=total(_.d * _.y),
    )


@relation(keep=True)
def authors(post_cells: ir.Table) -> ir.Table:
    """People whose posts were engaged with, in twenty parts for the standard errors.

    The part follows from the person's own sums, so that it is the same under any pseudonym.

    Grain: one row per person with a post in ``post_values``.
    Columns: ``person_id``; ``author``: number of the person in the order of pseudonyms, from 0;
    ``part`` [0 to 19].
    """
    sums = post_cells.group_by("person_id").agg(mixed=_.y_e6.sum() + _.x_e6.sum() + _.posts.sum())
    return sums.select(
        "person_id",
        author=ibis.row_number().over(order_by="person_id"),
        part=(_.mixed % PARTS).cast("int64"),
    )


@relation
def post_times(posting_times: ir.Table, authors: ir.Table) -> ir.Table:
    """When people post: by hour of the day, and by week.

    Grain: one row per person and hour or week with a post.
    Columns: ``author`` as in ``authors``; ``slot``: the hour, or 24 + the week; ``posts`` [1].
    """
    hours = posting_times.group_by("person_id", slot="hour").agg(posts=_.count())
    weeks = posting_times.group_by("person_id", slot=_.week + HOURS).agg(posts=_.count())
    return ibis.union(hours, weeks).join(authors, "person_id").select("author", "slot", "posts")


@relation
def post_moments(post_values: ir.Table, authors: ir.Table) -> ir.Table:
    """Sums over everyone's posts that the regression of engagement needs.

    Grain: one row per part of the authors, platform, kind, whether an audience is known, week
    and hour.
    Columns: ``posts`` [1]; ``y_e6``, ``x_e6``, ``d_e6`` [10⁻⁶].
    """
    joined = post_values.join(authors, "person_id")
    return joined.group_by("part", "platform", "kind", "has_audience", "week", "hour").agg(
        posts=_.count(), y_e6=total(_.y), x_e6=total(_.x), d_e6=total(_.d)
    )
