"""Taking source files in, and remembering how their columns were mapped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import tomlkit

from vesica.api import accounts
from vesica.api.people import finish_erasures
from vesica.evidence import importing
from vesica.store.atomic import write_file
from vesica.store.lock import writer

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.evidence.importing import ImportReport

__all__ = ["import_file"]


def import_file(
    workspace: Workspace,
    path: Path,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    owner: Literal["organisation"] | None = None,
    person: str | None = None,
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

    Raises
    ------
    EvidenceError
        If the file cannot be taken in; what was accepted before stays.
    RefusedError
        If it is about a personal account, and is no reduced file or may not be taken at all.
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
        )
        if columns:
            _remember(workspace, report.recognition.kind, columns)
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


def _objecting(workspace: Workspace) -> frozenset[str]:
    from vesica.api.consents import consents
    from vesica.schema import Purpose

    return consents(workspace, Purpose.SKILLS).objecting


def _remember(workspace: Workspace, kind: str, columns: Mapping[str, str]) -> None:
    file = workspace.layout.settings_file
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    evidence = document.setdefault("evidence", tomlkit.table())
    section = evidence.setdefault(kind, tomlkit.table())
    remembered = section.setdefault("columns", tomlkit.table())
    remembered.update(columns)
    write_file(file, tomlkit.dumps(document).encode())
