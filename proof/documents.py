"""Read back what Vesica wrote, in every form, to see whether all forms say the same."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

__all__ = ["estimates", "holds", "numbers", "rows"]

_NUMBER = re.compile(r"[−-]?\d[\d,\u202f]*(?:\.\d+)?(?:[eE][+-]?\d+)?")


def rows(file: Path) -> list[list[str]]:
    """Rows of cells of a report: table rows, spreadsheet rows, or lines."""
    match file.suffix:
        case ".html":
            reader = _Rows()
            reader.feed(file.read_text(encoding="utf-8"))
            return reader.rows
        case ".xlsx":
            return _sheets(file)
        case ".csv":
            with file.open(newline="", encoding="utf-8") as stream:
                return list(csv.reader(stream))
        case ".pdf":
            from pypdf import PdfReader

            text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
        case _:
            text = file.read_text(encoding="utf-8")
    return [re.split(r"\s{2,}|[│┃|]", line.strip()) for line in text.splitlines() if line.strip()]


def _sheets(file: Path) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    cells = [r for name in book.sheet_names for r in book.get_sheet_by_name(name).to_python()]
    return [[repr(c) if isinstance(c, float) else str(c) for c in row] for row in cells]


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None and self.rows:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def numbers(text: str) -> list[float]:
    """All numbers in a text, in order; true minus signs and grouped thousands are read."""
    return [
        float(re.sub(r"[,\u202f]", "", word).replace("−", "-")) for word in _NUMBER.findall(text)
    ]


def estimates(value: Any, where: str = "") -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Walk a released value as plain data; yield where each estimate is, and its numbers."""
    if isinstance(value, dict):
        if {"value", "low", "high", "level"} <= set(value):
            yield where, (value["value"], value["low"], value["high"])
            return
        for key, part in value.items():
            yield from estimates(part, f"{where}.{key}")
    elif isinstance(value, list):
        for k, part in enumerate(value):
            yield from estimates(part, f"{where}[{k}]")


def holds(stream: list[float], triple: tuple[float, float, float], times: float = 1) -> bool:
    """Whether value, low and high follow one another in the numbers, equal to the last digit."""
    wanted = [float(f"{x * times:.12g}") for x in triple]
    read = [float(f"{x:.12g}") for x in stream]
    return any(read[k : k + 3] == wanted for k in range(len(read) - 2))
