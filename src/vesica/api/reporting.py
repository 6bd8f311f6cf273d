"""Writing the brief of a question to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vesica.errors import UsageError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released
    from vesica.report.brief import Brief

__all__ = ["QUESTIONS", "brief", "report"]

QUESTIONS = (
    "overlap",
    "age",
    "vision",
    "compare",
    "doing",
    "persuasion",
    "claims",
    "health",
    "association",
)
"""Questions that have a brief of their own, apart from a person's card."""


def brief(workspace: Workspace, question: str, released: Released[Any]) -> Brief:
    """Put a released answer into words, tables and one figure."""
    from vesica import report as room

    makers: Mapping[str, Callable[..., Brief]] = {
        "overlap": room.overlap_brief,
        "age": room.age_brief,
        "claims": room.claims_brief,
        "compare": room.comparison_brief,
        "doing": room.doing_brief,
        "vision": room.vision_brief,
        "persuasion": room.persuasion_brief,
        "health": room.health_brief,
        "association": room.association_brief,
        "explain": room.card_brief,
        "link": room.link_brief,
        "own links": room.own_links_brief,
    }
    about = workspace.settings.workspace
    return makers[question](released, organisation=about.name, simulated=about.simulated)


def report(workspace: Workspace, question: str, files: Sequence[Path]) -> tuple[Path, ...]:
    """Write the brief of a question in every form asked for, from one released answer.

    Raises
    ------
    UsageError
        If there is no such question.
    """
    from vesica import report as room

    if question not in QUESTIONS:
        raise UsageError(
            f"There is no brief for '{question}'.", hint=f"Choose one of {', '.join(QUESTIONS)}."
        )
    released = getattr(workspace, question)()
    page = brief(workspace, question, released)
    for file in files:
        room.save(page, released, file)
    return tuple(files)
