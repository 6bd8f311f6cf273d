"""A brief as a spreadsheet: a summary, a sheet per table, and how we know."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from vesica.core.estimate import Estimate
from vesica.report.brief import Brief, Column, TableView
from vesica.report.csv import starts_formula
from vesica.report.extras import library
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


class _Writer:
    """Writes cells; text is always text, numbers keep their released value."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self.plain = book.add_format({"num_format": "#,##0.######", "valign": "top"})
        self.share = book.add_format({"num_format": "0.####%", "valign": "top"})
        self.names: list[str] = []

    def sheet(self, title: str) -> Any:
        """Add a sheet with a name that is allowed and new."""
        base = title.translate(_FORBIDDEN)[:_NAME].strip() or "Table"
        name, count = base, 2
        while name.casefold() in self.names:
            name, count = f"{base[: _NAME - 4].strip()} {count}", count + 1
        self.names.append(name.casefold())
        return self.book.add_worksheet(name)

    def words(self, sheet: Any, row: int, column: int, text: str, form: Any = None) -> None:
        """Write text as text, marked so that editing it does not make it a formula."""
        quoted = starts_formula(text) and form is None
        sheet.write_string(row, column, text, self.quoted if quoted else form or self.text)

    def number(self, sheet: Any, row: int, column: int, value: float, *, share: bool) -> None:
        """Write the released number itself."""
        sheet.write_number(row, column, value, self.share if share else self.plain)


def xlsx(brief: Brief) -> bytes:
    """Render a brief as an XLSX file, the same bytes every time."""
    file = io.BytesIO()
    book = library("xlsxwriter", "A spreadsheet").Workbook(file, _SAFE)
    book.set_properties({"title": brief.title, "comments": brief.footer.line(), "created": _MADE})
    out = _Writer(book)
    _summary(out, brief)
    for view in brief.tables:
        _data(out, view)
    _how(out, brief)
    book.close()
    return file.getvalue()


def _summary(out: _Writer, brief: Brief) -> None:
    sheet = out.sheet("Summary")
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 60)
    row = 0
    for text, form in _said(out, brief):
        sheet.merge_range(row, 0, row, 1, "")
        out.words(sheet, row, 0, text, form)
        sheet.set_row(row, 16 * (1 + len(text) // (75 if form else 110)) + (4 if form else 0))
        row += 1
    first = brief.tables[0]
    for place, column in enumerate(first.columns):
        out.words(sheet, row, place, column.name, out.head)
    for texts in first.shown():
        row += 1
        for place, text in enumerate(texts[:2]):
            out.words(sheet, row, place, text)


def _said(out: _Writer, brief: Brief) -> Iterator[tuple[str, Any]]:
    yield brief.title, out.head
    yield brief.headline, out.title
    for text in (brief.notice, *brief.paragraphs, *brief.meaning, *brief.hidden):
        if text:
            yield text, None
    yield brief.footer.line(), None


def _data(out: _Writer, view: TableView) -> None:
    sheet = out.sheet(view.title)
    sheet.freeze_panes(1, 1)
    place = 0
    for k, column in enumerate(view.columns):
        cells = [row[k] for row in view.rows]
        place = _column(out, sheet, place, column, cells)
    if view.note:
        out.words(sheet, len(view.rows) + 2, 0, view.note)


def _column(out: _Writer, sheet: Any, place: int, column: Column, cells: Sequence[Cell]) -> int:
    """Write one column, and the ends of its intervals beside it if it has any."""
    ends = any(isinstance(cell, Estimate) for cell in cells)
    names = (column.name, f"{column.name}: low", f"{column.name}: high", f"{column.name}: level")
    names = names if ends else names[:1]
    for k, name in enumerate(names):
        out.words(sheet, 0, place + k, name, out.head)
        sheet.set_column(place + k, place + k, 16 if column.number else 34)
    for row, cell in enumerate(cells, start=1):
        if isinstance(cell, Estimate):
            numbers = (cell.value, cell.low, cell.high)
            for k, value in enumerate(numbers):
                out.number(sheet, row, place + k, value, share=column.share)
            out.number(sheet, row, place + 3, cell.level, share=True)
        elif isinstance(cell, (int, float)):
            out.number(sheet, row, place, cell, share=column.share)
        else:
            out.words(sheet, row, place, show(cell))
    return place + len(names)


def _how(out: _Writer, brief: Brief) -> None:
    sheet = out.sheet("How we know")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    lines = [("Formula", brief.how.formula), ("Method", brief.how.method)]
    lines += [(f"Relation {name}", command) for name, command in brief.how.relations]
    rest = [line for line in brief.how.lines() if line[0] not in _OWN_LINES]
    row = 0
    for name, text in lines:
        row = _line(out, sheet, row, name, text)
    for name, rows in brief.how.rows:
        out.words(sheet, row, 0, f"Rows of {name}")
        out.number(sheet, row, 1, rows, share=False)
        row += 1
    for name, text in rest:
        row = _line(out, sheet, row, name, text)


_OWN_LINES = {"Formula", "Method", "Relations", "Rows read"}


def _line(out: _Writer, sheet: Any, row: int, name: str, text: str) -> int:
    out.words(sheet, row, 0, name)
    out.words(sheet, row, 1, text)
    return row + 1
