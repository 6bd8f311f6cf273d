"""Disclosure control of health: no count of people below the minimum group."""

from __future__ import annotations

import re
from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.estimate import Hidden
from vesica.core.health import Finding, Health, TableHealth
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import fewer_than

__all__ = ["rows_known", "screen_health"]

_ROW_DIGITS = 2
_PEOPLE = re.compile(r"(?<![\d.,])(\d+)(?= (?:of [\d,]+ )?(?:people|persons?)\b)")


def screen_health(result: Health, context: Context) -> Screened[Health]:
    """Hide counts of few people, and counts of rows that would tell them."""
    minimum = context.policy.minimum_group
    everyone = result.people if isinstance(result.people, int) else 0
    people = _count(result.people, 0, minimum)
    tables = tuple(_table(t, everyone, minimum) for t in result.tables)
    findings = tuple(_finding(f, minimum) for f in result.findings)
    value = replace(result, people=people, tables=tables, findings=findings)
    hidden = list(grouped({t.table: t.people for t in tables}, "tables"))
    if isinstance(people, Hidden):
        hidden.insert(0, f"people: {people.why}.")
    if any(0 < n < minimum for t in result.tables for n in (t.rows, t.excluded)):
        hidden.append(f"Between 1 and {minimum - 1} rows are written as {minimum}.")
    return Screened(value=value, hidden=tuple(hidden), cells=())


def rows_known(rows: int, minimum: int) -> int:
    """Count of rows as it may be shown, to two digits: one person's rows do not show in it.

    A few rows are about at most as few people, and are written as the minimum group.
    """
    return max(int(round_to(rows, _ROW_DIGITS)), minimum) if rows else 0


def _count(count: int | Hidden, everyone: int, minimum: int) -> int | Hidden:
    if isinstance(count, Hidden):
        return count
    if count < minimum:
        return Hidden(why=fewer_than(minimum))
    if 0 < everyone - count < minimum:
        return Hidden(why=f"all but {fewer_than(minimum)}")
    return count


def _table(table: TableHealth, everyone: int, minimum: int) -> TableHealth:
    return replace(
        table,
        rows=rows_known(table.rows, minimum),
        excluded=rows_known(table.excluded, minimum),
        people=_count(table.people, everyone, minimum),
    )


def _finding(finding: Finding, minimum: int) -> Finding:
    """Take small counts of people out of a sentence, should one have come that far."""

    def hide(match: re.Match[str]) -> str:
        return match[0] if int(match[1]) >= minimum else f"fewer than {minimum}"

    return replace(finding, message=_PEOPLE.sub(hide, finding.message))
