"""The tables of a brief as one long CSV: a line per cell, safe to open in a spreadsheet."""

from __future__ import annotations

import csv as writer
import io

from vesica.core.estimate import Estimate
from vesica.report.brief import Brief
from vesica.report.words import Cell, show

__all__ = ["csv", "starts_formula"]

_HEADER = (
    "table",
    "row",
    "column",
    "shown",
    "value",
    "low",
    "high",
    "level",
    "unit",
    "n",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take the text for a formula."""
    return text.lstrip().startswith(_FORMULA)


def csv(brief: Brief) -> str:
    """Render the tables; text that could be taken for a formula gets an apostrophe in front."""
    file = io.StringIO()
    out = writer.writer(file, lineterminator="\r\n")
    out.writerow(_HEADER)
    if brief.scenario:
        label = _safe(brief.scenario)
        out.writerow(["Scenario", label, "", label, *_numbers(label)])
    for view in brief.tables:
        for row in view.rows:
            name = show(row[0])
            for cell, column in zip(row[1:], view.columns[1:], strict=True):
                shown = show(cell, share=column.share, level=brief.level)
                words = (view.title, name, column.name, shown)
                out.writerow([*map(_safe, words), *_numbers(cell)])
    return file.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if starts_formula(text) else text


def _numbers(cell: Cell) -> tuple[object, ...]:
    if isinstance(cell, Estimate):
        return cell.value, cell.low, cell.high, cell.level, _safe(cell.unit), cell.n
    value = cell if isinstance(cell, (int, float)) else ""
    return value, "", "", "", "", ""
