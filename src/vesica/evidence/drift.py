"""What changed between two imports of the same source, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vesica.evidence.fields import normal, split_header
from vesica.store.manifest import ImportManifest

__all__ = ["Change", "changes", "former"]

_ALIKE = 0.5
_PERSONAL = ("nominations_matrix", "link")
"""Kinds whose headers name people, or that have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different.

    Parameters
    ----------
    what : str
        ``"renamed"``, ``"gone"``, ``"new"``, ``"retyped"`` or ``"fewer rows"``.
    column : str
        Column of the evidence table, or empty where it has none.
    text : str
        In words.
    """

    what: str
    column: str
    text: str


def former(imports: Sequence[ImportManifest], manifest: ImportManifest) -> ImportManifest | None:
    """Newest earlier import of the same source: of the same kind, and alike in name or headers."""
    if manifest.source.kind in _PERSONAL:
        return None
    earlier = [m for m in imports if m.sequence < manifest.sequence]
    for m in reversed(earlier):
        if m.source.kind == manifest.source.kind and _same_source(m, manifest):
            return m
    return None


def changes(before: ImportManifest, after: ImportManifest) -> tuple[Change, ...]:
    """Columns gone, new, renamed and retyped, and far fewer rows than last time."""
    old, new = _mapped(before), _mapped(after)
    had, has = {normal(h) for h in _headers(before)}, {normal(h) for h in _headers(after)}
    found: list[Change] = []
    for column in sorted(set(old) | set(new)):
        found += _column(column, old.get(column), new.get(column), has)
    taken = {normal(h) for h in new.values()} | {normal(h) for h in old.values()}
    stored = "it is not stored"
    found += [
        Change(what="new", column="", text=f"'{h}' is new: {stored}.")
        for h in sorted(after.dropped_columns)
        if normal(h) not in had | taken
    ]
    found += [
        Change(what="gone", column="", text=f"'{h}' is gone; it was not stored before.")
        for h in sorted(before.dropped_columns)
        if normal(h) not in has | taken
    ]
    found += _retyped(before.source.shapes, after.source.shapes, old, new)
    if after.rows_in * 2 < before.rows_in:
        text = f"{after.rows_in:,} rows, after {before.rows_in:,} last time."
        found.append(Change(what="fewer rows", column="", text=text))
    return tuple(found)


def _column(column: str, old: str | None, new: str | None, has: set[str]) -> Iterable[Change]:
    if old is None and new is not None:
        text = f"'{new}' is new: mapped as {column}."
        yield Change(what="new", column=column, text=text)
    elif old is not None and new is None:
        there = "is no longer mapped" if normal(old) in has else "is gone"
        text = f"'{old}' {there}: nothing feeds {column} any more."
        yield Change(what="gone", column=column, text=text)
    elif old is not None and new is not None and normal(old) != normal(new):
        there = "is no longer mapped" if normal(old) in has else "gone"
        text = f"'{old}' {there}, '{new}' new: mapped as {column}."
        yield Change(what="renamed", column=column, text=text)


def _retyped(
    before: Mapping[str, str], after: Mapping[str, str], old: Mapping[str, str],
    new: Mapping[str, str],
) -> list[Change]:  # fmt: skip
    return [
        Change(
            what="retyped",
            column=column,
            text=f"'{new[column]}' ({column}) held {before[column]}, and now {after[column]}.",
        )
        for column in sorted(set(old) & set(new))
        if before.get(column) and after.get(column) and before[column] != after[column]
    ]


def _mapped(manifest: ImportManifest) -> dict[str, str]:
    """Column → header, without constants and stated forms."""
    told = manifest.source.mapping.items()
    return {c: split_header(h)[0] for c, h in told if h and not h.startswith("=")}


def _headers(manifest: ImportManifest) -> set[str]:
    return {*_mapped(manifest).values(), *manifest.dropped_columns}


def _same_source(one: ImportManifest, other: ImportManifest) -> bool:
    stems = {_stem(m.source.name) for m in (one, other)}
    if len(stems) == 1 and stems != {""}:
        return True
    a, b = ({normal(h) for h in _headers(m)} for m in (one, other))
    return bool(a | b) and len(a & b) / len(a | b) >= _ALIKE


def _stem(name: str) -> str:
    """Letters of a file name without its ending: ``posts-2026-05 (2).csv`` is ``posts``."""
    return re.sub(r"[^a-z]+", "", name.rpartition(".")[0].casefold() or name.casefold())
