"""The skill map: density for everyone, points for people who opted in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from vesica.core.estimate import Hidden
from vesica.core.skill_map import EVERYBODY, MapTable, SkillMap, SkillPoint, SkillPoints
from vesica.errors import NotFoundError, UsageError
from vesica.report.bridges import person
from vesica.report.words import number, percent, spread
from vesica.web.briefs import brief_of, part
from vesica.web.call import Call
from vesica.web.render import page, questions
from vesica.web.waiting import found
from vesica.web.words import MORE

__all__ = ["density", "points"]

REACH = 3.5
"""Scores are drawn between minus this and this [sd]."""

_SIDE = 560
_LISTED = 100
_DRAWN = 5000
_SCORE = re.compile(r"-?\d(\.\d{1,3})?")
_ENDS = (("e0", -REACH), ("e1", REACH), ("i0", -REACH), ("i1", REACH))


def density(call: Call) -> Response:
    """Show the grid of everybody, or of one discipline that has a released table."""
    whole = found(call, "map")
    value: SkillMap = whole.released.value
    wanted = call.request.query_params.get("of", value.tables[0].of)
    table = _catalogued(value, wanted)
    one = replace(whole.released, value=replace(value, tables=(table,)))
    # Kept under its release: what it rests on may have changed since the line above.
    about = (table.of, whole.released.release_id)
    answer = call.house.answers.ask(call.workspace, "map", *about, make=lambda: one, another=False)
    points = any(name == "points" for name, _ in questions(call))
    return page(
        "map.html",
        call=call,
        title="Skill map",
        brief=answer.brief,
        forms=list(MORE.items()),
        part=part(answer, "map_part.html", of=table.of, points=points),
        catalogue=[t.of for t in value.tables if t.of == EVERYBODY or not _blank(t)],
        blank=[t.of for t in value.tables if t.of != EVERYBODY and _blank(t)],
        of=table.of,
        held=value.held,
    )


def _blank(table: MapTable) -> bool:
    """Whether every cell is hidden: there is nothing to look at."""
    return all(isinstance(cell.people, Hidden) for cell in table.cells)


def _catalogued(value: SkillMap, wanted: str) -> MapTable:
    """Only tables that were released can be chosen: no filter is put together here."""
    for table in value.tables:
        if table.of == wanted:
            return table
    raise NotFoundError("There is no map of that group.", hint="Choose one of the list.")


def points(call: Call) -> Response:
    """Show people who opted in; a stretch of both skills chooses among them."""
    answer = found(call, "points")
    value: SkillPoints = answer.released.value
    ends = {name: _score(call, name, usual) for name, usual in _ENDS}
    dots = [_dot(p, ends) for p in value.points]
    chosen = [d for d in dots if d["inside"]]
    return page(
        "points.html",
        call=call,
        title="People who opted in",
        brief=brief_of(answer),
        ends=ends,
        narrowed=any(ends[name] != usual for name, usual in _ENDS),
        dots=dots[:_DRAWN],
        ticks=[(t, _across(t), _down(t)) for t in (-3, -2, -1, 0, 1, 2, 3)],
        side=_SIDE,
        box=(_across(ends["e0"]), _down(ends["i1"]), _across(ends["e1"]), _down(ends["i0"])),
        reach=REACH,
        chosen=chosen[:_LISTED],
        total=len(chosen),
        listed=_LISTED,
    )


def _score(call: Call, name: str, usual: float) -> float:
    text = call.request.query_params.get(name, "").strip()
    if not text:
        return usual
    if not _SCORE.fullmatch(text) or abs(float(text)) > REACH:
        raise UsageError(
            f"'{name}' is not a score from {-REACH} to {REACH}.", hint="Correct it, or leave it."
        )
    return float(text)


def _dot(point: SkillPoint, ends: dict[str, float]) -> dict[str, Any]:
    e, i = point.expertise.value, point.influence.value
    inside = ends["e0"] <= _held(e) <= ends["e1"] and ends["i0"] <= _held(i) <= ends["i1"]
    return {
        "x": _across(_held(e)),
        "y": _down(_held(i)),
        "inside": inside,
        "name": person(point.person),
        "key": point.person.key,
        "unit": point.person.org_unit,
        "expertise": (number(point.expertise.value), spread(point.expertise)),
        "influence": (number(point.influence.value), spread(point.influence)),
        "both": f"{percent(point.both)} %",
    }


def _held(score: float) -> float:
    return min(max(score, -REACH), REACH)


def _across(score: float) -> float:
    return round((score + REACH) / (2 * REACH) * _SIDE, 1)


def _down(score: float) -> float:
    return round((REACH - score) / (2 * REACH) * _SIDE, 1)
