"""Commands that bring evidence in and say how healthy it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from vesica.cli.session import complain, opened, say, say_json
from vesica.errors import UsageError, VesicaError

if TYPE_CHECKING:
    from cyclopts import App

    from vesica.evidence.importing import ImportReport

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    app.command(import_, name="import")
    app.command(health)


def import_(
    files: tuple[Path, ...],
    /,
    *,
    kind: Annotated[str | None, Parameter(name="--as")] = None,
    column: Annotated[list[str] | None, Parameter(name="--map", negative=())] = None,
    owner: Literal["organisation"] | None = None,
    person: str | None = None,
    json: bool = False,
) -> None:
    """Take source files in: recognise, map, check, pseudonymise, seal.

    Import the roster first: it says which keys belong to one person. A file that cannot be
    taken in is refused with file, line, column and a fix; the others are still taken in.

    Parameters
    ----------
    files
        Files to import.
    kind
        Kind of source, where recognising it by content does not do.
    column
        Mapping of one column, as COLUMN=HEADER; give it once per column. It is remembered.
    owner
        For the archive of a social media account: it is the organisation's own. Archives of
        personal accounts are refused; people may reduce theirs with 'vesica reduce'.
    person
        Key of the person who runs that account; its posts count for this person.
    json
        Print JSON.
    """
    columns = dict(_pair(text) for text in column or [])
    failed: list[VesicaError] = []
    reports = []
    with opened() as workspace:
        for file in files:
            try:
                report = workspace.import_file(
                    file, kind=kind, columns=columns or None, owner=owner, person=person
                )
            except VesicaError as error:
                failed.append(error)
                continue
            reports.append(report)
            if not json:
                _show(file, report)
    if json:
        say_json(reports)
    if failed:
        for error in failed[:-1]:
            complain(str(error))
        raise failed[-1]


def health(*, quarantine: str | None = None, json: bool = False) -> None:
    """Say what the evidence holds, what it lacks, and which question that touches.

    Parameters
    ----------
    quarantine
        Number of an import: list its rows in quarantine with line, column, reason and fix.
    json
        Print JSON.
    """
    from vesica.api import reporting
    from vesica.cli.show import show

    with opened() as workspace:
        if quarantine is not None:
            for row in workspace.quarantine(quarantine):
                say(f"line {row.line}, column '{row.column}': {row.reason}. Hint: {row.fix}")
            return
        released = workspace.health()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "health", released), full=True)


def _pair(text: str) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not equals:
        raise UsageError(
            f"--map {text} is not of the form COLUMN=HEADER.",
            hint="For example: --map org_unit='Cost Centre'.",
        )
    return name, header


def _show(file: Path, report: ImportReport) -> None:
    """Say what became of a file, and how its columns were understood."""
    kind = report.recognition.kind
    if report.already:
        say(f"{file.name}: {kind}; every row was imported before, nothing changed.")
        return
    taken = ", ".join(f"{n:,} to {table}" for table, n in report.accepted.items())
    say(f"{file.name}: {kind}; {report.rows_in:,} rows: {taken}.")
    for column in report.recognition.columns:
        examples = f"   e.g. {', '.join(column.examples)}" if column.examples else ""
        say(f"  {column.column:24} ← {column.header}{examples}")
    if report.dropped_columns:
        say(f"  not stored: {', '.join(sorted(report.dropped_columns))}.")
    for basis, n in report.excluded.items():
        say(f"  {n:,} left out: {basis}.")
    for note in report.notes:
        say(f"  note: {note.text} ({note.rows:,}).")
    if report.quarantined and report.manifest:
        where = f"vesica health --quarantine {report.manifest.id}"
        say(f"  {len(report.quarantined):,} in quarantine; see '{where}'.")
