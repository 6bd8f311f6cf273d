"""Disclosure control of one person's card."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.estimate import Estimate
from vesica.core.personal import Card, FacetLine, PositionLine, SkillLine
from vesica.disclosure.audience import no_opt_in
from vesica.disclosure.policy import Policy
from vesica.disclosure.rounding import probability, significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import CARD
from vesica.schema import Purpose
from vesica.store.releases import Cell

__all__ = ["screen_card"]

_QUANTITIES = ("expertise", "influence", "both", "map")
_SHARE = "influence explained by position"


def screen_card(result: Card, context: Context) -> Screened[Card]:
    """Suppress unreliable scores; keep one person's row from giving others' away.

    Raises
    ------
    RefusedError
        If the row would, with what was released before, tell about people who did not opt in.
        The text is that of a missing opt-in, so that it says nothing about the person.
    """
    policy = context.policy
    cells: tuple[Cell, ...] = ()
    if not context.public_row:
        person = result.person_id
        if not all(context.screen.admits_person(q, person) for q in _QUANTITIES):
            raise no_opt_in(Purpose.OWN_SCORE)
        members = frozenset({person})
        cells = tuple(
            Cell(table=CARD, cell=CARD, quantity=q, members=members) for q in _QUANTITIES
        )
    skills = tuple(_skill(s, policy) for s in result.skills)
    weak = tuple(s.skill for s in skills if s.score is None)
    known = result.both is not None and not weak
    value = replace(
        result,
        skills=skills,
        both=probability(result.both, policy.digits)
        if known and result.both is not None
        else None,
        position=_position(result.position, context),
    )
    hidden = tuple(f"{name}: too little evidence for a score." for name in weak)
    return Screened(value=value, hidden=hidden, cells=cells)


def _position(line: PositionLine | None, context: Context) -> PositionLine | None:
    """Round the person's part; the organisation's part obeys the rules for the organisation."""
    if line is None:
        return None
    policy = context.policy
    kept = line.beyond is not None and line.reliability >= policy.reliability
    return PositionLine(
        formal=round_to(line.formal, policy.digits),
        beyond=_rounded(line.beyond, policy.digits) if kept else None,
        reliability=probability(line.reliability, policy.digits),
        explained=context.figures.whole(_SHARE, line.explained),
    )


def _skill(line: SkillLine, policy: Policy) -> SkillLine:
    rounded = replace(
        line,
        reliability=probability(line.reliability, policy.digits),
        facets=tuple(_facet(f, policy.digits) for f in line.facets),
    )
    if line.reliability < policy.reliability or line.score is None:
        return replace(rounded, score=None, above_bar=None)
    above = None if line.above_bar is None else probability(line.above_bar, policy.digits)
    return replace(rounded, score=_rounded(line.score, policy.digits), above_bar=above)


def _facet(line: FacetLine, digits: int) -> FacetLine:
    weight = probability(line.weight, digits)
    return replace(line, value=_rounded(line.value, digits), weight=weight)


def _rounded(estimate: Estimate | None, digits: int) -> Estimate | None:
    return None if estimate is None else significant(estimate, digits)
