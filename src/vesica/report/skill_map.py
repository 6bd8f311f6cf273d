"""The briefs on the skill map: density for everyone, points for people who opted in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from vesica.core.estimate import Estimate, Hidden
from vesica.core.released import Released
from vesica.core.skill_map import MapCell, MapTable, SkillMap, SkillPoint, SkillPoints
from vesica.report.bridges import people as counted
from vesica.report.bridges import person
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know, notes
from vesica.report.figure import COLOURS, FONT, SCHEMA, config, heat_layers
from vesica.report.words import clean, number, show

__all__ = ["map_brief", "points_brief"]

_SIDE = 400
_HIGH = 1.0
"""From here on a skill counts as high in the headline [sd]."""


def map_brief(released: Released[SkillMap], *, organisation: str, simulated: bool) -> Brief:
    """Put the released grid into words, one figure and a table per group."""
    value = released.value
    first = value.tables[0]
    return Brief(
        question="map",
        title=f"Skill map: {clean(first.of)}, {clean(organisation)}",
        headline=_headline(value, first),
        paragraphs=(
            (
                "A skill is in standard deviations of the organisation: 0 is its middle, and 1 is"
                " where about one person in six lies above."
            ),
            (
                "Nobody is a dot here. A person about whom little is known is spread over the"
                " cells where such a person may be."
            ),
        ),
        meaning=(
            (
                "A stronger colour is more people. Where few have both skills, the corner above"
                " right is faint."
            ),
            "It says where people are, and not why; the overlap page says what chance would give.",
            "Cells with few people are blank: they are hidden, not empty.",
        ),
        figure=_density(value, first),
        figure_title="Expertise and influence",
        figure_alt=_alt(value, first),
        figure_caption="Expected people per cell. A blank cell is hidden.",
        tables=tuple(_grid(value, table) for table in value.tables),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        notes=notes(released),
    )


def _headline(value: SkillMap, table: MapTable) -> str:
    start = value.edges.index(_HIGH) + 1
    corner = [c.people for c in table.cells if c.expertise >= start and c.influence >= start]
    known = [c.value for c in corner if isinstance(c, Estimate)]
    where = "here" if table.of == "everybody" else f"in {clean(table.of)}"
    most = max(
        (c for c in table.cells if isinstance(c.people, Estimate)),
        key=lambda c: c.people.value if isinstance(c.people, Estimate) else 0.0,
        default=None,
    )
    if most is None:
        return f"The map of {clean(table.of)} is hidden: no cell holds enough people."
    if not known:
        return (
            f"People {where} who are high on both skills are spread over cells too small to show;"
            " the overlap page says how many they are."
        )
    return (
        f"About {number(sum(known))} of {number(table.people)} people {where} are a standard"
        " deviation or more above the middle on both skills, as far as cells may be shown."
    )


def _bands(edges: Sequence[float]) -> list[str]:
    inner = [f"{number(a)} to {number(b)}" for a, b in pairwise(edges)]
    return [f"below {number(edges[0])}", *inner, f"over {number(edges[-1])}"]


def _density(value: SkillMap, table: MapTable) -> dict[str, Any]:
    bands = _bands(value.edges)
    top = max((c.people.value for c in table.cells if isinstance(c.people, Estimate)), default=1.0)
    shown = [
        {
            "e": bands[c.expertise],
            "i": bands[c.influence],
            "people": c.people.value,
            "text": number(c.people.value),
            "strong": c.people.value > top / 2,
        }
        for c in table.cells
        if isinstance(c.people, Estimate)
    ]
    axis = {"labelAngle": 0, "domain": False, "ticks": False, "labelPadding": 6}
    place = {
        "x": {
            "field": "e",
            "type": "ordinal",
            "scale": {"domain": bands, "padding": 0.04},
            "title": "Social media expertise [sd]",
            "axis": {**axis, "labelAngle": -40, "labelAlign": "right"},
        },
        "y": {
            "field": "i",
            "type": "ordinal",
            "scale": {"domain": bands[::-1], "padding": 0.04},
            "title": "Leadership influence [sd]",
            "axis": axis,
        },
    }
    return {
        "$schema": SCHEMA,
        "width": _SIDE,
        "height": _SIDE,
        "data": {"values": shown},
        "layer": heat_layers(
            place, field="people", scale={"domain": [0, top], "range": [0.06, 1]}, size=13
        ),
        "config": config(FONT),
    }


def _alt(value: SkillMap, table: MapTable) -> str:
    bands = _bands(value.edges)
    shown = [c for c in table.cells if isinstance(c.people, Estimate)]
    largest = sorted(shown, key=lambda c: -_value(c))[:3]
    said = "; ".join(
        f"{number(_value(c))} people at expertise {bands[c.expertise]} and influence"
        f" {bands[c.influence]}"
        for c in largest
    )
    return f"A grid of expertise against influence. The fullest cells: {said or 'none is shown'}."


def _value(cell: MapCell) -> float:
    return cell.people.value if isinstance(cell.people, Estimate) else 0.0


def _grid(value: SkillMap, table: MapTable) -> TableView:
    bands = _bands(value.edges)
    at = {(c.expertise, c.influence): c.people for c in table.cells}
    order = range(len(bands))
    return TableView(
        title=f"People by influence and expertise: {clean(table.of)}",
        columns=(
            Column(name="Influence, expertise →"),
            *(Column(name=band, number=True) for band in bands),
        ),
        rows=tuple((bands[j], *(_cell(at[(i, j)]) for i in order)) for j in reversed(order)),
        note=f"Expected people; {number(table.people)} in all. A dash is hidden: fewer people than"
        " may be shown.",
    )


def _cell(people: Estimate | Hidden) -> str | float:
    return people.value if isinstance(people, Estimate) else "–"


def points_brief(released: Released[SkillPoints], *, organisation: str, simulated: bool) -> Brief:
    """Put the rows of people who opted in into words, one figure and a table."""
    value = released.value
    shown = number(len(value.points))
    return Brief(
        question="points",
        title=f"People who opted in: {clean(organisation)}",
        headline=(
            f"{shown} of {counted(value.opted_in)} who opted in are shown here, out of"
            f" {number(value.people)} in all."
            if value.points
            else "Nobody can be shown yet: it takes a person's own opt-in, and enough evidence."
        ),
        paragraphs=(
            (
                "Each dot is somebody who opted in to showing the own score to the analyst, and"
                " can withdraw it. Everybody else is in the map's cells alone."
            ),
        ),
        meaning=(
            "A dot is the middle of an interval. People side by side cannot be told apart.",
            "Who opted in is not a sample: nothing about the others follows from them.",
        ),
        figure=_dots(value.points),
        figure_title="People who opted in",
        figure_alt=f"Dots of {shown} people by expertise and influence; the table lists them.",
        figure_caption="One dot per person who opted in, at the middle of the interval.",
        tables=(_people(value.points),),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _dots(points: Sequence[SkillPoint]) -> dict[str, Any]:
    rows = [{"e": p.expertise.value, "i": p.influence.value} for p in points]
    encoding = {
        axis: {
            "field": field,
            "type": "quantitative",
            "scale": {"domain": [-3.5, 3.5], "clamp": True},
            "title": title,
        }
        for axis, field, title in (
            ("x", "e", "Social media expertise [sd]"),
            ("y", "i", "Leadership influence [sd]"),
        )
    }
    return {
        "$schema": SCHEMA,
        "width": _SIDE,
        "height": _SIDE,
        "data": {"values": rows},
        "mark": {"type": "circle", "color": COLOURS.both, "opacity": 0.55, "size": 34},
        "encoding": encoding,
        "config": config(FONT),
    }


def _people(points: Sequence[SkillPoint]) -> TableView:
    return TableView(
        title="Who they are",
        columns=(
            Column(name="Person"),
            Column(name="Unit"),
            Column(name="Expertise", number=True),
            Column(name="Influence", number=True),
            Column(name="Both, chance", share=True, number=True),
        ),
        rows=tuple(
            (person(p.person), clean(p.person.org_unit), p.expertise, p.influence, p.both)
            for p in points
        ),
        note=f"{show(len(points))} people, surest to have both first.",
    )
