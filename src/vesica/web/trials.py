"""The next trial, drawn by lot; and why two people are not paired."""

from __future__ import annotations

from starlette.responses import Response

from vesica.api.answers import Answer
from vesica.api.route_priors import route_priors
from vesica.errors import VesicaError
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call
from vesica.web.render import page

__all__ = ["trial", "trial_form", "why_not"]

_SKILLS = ("expertise", "influence")
_MOST_SEATS, _MOST_WAVES = 100_000, 12


def _designed(call: Call) -> Answer:
    given = call.request.query_params
    route, outcome = given.get("route", "")[:80], given.get("outcome", "expertise")[:80]
    seats = call.number("seats", 20, low=1, high=_MOST_SEATS)
    waves = call.number("waves", 1, low=1, high=_MOST_WAVES)
    return call.house.answers.ask(
        call.workspace,
        "trial",
        route,
        outcome,
        str(seats),
        str(waves),
        make=lambda: call.workspace.trial(route, seats=seats, waves=waves, outcome=outcome),
    )


def trial(call: Call) -> Response:
    """Design the next round of a route, once somebody has said of which."""
    given, brief, refusal = call.request.query_params, None, None
    if given.get("route"):
        try:
            brief = brief_of(_designed(call))
        except VesicaError as error:
            refusal = error
    routes = dict.fromkeys(p.route for p in route_priors(call.workspace))
    return page(
        "trial.html",
        call=call,
        title="The next trial",
        routes=list(routes),
        skills=_SKILLS,
        route=given.get("route", ""),
        outcome=given.get("outcome", "expertise"),
        seats=call.number("seats", 20, low=1, high=_MOST_SEATS),
        waves=call.number("waves", 1, low=1, high=_MOST_WAVES),
        brief=brief,
        refusal=refusal,
        query=f"?{call.request.url.query}",
    )


def trial_form(call: Call) -> Response:
    """Return the design as a file."""
    return file(call, _designed(call), "trial", call.path["form"])


def why_not(call: Call) -> Response:
    """Say why two people who opted in are not paired."""
    given = [call.request.query_params.get(n, "").strip()[:200] for n in ("mentor", "leader")]
    found, refusal = (), None
    if all(given):
        try:
            released = call.workspace.pairs(tuple(given))
            found = released.value.absent
        except VesicaError as error:
            refusal = error
    return page(
        "why_not.html",
        call=call,
        title="Why not these two?",
        mentor=given[0],
        leader=given[1],
        absent=found,
        refusal=refusal,
    )
