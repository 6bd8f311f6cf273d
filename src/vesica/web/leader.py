"""What's in it for me: a leader's own case, and what a practitioner may say of it."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response

from vesica.api import reporting
from vesica.api.answers import Answer
from vesica.api.case import case_for
from vesica.core.case import Case, Version
from vesica.core.line_of_sight import Grade
from vesica.errors import EstimationError, NotFoundError, VesicaError
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call, back_to
from vesica.web.personal import asker
from vesica.web.render import page, render
from vesica.web.words import MORE

__all__ = ["case", "case_form", "pitch", "pitch_form"]

RANGES = {"minutes_per_week": (1, 2400), "weeks": (1, 53), "discount": (0, 100)}
"""Lowest and highest value of each assumption that a leader can move."""

_MINUTES, _STEP = 120, 5

_THIS_LEADER = "this leader"
_LACKS = (
    "Ask whoever runs Vesica here to import your incentive plan, and the metrics that it pays on."
)
_VERSIONS = {
    "pitch": "Drawn by lot, so that the message can be tested",
    "generic": "The same for everybody",
    "personalised": "In this leader's own metrics",
}


def _changes(call: Call) -> tuple[str, ...]:
    """Assumptions that were moved; the address is the state."""
    found = []
    for name, (low, high) in RANGES.items():
        if name in call.request.query_params:
            value = call.number(name, low, low=low, high=high)
            if name != "discount":
                found.append(f"{name}={value}")
            elif value != _usual_discount(call):
                found.append(f"{name}={value}%")
    return tuple(found)


def _usual_discount(call: Call) -> int:
    return round(100 * call.workspace.settings.case.discount)


def _sliders(call: Call, made: Case) -> list[dict[str, Any]]:
    """Sliders that stand where the case stands: at its own assumptions until somebody moves one.

    A slider that stands as usual is not sent: it is no choice of anybody.
    """
    usual = {a.name: a.default for a in made.assumptions}
    minutes, weeks = round(usual["minutes_per_week"]), max(1, round(usual["weeks"]))
    step = 1 if minutes % _STEP else _STEP
    shown = [
        ("minutes_per_week", "Minutes a week", step, max(_MINUTES, minutes), step, minutes),
        ("weeks", "Weeks that you take part", 1, weeks, 1, weeks),
    ]
    if any(part.grade is Grade.ASSUMED for part in made.sight.metrics):
        words = "Share of assumed effects that does not carry over, per cent"
        shown.append(("discount", words, 0, 100, 1, _usual_discount(call)))
    return [
        {
            "name": name,
            "words": words,
            "low": low,
            "high": high,
            "step": each,
            "usual": at,
            "sent": name in call.request.query_params,
            "now": min(call.number(name, at, low=RANGES[name][0], high=RANGES[name][1]), high),
        }
        for name, words, low, high, each, at in shown
    ]


def _moved(sliders: list[dict[str, Any]]) -> str:
    """Address of the case with what somebody moved, and nothing else.

    Without scripts a browser sends every slider; one that stands as usual is no choice.
    """
    moved = {s["name"]: s["now"] for s in sliders if s["sent"] and s["now"] != s["usual"]}
    return f"/me/case?{QueryParams(moved)}" if moved else "/me/case"


def _own(call: Call, changes: tuple[str, ...]) -> Answer:
    """Answer for the leader who asks; what the data lack, a leader cannot import.

    Raises
    ------
    EstimationError
        If there is no plan, or it cannot be worked out.
    """
    me = asker(call)
    try:
        released = case_for(call.workspace, me, asker=me, changes=changes)
    except EstimationError as error:
        raise EstimationError(error.message.replace(_THIS_LEADER, "you"), hint=_LACKS) from error
    return Answer(released, reporting.brief(call.workspace, "case", released))


def case(call: Call) -> Response:
    """Answer for the leader who asks; with moved sliders, the answer alone."""
    brief, refusal, sliders = None, None, []
    changes = _changes(call)
    try:
        answer = _own(call, changes)
        sliders = _sliders(call, answer.released.value)
        if any(s["sent"] and s["now"] == s["usual"] for s in sliders):
            return back_to(_moved(sliders))
        brief = brief_of(answer)
    except VesicaError as error:
        refusal = error
    known: dict[str, Any] = {
        "brief": brief,
        "refusal": refusal,
        "query": f"?{call.request.url.query}" if call.request.url.query else "",
    }
    if call.request.headers.get("hx-request"):
        return Response(render("case_part.html", call=call, **known), media_type="text/html")
    return page("case.html", call=call, title="What’s in it for me?", sliders=sliders, **known)


def case_form(call: Call) -> Response:
    """Return the own case as a file."""
    return file(call, _own(call, _changes(call)), "my-case", _form(call))


def _form(call: Call) -> str:
    form = call.path["form"]
    if form not in MORE:
        raise NotFoundError("There is no such form.", hint=f"Forms: {', '.join(MORE)}.")
    return form


def _pitched(call: Call) -> Answer:
    leader = call.request.query_params.get("leader", "").strip()[:200]
    wanted = call.request.query_params.get("version", "pitch")
    released = call.workspace.pitch(leader, version=wanted)
    return Answer(released, reporting.brief(call.workspace, "pitch", released))


def pitch(call: Call) -> Response:
    """Show the argument for a leader who opted in; it holds no private figure of theirs."""
    leader = call.request.query_params.get("leader", "").strip()[:200]
    brief, refusal = None, None
    if leader:
        try:
            brief = brief_of(_pitched(call))
        except VesicaError as error:
            refusal = error
    wanted = call.request.query_params.get("version", "pitch")
    return page(
        "pitch.html",
        call=call,
        title="Make the case",
        leader=leader,
        wanted=wanted if wanted in _VERSIONS else "pitch",
        versions={name: _VERSIONS[name] for name in ("pitch", *map(str, Version))},
        brief=brief,
        refusal=refusal,
        query=f"?{call.request.url.query}",
    )


def pitch_form(call: Call) -> Response:
    """Return the argument as a file."""
    return file(call, _pitched(call), "pitch", _form(call))
