"""Disclosure control of the age question: figures about the organisation, never about a person."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.age import AgeAnswer, AgePoint, AgeProfile, ProxyAudit
from vesica.core.canonical import round_to
from vesica.core.estimate import Hidden, Shown
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened, count_known
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_age"]

_QUANTITY = "age"
_LEAST_P = 0.001


def screen_age(result: AgeAnswer, context: Context) -> Screened[AgeAnswer]:
    """Hold back what few people changed, and round.

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
    everyone = {ORGANISATION: context.members.people}
    held = context.screen.admit(_QUANTITY, everyone).get(ORGANISATION)
    known = count_known(result.with_age, result.people, minimum)
    inflation = result.tenure_inflation
    value = replace(
        result,
        with_age=known,
        profiles=tuple(_profile(p, held, digits, known) for p in result.profiles),
        audit=_audit(result.audit, held, digits, known),
        tenure_inflation=None if inflation is None else round_to(inflation, digits),
    )
    hidden = () if held is None else (f"The figures on age: {held}.",)
    cell = Cell(
        table=_QUANTITY,
        cell=ORGANISATION,
        quantity=_QUANTITY,
        members=context.members.people,
    )
    return Screened(value=value, hidden=hidden, cells=() if held else (cell,))


def _profile(profile: AgeProfile, held: str | None, digits: int, known: int) -> AgeProfile:
    names = ("slope", "slope_tenure", "spread", "explained", "coverage")
    shown = {n: _shown(getattr(profile, n), held, digits, known) for n in names}
    return replace(
        profile,
        p_value=max(round_to(profile.p_value, 1), _LEAST_P),
        curve=tuple(
            AgePoint(age=point.age, skill=_shown(point.skill, held, digits, known))
            for point in profile.curve
        ),
        **shown,
    )


def _audit(audit: ProxyAudit, held: str | None, digits: int, known: int) -> ProxyAudit:
    return replace(
        audit,
        by_skills=_shown(audit.by_skills, held, digits, known),
        by_tenure=_shown(audit.by_tenure, held, digits, known),
    )


def _shown(value: Shown, held: str | None, digits: int, known: int) -> Shown:
    if held is not None:
        return Hidden(why=held)
    if isinstance(value, Hidden):
        return value
    return replace(significant(value, digits), n=min(value.n, known))
