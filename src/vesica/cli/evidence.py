"""Commands that bring evidence in and say how healthy it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from vesica.api import importing
from vesica.cli.mapping import show_mapping
from vesica.cli.session import complain, opened, say, say_json
from vesica.errors import UsageError, VesicaError

if TYPE_CHECKING:
    from cyclopts import App

    from vesica.evidence.importing import ImportReport
    from vesica.store.snapshots import ImportManifest, Quarantined

__all__ = ["register"]

_SHOWN = 5
"""Rows that are listed where no import keeps them."""


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
    sheet: str | None = None,
    full: bool = False,
    partial: bool = False,
    as_of: str | None = None,
    show: bool = False,
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
        Which header is which column; once per column, and it is remembered. COLUMN=HEADER takes
        the column from that header, COLUMN==TEXT gives every row the same text, COLUMN= says that
        no header is that column, and COLUMN=HEADER@dd/mm/yyyy or @mm/dd/yyyy says how dates with
        slashes are written.
    owner
        For the archive of a social media account: it is the organisation's own. Archives of
        personal accounts are refused; people may reduce theirs with 'vesica reduce'.
    person
        Key of the person who runs that account; its posts count for this person.
    sheet
        Sheet of a workbook, where more than one can be read.
    full
        A roster without dates lists the whole organisation: who is missing in it has left. That
        is taken for granted until more than a fifth is missing.
    partial
        It lists only part of the organisation: nobody has left for not being in it.
    as_of
        Day of such a roster, YYYY-MM-DD; today if not given.
    show
        Import nothing: show how the columns would be understood, with examples.
    json
        Print JSON.
    """
    columns = dict(_pair(text) for text in column or [])
    whole, day = _whole(full=full, partial=partial), _day(as_of)
    if show:
        for file in files:
            show_mapping(file, kind=kind, columns=columns or None, sheet=sheet, json=json)
        return
    failed: list[VesicaError] = []
    reports = []
    with opened() as workspace:
        for file in importing.roster_first(workspace, files):
            try:
                report = workspace.import_file(
                    file,
                    kind=kind,
                    columns=columns or None,
                    owner=owner,
                    person=person,
                    sheet=sheet,
                    full=whole,
                    as_of=day,
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
        Number of an import, or the beginning of its id: list its rows in quarantine with line,
        column, reason and fix. The numbers are in the list of imports.
    json
        Print JSON.
    """
    from vesica.api import reporting
    from vesica.cli.show import show

    with opened() as workspace:
        if quarantine is not None:
            held = workspace.quarantine(quarantine)
            for row in held:
                say(_held(row))
            if not held:
                say(f"Nothing of import {quarantine} is in quarantine.")
            return
        released = workspace.health()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "health", released), full=True)
            _list(workspace.imports())


def _list(imports: tuple[ImportManifest, ...]) -> None:
    """Say which files were imported, and by which number and id to ask for them."""
    if imports:
        say("Imports: number, id, day, kind, file")
    for m in imports:
        name = m.source.name + (f", sheet '{m.source.sheet}'" if m.source.sheet else "")
        say(f"  {m.sequence:>4}  {m.id}  {m.imported_at[:10]}  {m.source.kind}  {name}")


def _whole(*, full: bool, partial: bool) -> bool | None:
    if full and partial:
        raise UsageError("A list cannot be both --full and --partial.", hint="Give one of them.")
    return True if full else False if partial else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"--as-of {text} is not a day.", hint="Write it as YYYY-MM-DD, such as 2026-03-31."
        ) from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not equals:
        raise UsageError(
            f"--map {text} is not of the form COLUMN=HEADER.",
            hint="For example: --map org_unit='Cost Centre', or --map kind==post for a constant.",
        )
    return name, header


def _show(file: Path, report: ImportReport) -> None:
    """Say what became of a file, and how its columns were understood."""
    kind = report.recognition.kind
    if report.already:
        say(f"{file.name}: {kind}; every row was imported before, nothing changed.")
        _rest(report)
        return
    taken = ", ".join(f"{n:,} to {table}" for table, n in report.accepted.items())
    sheet = f", sheet '{report.recognition.sheet}'" if report.recognition.sheet else ""
    say(f"{file.name}{sheet}: {kind}; {report.rows_in:,} rows: {taken}.")
    for column in report.recognition.columns:
        examples = f"   e.g. {', '.join(column.examples)}" if column.examples else ""
        say(f"  {column.column:24} ← {column.header}{examples}")
    if report.dropped_columns:
        say(f"  not stored: {', '.join(sorted(report.dropped_columns))}.")
    for change in report.drift:
        say(f"  since the last import of this source: {change.text}")
    for basis, n in report.excluded.items():
        say(f"  {n:,} left out: {basis}.")
    _rest(report)


def _rest(report: ImportReport) -> None:
    """Say what else there is to know."""
    for note in report.notes:
        say(f"  note: {note.text} ({note.rows:,}).")
    if report.listing and report.listing.announcement:
        say(f"  {report.listing.announcement}")
    if report.quarantined and not report.already:
        where = f"vesica health --quarantine {report.manifest.sequence}"
        say(f"  {len(report.quarantined):,} in quarantine; see '{where}'.")
    elif report.quarantined:
        say(f"  {len(report.quarantined):,} held back again; the first ones:")
        for row in report.quarantined[:_SHOWN]:
            say(f"    {_held(row)}")


def _held(row: Quarantined) -> str:
    return f"line {row.line}, column '{row.column}': {row.reason}. Hint: {row.fix}"
