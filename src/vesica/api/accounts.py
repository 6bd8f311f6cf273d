"""Whose account evidence is of, and a personal archive reduced by the person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from vesica.disclosure.personal_accounts import law
from vesica.errors import RefusedError, UsageError
from vesica.evidence import reducing
from vesica.evidence.own_account import Owner
from vesica.evidence.reduced import written
from vesica.schema import Purpose
from vesica.store.atomic import write_file

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.evidence.reducing import Reduction

__all__ = ["forbidden_in", "owner", "reduce", "save"]


def owner(workspace: Workspace, *, organisation: bool, person: str | None) -> Owner:
    """Who answers for the account of an archive.

    Raises
    ------
    UsageError
        If nobody is known by that key.
    """
    if person is not None and workspace.vault.find(person) is None:
        raise UsageError(
            "Nobody in the roster has the key that was given with --person.",
            hint="Import the roster first, and name an employee number or address that it has.",
        )
    return Owner(
        organisation=organisation,
        person=person,
        may_give=lambda key: _may_give(workspace, key),
    )


def _may_give(workspace: Workspace, key: str) -> None:
    """Refuse evidence of a personal account of a person whom the law protects from giving it."""
    person = workspace.vault.find(key)
    known, place = _jurisdiction(workspace, person) if person else (False, None)
    if not known:
        raise RefusedError(
            "The roster does not have the employee key in the file, so nothing says whose law"
            " holds.",
            hint="Import the roster first; if it is there, the person may have mistyped the key"
            " in 'vesica reduce'.",
        )
    law().check(place)


def _jurisdiction(workspace: Workspace, person: str) -> tuple[bool, str | None]:
    """Whether the roster has the person, and the jurisdiction in the newest row."""
    newest: tuple[date, str | None] | None = None
    for file in workspace.evidence.files("people", purpose=Purpose.HEALTH):
        found = pq.read_table(
            file, columns=["valid_from", "jurisdiction"], filters=[("person_id", "=", person)]
        )
        for row in found.to_pylist():
            since = row["valid_from"] or date.min
            if newest is None or since >= newest[0]:
                newest = since, row["jurisdiction"]
    return newest is not None, newest[1] if newest else None


def forbidden_in() -> tuple[str, ...]:
    """Jurisdictions whose law forbids taking anything of a personal account."""
    return tuple(rule.jurisdiction for rule in law().forbids)


def reduce(archive: Path) -> Reduction:
    """Count what an archive holds; see :func:`vesica.evidence.reducing.reduce`."""
    return reducing.reduce(archive)


def save(reduction: Reduction, out: Path, *, employee: str, account: int) -> None:
    """Write the file that the person may hand over.

    Parameters
    ----------
    reduction : Reduction
        What was shown.
    out : Path
        The file; it must not exist.
    employee : str
        Key by which the roster knows the person.
    account : int
        Number of the account, for people with several on one platform.

    Raises
    ------
    UsageError
        If there is no key, or the file exists.
    """
    if not employee.strip() or len(employee) > 320:
        raise UsageError(
            "There is no employee key to write into the file.",
            hint="Give the employee number or the address that the roster has.",
        )
    if out.exists() or not out.parent.is_dir():
        raise UsageError(
            f"'{out}' exists, or its folder does not.", hint="Name a new file with --out."
        )
    text = written(employee.strip(), reduction.platform, account, reduction.plain())
    write_file(out, text.encode())
