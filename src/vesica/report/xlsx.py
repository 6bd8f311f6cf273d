"""A brief as a spreadsheet: a summary, a sheet per table, and how we know.

Every sheet prints on pages as wide as the paper. A table has its title and its note above a header
that stays in sight; numbers are numbers, in the format that shows what was released of them, with
the ends of their interval beside them.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from vesica.core.estimate import Estimate, Hidden
from vesica.report.brief import NOTES, Brief, Column, TableView
from vesica.report.csv import starts_formula
from vesica.report.extras import library
from vesica.report.figure import COLOURS
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
_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_HEAD = "#E8EDF2"
_LINE = 15.0
_SUMMARY = (40, 15, 15, 15, 15)
_WIDEST, _NARROWEST = 46, 11
_MOST_DECIMALS = 6
_UNITS = {"1": "", "people": "people", "sd": "sd"}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "headline": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "notice": {"italic": True, "font_color": COLOURS.second, "text_wrap": True, "valign": "top"},
    "section": {"bold": True, "font_size": 12, "font_color": COLOURS.first, "valign": "bottom"},
    "soft": {"font_color": COLOURS.soft, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "hidden": {"italic": True, "font_color": COLOURS.soft, "text_wrap": True, "valign": "top"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": _HEAD,
        "bottom": 2,
        "bottom_color": COLOURS.neutral,
    },
}


class _Writer:
    """Writes cells; text is always text, numbers keep their released value."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._forms = {name: book.add_format(dict(form)) for name, form in _FORMS.items()}
        self._names: list[str] = []

    def sheet(self, title: str, *, landscape: bool) -> Any:
        """Add a sheet with a name that is allowed and new."""
        base = title.translate(_FORBIDDEN)[:_NAME].strip() or "Table"
        name, count = base, 2
        while name.casefold() in self._names:
            name, count = f"{base[: _NAME - 4].strip()} {count}", count + 1
        self._names.append(name.casefold())
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if landscape:
            sheet.set_landscape()
        return sheet

    def form(self, name: str, **more: Any) -> Any:
        """Return a format, made when first asked for."""
        key = name + "".join(f" {k}={v}" for k, v in sorted(more.items()))
        if key not in self._forms:
            self._forms[key] = self._book.add_format({**_FORMS.get(name, {}), **more})
        return self._forms[key]

    def words(self, sheet: Any, row: int, column: int, text: str, form: str = "text") -> None:
        """Write text as text, marked so that editing it does not make it a formula."""
        quoted = starts_formula(text) and form == "text"
        sheet.write_string(row, column, text, self._forms["quoted" if quoted else form])

    def cell(self, sheet: Any, row: int, column: int, value: Cell, *, share: bool) -> None:
        """Write a number in the format that shows all of it, and anything else as text."""
        if isinstance(value, (int, float)):
            pattern = self.form("number", num_format=_pattern(value, share=share), valign="top")
            sheet.write_number(row, column, value, pattern)
        elif isinstance(value, Hidden):
            self.words(sheet, row, column, show(value), "hidden")
        else:
            self.words(sheet, row, column, show(value, share=share))

    def wide(self, sheet: Any, row: int, text: str, form: str, width: int, columns: int) -> int:
        """Write text across the page, in a row as high as it needs; return the next row."""
        lines = math.ceil(len(text) / width) if form not in {"title", "section"} else 1
        sheet.set_row(row, _LINE * lines * (1.15 if form == "headline" else 1.0) + 6)
        sheet.merge_range(row, 0, row, columns - 1, "")
        self.words(sheet, row, 0, text, form)
        return row + 1


def xlsx(brief: Brief) -> bytes:
    """Render a brief as an XLSX file, the same bytes every time."""
    file = io.BytesIO()
    book = library("xlsxwriter", "A spreadsheet").Workbook(file, _SAFE)
    book.set_properties({"title": brief.title, "comments": brief.footer.line(), "created": _MADE})
    out = _Writer(book)
    _summary(out, brief)
    for view in brief.tables:
        _data(out, view, brief.footer.line())
    _how(out, brief)
    book.close()
    return file.getvalue()


