from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vesica.api

ROOM = Path(vesica.api.__file__).parent


def openings() -> list[tuple[str, ast.Call]]:
    return [
        (f"{file.name}:{node.lineno}", node)
        for file in sorted(ROOM.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "open_evidence"
    ]


def test_there_are_questions_that_read_evidence() -> None:
    assert len(openings()) > 10


@pytest.mark.parametrize(("at", "call"), [pytest.param(at, c, id=at) for at, c in openings()])
def test_a_question_compiles_only_what_it_fetches(at: str, call: ast.Call) -> None:
    """Compiling every relation is most of what a command would cost."""
    assert "relations" in {keyword.arg for keyword in call.keywords}, at
