"""What concerns one person: opting in and out, the own code, export and erasure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from vesica.api.consents import record
from vesica.api.person_export import everything, handles
from vesica.errors import NotFoundError, RefusedError, UsageError
from vesica.schema import Purpose
from vesica.store.lock import writer

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = [
    "ACTIONS",
    "claim",
    "code",
    "consent",
    "erase",
    "export",
    "finish_erasures",
    "invite",
    "owner",
]

log = logging.getLogger(__name__)

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
    """Make the code with which a person sets a passphrase, once; it replaces the former one.

    A passphrase that the person had set ends, and the person learns of that.

    Raises
    ------
    NotFoundError
        If nobody is known under that key.
    """
    person_id = _find(workspace, person)
    secret, ended = workspace.vault.new_code(person_id)
    workspace.state.audit.append(
        workspace.actor, "new code", person_id=person_id, ended_passphrase=ended
    )
    return secret


def claim(workspace: Workspace, secret: str, passphrase: str) -> None:
    """Set the own passphrase with a code, which is dead afterwards.

    Raises
    ------
    UsageError
        If the passphrase is too short.
    RefusedError
        If the code is not known, or was used before.
    """
    try:
        person_id = workspace.vault.claim(secret, passphrase)
    except RefusedError as error:
        workspace.state.audit.append(workspace.actor, "claim refused", why=error.message)
        raise
    workspace.state.audit.append(workspace.actor, "code claimed", person_id=person_id)


def owner(workspace: Workspace, secret: str) -> str:
    """Pseudonym of the person whose key and passphrase these are.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    secret : str
        ``KEY:PASSPHRASE``. A code opens nothing: whoever made it could use it, too.

    Raises
    ------
    RefusedError
        If it opens nothing, or what it opened was ended by a new code.
    """
    key, colon, passphrase = secret.partition(":")
    opening = workspace.vault.open_with(key, passphrase) if colon else None
    if opening is None:
        workspace.state.audit.append(workspace.actor, "wrong passphrase")
        raise RefusedError(
            "This key and passphrase open nothing.",
            hint="They go together as KEY:PASSPHRASE. Who has a code only sets a passphrase with"
            " it first: vesica person claim CODE.",
        )
    if opening.former_ended is not None:
        log.warning(
            "Your earlier passphrase was ended on %s by a new code. If you did not ask for one,"
            " ask the works council or the data protection officer to look at the audit log.",
            f"{opening.former_ended:%d %B %Y}",
        )
    return opening.person_id


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


def export(workspace: Workspace, secret: str) -> dict[str, Any]:
    """Everything that is stored about a person; see :func:`.person_export.everything`.

    It holds the person's scores, so only the person opens it.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    secret : str
        ``KEY:PASSPHRASE`` of the person.

    Raises
    ------
    RefusedError
        If the passphrase is not that person's.
    """
    person_id = owner(workspace, secret)
    workspace.state.audit.append(workspace.actor, "person export", person_id=person_id)
    return everything(workspace, person_id)


def erase(workspace: Workspace, person: str) -> None:
    """Erase a person: rows, runs that hold them, and the identity; leaves a tombstone.

    Raises
    ------
    NotFoundError
        If nobody is known under that key.
    """
    person_id = _find(workspace, person)
    with writer(workspace.layout):
        for gone in (*handles(workspace, person_id), person_id):
            _erase_one(workspace, gone)


def finish_erasures(workspace: Workspace) -> None:
    """Finish erasures that were cut off; the caller holds the writer's lock."""
    for person_id in workspace.vault.unfinished():
        _erase_one(workspace, person_id)


def _erase_one(workspace: Workspace, person_id: str) -> None:
    from vesica.store.erasure import erase_person

    erase_person(
        workspace.layout, workspace.vault, workspace.state, person_id, actor=workspace.actor
    )


def _find(workspace: Workspace, person: str) -> str:
    person_id = workspace.vault.find(person)
    if person_id is None:
        raise NotFoundError(
            "Nobody is known under that key.",
            hint="Give the employee number or e-mail address as it stands in the roster.",
        )
    return person_id
