"""Disclosure control of health: no count of people below the minimum group."""

from __future__ import annotations

import re
from dataclasses import replace

from vesica.core.estimate import Hidden
from vesica.core.health import Finding, Health, TableHealth
from vesica.disclosure.coverage import known_clock, known_platform, rows_known, screen_units
from vesica.disclosure.figures import Figures
from vesica.disclosure.policy import Policy
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import fewer_than
from vesica.schema import TABLES, DType

__all__ = ["people_known", "rows_known", "screen_health", "sentence_known"]

_LOADING = re.compile(r" \(loading [\d.]+\)")
_COUNT = r"(?<![\d.,])(\d[\d,]*)"
_PEOPLE = re.compile(_COUNT + r"(?= (?:of [\d,]+ )?(?:people|persons?)\b)")


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
        platforms=tuple(known_platform(p, minimum) for p in result.platforms),
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
    minimum = context.policy.minimum_group
    people = _count(f"people of {table.table}", table.people, everyone, context)
    if not any(column.dtype is DType.PERSON for column in TABLES[table.table].columns):
        people = Hidden(why="it is about units, not people")
    return replace(
        table,
        rows=rows_known(table.rows, minimum),
        excluded=rows_known(table.excluded, minimum),
        people=people,
    )


def _finding(finding: Finding, context: Context) -> Finding:
    return replace(finding, message=sentence_known(finding.message, context.policy))


def sentence_known(sentence: str, policy: Policy) -> str:
    """Take exact and small counts of people, and loadings, out of a sentence."""

    def known(match: re.Match[str]) -> str:
        count = int(match[1].replace(",", ""))
        if count < policy.minimum_group:
            return f"fewer than {policy.minimum_group}"
        return f"{people_known(count, policy):,}"

    return _PEOPLE.sub(known, _LOADING.sub("", sentence))


def people_known(count: int, policy: Policy) -> int:
    """Count of people, rounded so that one person does not show in it."""
    return int(Figures(policy).number("people", count, 1.0))
