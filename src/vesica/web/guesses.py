"""Guess first: the overlap, and the influencers, before anybody sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import Overlap
from vesica.core.skill_map import SkillPoint
from vesica.errors import VesicaError
from vesica.report.bridges import person
from vesica.report.words import show
from vesica.web.call import Call
from vesica.web.render import page, questions
from vesica.web.waiting import answered, found

__all__ = ["guess"]

_KEPT = "guess"
_ASKED, _RIGHT = 12, 4
"""People who are shown, and how many of them are the most influential."""


def guess(call: Call) -> Response:
    """Let somebody guess, and say how far off that was."""
    answer = found(call, "overlap")
    value = answer.released.value
    known: dict[str, Any] = {"people": None, "guessed": None}
    both, chance = value.both, value.chance
    if isinstance(both, Estimate) and isinstance(chance, Estimate):
        people = int(value.people.value if isinstance(value.people, Estimate) else value.people)
        guessed = call.number("both", -1, low=0, high=people)
        known = {
            "people": people,
            "guessed": guessed if guessed >= 0 else None,
            "both": show(both),
            "chance": show(chance),
            "share": f"{100 * (1 - value.bar):.0f}",
            "verdict": verdict(guessed, both, chance) if guessed >= 0 else "",
        }
    return page("guess.html", call=call, title="Guess first", **known, **_influencers(call, value))


def verdict(guessed: int, both: Estimate, chance: Estimate) -> str:
    """Judge a guess by the interval."""
    if both.low <= guessed <= both.high:
        return "Your guess lies inside the interval: you know this organisation."
    times = max(guessed, 1) / max(both.value, 1)
    side = "more" if guessed > both.high else "fewer"
    far = f"{times:.1f} times" if times >= 1 else f"{100 * times:.0f} % of"
    near = abs(guessed - chance.value) < abs(guessed - both.value)
    hint = " You guessed nearer to what chance alone would give." if near else ""
    return f"You guessed {side} than the evidence shows: {far} what it finds.{hint}"


def _influencers(call: Call, overlap: Overlap) -> dict[str, Any]:
    """Twelve people who opted in, or where rows may not be seen, the units."""
    picked = call.request.query_params.getlist("who")[:_ASKED]
    found = _people(call) or _units(overlap)
    shown = sorted(found, key=lambda row: row[0])
    right = [key for key, _, first in found if first]
    hits = [key for key in picked if key in right]
    return {
        "asked": [(key, words) for key, words, _ in shown],
        "about": "people" if found and found[0][1] != found[0][0] else "units",
        "right": right,
        "picked": picked,
        "hits": len(hits),
        "by_chance": round(len(right) * len(picked) / len(shown), 1) if shown else 0.0,
    }


_Row = tuple[str, str, bool]


def _people(call: Call) -> list[_Row]:
    """The most influential of those who opted in, among others from all over the list."""
    if not any(name == "points" for name, _ in questions(call)):
        return []
    try:
        answer = answered(call, "points")
    except VesicaError:
        return []
    if _KEPT not in answer.made:
        answer.made[_KEPT] = json.dumps(_drawn(answer.released.value.points)).encode()
    return [(key, words, first) for key, words, first in json.loads(answer.made[_KEPT])]


def _drawn(rows: Iterable[SkillPoint]) -> list[_Row]:
    """Choose the twelve; the same for every reader of an answer."""
    order: list[SkillPoint] = sorted(rows, key=lambda p: (-p.influence.value, p.person.key))
    order = [p for p in order if p.person.key]
    if len(order) < 3 * _ASKED:
        return []
    rest = order[_ASKED:]
    others = [rest[k * len(rest) // (_ASKED - _RIGHT)] for k in range(_ASKED - _RIGHT)]
    return [
        *((p.person.key, person(p.person), True) for p in order[:_RIGHT]),
        *((p.person.key, person(p.person), False) for p in others),
    ]


def _units(overlap: Overlap) -> list[_Row]:
    """Units by their share of people with both skills, where that may be shown."""
    units = overlap.by_unit
    known = [u for u in units if isinstance(u.both, Estimate) and not isinstance(u.people, Hidden)]
    if len(known) <= _RIGHT:
        return []
    order = sorted(known, key=lambda u: (-_share(u.both), u.org_unit))
    return [(u.org_unit, u.org_unit, k < _RIGHT) for k, u in enumerate(order[:_ASKED])]


def _share(value: Estimate | Hidden) -> float:
    return value.value if isinstance(value, Estimate) else 0.0
