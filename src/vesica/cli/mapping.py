"""How the columns of a file are understood, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vesica.cli.session import opened, say, say_json

if TYPE_CHECKING:
    from vesica.evidence.frames import Recognition
    from vesica.evidence.reader import MappedColumn

__all__ = ["show_mapping"]


def show_mapping(
    file: Path,
    *,
    kind: str | None,
    columns: Mapping[str, str] | None,
    sheet: str | None,
    json: bool,
) -> None:
    """Say what a file would be taken for, without taking it in."""
    from vesica.api import importing

    with opened() as workspace:
        found = importing.recognise(workspace, file, kind=kind, columns=columns, sheet=sheet)
    if json:
        say_json(found)
        return
    say(f"{file.name}: {found.kind}, to {', '.join(found.tables)}. Nothing was imported.")
    head = ("column", "header", "how sure", "looks like", "examples")
    rows = [head, *(_row(column, found) for column in found.columns)]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True))
        say(("  " + "  ".join(cells)).rstrip())
    if found.dropped:
        say(f"  not stored: {', '.join(found.dropped)}.")
    say("To change it: --map COLUMN=HEADER; it is remembered in vesica.toml for this source.")


def _row(column: MappedColumn, found: Recognition) -> tuple[str, str, str, str, str]:
    sure = "by its name" if column.certainty >= 1 else "by a known name"
    looks = found.shapes.get(column.column, "constant" if column.header[:1] == "=" else "")
    return column.column, column.header, sure, looks, ", ".join(column.examples)
