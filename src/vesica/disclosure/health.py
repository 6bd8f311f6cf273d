"""Disclosure control of health: no count of people below the minimum group."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.estimate import Hidden
from vesica.core.health import Finding, Health, TableHealth
from vesica.disclosure.coverage import known_clock, known_platform, screen_units
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import fewer_than
from vesica.disclosure.sentences import sentence_known
from vesica.schema import TABLES, DType

__all__ = ["screen_health"]


def screen_health(result: Health, context: Context) -> Screened[Health]:
    """Hide counts of few people, and round the others so that one person does not show."""
    minimum = context.policy.minimum_group
    everyone = result.people if isinstance(result.people, int) else 0
    people = _count("people", result.people, 0, context)
    tables = tuple(_table(t, everyone, context) for t in result.tables)
    findings = tuple(_finding(f, context) for f in result.findings)
    units, cells = screen_units(result, context)
    value = replace(
        result,
        people=people,
        tables=tables,
        findings=findings,
        units=units,
        clocks=tuple(known_clock(c) for c in result.clocks),
        platforms=tuple(known_platform(p, context) for p in result.platforms),
    )
    hidden = list(grouped({t.table: t.people for t in tables}, "tables"))
    if isinstance(people, Hidden):
        hidden.insert(0, f"people: {people.why}.")
    if any(0 < n < minimum for t in result.tables for n in (t.rows, t.excluded)):
        hidden.append(f"Between 1 and {minimum - 1} rows are written as {minimum}.")
    hidden += grouped({u.org_unit: u.people for u in units}, "units")
    return Screened(value=value, hidden=tuple(hidden), cells=cells)


def _count(name: str, count: int | Hidden, everyone: int, context: Context) -> int | Hidden:
    minimum = context.policy.minimum_group
    if isinstance(count, Hidden):
        return count
    if count < minimum:
        return Hidden(why=fewer_than(minimum))
    if 0 < everyone - count < minimum:
        return Hidden(why=f"all but {fewer_than(minimum)}")
    return int(context.figures.number(name, count, 1.0))


def _table(table: TableHealth, everyone: int, context: Context) -> TableHealth:
    people = _count(f"people of {table.table}", table.people, everyone, context)
    if not any(column.dtype is DType.PERSON for column in TABLES[table.table].columns):
        people = Hidden(why="it is about units, not people")
    return replace(
        table,
        rows=context.figures.rows(f"rows of {table.table}", table.rows),
        excluded=context.figures.rows(f"excluded of {table.table}", table.excluded),
        people=people,
    )


def _finding(finding: Finding, context: Context) -> Finding:
    return replace(
        finding,
        message=sentence_known(
            "finding", finding.message, context.figures, context.policy.minimum_group
        ),
    )
