"""The plan studio: make a plan, review it, decide on places, publish it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from starlette.responses import Response

from vesica.api import plan, plan_calendar, plan_decisions
from vesica.api.answers import Answer
from vesica.core.pairs_answer import PlannedPerson
from vesica.core.plan_answer import PlanAnswer
from vesica.errors import NotFoundError, UsageError
from vesica.report.plan import changes
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call, back_to
from vesica.web.fields import printable, whole
from vesica.web.render import page

__all__ = ["calendar", "decide", "export", "make", "publish", "studio", "version"]

OBJECTIVES = {
    "bridges": "Most new bridges",
    "coverage": "Most disciplines",
    "least": "Best for whoever has the least chance",
    "cautious": "Best if the routes do badly",
}
_ACTIONS = {
    "lock": "Lock the place",
    "veto": "Veto it",
    "free": "Free it",
    "swap": "Swap the two",
}
_AUDIT = "Adverse impact"
_ABOVE = {"Who takes which route", "Pairs of reverse mentoring", "Decisions"}
"""Tables of the brief that the page shows in a form of its own."""

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_MOST, _MOST_WEEKS = 9999, 260
_APART = "\u001f"


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
            **_choices(call),
        )
    return _review(call, int(str(rows[-1]["version"])))


def version(call: Call) -> Response:
    """Show one version for review."""
    return _review(call, _number(call))


def _number(call: Call) -> int:
    number = whole(call.path["version"], low=1, high=_MOST)
    if number is None:
        raise NotFoundError("There is no such version.", hint="Look at the plan studio.")
    return number


def _asked(call: Call, number: int) -> Answer:
    """Answer with a version; kept until somebody decides, publishes or changes an opt-in."""
    why_not = call.request.query_params.get("why", "").strip()[:200]
    made = call.workspace.state.plans.decisions()
    about = (str(number), str(len(made)), why_not)
    return call.house.answers.ask(
        call.workspace,
        "plan",
        *about,
        make=lambda: plan.show(call.workspace, number, why_not=why_not or None),
    )


def _review(call: Call, number: int) -> Response:
    answer = _asked(call, number)
    value: PlanAnswer = answer.released.value
    rows = plan.listed(call.workspace)
    parent = next((r["from"] for r in rows if r["version"] == number), None)
    former = _asked(call, int(str(parent))).released.value if parent else None
    brief = brief_of(answer)
    shown = [t for t in brief["tables"][1:] if t["title"] not in _ABOVE]
    return page(
        "plan.html",
        call=call,
        title="Plan studio",
        brief=brief,
        value=value,
        places=_places(value, _wanted(call)),
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
        "actions": _ACTIONS,
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
            "who": f"{p.mentor.key}{_APART}{p.leader.key}",
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
        rows = [r for r in rows if set(str(r["who"]).upper().split(_APART)) & set(only)]
    return rows


def _named(person: PlannedPerson) -> str:
    return person.name or person.key or "Somebody without a name"


def _people(value: PlanAnswer) -> list[tuple[str, str]]:
    known = {a.person.key: _named(a.person) for a in value.assignments}
    return sorted(known.items(), key=lambda row: row[1])


def make(call: Call) -> Response:
    """Start to make a plan."""
    words = ["plan"]
    for name in ("budget", "hours"):
        text = str(call.form.get(name, "")).strip()
        if text and not _AMOUNT.fullmatch(text):
            raise UsageError(f"'{text[:40]}' is not an amount.", hint="Write digits: 50000.")
        if text:
            words.append(f"--{name}={text}")
    if len(words) == 1:
        raise UsageError("A plan needs a limit.", hint="Give a budget, or hours, or both.")
    text = str(call.form.get("horizon", "26"))
    horizon = whole(text, low=1, high=_MOST_WEEKS)
    if horizon is None:
        raise UsageError(
            f"'{text[:40]}' is not a number of weeks.", hint=f"Give 1 to {_MOST_WEEKS}."
        )
    objective = str(call.form.get("objective", "bridges"))
    if objective not in OBJECTIVES:
        raise UsageError("There is no such objective.", hint="Choose one of the list.")
    words += [f"--horizon={horizon}", f"--objective={objective}"]
    return _started(call, "Make a plan", words)


def decide(call: Call) -> Response:
    """Record a decision of a named human, and make the plan again under it."""
    number, action = _number(call), str(call.form.get("action", ""))
    if action not in _ACTIONS:
        raise UsageError("There is no such decision.", hint=", ".join(_ACTIONS) + ".")
    first, _, other = str(call.form.get("who", "")).partition(_APART)
    first = str(call.form.get("other", "")).strip() or first
    route, second = str(call.form.get("route", "")), str(call.form.get("second", ""))
    people = [key for key in (first, second if action == "swap" else "") if key]
    if not first or (action == "swap" and len(people) < 2):
        raise UsageError(
            "Nobody was chosen." if not first else "A swap needs two people.",
            hint="Choose a place in the table; for a swap, choose the second person as well.",
        )
    for key in (*people, other):
        if key.startswith("-") or not key.isprintable() or len(key) > 200:
            raise UsageError("That is no key of a person.", hint="Give an employee number.")
    by, reason = _said(call)
    words = ["plan", action, str(number), *people, f"--by={by}", f"--reason={reason}"]
    if action != "swap" and route:
        words.append(f"--route={printable(route[:80])}")
    if action != "swap" and other:
        words.append(f"--with={other}")
    return _started(call, _ACTIONS[action], words)


def _said(call: Call) -> tuple[str, str]:
    """Name and reason of whoever decides; the plan refuses without them."""
    by, reason = (
        printable(str(call.form.get(name, "")).strip()[:300]) for name in ("by", "reason")
    )
    if len(by) < 2 or len(reason) < 2:
        raise UsageError("A decision needs a name and a reason.", hint="Say who decides, and why.")
    return by, reason


def _started(call: Call, title: str, words: list[str]) -> Response:
    started = call.house.jobs.start(title, words, actor=call.workspace.actor, leads="/plan")
    return back_to(f"/jobs/{started.id}")


def publish(call: Call) -> Response:
    """Publish a version: from now on each person sees the own part."""
    by, reason = _said(call)
    plan_decisions.publish(call.workspace, _number(call), by=by, reason=reason)
    return back_to(f"/plan/{_number(call)}")


def export(call: Call) -> Response:
    """Return a version as a file."""
    return file(call, _asked(call, _number(call)), f"plan-{_number(call)}", call.path["form"])


def calendar(call: Call) -> Response:
    """Return the meetings of a published version as a calendar file."""
    with tempfile.TemporaryDirectory() as folder:
        written = plan_calendar.whole(call.workspace, _number(call), Path(folder) / "plan.ics")
        content = written.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="plan-{_number(call)}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
