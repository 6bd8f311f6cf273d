"""The own part of the plan that was published last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.api.people import owner
from vesica.api.plan_meetings import meeting_slots
from vesica.api.plan_versions import (
    FORMULA,
    METHOD,
)
from vesica.api.planning import gather
from vesica.core.canonical import result_hash
from vesica.core.own_plan import OwnMeeting, OwnPlan
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["mine", "mine_of"]


def mine(workspace: Workspace, code: str) -> Released[OwnPlan]:
    """Release to a person the own part of the plan that was published last.

    Raises
    ------
    RefusedError
        If the passphrase is wrong.
    """
    return mine_of(workspace, owner(workspace, code))


def mine_of(workspace: Workspace, person_id: str) -> Released[OwnPlan]:
    """Release the own part to a person who has shown to be that person."""
    own = _own(workspace, person_id)
    return workspace.gate.release(
        own,
        question="own plan",
        purpose=Purpose.BRIDGES,
        audience=Audience.SELF,
        provenance=Provenance(
            formula=FORMULA,
            method=METHOD,
            relations=(),
            rows=(),
            run_id=current_run(workspace).id,
            result_hash=result_hash(own),
        ),
        members=Members(people=frozenset({person_id}), units={}),
        person=person_id,
        consents=consents(workspace, Purpose.BRIDGES),
    )


def _own(workspace: Workspace, person_id: str) -> OwnPlan:
    made = workspace.state.plans.published()
    empty = OwnPlan(
        person_id=person_id,
        version=0,
        published="",
        route="",
        how="",
        why="",
        partners=(),
        meetings=(),
    )
    if made is None:
        return empty
    places, shown = workspace.state.plans.places(made.plan), gather(workspace).shown
    own = [p for p in places if p.other_id is None and p.person_id == person_id]
    names = workspace.vault.names()
    pairs = [p for p in places if person_id in (p.person_id, p.other_id) and p.other_id]
    partners = {
        other: names.get(other, "somebody without a name")
        for p in pairs
        for other in {p.person_id, p.other_id} - {person_id}
        if {other, person_id} <= shown
    }
    day = made.time[:10]
    slots = meeting_slots(workspace, places, date.fromisoformat(day))
    return replace(
        empty,
        version=made.plan,
        published=day,
        route=own[0].route if own else "",
        how=own[0].how if own else "",
        why=own[0].why if own else "",
        partners=tuple(partners.values()),
        meetings=tuple(
            OwnMeeting(
                day=slot.day,
                minutes=slot.minutes,
                with_whom=partners[next(iter(set(both) - {person_id}))],
                start=slot.start,
            )
            for slot, both in sorted(
                ((slot, both) for both, own in slots.items() for slot in own),
                key=lambda found: (found[0].day, partners.get(found[1][0], "")),
            )
            if person_id in both and set(both) - {person_id} <= set(partners)
        ),
    )
