"""Disclosure control of a validation: its people are made up, and no membership is behind it."""

from __future__ import annotations

from vesica.core.validation import Validation
from vesica.disclosure.screened import Context, Screened
from vesica.errors import RefusedError

__all__ = ["screen_validation"]


def screen_validation(result: Validation, context: Context) -> Screened[Validation]:
    """Let figures about simulated people out; those of real ones passed a gate of their own.

    Raises
    ------
    RefusedError
        If real people are said to be behind it.
    """
    if context.members.people:
        raise RefusedError(
            "A validation is about simulated people only.",
            hint="Ask the questions of this organisation instead, such as 'vesica overlap'.",
        )
    return Screened(value=result, hidden=(), cells=())
