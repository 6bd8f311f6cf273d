"""Writing the brief of a question to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released
    from vesica.report.brief import Brief

__all__ = ["QUESTIONS", "brief", "report"]

QUESTIONS = (
    "overlap",
    "map",
    "points",
    "age",
    "vision",
    "network",
    "compare",
    "doing",
    "persuasion",
    "pairs",
    "effect",
    "claims",
    "health",
    "association",
)
"""Questions about the organisation: each is a method of a workspace, and has a brief."""


def brief(workspace: Workspace, question: str, released: Released[Any]) -> Brief:
    """Put a released answer into words, tables and one figure."""
    from vesica import report as room

    about = workspace.settings.workspace
    return room.make_brief(question, released, organisation=about.name, simulated=about.simulated)


def report(workspace: Workspace, question: str, files: Sequence[Path]) -> tuple[Path, ...]:
    """Write the brief of a question in every form asked for, from one released answer.

    Raises
    ------
    UsageError
        If there is no such question.
    """
    from vesica import report as room
    from vesica.report.briefs import no_brief

    if question not in QUESTIONS:
        raise no_brief(question, QUESTIONS)
    released = getattr(workspace, question)()
    page = brief(workspace, question, released)
    for file in files:
        room.save(page, released, file)
    return tuple(files)
