"""Disclosure control of the claims: their figures were released one by one before."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.claims import Claims
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.errors import RefusedError

__all__ = ["screen_claims"]


def screen_claims(result: Claims, context: Context) -> Screened[Claims]:
    """Let the page out; nothing on it is new but how many people there are.

    Raises
    ------
    RefusedError
        If the organisation is below the minimum group.
    """
    if result.people < context.policy.minimum_group:
        raise RefusedError(
            f"The organisation has {fewer_than(context.policy.minimum_group)}.",
            hint="Claims are tested on organisations, not on a few people.",
        )
    people = context.figures.people("people", result.people)
    return Screened(value=replace(result, people=people), hidden=(), cells=())
