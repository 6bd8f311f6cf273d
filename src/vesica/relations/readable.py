"""Compiled SQL made readable: fewer nested queries, no needless names; the meaning stays.

The compiler wraps every step in a query of its own and names it ``t1`` to ``t12``. Three rewrites
undo that where nothing can change: a query that only selects everything is its source, a query
that only filters one table joins the query around it, and a column of the only table needs no
table name.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

__all__ = ["readable"]

_PLAIN = frozenset({"expressions", "from_"})
_FILTER = _PLAIN | {"where"}


def readable(sql: str, dialect: str) -> str:
    """Return the same query with fewer nested steps and shorter column names."""
    tree = sqlglot.parse_one(sql, dialect=dialect).transform(_without_wrapper, copy=False)
    absorbed = True
    while absorbed:
        absorbed = any(_absorb_filter(select) for select in tree.find_all(exp.Select))
    for select in tree.find_all(exp.Select):
        _shorten(select)
    return tree.sql(dialect, pretty=True)


def _parts(select: exp.Expr) -> set[str]:
    return {name for name, value in select.args.items() if value}


def _selects_all(select: exp.Expr, allowed: frozenset[str]) -> bool:
    return (
        isinstance(select, exp.Select)
        and len(select.expressions) == 1
        and isinstance(select.expressions[0], exp.Star)
        and not select.expressions[0].args.get("except_")
        and _parts(select) <= allowed
    )


def _source(select: exp.Expr) -> exp.Expr | None:
    clause = select.args.get("from_")
    return clause.this if clause else None


def _without_wrapper(node: exp.Expr) -> exp.Expr:
    if _selects_all(node, _PLAIN):
        source = _source(node)
        inner = source.this if isinstance(source, exp.Subquery) else None
        if isinstance(inner, exp.Select | exp.Union):
            return inner.transform(_without_wrapper, copy=False)
    return node


def _absorb_filter(outer: exp.Select) -> bool:
    source = _source(outer)
    if not isinstance(source, exp.Subquery) or not _selects_all(source.this, _FILTER):
        return False
    inner, name = source.this, source.alias
    table = _source(inner)
    if inner.args.get("with_") or not isinstance(table, exp.Table) or not name:
        return False
    if any(join.side in ("RIGHT", "FULL") for join in outer.args.get("joins") or ()):
        return False
    where = inner.args.get("where")
    if where:
        _rename(where, table.alias_or_name, name)
        before = outer.args.get("where")
        both = exp.and_(where.this, before.this, copy=False) if before else where.this
        outer.set("where", exp.Where(this=both))
    table.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
    source.replace(table)
    return True


def _rename(clause: exp.Expr, old: str, new: str) -> None:
    for column in clause.find_all(exp.Column):
        if column.table == old:
            column.set("table", exp.to_identifier(new, quoted=True))


def _shorten(select: exp.Select) -> None:
    source = _source(select)
    if source is None or select.args.get("joins"):
        return
    name = source.alias
    for column in select.find_all(exp.Column):
        if column.table == name and not isinstance(column.this, exp.Star):
            column.set("table", None)
    if isinstance(source, exp.Table):
        source.set("alias", None)
