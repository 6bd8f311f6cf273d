"""A brief as a spreadsheet: a summary, a sheet per table, and how we know.

Every sheet prints on pages as wide as the paper. A table has its title and its note above a header
that stays in sight; numbers are numbers, in the format that shows what was released of them, with
the ends of their interval beside them.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from vesica.core.estimate import Estimate, Hidden
from vesica.report.brief import NOTES, Brief, Column, TableView
from vesica.report.extras import library
from vesica.report.sheets import LINE, Writer, lines_of
from vesica.report.words import Cell, show

__all__ = ["xlsx"]

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_MADE = dt.datetime(2000, 1, 1)
_SUMMARY = (40, 15, 15, 15, 15)
_WIDEST, _NARROWEST = 46, 11
_UNITS = {"1": "", "people": "people", "sd": "sd"}


def xlsx(brief: Brief) -> bytes:
    """Render a brief as an XLSX file, the same bytes every time."""
    file = io.BytesIO()
    book = library("xlsxwriter", "A spreadsheet").Workbook(file, _SAFE)
    book.set_properties({"title": brief.title, "comments": brief.footer.line(), "created": _MADE})
    out = Writer(book)
    _summary(out, brief)
    for view in brief.tables:
        _data(out, view, brief)
    _how(out, brief)
    book.close()
    return file.getvalue()


def _summary(out: Writer, brief: Brief) -> None:
    """What the brief says, in reading order, with its first table as numbers."""
    sheet = out.sheet("Summary", landscape=False)
    sheet.set_footer(f"&L&8{_escaped(brief.footer.line())}&R&8&P / &N")
    for place, width in enumerate(_SUMMARY):
        sheet.set_column(place, place, width)
    width, columns = sum(_SUMMARY), len(_SUMMARY)
    row = 0
    if brief.scenario:
        row = out.wide(sheet, row, brief.scenario, "scenario", width, columns)
    row = out.wide(sheet, row, brief.title, "title", width, columns)
    row = out.wide(sheet, row, brief.headline, "headline", int(width / 1.15), columns)
    if brief.notice:
        row = out.wide(sheet, row, brief.notice, "notice", width, columns)
    levels = _levels(brief.tables[0])
    if levels:
        row = out.wide(sheet, row, levels, "soft", width, columns)
    row = out.wide(sheet, row + 1, brief.tables[0].title, "section", width, columns)
    row = _table(out, sheet, row, brief.tables[0], fixed=True)
    for title, sentences in (
        ("What the words stand for", brief.paragraphs),
        ("What this means, and what it cannot say", brief.meaning),
        (NOTES, brief.notes),
        ("What is hidden, and why", brief.hidden),
    ):
        if sentences:
            row = out.wide(sheet, row + 1, title, "section", width, columns)
        for sentence in sentences:
            row = out.wide(sheet, row, sentence, "text", width, columns)
    out.wide(sheet, row + 1, brief.footer.line(), "soft", width, columns)


def _data(out: Writer, view: TableView, brief: Brief) -> None:
    """One table: title, note, a header that stays in sight, and the rows."""
    sheet = out.sheet(view.title, landscape=True)
    sheet.set_footer(f"&L&8{_escaped(brief.footer.line())}&R&8&P / &N")
    out.words(sheet, 0, 0, view.title, "title")
    sheet.set_row(0, 24)
    said = " ".join(filter(None, (brief.scenario, view.note, _levels(view))))
    sheet.write_string(1, 0, said, out.form("soft", text_wrap=False))
    head = 3
    end = _table(out, sheet, head, view)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    if view.rows:
        sheet.autofilter(head, 0, end - 1, sum(len(c) for c in _headings(view)) - 1)


def _table(out: Writer, sheet: Any, row: int, view: TableView, *, fixed: bool = False) -> int:
    """Write header and rows from a row on; return the row after the last one."""
    place, lines = 0, [1] * len(view.rows)
    sheet.set_row(row, 2 * LINE + 2)
    for k, (column, names) in enumerate(zip(view.columns, _headings(view), strict=True)):
        cells = [cells[k] for cells in view.rows]
        for name in names:
            align = "right" if column.number and not name.endswith(": unit") else "left"
            indent = int(name.endswith(": unit"))
            sheet.write_string(row, place, name, out.form("head", align=align, indent=indent))
            width = _SUMMARY[min(place, 4)] if fixed else _width(name, column, cells)
            if not fixed:
                sheet.set_column(place, place, width)
            for below, cell in enumerate(cells):
                _value(out, sheet, (row + 1 + below, place), cell, column, name)
                if name == column.name and isinstance(cell, (str, Hidden)):
                    lines[below] = max(lines[below], lines_of(show(cell), width))
            place += 1
    for below, count in enumerate(lines, start=row + 1):
        sheet.set_row(below, LINE * count)
    return row + 1 + len(view.rows)


def _value(
    out: Writer, sheet: Any, at: tuple[int, int], cell: Cell, column: Column, name: str
) -> None:
    """Write what a column of this name holds of a cell: itself, an end of it, or its unit."""
    part: Cell | None = cell if name == column.name else None
    if isinstance(cell, Estimate):
        parts: dict[str, Cell] = {
            f"{column.name}: low": cell.low,
            f"{column.name}: high": cell.high,
            f"{column.name}: level": show(cell.level, share=True),
            f"{column.name}: unit": _UNITS.get(cell.unit, cell.unit),
        }
        part = parts.get(name, cell.value)
    if part is not None:
        indent = int(name.endswith(": unit"))
        out.cell(sheet, *at, part, share=column.share, indent=indent)


def _headings(view: TableView) -> list[tuple[str, ...]]:
    """Names of the columns that each column of the table becomes."""
    out = []
    for k, column in enumerate(view.columns):
        estimates = [row[k] for row in view.rows if isinstance(row[k], Estimate)]
        names: tuple[str, ...] = (column.name,)
        if estimates:
            names += (f"{column.name}: low", f"{column.name}: high")
        if len(set(view.levels)) > 1 and estimates:
            names += (f"{column.name}: level",)
        if any(isinstance(e, Estimate) and e.unit != "1" for e in estimates):
            names += (f"{column.name}: unit",)
        out.append(names)
    return out


def _levels(view: TableView) -> str:
    """Say what the ends of the intervals are."""
    cells = (cell for row in view.rows for cell in row if isinstance(cell, Estimate))
    levels = sorted({cell.level for cell in cells})
    said = " or ".join(show(level, share=True) for level in levels)
    return f"Low and high are the ends of the {said} interval." if levels else ""


def _width(name: str, column: Column, cells: Sequence[Cell]) -> float:
    """Room for what is written; long text breaks into lines."""
    texts = [
        show(cell) for cell in cells if isinstance(cell, (str, Hidden)) and name == column.name
    ]
    longest = max(map(len, texts), default=0)
    if column.number:
        longest = 20 if longest > _NARROWEST else longest
    head = max(map(len, name.split()), default=0) + 5  # room for the filter's arrow
    return min(max(longest + 2, head, _NARROWEST), _WIDEST)


def _escaped(text: str) -> str:
    """Text for a page's foot, where an ampersand begins a code."""
    return text.replace("&", "&&")[:200]


def _how(out: Writer, brief: Brief) -> None:
    """Where the numbers come from, a line each."""
    sheet = out.sheet("How we know", landscape=False)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    out.words(sheet, 0, 0, "How do we know?", "title")
    sheet.set_row(0, 24)
    lines: list[tuple[str, Cell]] = [
        ("Formula", brief.how.formula),
        ("Method", brief.how.method),
        *((f"Relation {name}", command) for name, command in brief.how.relations),
        *((f"Rows of {name}", rows) for name, rows in brief.how.rows),
        *(line for line in brief.how.lines() if line[0] not in _OWNLINES),
    ]
    for row, (name, value) in enumerate(lines, start=2):
        out.words(sheet, row, 0, name, "soft")
        sheet.set_row(row, LINE * max(lines_of(show(value), 90), lines_of(name, 24)))
        if isinstance(value, int):
            pattern = out.form("number", num_format="#,##0", align="left", valign="top")
            sheet.write_number(row, 1, value, pattern)
        else:
            out.cell(sheet, row, 1, value, share=False)


_OWNLINES = {"Formula", "Method", "Relations", "Rows read"}
