"""The next trial, drawn by lot; and why two people are not paired."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass
from datetime import date
from functools import partial

from starlette.datastructures import QueryParams
from starlette.responses import Response

from vesica.api.answers import Answer
from vesica.api.pairs import pairs
from vesica.api.route_priors import route_priors
from vesica.api.trial import MOST_SEED, fresh
from vesica.api.trial import trial as design
from vesica.core.pairs_answer import PairsAnswer
from vesica.errors import UsageError, VesicaError
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call, back_to
from vesica.web.render import page
from vesica.web.waiting import answered, large

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
    return answered(
        call,
        "trial",
        *(str(part) for part in astuple(asked)),
        make=partial(
            design,
            route=asked.route,
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


def _unpaired(call: Call, mentor: str, leader: str) -> PairsAnswer:
    """Answer about two people; nobody else asks of these two, so it is kept only where it must."""
    if not large(call):
        return call.workspace.pairs((mentor, leader)).value
    make = partial(pairs, why_not=(mentor, leader))
    return answered(call, "pairs", mentor, leader, make=make).released.value


def why_not(call: Call) -> Response:
    """Say why two people who opted in are not paired."""
    given = [call.request.query_params.get(n, "").strip()[:200] for n in ("mentor", "leader")]
    absent, refusal = (), None
    if all(given):
        try:
            absent = _unpaired(call, *given).absent
        except VesicaError as error:
            refusal = error
    return page(
        "why_not.html",
        call=call,
        title="Why not these two?",
        mentor=given[0],
        leader=given[1],
        absent=absent,
        refusal=refusal,
    )
