"""What's in it for me: a leader's own case, and what a practitioner may say of it."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from vesica.api import reporting
from vesica.api.answers import Answer
from vesica.api.case import case_for
from vesica.core.case import Version
from vesica.errors import NotFoundError, VesicaError
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call
from vesica.web.personal import asker
from vesica.web.render import page, render
from vesica.web.words import MORE

__all__ = ["case", "case_form", "pitch", "pitch_form"]

SLIDERS = (
    ("minutes_per_week", "Minutes a week", 5, 120, 5, 20),
    ("weeks", "Weeks that you take part", 1, 52, 1, 52),
    ("discount", "Share of assumed effects that does not carry over, per cent", 0, 100, 5, 50),
)
"""Name, words, lowest, highest, step, where it stands if nobody moved it."""

_VERSIONS = {
    "pitch": "Drawn by lot, so that the message can be tested",
    "generic": "The same for everybody",
    "personalised": "In this leader's own metrics",
}


def _changes(call: Call) -> tuple[str, ...]:
    """Assumptions that were moved; the address is the state."""
    found = []
    for name, _, low, high, _, _ in SLIDERS:
        if name in call.request.query_params:
            value = call.number(name, low, low=low, high=high)
            found.append(f"{name}={value}%" if name == "discount" else f"{name}={value}")
    return tuple(found)


def _own(call: Call) -> Answer:
    me = asker(call)
    released = case_for(call.workspace, me, asker=me, changes=_changes(call))
    return Answer(released, reporting.brief(call.workspace, "case", released))


def case(call: Call) -> Response:
    """Answer for the leader who asks; with moved sliders, the answer alone."""
    brief, refusal = None, None
    try:
        brief = brief_of(_own(call))
    except VesicaError as error:
        refusal = error
    known: dict[str, Any] = {
        "brief": brief,
        "refusal": refusal,
        "query": f"?{call.request.url.query}" if call.request.url.query else "",
    }
    if call.request.headers.get("hx-request"):
        return Response(render("case_part.html", call=call, **known), media_type="text/html")
    sliders = [(*row, call.number(row[0], row[5], low=row[2], high=row[3])) for row in SLIDERS]
    return page("case.html", call=call, title="What’s in it for me?", sliders=sliders, **known)


def case_form(call: Call) -> Response:
    """Return the own case as a file."""
    return file(call, _own(call), "my-case", _form(call))


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
