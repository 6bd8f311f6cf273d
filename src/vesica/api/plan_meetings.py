"""When the pairs of a published plan could meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vesica.api.planning import gather
from vesica.api.planning_hours import meeting_start
from vesica.store.plans import Place

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Slot", "meeting_slots"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """One suggested meeting.

    Parameters
    ----------
    day : str
        ISO date of the meeting; the Monday of its week where the hours are not known.
    start : str
        When both work, UTC, ISO 8601; empty where the hours are not known.
    minutes : int
        Its length [min].
    """

    day: str
    start: str
    minutes: int


def meeting_slots(
    workspace: Workspace, places: Sequence[Place], published: date
) -> dict[tuple[str, str], tuple[Slot, ...]]:
    """Suggest meetings for every pair, from the Monday after the publication.

    Where the working hours of both are known, an hour at which both work; pairs that share a
    person get different days of the week.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    places : sequence of Place
        Of the published version.
    published : date
        Day of the publication.
    """
    settings, data = workspace.settings.plan, gather(workspace)
    hours = dict(zip(data.ids, data.workdays, strict=True))
    first_monday = published + timedelta(days=7 - published.weekday())
    taken: Counter[str] = Counter()
    found = {}
    for p in places:
        if p.other_id is None:
            continue
        turn = max(taken[p.person_id], taken[p.other_id])
        taken.update((p.person_id, p.other_id))
        slots = []
        for k in range(settings.sessions):
            monday = first_monday + timedelta(weeks=k * settings.weeks_between)
            start = meeting_start(
                hours.get(p.person_id),
                hours.get(p.other_id),
                monday=monday,
                minutes=settings.session_minutes,
                turn=turn,
            )
            slots.append(
                Slot(
                    day=(monday if start is None else start.date()).isoformat(),
                    start="" if start is None else start.isoformat(),
                    minutes=settings.session_minutes,
                )
            )
        found[p.person_id, p.other_id] = tuple(slots)
    return found
