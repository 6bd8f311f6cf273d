"""Disclosure control of the claims: most of their figures were released one by one before."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.claims import Claim, Claims
from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.errors import RefusedError

__all__ = ["screen_claims"]


def screen_claims(result: Claims, context: Context) -> Screened[Claims]:
    """Let the page out; most figures on it were released by their own questions.

    A figure that was worked out for this page says how far one person moves it, and is rounded by
    that.

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
    claims = tuple(_released(claim, context) for claim in result.claims)
    return Screened(value=replace(result, people=people, claims=claims), hidden=(), cells=())


def _released(claim: Claim, context: Context) -> Claim:
    figure = claim.estimate
    if isinstance(figure, Estimate) and claim.one_person:
        figure = (
            context.figures.estimate(
                f"claim {claim.key}", figure, claim.one_person, within=(-1.0, 1.0)
            )
            if figure.n >= context.policy.minimum_group
            else Hidden(why=fewer_than(context.policy.minimum_group))
        )
    return replace(claim, estimate=figure, one_person=0.0)
