"""Plans for programs: versions, one version, decisions, publishing."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from vesica.api import plan, plan_decisions
from vesica.web.call import Call, tagged
from vesica.web.decisions import (
    ACTIONS,
    MOST_WEEKS,
    OBJECTIVES,
    decision_words,
    number_of,
    plan_words,
    said_by,
    started,
)
from vesica.web.interface import begun, paged
from vesica.web.plans import asked

__all__ = [
    "DECISION",
    "LIMITS",
    "NAMED",
    "decide_on_plan",
    "make_plan",
    "plan_version",
    "plan_versions",
    "publish_plan",
]

_WORDS = {"type": "string", "minLength": 2, "maxLength": 300}
_KEY = {"type": "string", "minLength": 1, "maxLength": 200}
_AMOUNT = {"type": "number", "minimum": 0, "maximum": 999_999_999_999}

LIMITS: dict[str, Any] = {
    "type": "object",
    "anyOf": [{"required": ["budget"]}, {"required": ["hours"]}],
    "properties": {
        "budget": _AMOUNT,
        "hours": _AMOUNT,
        "horizon": {"type": "integer", "minimum": 1, "maximum": MOST_WEEKS},
        "objective": {"enum": list(OBJECTIVES)},
    },
}
"""What a plan may take."""

NAMED: dict[str, Any] = {
    "type": "object",
    "required": ["by", "reason"],
    "properties": {"by": _WORDS, "reason": _WORDS},
}
"""Who decides, and why."""

DECISION: dict[str, Any] = {
    "type": "object",
    "required": ["action", "person", "by", "reason"],
    "properties": {
        "action": {"enum": list(ACTIONS)},
        "person": _KEY,
        "leader": _KEY,
        "second": _KEY,
        "route": {"type": "string", "maxLength": 80},
        "by": _WORDS,
        "reason": _WORDS,
    },
}
"""A decision of a named human on a place."""


def plan_versions(call: Call) -> Response:
    """Versions of the plan, newest first."""
    return paged(call, "plans", plan.listed(call.workspace)[::-1])


def plan_version(call: Call) -> Response:
    """One version: the released value, and the words that were made of it."""
    return tagged(call, asked(call, number_of(call)).form(".json"), "application/json")


def make_plan(call: Call) -> Response:
    """Start to make a plan."""
    return begun(call, started(call, plan_words(call.form), title="Make a plan"))


def decide_on_plan(call: Call) -> Response:
    """Start to make the plan again under a decision of a named human."""
    return begun(call, started(call, decision_words(number_of(call), call.form)))


def publish_plan(call: Call) -> Response:
    """Publish a version."""
    by, reason = said_by(call.form)
    plan_decisions.publish(call.workspace, number_of(call), by=by, reason=reason)
    return JSONResponse({"version": number_of(call), "status": "published"})
