"""JSON objects that are rows of a table: a first look, and their cells as text."""

from __future__ import annotations

import json
from typing import Any

from vesica.evidence.sample import Sample, distinct

__all__ = ["cell", "flat_sample"]

_ROWS = 60
_COLUMNS = 1000


def flat_sample(text: str) -> Sample | None:
    """Header and first rows, if the first objects hold nothing but plain values.

    Parameters
    ----------
    text : str
        First characters of an array of objects, or of one object per line.
    """
    decoder = json.JSONDecoder()
    at = 1 + text.find("[") if text.lstrip()[:1] == "[" else 0
    rows: list[dict[str, Any]] = []
    while len(rows) < _ROWS:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict) or any(cell(v) is None for v in value.values()):
            return None
        rows.append(value)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names or len(names) > _COLUMNS or distinct(names) != tuple(names):
        return None
    cells = tuple(tuple(cell(row.get(name)) or "" for name in names) for row in rows)
    return Sample(header=tuple(names), rows=cells, skip_lines=0)


def cell(value: Any) -> str | None:
    """Plain value as text, null as nothing written; ``None`` for an object or a list."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | int() | float():
            return json.dumps(value)
        case _:
            return None
