"""Calendar files: of a published plan for the analyst, of the own part for a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vesica.api.plan import show
from vesica.api.plan_meetings import meeting_slots
from vesica.errors import RefusedError, UsageError
from vesica.store.atomic import write_file

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.own_plan import OwnPlan
    from vesica.core.released import Released

__all__ = ["own", "whole"]


def whole(workspace: Workspace, version: int, to: Path) -> Path:
    """Write all meetings of a published version.

    Raises
    ------
    RefusedError
        If the version is a draft.
    """
    from vesica.report.bridges import person
    from vesica.report.ics import Entry

    value = show(workspace, version).value
    if value.status == "draft":
        raise RefusedError(
            f"Plan {version} is a draft; nothing leaves before it is published.",
            hint=f'vesica plan publish {version} --by "Ada Lovelace" --reason "agreed on Monday".',
        )
    day = next(d.time for d in value.decisions if d.action == "publish")[:10]
    places = workspace.state.plans.places(version)
    slots = meeting_slots(workspace, places, date.fromisoformat(day))
    entries = []
    for k, pair in enumerate(value.pairs):
        mentor, leader = pair.mentor, pair.leader
        for m, slot in enumerate(slots[mentor.person_id, leader.person_id]):
            entries.append(
                Entry(
                    uid=f"vesica-{version}-{k}-{m}@{workspace.settings.workspace.id}",
                    day=slot.day,
                    title=f"{person(mentor)} and {person(leader)}",
                    text=f"Reverse mentoring, {_told(slot.minutes, slot.start)}",
                    start=slot.start,
                    minutes=slot.minutes,
                )
            )
    return _write(workspace, entries, to, made=day)


def own(workspace: Workspace, released: Released[OwnPlan], to: Path) -> Path:
    """Write the meetings of one person's own part.

    Raises
    ------
    UsageError
        If there are none.
    """
    from vesica.report.ics import Entry

    value = released.value
    if not value.meetings:
        raise UsageError(
            "There are no meetings to write.", hint="See your part: vesica plan mine --code KEY."
        )
    entries = [
        Entry(
            uid=f"vesica-own-{value.version}-{k}@{workspace.settings.workspace.id}",
            day=m.day,
            title=f"Session with {m.with_whom}",
            text=_told(m.minutes, m.start).capitalize(),
            start=m.start,
            minutes=m.minutes,
        )
        for k, m in enumerate(value.meetings)
    ]
    return _write(workspace, entries, to, made=value.published)


def _told(minutes: int, start: str) -> str:
    when = (
        "both of you work then; move it if it does not suit."
        if start
        else ("in this week; agree on the hour between you.")
    )
    return f"{minutes} minutes, {when}"


def _write(workspace: Workspace, entries: list, to: Path, *, made: str) -> Path:
    from vesica.report.ics import ics

    if to.suffix.lower() != ".ics":
        raise UsageError(f"'{to.name}' is no calendar file.", hint="Let its name end in .ics.")
    stamp = f"{made.replace('-', '')}T000000Z"
    content = ics(entries, name=f"{workspace.settings.workspace.name}: bridges", made=stamp)
    write_file(to, content.encode())
    return to
