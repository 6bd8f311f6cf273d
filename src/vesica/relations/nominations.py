"""Who named whom as someone who changes leaders' minds."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def nominations(window_endorsements: ir.Table, roster: ir.Table) -> ir.Table:
    """Who named whom as someone who changes leaders' minds; naming oneself does not count.

    Grain: one row per rater and named person, both of the roster.
    Columns: ``rater_id``, ``person_id``; ``strength``: the largest given, null if none [1].
    """
    return (
        window_endorsements.filter(_.question == "influence", _.rater_id != _.person_id)
        .filter(_.rater_id.isin(roster.person_id), _.person_id.isin(roster.person_id))
        .group_by("rater_id", "person_id")
        .agg(strength=_.value.max())
    )


@relation(keep=True)
def outside_nominations(nominations: ir.Table, reporting_lines: ir.Table) -> ir.Table:
    """Nominations of people who are not in the rater's own line.

    Grain: one row per rater and named person.
    Columns: ``rater_id``, ``person_id``, ``strength`` [1].
    """
    own_line = (nominations.person_id == reporting_lines.person_id) & (
        nominations.rater_id == reporting_lines.other_id
    )
    return nominations.anti_join(reporting_lines, own_line)


@relation
def mutual_nominations(outside_nominations: ir.Table) -> ir.Table:
    """Pairs who named each other, from either side: they tell of the pair, not of the person.

    Grain: one row per person and rater.
    Columns: ``person_id``, ``rater_id``.
    """
    back = outside_nominations.select(rater_id="person_id", person_id="rater_id")
    return outside_nominations.select("person_id", "rater_id").semi_join(
        back, ["person_id", "rater_id"]
    )


@relation(keep=True)
def raters(
    nominations: ir.Table, outside_nominations: ir.Table, senior_leaders: ir.Table
) -> ir.Table:
    """People who named somebody, how many outside their own line, and how strongly.

    Grain: one row per rater.
    Columns: ``rater_id``; ``senior`` [flag]; ``names``; ``strengths``: names with a strength;
    ``strength``: their sum [1].
    """
    given = outside_nominations.group_by("rater_id").agg(
        names=_.count(), strengths=_.strength.count(), strength=_.strength.sum()
    )
    everyone = nominations.select("rater_id").distinct()
    return everyone.left_join(given, "rater_id").select(
        "rater_id",
        senior=_.rater_id.isin(senior_leaders.person_id),
        names=_.names.fill_null(0),
        strengths=_.strengths.fill_null(0),
        strength=_.strength.fill_null(0),
    )


@relation
def names_given(raters: ir.Table) -> ir.Table:
    """How many raters gave so many names: their leniency, without the raters.

    Grain: one row per number of names, and whether the raters are senior leaders.
    Columns: ``senior`` [flag], ``names``, ``raters`` [1].
    """
    return raters.group_by("senior", "names").agg(raters=_.count())


@relation
def counted_nominations(
    outside_nominations: ir.Table, mutual_nominations: ir.Table, raters: ir.Table
) -> ir.Table:
    """Nominations that count, with the rater's leniency.

    The strength is set against the mean strength that the rater gave; who gave fewer than two
    tells nothing by it.

    Grain: one row per rater and named person.
    Columns: ``person_id``, ``senior`` [flag], ``names`` [1], ``graded`` [0 or 1]; ``strength_e6``:
    what the strength is above the rater's mean [10⁻⁶].
    """
    counted = outside_nominations.anti_join(mutual_nominations, ["person_id", "rater_id"])
    joined = counted.inner_join(raters, "rater_id", rname="given_{name}")
    graded = _.strength.notnull() & (_.strengths > 1)
    mean_e6 = _.given_strength * 1_000_000 // ibis.greatest(_.strengths, 1)
    return joined.select(
        "person_id",
        "senior",
        "names",
        graded=graded.cast("int64"),
        strength_e6=ibis.ifelse(graded, _.strength * 1_000_000 - mean_e6, 0),
    )


@relation
def barred_raters(
    roster: ir.Table, reporting_lines: ir.Table, mutual_nominations: ir.Table, raters: ir.Table
) -> ir.Table:
    """Raters who cannot speak for a person: the own line, and who the person named as well.

    Grain: one row per person and such a rater.
    Columns: ``person_id``, ``senior`` [flag], ``names`` [1].
    """
    line = reporting_lines.filter(_.person_id.isin(roster.person_id)).select(
        "person_id", rater_id="other_id"
    )
    return ibis.union(line, mutual_nominations, distinct=True).inner_join(raters, "rater_id")[
        "person_id", "senior", "names"
    ]


@relation
def endorsements_received(counted_nominations: ir.Table, barred_raters: ir.Table) -> ir.Table:
    """Colleagues outside the own line who named the person, by how many names they gave.

    Grain: one row per person, whether the raters are senior leaders, and how many names they
    gave.
    Columns: ``person_id``, ``senior`` [flag], ``names`` [1]; ``raters``: who named the person;
    ``barred``: raters who could not [1]; ``graded``: nominations with a strength [1];
    ``strength_e6``, ``strength_sq_e6``: sums of the strength above the rater's mean, and of its
    square [10⁻⁶].
    """
    named = counted_nominations.mutate(
        raters=ibis.literal(1, "int64"),
        barred=ibis.literal(0, "int64"),
        strength_sq_e6=_.strength_e6 * _.strength_e6 // 1_000_000,
    )
    barred = barred_raters.mutate(
        raters=ibis.literal(0, "int64"),
        barred=ibis.literal(1, "int64"),
        graded=ibis.literal(0, "int64"),
        strength_e6=ibis.literal(0, "int64"),
        strength_sq_e6=ibis.literal(0, "int64"),
    )
    columns = ("raters", "barred", "graded", "strength_e6", "strength_sq_e6")
    key = ("person_id", "senior", "names")
    rows = ibis.union(named.select(*key, *columns), barred.select(*key, *columns))
    return rows.group_by(*key).agg(**{name: _[name].sum() for name in columns})
