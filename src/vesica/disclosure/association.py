"""Disclosure control of counts of named people: public figures only."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.association import CountOverlap, CountOverlapTable
from vesica.core.canonical import round_to
from vesica.core.estimate import Estimate, Shown
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened
from vesica.errors import RefusedError

__all__ = ["screen_association"]


def screen_association(result: CountOverlapTable, context: Context) -> Screened[CountOverlapTable]:
    """Let exact counts out where the people are public figures, and nowhere else.

    Raises
    ------
    RefusedError
        If the policy is not one for public figures.
    """
    policy = context.policy
    if not policy.public_figures:
        raise RefusedError(
            f"Policy {policy.label} does not release exact counts of people.",
            hint="Ask for the overlap instead. Exact counts are for public figures only.",
        )
    value = replace(
        result,
        rows=tuple(_row(row, policy.digits) for row in result.rows),
        latent_lift=_shown(result.latent_lift, policy.digits),
        latent_correlation=_shown(result.latent_correlation, policy.digits),
    )
    return Screened(value=value, hidden=(), cells=())


_P_DIGITS = 2
"""Significant digits of a p-value; more of them say nothing."""


def _row(row: CountOverlap, digits: int) -> CountOverlap:
    return replace(
        row,
        lift=significant(row.lift, digits),
        correlation=significant(row.correlation, digits),
        chance=round_to(row.chance, digits),
        p_value=round_to(row.p_value, _P_DIGITS),
    )


def _shown(value: Shown, digits: int) -> Shown:
    return significant(value, digits) if isinstance(value, Estimate) else value
