"""What concerns one person: opting in and out, the own code, export and erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.api.consents import record
from vesica.api.handles import authors
from vesica.core.canonical import to_plain
from vesica.errors import NotFoundError, UsageError
from vesica.evidence.compute import pc
from vesica.schema import TABLES, DType, Purpose
from vesica.store.lock import writer

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["ACTIONS", "code", "consent", "erase", "export", "finish_erasures", "invite"]

ACTIONS = ("grant", "withdraw", "object", "restrict", "lift")
"""What a person can say about a purpose."""


def invite(workspace: Workspace) -> str:
    """Text with which people are asked whether they want to opt in."""
    from vesica.disclosure.invitation import invitation

    return invitation(
        organisation=workspace.settings.workspace.name,
        minimum_group=workspace.gate.policy.minimum_group,
    )


def code(workspace: Workspace, person: str) -> str:
    """Make the secret with which a person sees the own results; it replaces the former one.

    Raises
    ------
    NotFoundError
        If nobody is known under that key.
    """
    person_id = _find(workspace, person)
    secret = workspace.vault.new_code(person_id)
    workspace.state.audit.append(workspace.actor, "new code", person_id=person_id)
    return secret


def consent(workspace: Workspace, person: str, *, purpose: str, action: str) -> None:
    """Record what a person said about a purpose: grant, withdraw, object, restrict or lift.

    Raises
    ------
    UsageError
        If there is no such purpose or action.
    NotFoundError
        If nobody is known under that key.
    """
    if purpose not in list(Purpose):
        known = ", ".join(repr(str(p)) for p in Purpose)
        raise UsageError(f"There is no purpose '{purpose}'.", hint=f"Purposes: {known}.")
    if action not in ACTIONS:
        raise UsageError(f"There is no action '{action}'.", hint=f"Actions: {', '.join(ACTIONS)}.")
    record(workspace, _find(workspace, person), Purpose(purpose), action)


def export(workspace: Workspace, person: str) -> dict[str, Any]:
    """Everything that is stored about a person, as rows per table.

    Raises
    ------
    NotFoundError
        If nobody is known under that key.
    """
    person_id = _find(workspace, person)
    who = [person_id, *_handles(workspace, person_id)]
    rows: dict[str, Any] = {}
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns if c.dtype is DType.PERSON]
        purpose = sorted(table.purposes)[0]
        found = []
        for file in workspace.evidence.files(name, purpose=purpose) if columns else ():
            data = pq.read_table(file)
            for column in columns:
                found += data.filter(pc.is_in(data[column], value_set=pa.array(who))).to_pylist()
        if found:
            rows[name] = _others_left_out(found, columns, who)
    put = [to_plain(stored) for stored in workspace.state.links.of(person_id)]
    if put:
        rows["links"] = put
    workspace.state.audit.append(workspace.actor, "person export", person_id=person_id)
    return rows


def erase(workspace: Workspace, person: str) -> None:
    """Erase a person: rows, runs that hold them, and the identity; leaves a tombstone.

    Raises
    ------
    NotFoundError
        If nobody is known under that key.
    """
    from vesica.store.erasure import erase_person

    person_id = _find(workspace, person)
    with writer(workspace.layout):
        for gone in (*_handles(workspace, person_id), person_id):
            erase_person(workspace.layout, workspace.vault, workspace.state, gone)


def finish_erasures(workspace: Workspace) -> None:
    """Finish erasures that were cut off; the caller holds the writer's lock."""
    from vesica.store.erasure import erase_person

    for person_id in workspace.vault.unfinished():
        erase_person(workspace.layout, workspace.vault, workspace.state, person_id)


def _handles(workspace: Workspace, person_id: str) -> list[str]:
    """Authors of posts, named by a handle, that are surely this person."""
    rows = authors(workspace, Purpose.HEALTH).to_pylist()
    return sorted({row["author_id"] for row in rows if row["person_id"] == person_id})


def _find(workspace: Workspace, person: str) -> str:
    person_id = workspace.vault.find(person)
    if person_id is None:
        raise NotFoundError(
            "Nobody is known under that key.",
            hint="Give the employee number or e-mail address as it stands in the roster.",
        )
    return person_id


def _others_left_out(
    rows: list[dict[str, Any]], columns: list[str], who: list[str]
) -> list[dict[str, Any]]:
    def own(row: dict[str, Any]) -> dict[str, Any]:
        return {
            k: ("another person" if k in columns and v not in (None, *who) else v)
            for k, v in row.items()
        }

    return [own(row) for row in rows]
