"""Disclosure control of the age question: figures about the organisation, never about a person."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.age import AgeAnswer, AgePoint, AgeProfile
from vesica.core.canonical import round_to
from vesica.disclosure.figures import Figures
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_age"]

_QUANTITY = "age"
_LEAST_P = 0.001


def screen_age(result: AgeAnswer, context: Context) -> Screened[AgeAnswer]:
    """Round so that one person does not show.

    Raises
    ------
    RefusedError
        If the ages of fewer people than the minimum group are known.
    """
    minimum, digits = context.policy.minimum_group, context.policy.digits
    if result.with_age < minimum:
        raise RefusedError(
            f"The ages of {fewer_than(minimum)} are known.",
            hint="Import birth years with the roster.",
        )
    figures, inflation = context.figures, result.tenure_inflation
    value = replace(
        result,
        people=figures.people("people", result.people),
        with_age=figures.people("people with an age", result.with_age),
        profiles=tuple(_profile(p, figures) for p in result.profiles),
        audit=replace(
            result.audit,
            by_skills=figures.whole("age from skills", result.audit.by_skills),
            by_tenure=figures.whole("age from tenure", result.audit.by_tenure),
        ),
        tenure_inflation=None if inflation is None else round_to(inflation, digits),
    )
    cell = Cell(
        table=_QUANTITY,
        cell=ORGANISATION,
        quantity=_QUANTITY,
        members=context.members.people,
    )
    return Screened(value=value, hidden=(), cells=(cell,))


def _profile(profile: AgeProfile, figures: Figures) -> AgeProfile:
    names = ("slope", "slope_tenure", "spread", "explained", "coverage")
    skill = profile.skill
    shown = {n: figures.whole(f"{n} of {skill}", getattr(profile, n)) for n in names}
    return replace(
        profile,
        p_value=max(round_to(profile.p_value, 1), _LEAST_P),
        curve=tuple(
            AgePoint(age=point.age, skill=figures.whole(f"{skill} at {point.age}", point.skill))
            for point in profile.curve
        ),
        **shown,
    )
