"""What a works council or a data protection officer looks at: policy, runs, releases, log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomlkit

from vesica.disclosure.audience import Audience
from vesica.disclosure.policy import Policy
from vesica.errors import RefusedError
from vesica.store.atomic import write_file
from vesica.store.lock import writer
from vesica.store.runs import Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.audit import AuditEntry
    from vesica.store.releases import ReleaseEntry

__all__ = [
    "LARGEST",
    "Freshness",
    "Permission",
    "RunLine",
    "audit_log",
    "freshness",
    "permissions",
    "policy",
    "releases",
    "runs",
    "size",
    "tighten",
]

LARGEST = 1000
"""Largest minimum group that can be asked for [people]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the policy lists for one question.

    Parameters
    ----------
    question, purpose : str
        What may be answered, and what for.
    audiences : mapping of str to str
        Audience → ``"yes"``, ``"after opt-in"`` or ``"no"``.
    """

    question: str
    purpose: str
    audiences: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A sealed run, as a list shows it."""

    id: str
    sealed_at: str
    result_hash: str
    first_day: str
    last_day: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How new the evidence and the run are; empty where there is none."""

    files: int
    imported_at: str
    run_id: str
    sealed_at: str
    last_day: str


def policy(workspace: Workspace) -> Policy:
    """The policy in force."""
    return workspace.gate.policy


def permissions(workspace: Workspace) -> tuple[Permission, ...]:
    """Return the closed list of evaluations: what is not on it is refused."""
    return tuple(
        Permission(
            question=e.question,
            purpose=str(e.purpose),
            audiences={
                str(a): "yes"
                if a in e.audiences
                else "after opt-in"
                if a in e.after_opt_in
                else "no"
                for a in Audience
            },
        )
        for e in policy(workspace).evaluations
    )


def tighten(workspace: Workspace, *, minimum_group: int) -> None:
    """Raise the smallest group that is shown; from here it is never lowered.

    Raises
    ------
    RefusedError
        If the group would be smaller than now, or larger than :data:`LARGEST`.
    """
    now = policy(workspace).minimum_group
    if not now < minimum_group <= LARGEST:
        raise RefusedError(
            f"The smallest group that is shown is {now} people; {minimum_group} was asked for.",
            hint=f"Choose more than {now} and at most {LARGEST}. Here it is only made stricter.",
        )
    file = workspace.layout.settings_file
    with writer(workspace.layout):
        document: Any = tomlkit.parse(file.read_text(encoding="utf-8"))
        document.setdefault("disclosure", tomlkit.table())["minimum_group"] = minimum_group
        write_file(file, tomlkit.dumps(document).encode())
    workspace.state.audit.append(
        workspace.actor, "policy made stricter", minimum_group=minimum_group, before=now
    )


def runs(workspace: Workspace) -> tuple[RunLine, ...]:
    """Sealed runs, newest first."""
    book = Runs(workspace.layout)
    current = book.current_id()
    lines = [_line(book, name, current) for name in book.list()]
    return tuple(sorted(lines, key=lambda line: line.sealed_at, reverse=True))


def _line(book: Runs, name: str, current: str) -> RunLine:
    manifest = book.manifest(name)
    first, last = manifest.get("period", ("", ""))
    return RunLine(
        id=name,
        sealed_at=manifest["sealed_at"],
        result_hash=manifest["result_hash"],
        first_day=first,
        last_day=last,
        current=name == current,
    )


def freshness(workspace: Workspace) -> Freshness:
    """How new the evidence and the run are."""
    imports = workspace.imports()
    book = Runs(workspace.layout)
    current = book.current_id()
    now = _line(book, current, current) if current else None
    return Freshness(
        files=len(imports),
        imported_at=imports[-1].imported_at if imports else "",
        run_id=now.id if now else "",
        sealed_at=now.sealed_at if now else "",
        last_day=now.last_day if now else "",
    )


def size(workspace: Workspace) -> int:
    """People on the roster of the run that questions are answered from; 0 without one."""
    book = Runs(workspace.layout)
    current = book.current_id()
    return int(book.manifest(current)["rows"].get("people", 0)) if current else 0


def releases(workspace: Workspace) -> tuple[ReleaseEntry, ...]:
    """Everything that was ever released, newest first."""
    return workspace.state.releases.entries()[::-1]


def audit_log(workspace: Workspace, last: int) -> tuple[tuple[int, str], tuple[AuditEntry, ...]]:
    """Return head and newest entries of the audit log, newest first."""
    log = workspace.state.audit
    return log.head(), log.entries(last)[::-1]
