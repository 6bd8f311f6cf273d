"""What pages are called. A question that has no words here is called by its own name."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["METHODS", "MORE", "TITLES", "title"]

TITLES: Mapping[str, str] = {
    "overlap": "The overlap",
    "claims": "Does the essay hold here?",
    "map": "Skill map",
    "points": "People who opted in",
    "age": "Is it age?",
    "vision": "Silo or business?",
    "network": "Who listens to whom?",
    "compare": "What has changed?",
    "doing": "Doing or reading?",
    "persuasion": "Who persuades?",
    "health": "Evidence and health",
    "association": "Reach and influence",
    "pairs": "Pairs",
    "plan": "The plan",
    "effect": "Which route works?",
    "trial": "The next trial",
    "campaign": "Whom to convince first",
    "case": "What's in it for me?",
    "practice": "My practice",
}

METHODS: Mapping[str, str] = {
    "association": "congress",
    "effect": "effects",
    "trial": "trials",
    "map": "skill_map",
    "points": "skill_map",
    "health": "disclosure",
    "case": "line_of_sight",
    "explain": "expertise",
}
"""Question → page of the documentation about its method, where the two are called differently."""

MORE: Mapping[str, str] = {
    "html": "HTML, one file",
    "pdf": "PDF",
    "xlsx": "Excel",
    "csv": "CSV",
    "txt": "Text",
    "svg": "Figure, SVG",
    "png": "Figure, PNG",
    "json": "JSON",
}
"""Forms in which an answer can be taken away."""


def title(question: str) -> str:
    """Name of a question's page."""
    return TITLES.get(question, question[:1].upper() + question[1:].replace("_", " "))
