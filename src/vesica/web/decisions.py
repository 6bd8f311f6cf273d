"""Work on plans: make one, decide on places, publish. Forms and programs send the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response

from vesica.api import plan_decisions
from vesica.api.jobs import Job
from vesica.errors import NotFoundError, UsageError
from vesica.web.call import Call, back_to
from vesica.web.fields import printable, whole

__all__ = [
    "ACTIONS",
    "APART",
    "MOST_WEEKS",
    "OBJECTIVES",
    "decide",
    "decision_words",
    "make",
    "number_of",
    "plan_words",
    "publish",
    "said_by",
    "started",
]

OBJECTIVES = {
    "bridges": "Most new bridges",
    "coverage": "Most disciplines",
    "least": "Best for whoever has the least chance",
    "cautious": "Best if the routes do badly",
}
ACTIONS = {
    "lock": "Lock the place",
    "veto": "Veto it",
    "free": "Free it",
    "swap": "Swap the two",
}
APART = "\u001f"
"""Between the two of a pair, where a form names both in one field."""

MOST_WEEKS = 260
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_MOST = 9999


def number_of(call: Call) -> int:
    """Return the number of the version that the address names.

    Raises
    ------
    NotFoundError
        If it is none.
    """
    number = whole(call.path["version"], low=1, high=_MOST)
    if number is None:
        raise NotFoundError("There is no such version.", hint="Look at the plan studio.")
    return number


def plan_words(form: Mapping[str, Any]) -> list[str]:
    """Return the command that makes a plan within the limits of a form.

    Raises
    ------
    UsageError
        If a limit is none, or there is none at all.
    """
    words = ["plan"]
    for name in ("budget", "hours"):
        text = _text(form, name)
        if text and not _AMOUNT.fullmatch(text):
            raise UsageError(f"'{text[:40]}' is not an amount.", hint="Write digits: 50000.")
        if text:
            words.append(f"--{name}={text}")
    if len(words) == 1:
        raise UsageError("A plan needs a limit.", hint="Give a budget, or hours, or both.")
    text = _text(form, "horizon", "26")
    horizon = whole(text, low=1, high=MOST_WEEKS)
    if horizon is None:
        raise UsageError(
            f"'{text[:40]}' is not a number of weeks.", hint=f"Give 1 to {MOST_WEEKS}."
        )
    objective = _text(form, "objective", "bridges")
    if objective not in OBJECTIVES:
        raise UsageError("There is no such objective.", hint=", ".join(OBJECTIVES) + ".")
    return [*words, f"--horizon={horizon}", f"--objective={objective}"]


def decision_words(number: int, form: Mapping[str, Any]) -> list[str]:
    """Return the command that records a decision of a named human on a version.

    Raises
    ------
    UsageError
        If it is not whole.
    """
    action = _text(form, "action")
    if action not in ACTIONS:
        raise UsageError("There is no such decision.", hint=", ".join(ACTIONS) + ".")
    person, leader = _text(form, "person"), _text(form, "leader")
    second = _text(form, "second") if action == "swap" else ""
    people = [key for key in (person, second) if key]
    if not person or (action == "swap" and not second):
        raise UsageError(
            "A swap needs two people." if person else "Nobody was chosen.",
            hint="Choose a place in the table; for a swap, choose the second person as well.",
        )
    for key in (*people, leader):
        if key.startswith("-") or not key.isprintable() or len(key) > 200:
            raise UsageError("That is no key of a person.", hint="Give an employee number.")
    by, reason = said_by(form)
    words = ["plan", action, str(number), *people, f"--by={by}", f"--reason={reason}"]
    route = _text(form, "route")
    if action != "swap" and route:
        words.append(f"--route={printable(route[:80])}")
    if action != "swap" and leader:
        words.append(f"--with={leader}")
    return words


def said_by(form: Mapping[str, Any]) -> tuple[str, str]:
    """Name and reason of whoever decides.

    Raises
    ------
    UsageError
        If one is missing.
    """
    by, reason = (printable(_text(form, name)[:300]) for name in ("by", "reason"))
    if len(by) < 2 or len(reason) < 2:
        raise UsageError("A decision needs a name and a reason.", hint="Say who decides, and why.")
    return by, reason


def _text(form: Mapping[str, Any], name: str, usual: str = "") -> str:
    """Return a field as text; programs may send a number, and nothing is nothing."""
    value = form.get(name, usual)
    if isinstance(value, bool | list | dict):
        raise UsageError(f"'{name}' is neither a text nor a number.", hint="Correct it.")
    return "" if value is None else str(value).strip()


def started(call: Call, words: Sequence[str], *, title: str = "", leads: str = "/plan") -> Job:
    """Start the command; the logs name whoever asked."""
    return call.house.jobs.start(
        title or ACTIONS[words[1]], list(words), actor=call.workspace.actor, leads=leads
    )


def make(call: Call) -> Response:
    """Start to make a plan; whoever was chosen on the map is looked at afterwards."""
    chosen = [("for", key[:200]) for key in call.lists.get("for", [])[:200]]
    leads = f"/plan?{QueryParams(chosen)}" if chosen else "/plan"
    job = started(call, plan_words(call.form), title="Make a plan", leads=leads)
    return back_to(f"/jobs/{job.id}")


def decide(call: Call) -> Response:
    """Record a decision of a named human, and make the plan again under it."""
    first, _, other = str(call.form.get("who", "")).partition(APART)
    typed = str(call.form.get("other", "")).strip()
    asked = dict(call.form) | {"person": typed or first, "leader": other}
    return back_to(f"/jobs/{started(call, decision_words(number_of(call), asked)).id}")


def publish(call: Call) -> Response:
    """Publish a version: from now on each person sees the own part."""
    by, reason = said_by(call.form)
    plan_decisions.publish(call.workspace, number_of(call), by=by, reason=reason)
    return back_to(f"/plan/{number_of(call)}")