def _summary(out: _Writer, brief: Brief) -> None:
    """What the brief says, in reading order, with its first table as numbers."""
    sheet = out.sheet("Summary", landscape=False)
    sheet.set_footer(f"&L&8{_escaped(brief.footer.line())}&R&8&P / &N")
    for place, width in enumerate(_SUMMARY):
        sheet.set_column(place, place, width)
    width, columns = sum(_SUMMARY), len(_SUMMARY)
    row = out.wide(sheet, 0, brief.title, "title", width, columns)
    row = out.wide(sheet, row, brief.headline, "headline", int(width / 1.15), columns)
    if brief.notice:
        row = out.wide(sheet, row, brief.notice, "notice", width, columns)
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


def _data(out: _Writer, view: TableView, footer: str) -> None:
    """One table: title, note, a header that stays in sight, and the rows."""
    sheet = out.sheet(view.title, landscape=True)
    sheet.set_footer(f"&L&8{_escaped(footer)}&R&8&P / &N")
    out.words(sheet, 0, 0, view.title, "title")
    sheet.set_row(0, 24)
    said = " ".join(filter(None, (view.note, _levels(view))))
    sheet.write_string(1, 0, said, out.form("soft", text_wrap=False))
    head = 3
    end = _table(out, sheet, head, view)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    if view.rows:
        sheet.autofilter(head, 0, end - 1, sum(len(c) for c in _headings(view)) - 1)


def _table(out: _Writer, sheet: Any, row: int, view: TableView, *, fixed: bool = False) -> int:
    """Write header and rows from a row on; return the row after the last one."""
    place = 0
    sheet.set_row(row, 2 * _LINE + 2)
    for k, (column, names) in enumerate(zip(view.columns, _headings(view), strict=True)):
        cells = [cells[k] for cells in view.rows]
        for name in names:
            align = "right" if column.number and not name.endswith(": unit") else "left"
            sheet.write_string(row, place, name, out.form("head", align=align))
            if not fixed:
                sheet.set_column(place, place, _width(name, column, cells))
            for below, cell in enumerate(cells, start=row + 1):
                _value(out, sheet, (below, place), cell, column, name)
            place += 1
    return row + 1 + len(view.rows)


def _value(
    out: _Writer, sheet: Any, at: tuple[int, int], cell: Cell, column: Column, name: str
) -> None:
    """Write what a column of this name holds of a cell: itself, an end of it, or its unit."""
    part: Cell | None = cell if name == column.name else None
    if isinstance(cell, Estimate):
        parts: dict[str, Cell] = {
            f"{column.name}: low": cell.low,
            f"{column.name}: high": cell.high,
            f"{column.name}: unit": _UNITS.get(cell.unit, cell.unit),
        }
        part = parts.get(name, cell.value)
    if part is not None:
        out.cell(sheet, *at, part, share=column.share)


def _headings(view: TableView) -> list[tuple[str, ...]]:
    """Names of the columns that each column of the table becomes."""
    out = []
    for k, column in enumerate(view.columns):
        estimates = [row[k] for row in view.rows if isinstance(row[k], Estimate)]
        names: tuple[str, ...] = (column.name,)
        if estimates:
            names += (f"{column.name}: low", f"{column.name}: high")
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
    head = max(map(len, name.split()), default=0) + 3  # room for the filter's arrow
    return min(max(longest + 2, head, _NARROWEST), _WIDEST)


def _pattern(value: float, *, share: bool) -> str:
    """Format that shows all digits of a released number, and no point behind a whole one."""
    exact = Decimal(f"{value:.10g}") * (100 if share else 1)
    exponent = exact.normalize().as_tuple().exponent
    decimals = min(max(-exponent, 0), _MOST_DECIMALS) if isinstance(exponent, int) else 0
    digits = f".{'0' * decimals}" if decimals else ""
    return f"0{digits}%" if share else f"#,##0{digits}"


def _escaped(text: str) -> str:
    """Text for a page's foot, where an ampersand begins a code."""
    return text.replace("&", "&&")[:200]


def _how(out: _Writer, brief: Brief) -> None:
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
        *(line for line in brief.how.lines() if line[0] not in _OWN_LINES),
    ]
    for row, (name, value) in enumerate(lines, start=2):
        out.words(sheet, row, 0, name, "soft")
        if isinstance(value, int):
            pattern = out.form("number", num_format="#,##0", align="left", valign="top")
            sheet.write_number(row, 1, value, pattern)
        else:
            out.cell(sheet, row, 1, value, share=False)


_OWN_LINES = {"Formula", "Method", "Relations", "Rows read"}
