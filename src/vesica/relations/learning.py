"""Learning by doing and by reading: what came before each post, and what came after."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.relations.expertise import HOURS, total

__all__ = ["FIRST", "LEAD_DAYS"]

LEAD_DAYS = 28
"""Days after a post whose practice cannot have helped it."""

FIRST = 10
"""Posts of a beginner: the first so many of everyone who wrote at least twice as many."""

_LEAD = LEAD_DAYS * 86_400


@relation
def practice_events(owned_posts: ir.Table, learning: ir.Table, roster: ir.Table) -> ir.Table:
    """Everything that people of the roster did or read about social media.

    Doing is a post of one's own, whatever came of it, or practice in the learning records;
    reading is what these call so.

    Grain: one row per person and second.
    Columns: ``person_id``, ``second`` [s since 1970]; ``doing``, ``reading``: how often [1].
    """
    second = _.time.truncate("s").epoch_seconds().cast("int64")
    zero, one = ibis.literal(0, "int64"), ibis.literal(1, "int64")
    learned = learning.filter(_.mode.notnull())
    events = ibis.union(
        owned_posts.select("person_id", second=second, doing=one, reading=zero),
        learned.select(
            "person_id",
            second=second,
            doing=(_.mode == "doing").cast("int64"),
            reading=(_.mode == "reading").cast("int64"),
        ),
    )
    own = events.filter(_.person_id.isin(roster.person_id))
    return own.group_by("person_id", "second").agg(doing=_.doing.sum(), reading=_.reading.sum())


@relation
def practice_so_far(practice_events: ir.Table) -> ir.Table:
    """How much people had done and read before each moment, and did in the weeks after it.

    Grain: one row per person and second in which something happened.
    Columns: ``person_id``, ``second``; ``done``, ``was_read``: before it; ``later``: done in the
    28 days after it [1].
    """
    before = ibis.window(group_by="person_id", order_by="second", preceding=(None, 1))
    after = ibis.range_window(group_by="person_id", order_by="second", following=(1, _LEAD))
    return practice_events.select(
        "person_id",
        "second",
        done=_.doing.sum().over(before).fill_null(0).cast("int64"),
        was_read=_.reading.sum().over(before).fill_null(0).cast("int64"),
        later=_.doing.sum().over(after).fill_null(0).cast("int64"),
    )


@relation
def learning_values(post_values: ir.Table, practice_so_far: ir.Table) -> ir.Table:
    """What each post brought, and what its author had done and read before it.

    Posts of the last 28 days are left out: what came after them is not known yet. Those whose
    authors wrote at least 20, and that are among their first 10, are ``early``.

    Grain: one row per post of ``post_values`` that is old enough.
    Columns: as there, without ``d``; ``d`` = ln(1 + done), ``r`` = ln(1 + read), ``f`` =
    ln(1 + done + done later) - ln(1 + done) [1]; ``early`` [flag].
    """
    last = post_values.agg(last=_.second.max()).last.as_scalar()
    counted = post_values.mutate(all_posts=_.count().over(group_by="person_id"))
    old = counted.filter(_.second <= last - _LEAD)
    joined = old.inner_join(practice_so_far, ["person_id", "second"])
    return joined.select(
        "person_id",
        "platform",
        "kind",
        "has_audience",
        "week",
        "hour",
        "y",
        "x",
        d=(_.done + 1).ln(),
        r=(_.was_read + 1).ln(),
        f=(_.done + _.later + 1).ln() - (_.done + 1).ln(),
        early=(_.all_posts >= 2 * FIRST) & (_.before < FIRST),
    )


_SHORT = ("x", "d", "r", "f")
_PAIRS = tuple(a + b for i, a in enumerate(_SHORT) for b in _SHORT[i:])


def _sums(*, squares: bool) -> dict[str, ibis.Deferred]:
    names = ("y", *_SHORT)
    out = {"posts": _.count(), **{f"{name}_e6": total(_[name]) for name in names}}
    if squares:
        pairs = ("yy", *(f"{name}y" for name in _SHORT), *_PAIRS)
        out |= {f"{pair}_e6": total(_[pair[0]] * _[pair[1]]) for pair in pairs}
    return out


@relation
def learning_cells(learning_values: ir.Table) -> ir.Table:
    """Sums of each person that doing against reading needs, as integers of 10⁻⁶.

    Grain: one row per person, whether the posts are early, platform, kind and whether an
    audience is known.
    Columns: ``posts`` [1]; sums of y, x, d, r, f, of y² and of all products, each rounded post by
    post [10⁻⁶].
    """
    return learning_values.group_by("person_id", "early", "platform", "kind", "has_audience").agg(
        **_sums(squares=True)
    )


@relation
def learning_times(learning_values: ir.Table, authors: ir.Table) -> ir.Table:
    """When people wrote the posts of ``learning_values``: by hour of the day, and by week.

    Grain: one row per person, whether the posts are early, and hour or week with a post.
    Columns: ``author`` as in ``authors``; ``early`` [flag]; ``slot``: the hour, or 24 + the week;
    ``posts`` [1].
    """
    hours = learning_values.group_by("person_id", "early", slot="hour").agg(posts=_.count())
    weeks = learning_values.group_by("person_id", "early", slot=_.week + HOURS).agg(
        posts=_.count()
    )
    joined = ibis.union(hours, weeks).join(authors, "person_id")
    return joined.select("author", "early", "slot", "posts")


@relation
def learning_moments(learning_values: ir.Table, authors: ir.Table) -> ir.Table:
    """Sums over everyone's posts that doing against reading needs.

    Grain: one row per part of the authors, whether the posts are early, platform, kind, whether
    an audience is known, week and hour.
    Columns: ``posts`` [1]; ``y_e6``, ``x_e6``, ``d_e6``, ``r_e6``, ``f_e6`` [10⁻⁶].
    """
    joined = learning_values.join(authors, "person_id")
    keys = ("part", "early", "platform", "kind", "has_audience", "week", "hour")
    return joined.group_by(*keys).agg(**_sums(squares=False))


@relation
def learners(learning_values: ir.Table) -> ir.Table:
    """How many people doing against reading rests on.

    Grain: one row.
    Columns: ``authors``: with a post; ``doers``: who had done something before one of them;
    ``readers``: who had read something before one of them [1].
    """
    return learning_values.agg(
        authors=_.person_id.nunique(),
        doers=_.person_id.nunique(where=_.d > 0),
        readers=_.person_id.nunique(where=_.r > 0),
    )


@relation
def marked_practice(learning: ir.Table, period: ir.Table) -> ir.Table:
    """Practice of the window that was marked.

    Grain: one row per learning statement.
    Columns: ``person_id``, ``activity``, ``mark_e6`` [10⁻⁶].
    """
    within = _.time.date() >= period.window_start.as_scalar()
    return learning.filter(within, _.mode == "doing", _.score.notnull()).select(
        "person_id", "activity", mark_e6=(_.score * 1_000_000).cast("int64")
    )


@relation
def exercises(marked_practice: ir.Table) -> ir.Table:
    """Mean mark in each exercise: some are harder than others.

    Grain: one row per activity; practice without one counts as one exercise.
    Columns: ``exercise``, ``mean_e6`` [10⁻⁶].
    """
    return marked_practice.group_by(exercise=_.activity.fill_null("")).agg(
        mean_e6=_.mark_e6.sum().cast("int64") // _.count()
    )


@relation
def skill_checks(marked_practice: ir.Table, exercises: ir.Table, roster: ir.Table) -> ir.Table:
    """Marks of each person above what others got in the same exercises.

    Grain: one row per person of the roster with a mark.
    Columns: ``person_id``, ``results`` [1]; ``above_e6``, ``squares_e6``: sums of the marks above
    the exercise's mean, and of their squares [10⁻⁶].
    """
    own = marked_practice.filter(_.person_id.isin(roster.person_id))
    joined = own.mutate(exercise=_.activity.fill_null("")).inner_join(exercises, "exercise")
    above = joined.select("person_id", above=_.mark_e6 - _.mean_e6)
    return above.group_by("person_id").agg(
        results=_.count(),
        above_e6=_.above.sum(),
        squares_e6=(_.above * _.above // 1_000_000).sum(),
    )
