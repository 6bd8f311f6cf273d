"""Who is named as knowing social media; nominations for influence are not read here."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation

__all__: list[str] = []


@relation
def expertise_nominations(
    window_endorsements: ir.Table, roster: ir.Table, reporting_lines: ir.Table
) -> ir.Table:
    """Who named whom, outside the own line, as someone who knows social media.

    Grain: one row per rater and named person, both of the roster.
    Columns: ``rater_id``, ``person_id``.
    """
    named = (
        window_endorsements.filter(_.question == "expertise")
        .filter(_.rater_id.isin(roster.person_id), _.person_id.isin(roster.person_id))
        .select("rater_id", "person_id")
        .distinct()
    )
    own_line = (named.person_id == reporting_lines.person_id) & (
        named.rater_id == reporting_lines.other_id
    )
    return named.anti_join(reporting_lines, own_line)


@relation
def expertise_raters(expertise_nominations: ir.Table) -> ir.Table:
    """People who named somebody for expertise, and how many: how lenient they are.

    Grain: one row per rater.
    Columns: ``rater_id``, ``names`` [1].
    """
    return expertise_nominations.group_by("rater_id").agg(names=_.count())


@relation
def expertise_names_given(expertise_raters: ir.Table) -> ir.Table:
    """How many raters gave so many names for expertise, without the raters.

    Grain: one row per number of names.
    Columns: ``names``, ``raters`` [1].
    """
    return expertise_raters.group_by("names").agg(raters=_.count())


@relation
def expertise_mutual(expertise_nominations: ir.Table) -> ir.Table:
    """Pairs who named each other for expertise, from either side; these do not count.

    Grain: one row per person and rater.
    Columns: ``person_id``, ``rater_id``.
    """
    back = expertise_nominations.select(rater_id="person_id", person_id="rater_id")
    return expertise_nominations.select("person_id", "rater_id").semi_join(
        back, ["person_id", "rater_id"]
    )


@relation
def expertise_endorsed(
    expertise_nominations: ir.Table,
    expertise_mutual: ir.Table,
    expertise_raters: ir.Table,
    reporting_lines: ir.Table,
    roster: ir.Table,
) -> ir.Table:
    """Colleagues who named the person for expertise, and raters who could not.

    Raters of the own line, and those whom the person named in return, could not.

    Grain: one row per person of the roster and how many names the raters gave.
    Columns: ``person_id``, ``names``, ``raters``, ``barred`` [1].
    """
    pair = ["person_id", "rater_id"]
    zero, one = ibis.literal(0, "int64"), ibis.literal(1, "int64")
    named = expertise_nominations.anti_join(expertise_mutual, pair).inner_join(
        expertise_raters, "rater_id"
    )
    line = reporting_lines.filter(_.person_id.isin(roster.person_id)).select(
        "person_id", rater_id="other_id"
    )
    barred = ibis.union(line, expertise_mutual, distinct=True).inner_join(
        expertise_raters, "rater_id"
    )
    rows = ibis.union(
        named.select("person_id", "names", raters=one, barred=zero),
        barred.select("person_id", "names", raters=zero, barred=one),
    )
    return rows.group_by("person_id", "names").agg(raters=_.raters.sum(), barred=_.barred.sum())
