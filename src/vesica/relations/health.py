"""Health: how much evidence there is, and from when."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from vesica.relations.catalogue import relation
from vesica.schema import DType, table

__all__: list[str] = []


def _counted(name: str, rows: ir.Table) -> ir.Table:
    columns = table(name).columns
    person = next((c.name for c in columns if c.dtype is DType.PERSON), None)
    dated = next((c for c in columns if c.dtype in (DType.TIME, DType.DATE)), None)
    day = rows[dated.name].cast("date") if dated else ibis.null("date").cast("date")
    return rows.select(*([person] if person else []), day=day).agg(
        table_name=ibis.literal(name),
        rows=_.count(),
        people=_[person].nunique() if person else ibis.literal(0, "int64"),
        first_day=_.day.min(),
        last_day=_.day.max(),
    )


@relation
def evidence_rows(
    people: ir.Table,
    preferences: ir.Table,
    accounts: ir.Table,
    endorsements: ir.Table,
    measures: ir.Table,
    consents: ir.Table,
    messages: ir.Table,
    ties: ir.Table,
    posts: ir.Table,
    learning: ir.Table,
    adoptions: ir.Table,
    exposures: ir.Table,
    moves: ir.Table,
    programmes: ir.Table,
    metrics: ir.Table,
    incentives: ir.Table,
    pitches: ir.Table,
    restrictions: ir.Table,
) -> ir.Table:
    """How much evidence there is; ``audit_attributes`` is not read.

    Grain: one row per evidence table with data.
    Columns: ``table_name``; ``rows``; ``people``: distinct people in the table's first column of
    people [1]; ``first_day``, ``last_day``: of the table's first column of days or times [date].
    """
    tables = {name: rows for name, rows in locals().items() if isinstance(rows, ir.Table)}
    counted = [_counted(name, rows) for name, rows in tables.items()]
    return ibis.union(*counted).filter(_.rows > 0)
