"""Taking source files in, and remembering how their columns were mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import tomlkit

from vesica.api import accounts
from vesica.api.people import finish_erasures
from vesica.errors import VesicaError
from vesica.evidence import importing, reading
from vesica.evidence.fingerprint import remembered_key
from vesica.evidence.listing import Asked
from vesica.store.atomic import write_file
from vesica.store.lock import writer

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.evidence.frames import Recognition
    from vesica.evidence.importing import ImportReport

__all__ = ["import_file", "recognise", "roster_first"]

_ROSTERS = frozenset({"roster", "scim", "people"})
_LIKE_A_ROSTER = ("roster", "hris", "employee", "people", "staff", "scim", "users", "workday")


def import_file(
    workspace: Workspace,
    path: Path,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    owner: Literal["organisation"] | None = None,
    person: str | None = None,
    sheet: str | None = None,
    full: bool | None = None,
    as_of: date | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Read, check, pseudonymise and seal one source file.

    Parameters
    ----------
    workspace : Workspace
        Where it goes.
    path : Path
        The file.
    kind : str, optional
        Kind of source; recognised by content if not given.
    columns : mapping of str to str, optional
        Column of the table → header in the file; wins over what is remembered or guessed.
    owner : {"organisation"}, optional
        Says that the account of an archive is the organisation's own.
    person : str, optional
        Any key of the person who runs that account; its posts count for this person.
    sheet : str, optional
        Sheet of a workbook, where more than one can be read.
    full : bool, optional
        Whether a roster without dates lists the whole organisation: then whoever is missing in
        it has left. It is taken for the whole unless more than a fifth of the earlier list is
        missing.
    as_of : date, optional
        Day of such a list; the day of import if not given.
    now : datetime, optional
        Moment of the import, with its offset from UTC; the clock's if not given.

    Raises
    ------
    EvidenceError
        If the file cannot be taken in; what was accepted before stays.
    RefusedError
        If it is about a personal account, and is no reduced file or may not be taken at all; or
        if many are missing in a roster, and ``full`` is not given.
    WorkspaceBusyError
        If another process is writing.
    """
    settings = workspace.settings
    answers = accounts.owner(workspace, organisation=owner is not None, person=person)
    with writer(workspace.layout):
        finish_erasures(workspace)
        report = importing.import_file(
            path,
            layout=workspace.layout,
            vault=workspace.vault,
            settings=settings,
            as_kind=kind,
            column_map=columns,
            objecting=_objecting(workspace),
            owner=answers,
            sheet=sheet,
            asked=Asked(whole=full, as_of=as_of),
            now=now,
        )
        if columns:
            _remember(workspace, report.recognition, columns)
    workspace.state.audit.append(
        workspace.actor,
        "import",
        import_id=report.manifest.id if report.manifest else None,
        kind=report.recognition.kind,
        rows=report.rows_in,
        already=report.already,
        **({"owner": owner} if owner else {}),
    )
    return report


def recognise(
    workspace: Workspace,
    path: Path,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Recognition:
    """What a file would be taken for, and which header would feed which column."""
    return reading.recognise(
        path,
        settings=workspace.settings.evidence,
        as_kind=kind,
        column_map=columns,
        sheet=sheet,
    )


def roster_first(workspace: Workspace, files: Sequence[Path]) -> tuple[Path, ...]:
    """Put the roster before the other files: it says which keys belong to one person.

    Files are looked into, those first whose names sound like a roster, until one is found. Where
    people were imported before, the files stay in the order given.
    """
    if len(files) < 2 or any("people" in m.tables for m in workspace.evidence.imports()):
        return tuple(files)
    for path in sorted(files, key=lambda p: not any(w in p.name.lower() for w in _LIKE_A_ROSTER)):
        try:
            found = recognise(workspace, path)
        except VesicaError:
            continue
        if found.kind in _ROSTERS:
            return (path, *(other for other in files if other != path))
    return tuple(files)


def _objecting(workspace: Workspace) -> frozenset[str]:
    from vesica.api.consents import consents
    from vesica.schema import Purpose

    return consents(workspace, Purpose.SKILLS).objecting


def _remember(workspace: Workspace, found: Recognition, columns: Mapping[str, str]) -> None:
    """Write a mapping for the source with these columns, and as the last of its kind."""
    file = workspace.layout.settings_file
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    evidence = document.setdefault("evidence", tomlkit.table())
    names = [found.kind]
    if found.fingerprint:
        names.append(remembered_key(found.kind, found.fingerprint))
    for name in names:
        section = evidence.setdefault(name, tomlkit.table())
        section.setdefault("columns", tomlkit.table()).update(columns)
    write_file(file, tomlkit.dumps(document).encode())
