"""The next trial, drawn by lot; and why two people are not paired."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass
from datetime import date

from starlette.datastructures import QueryParams
from starlette.responses import Response

from vesica.api.answers import Answer
from vesica.api.route_priors import route_priors
from vesica.api.trial import MOST_SEED, fresh
from vesica.errors import UsageError, VesicaError
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call, back_to
from vesica.web.render import page

__all__ = ["trial", "trial_form", "why_not"]

_SKILLS = ("expertise", "influence")
_MOST_SEATS, _MOST_WAVES = 100_000, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the address asks for."""

    route: str
    outcome: str
    seats: int
    waves: int
    seed: int
    day: date


def _asked(call: Call) -> _Asked:
    given, (new, today) = call.request.query_params, fresh()
    return _Asked(
        route=given.get("route", "")[:80],
        outcome=given.get("outcome", "expertise")[:80],
        seats=call.number("seats", 20, low=1, high=_MOST_SEATS),
        waves=call.number("waves", 1, low=1, high=_MOST_WAVES),
        seed=call.number("seed", new, low=0, high=MOST_SEED),
        day=_day(given["drawn_on"]) if "drawn_on" in given else today,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("'drawn_on' is not a day.", hint="Write it as 2026-01-31.") from error


def _designed(call: Call, asked: _Asked) -> Answer:
    return call.house.answers.ask(
        call.workspace,
        "trial",
        *(str(part) for part in astuple(asked)),
        make=lambda: call.workspace.trial(
            asked.route,
            seats=asked.seats,
            waves=asked.waves,
            outcome=asked.outcome,
            seed=asked.seed,
            drawn_on=asked.day,
        ),
    )


def _held(asked: _Asked) -> str:
    """Return the query of an address that holds this draw, so that its files show the same."""
    fields = asdict(asked)
    fields["drawn_on"] = fields.pop("day")
    return str(QueryParams({name: str(value) for name, value in fields.items()}))


def trial(call: Call) -> Response:
    """Design the next round of a route, once somebody has said of which."""
    asked, brief, refusal = _asked(call), None, None
    if asked.route and not {"seed", "drawn_on"} <= call.request.query_params.keys():
        return back_to(f"/trial?{_held(asked)}")
    if asked.route:
        try:
            brief = brief_of(_designed(call, asked))
        except VesicaError as error:
            refusal = error
    routes = dict.fromkeys(p.route for p in route_priors(call.workspace))
    return page(
        "trial.html",
        call=call,
        title="The next trial",
        routes=list(routes),
        skills=_SKILLS,
        route=asked.route,
        outcome=asked.outcome,
        seats=asked.seats,
        waves=asked.waves,
        brief=brief,
        refusal=refusal,
        query=f"?{_held(asked)}",
    )


def trial_form(call: Call) -> Response:
    """Return the design as a file."""
    return file(call, _designed(call, _asked(call)), "trial", call.path["form"])


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
