"""The vision: who practises, quarter by quarter."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import PERSONAL

__all__: list[str] = []


@relation
def practice_quarters(window_posts: ir.Table, roster: ir.Table) -> ir.Table:
    """People of the roster who posted, by quarter.

    Posts of personal accounts do not count: who hands them over is nobody's business but theirs.

    Grain: one row per person and quarter with a post.
    Columns: ``person_id``, ``quarter``: its first day [date], ``posts`` [1].
    """
    seen = window_posts.filter(
        ~_.platform.fill_null("").endswith(PERSONAL), _.person_id.isin(roster.person_id)
    )
    return seen.group_by("person_id", quarter=_.day.truncate("Q")).agg(posts=_.count())
