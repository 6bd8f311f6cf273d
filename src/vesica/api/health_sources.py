"""What happened to the sources: rows held back, repeats, clocks put forward, and drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vesica.core.health import Finding
from vesica.evidence.drift import Change, changes, former

if TYPE_CHECKING:
    from vesica.store.snapshots import Evidence, ImportManifest

__all__ = ["drift", "noted", "reasons", "repeats"]

_MOST = 3
_REPEATED = 0.2
_SEVERITY = {
    "gone": "widens", "renamed": "note", "new": "note", "retyped": "widens",
    "fewer rows": "widens",
}  # fmt: skip


def reasons(evidence: Evidence, manifest: ImportManifest) -> str:
    """Why rows were held back, the commonest first: ``3 × not a time (time)``."""
    rows = evidence.quarantine(manifest.id)
    counts = Counter((row.reason, row.column) for row in rows)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{n:,} × {why}" + (f" ({col})" if col else "") for (why, col), n in ordered[:_MOST]]
    more = f", and {len(ordered) - _MOST} more reasons" if len(ordered) > _MOST else ""
    return ", ".join(told) + more


def noted(imports: tuple[ImportManifest, ...]) -> Iterator[Finding]:
    """Decisions made while reading, such as hours that happen twice."""
    for m in imports:
        for text, rows in sorted(m.notes.items()):
            yield Finding(
                severity="note",
                question="whatever reads it",
                message=f"{m.source.name}: {text} ({rows:,} rows).",
                fix="Nothing to do, unless the file can say it better: then import it again.",
            )


def repeats(imports: tuple[ImportManifest, ...]) -> Iterator[Finding]:
    """Files of which many rows were known already, or stood in them twice."""
    for m in imports:
        for table, record in sorted(m.tables.items()):
            rows = record.rows + record.repeated
            if rows and record.repeated / rows >= _REPEATED:
                yield Finding(
                    severity="note",
                    question="none",
                    message=f"{m.source.name}: {record.repeated:,} of {rows:,} rows of {table}"
                    " stood there twice, or were there already; each counts once.",
                    fix="Nothing to do; export without overlap to save time.",
                )


def drift(imports: tuple[ImportManifest, ...]) -> Iterator[Finding]:
    """What is different in the newest import of each source, column by column."""
    newest: dict[int, ImportManifest] = {}
    for m in imports:
        before = former(imports, m)
        if before is not None:
            newest.pop(before.sequence, None)
        newest[m.sequence] = m
    for m in newest.values():
        before = former(imports, m)
        if before is not None:
            yield from (_drifted(m, change) for change in changes(before, m))


def _drifted(manifest: ImportManifest, change: Change) -> Finding:
    stored = bool(change.column) or change.what == "fewer rows"
    return Finding(
        severity=_SEVERITY[change.what] if stored else "note",
        question="whatever reads it" if stored else "none",
        message=f"{manifest.source.name}, against the last import of this source: {change.text}",
        fix=_fix(change),
    )


def _fix(change: Change) -> str:
    match change.what:
        case "gone" if change.column:
            return f"Name the column that took its place: --map {change.column}=HEADER."
        case "new" if not change.column:
            return "Map it with --map COLUMN=HEADER if it is meant for one."
        case "renamed":
            return "Nothing to do if that is right; if not, say --map COLUMN=HEADER."
        case "retyped":
            return "Check that the header still means the same, and the form of its cells."
        case "fewer rows":
            return "Check that the export is whole."
        case _:
            return "Nothing to do if that is meant."
