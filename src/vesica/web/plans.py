"""The plan studio: versions of the plan, for review and to take away."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from starlette.responses import Response

from vesica.api import plan, plan_calendar
from vesica.api.answers import Answer
from vesica.core.pairs_answer import PlannedPerson
from vesica.core.plan_answer import PlanAnswer
from vesica.errors import VesicaError
from vesica.report.plan import changes
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call
from vesica.web.decisions import ACTIONS, APART, OBJECTIVES, number_of
from vesica.web.render import page
from vesica.web.waiting import answered, found

__all__ = ["asked", "calendar", "export", "studio", "version"]

_AUDIT = "Adverse impact"
_ABOVE = {"Who takes which route", "Pairs of reverse mentoring", "Decisions"}
"""Tables of the brief that the page shows in a form of its own."""


def studio(call: Call) -> Response:
    """Show the newest version, or how to make the first."""
    rows = plan.listed(call.workspace)
    if not rows:
        return page(
            "plan.html",
            call=call,
            title="Plan studio",
            brief=None,
            rows=(),
            frontier=(),
            chosen=_wanted(call),
            **_choices(call),
        )
    return _review(call, int(str(rows[-1]["version"])))


def version(call: Call) -> Response:
    """Show one version for review."""
    return _review(call, number_of(call))


def asked(call: Call, number: int) -> Answer:
    """Answer with a version; kept until somebody decides, publishes or changes an opt-in."""
    why_not = call.request.query_params.get("why", "").strip()[:200]
    made = call.workspace.state.plans.decisions()
    about = (str(number), str(len(made)), why_not)
    make = partial(plan.show, version=number, why_not=why_not or None)
    return found(call, "plan", *about, make=make)


def _review(call: Call, number: int) -> Response:
    answer = asked(call, number)
    value: PlanAnswer = answer.released.value
    rows = plan.listed(call.workspace)
    parent = next((r["from"] for r in rows if r["version"] == number), None)
    former = asked(call, int(str(parent))).released.value if parent else None
    brief = brief_of(answer)
    shown = [t for t in brief["tables"][1:] if t["title"] not in _ABOVE]
    places = _places(value, _wanted(call))
    return page(
        "plan.html",
        call=call,
        title="Plan studio",
        brief=brief,
        value=value,
        places=places,
        placed=len(set(_wanted(call)) & _taken(places)),
        without=_without(call, places),
        people=_people(value),
        rows=rows,
        parent=parent,
        changed=changes(former, value) if former is not None else (),
        tables=[t for t in shown if not t["title"].startswith(_AUDIT)],
        audit=[t for t in shown if t["title"].startswith(_AUDIT)],
        frontier=[(p.budget, p.bridges) for p in value.frontier],
        prices=[p for p in value.prices if p.bridges > 0],
        chosen=_wanted(call),
        **_choices(call),
    )


def _choices(call: Call) -> dict[str, Any]:
    return {
        "objectives": OBJECTIVES,
        "actions": ACTIONS,
        "by": call.subject.name if call.subject else "",
        "wanted": call.request.query_params.get("why", ""),
    }


def _wanted(call: Call) -> list[str]:
    """Keys of the people that were chosen on the skill map."""
    return [k.upper()[:200] for k in call.request.query_params.getlist("for")][:200]


def _places(value: PlanAnswer, only: list[str]) -> list[dict[str, Any]]:
    rows = [
        {
            "who": a.person.key,
            "name": _named(a.person),
            "unit": a.person.org_unit,
            "route": a.route,
            "gain": a.gain,
            "how": a.how,
            "why": a.why,
        }
        for a in value.assignments
    ]
    rows += [
        {
            "who": f"{p.mentor.key}{APART}{p.leader.key}",
            "name": f"{_named(p.mentor)} and {_named(p.leader)}",
            "unit": p.mentor.org_unit,
            "route": "pair",
            "gain": p.mentor_gain + p.leader_gain,
            "how": "locked" if p.locked else "paired",
            "why": p.why,
        }
        for p in value.pairs
    ]
    if only:
        rows = [r for r in rows if set(str(r["who"]).upper().split(APART)) & set(only)]
    return rows


def _taken(places: list[dict[str, Any]]) -> set[str]:
    """Keys of everybody who has a place."""
    return {key.upper() for row in places for key in str(row["who"]).split(APART)}


def _without(call: Call, places: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Key, name and unit of those chosen on the map who have no place in this version."""
    wanted = [key for key in _wanted(call) if key not in _taken(places)]
    if not wanted:
        return []
    try:
        shown = answered(call, "points").released.value.points
    except VesicaError:
        shown = ()
    known = {p.person.key.upper(): p.person for p in shown}
    people = [(key, known[key]) for key in wanted if key in known]
    return [(person.key, _named(person), person.org_unit) for _, person in people]


def _named(person: PlannedPerson) -> str:
    return person.name or person.key or "Somebody without a name"


def _people(value: PlanAnswer) -> list[tuple[str, str]]:
    known = {a.person.key: _named(a.person) for a in value.assignments}
    return sorted(known.items(), key=lambda row: row[1])


def export(call: Call) -> Response:
    """Return a version as a file."""
    return file(call, asked(call, number_of(call)), f"plan-{number_of(call)}", call.path["form"])


def calendar(call: Call) -> Response:
    """Return the meetings of a published version as a calendar file."""
    with tempfile.TemporaryDirectory() as folder:
        written = plan_calendar.whole(call.workspace, number_of(call), Path(folder) / "plan.ics")
        content = written.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="plan-{number_of(call)}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
