"""Why this score: one person's card, for that person or after that person's opt-in."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.api.overlap import members
from vesica.api.people import owner
from vesica.api.position import share_of
from vesica.api.provenance import provenance
from vesica.core.estimate import Estimate, Hidden
from vesica.core.personal import Card, FacetLine, PositionLine, SkillLine
from vesica.core.released import Released
from vesica.disclosure.audience import Audience
from vesica.errors import NotFoundError, UsageError
from vesica.evidence.compute import pc
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["explain", "own_card"]

_FORMULA = (
    "score = Σ over facets of weight × facet, weight ∝ loading / (unique variance + error"
    " variance of the person's own facet), shrunk to the organisation's mean"
)
_LEVEL = 0.9


def explain(workspace: Workspace, person: str | None, *, code: str | None) -> Released[Card]:
    """Release one person's card.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    person : str or None
        Employee number, e-mail address or pseudonym: asked by the analyst.
    code : str or None
        The person's key and passphrase, ``KEY:PASSPHRASE``: asked by the person.

    Raises
    ------
    UsageError
        If neither or both are given.
    RefusedError
        If the passphrase is wrong, or the person has not opted in to being seen by the analyst.
    NotFoundError
        If nothing has been run yet, or the run does not hold the person.
    """
    code = code or None
    if (person is None) == (code is None):
        raise UsageError(
            "Say whose score: a person, or your own code.",
            hint="vesica explain PERSON, or vesica explain --code KEY for your own.",
        )
    if code:
        return own_card(workspace, owner(workspace, code))
    return _released(workspace, workspace.vault.find(person or ""), own=False)


def own_card(workspace: Workspace, person_id: str) -> Released[Card]:
    """Release the card of a person who has shown to be that person.

    Raises
    ------
    NotFoundError
        If nothing has been run yet, or the run does not hold the person.
    """
    return _released(workspace, person_id, own=True)


def _released(workspace: Workspace, person_id: str | None, *, own: bool) -> Released[Card]:
    sealed = current_run(workspace)
    card = _card(sealed.table("people"), sealed.table("facets"), person_id)
    allowed = consents(workspace, Purpose.OWN_SCORE)
    if not card.skills and (own or person_id in allowed.granted):
        raise NotFoundError(
            "The run holds no scores of this person.",
            hint="Who has left, or objected to being measured, is not in it.",
        )
    return workspace.gate.release(
        card,
        question="explain",
        purpose=Purpose.OWN_SCORE,
        audience=Audience.SELF if own else Audience.ANALYST,
        provenance=provenance(sealed, _FORMULA, "vesica.measure.skill.skill"),
        members=members(sealed),
        person=person_id if own else None,
        consents=allowed,
    )


def _card(people: pa.Table, facets: pa.Table, person_id: str | None) -> Card:
    rows = people.filter(pc.equal(people["person_id"], person_id or "")).to_pylist()
    if not rows:
        return Card(person_id=person_id or "", skills=(), both=None)
    own = facets.filter(pc.equal(facets["person_id"], person_id)).to_pylist()
    return Card(
        person_id=rows[0]["person_id"],
        skills=tuple(_skill(rows[0], own, skill) for skill in ("expertise", "influence")),
        both=rows[0]["both"],
        position=_position(rows[0], people),
    )


def _position(row: dict[str, Any], people: pa.Table) -> PositionLine | None:
    if "position" not in row:
        return None
    error, sd = row["influence_beyond_se"], row["influence_beyond_sd"]
    share = share_of(people, _LEVEL)
    return PositionLine(
        formal=row["position"],
        beyond=_interval(row["influence_beyond_mean"], error),
        reliability=max(0.0, 1.0 - (error / sd) ** 2) if sd > 0 else 0.0,
        explained=share if share is not None else Hidden(why="too little evidence"),
    )


def _skill(row: dict[str, Any], facets: list[dict[str, Any]], skill: str) -> SkillLine:
    error = row[f"{skill}_se"]
    return SkillLine(
        skill=skill,
        score=_interval(row[f"{skill}_mean"], error),
        reliability=max(0.0, 1.0 - error**2),
        above_bar=row[f"{skill}_above"],
        facets=tuple(_facet(f) for f in facets if f["skill"] == skill),
    )


def _facet(row: dict[str, Any]) -> FacetLine:
    known = row["evidence"] > 0 or row["weight"] > 0
    return FacetLine(
        facet=row["facet"],
        value=_interval(row["value"], row["standard_error"]) if known else None,
        evidence=row["evidence"],
        evidence_unit=row["evidence_unit"],
        weight=row["weight"],
    )


def _interval(value: float, error: float) -> Estimate:
    reach = NormalDist().inv_cdf(0.5 + _LEVEL / 2) * error
    return Estimate(
        value=value, low=value - reach, high=value + reach, level=_LEVEL, unit="sd", n=1
    )
