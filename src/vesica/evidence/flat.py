"""JSON objects that are rows of a table: a first look, and their cells as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from vesica.evidence.sample import Sample, distinct

__all__ = ["cell", "flat_sample"]

_ROWS = 60
_COLUMNS = 1000


def flat_sample(text: str) -> Sample | None:
    """Header and first rows, if most of the first objects hold nothing but plain values.

    Parameters
    ----------
    text : str
        First characters of an array of objects, or of one object per line.
    """
    objects = list(islice(_objects(text), _ROWS))
    rows = [o for o in objects if isinstance(o, dict) and all(map(_plain, o.values()))]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if 2 * len(rows) <= len(objects) or not names or len(names) > _COLUMNS:
        return None
    if distinct(names) != tuple(names):
        return None
    cells = tuple(tuple(cell(row.get(name)) or "" for name in names) for row in rows)
    return Sample(header=tuple(names), rows=cells, skip_lines=0)


def _objects(text: str) -> Iterator[Any]:
    """Values one after another; a line that is not sound is nothing."""
    decoder = json.JSONDecoder()
    listed = text.lstrip()[:1] == "["
    at = 1 + text.find("[") if listed else 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            value, at = decoder.raw_decode(text, at)
            yield value
        except (ValueError, RecursionError):
            at = text.find("\n", at)
            if listed or at < 0:
                return
            yield None


def _plain(value: Any) -> bool:
    return cell(value) is not None


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
