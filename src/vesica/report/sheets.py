"""Sheets of a workbook: names, formats, and cells whose text stays text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from vesica.core.estimate import Hidden
from vesica.report.csv import starts_formula
from vesica.report.figure import COLOURS
from vesica.report.words import Cell, show

__all__ = ["LINE", "Writer", "lines_of", "pattern"]

LINE = 15.0
"""Height of a line of text [points]."""

_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_HEAD = "#E8EDF2"
_MOST_DECIMALS = 6
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "headline": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "scenario": {
        "bold": True,
        "font_color": COLOURS.paper,
        "bg_color": COLOURS.second,
        "text_wrap": True,
        "valign": "top",
    },
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


class Writer:
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

    def cell(
        self, sheet: Any, row: int, column: int, value: Cell, *, share: bool, indent: int = 0
    ) -> None:
        """Write a number in the format that shows all of it, and anything else as text."""
        if isinstance(value, (int, float)):
            form = self.form("number", num_format=pattern(value, share=share), valign="top")
            sheet.write_number(row, column, value, form)
        elif isinstance(value, Hidden):
            self.words(sheet, row, column, show(value), "hidden")
        else:
            text = show(value, share=share)
            if indent:
                sheet.write_string(
                    row, column, text, self.form("text", indent=indent, align="left")
                )
            else:
                self.words(sheet, row, column, text)

    def wide(self, sheet: Any, row: int, text: str, form: str, width: int, columns: int) -> int:
        """Write text across the page, in a row as high as it needs; return the next row."""
        lines = lines_of(text, width) if form not in {"title", "section"} else 1
        sheet.set_row(row, LINE * lines * (1.15 if form == "headline" else 1.0) + 6)
        sheet.merge_range(row, 0, row, columns - 1, "")
        self.words(sheet, row, 0, text, form)
        return row + 1


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a cell so many characters wide, words kept whole."""
    return max(len(textwrap.wrap(text, max(int(width * 1.1), 1))), 1)


def pattern(value: float, *, share: bool) -> str:
    """Format that shows all digits of a released number, and no point behind a whole one."""
    exact = Decimal(f"{value:.10g}") * (100 if share else 1)
    exponent = exact.normalize().as_tuple().exponent
    decimals = min(max(-exponent, 0), _MOST_DECIMALS) if isinstance(exponent, int) else 0
    digits = f".{'0' * decimals}" if decimals else ""
    return f"0{digits}%" if share else f"#,##0{digits}"
