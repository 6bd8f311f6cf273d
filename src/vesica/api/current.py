"""The run that questions are answered from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from vesica.api.consents import objecting
from vesica.core.canonical import canonical_json
from vesica.errors import NotFoundError, RefusedError
from vesica.store.runs import Run, Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["current_run", "people_digest"]


def current_run(workspace: Workspace) -> Run:
    """Open the run that questions are answered from.

    Raises
    ------
    NotFoundError
        If nothing has been run yet, or an erasure removed the run.
    RefusedError
        If somebody has objected, or lifted an objection, since.
    """
    current = Runs(workspace.layout).current()
    if current is None:
        raise NotFoundError("Nothing has been run yet.", hint="Run 'vesica run' first.")
    if current.manifest["objecting"] != people_digest(objecting(workspace)):
        raise RefusedError(
            "Somebody has objected, or lifted an objection, since the last run.",
            hint="Run 'vesica run' again: an objection holds from the next answer on.",
        )
    return current


def people_digest(people: frozenset[str]) -> str:
    """Hash of a set of people."""
    return hashlib.sha256(canonical_json(sorted(people)).encode()).hexdigest()
