"""The figure of the overlap: two circles and their almond to scale, over an interval chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vesica.core.estimate import Estimate, Shown
from vesica.core.overlap import Overlap
from vesica.report.circles import Circles, Point, circle, lens, to_scale
from vesica.report.figure import (
    COLOURS,
    FONT,
    SCHEMA,
    WIDTH,
    Mark,
    briefly,
    config,
    interval_chart,
    text_layer,
)
from vesica.report.words import show

__all__ = ["overlap_alt", "overlap_figure"]

_TALL, _WIDE = 210.0, 420.0
_BELOW, _ABOVE = 58.0, 22.0
_LABEL_ROOM = 212.0
_LINE, _FITS = 20.0, 24
_NOT_TO_SCALE = (500.0, 500.0, 110.0)


def overlap_figure(overlap: Overlap) -> dict[str, Any]:
    """One Vega-Lite specification: circles above, intervals below."""
    marks = (
        _mark("Both skills", overlap.both, COLOURS.both),
        _mark("Chance alone", overlap.chance, COLOURS.ink),
    )
    chance = overlap.chance.value if isinstance(overlap.chance, Estimate) else None
    intervals = interval_chart(
        marks,
        reference=chance,
        reference_label="chance",
        axis_title="People with both skills",
        from_zero=True,
    )
    return {
        "$schema": SCHEMA,
        "vconcat": [_circles(overlap), intervals],
        "spacing": 26,
        "config": config(FONT),
    }


def overlap_alt(overlap: Overlap) -> str:
    """What the figure shows, for people who do not see it."""
    scale = "with areas to scale" if _known(overlap) else "not to scale"
    return (
        f"Two overlapping circles, {scale}. Know social media: {show(overlap.expertise)}."
        f" Are listened to: {show(overlap.influence)}. The almond they share, both skills:"
        f" {show(overlap.both)}. Below it an interval chart sets both skills against chance"
        f" alone: {show(overlap.chance)}."
    )


def _mark(label: str, value: Shown, colour: str) -> Mark:
    estimate = value if isinstance(value, Estimate) else None
    return Mark(label=label, shown=briefly(value), estimate=estimate, colour=colour)


def _known(overlap: Overlap) -> tuple[float, float, float] | None:
    parts = (overlap.expertise, overlap.influence, overlap.both)
    values = tuple(p.value for p in parts if isinstance(p, Estimate))
    if len(values) < 3 or min(values[:2]) <= 0:
        return None
    return values[0], values[1], max(values[2], 0.0)


def _circles(overlap: Overlap) -> dict[str, Any]:
    areas = _known(overlap)
    drawn = to_scale(*(areas or _NOT_TO_SCALE), width=_WIDE, height=_TALL)
    x = WIDTH / 2 - (drawn.left + drawn.right) / 2
    y = _BELOW + _TALL / 2
    first = _lines("Know social media", overlap.expertise)
    second = _lines("Are listened to", overlap.influence)
    height = _BELOW + _TALL + _ABOVE + _LINE * max(len(first), len(second))
    layers = [
        *_outlines(overlap, drawn, x, y),
        *_almond(overlap.both, drawn, x, y),
        *_skill(first, "left", drawn.first, (x, y), height),
        *_skill(second, "right", drawn.second, (x + drawn.distance, y), height),
        *_both(overlap.both, drawn, x, y),
    ]
    for layer in layers:
        layer["encoding"]["x"].update(scale={"domain": [0, WIDTH], "nice": False}, axis=None)
        layer["encoding"]["y"].update(scale={"domain": [0, height], "nice": False}, axis=None)
    return {"width": WIDTH, "height": height, "layer": layers}


def _outlines(overlap: Overlap, drawn: Circles, x: float, y: float) -> list[dict[str, Any]]:
    return [
        _shape(
            circle(x, y, drawn.first),
            _colour(overlap.expertise, COLOURS.first),
            dash=[] if isinstance(overlap.expertise, Estimate) else [2, 5],
            fill=0.13,
        ),
        _shape(
            circle(x + drawn.distance, y, drawn.second),
            _colour(overlap.influence, COLOURS.second),
            dash=[9, 4] if isinstance(overlap.influence, Estimate) else [2, 5],
            fill=0.13,
        ),
    ]


def _almond(both: Shown, drawn: Circles, x: float, y: float) -> list[dict[str, Any]]:
    if drawn.lens_width < 1e-6 * drawn.first:
        return []
    if isinstance(both, Estimate):
        return [_shape(lens(drawn, x, y), COLOURS.both, dash=[], fill=0.88)]
    return [_shape(lens(drawn, x, y), COLOURS.neutral, dash=[2, 5], fill=0.35)]


def _colour(value: Shown, colour: str) -> str:
    return colour if isinstance(value, Estimate) else COLOURS.neutral


def _shape(
    corners: Sequence[Point], colour: str, *, dash: list[int], fill: float
) -> dict[str, Any]:
    values = [{"x": cx, "y": cy, "k": k} for k, (cx, cy) in enumerate(corners)]
    return {
        "data": {"values": values},
        "mark": {
            "type": "line",
            "interpolate": "linear-closed",
            "fill": colour,
            "fillOpacity": fill,
            "stroke": colour,
            "strokeWidth": 2.5,
            "strokeDash": dash,
        },
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "order": {"field": "k", "type": "quantitative"},
        },
    }


def _skill(
    lines: Sequence[str], side: str, radius: float, centre: Point, height: float
) -> list[dict[str, Any]]:
    """Label of a circle, above it at its outer side, with a line that leads to its edge."""
    out = -1.0 if side == "left" else 1.0
    x, y = WIDTH / 2 + out * _LABEL_ROOM, height - 10
    start = (x - out * 24, y - _LINE * len(lines) + 7)
    end = (centre[0] + out * 0.64 * radius, centre[1] + 0.768 * radius)
    return [_leader(start, end, COLOURS.soft), *_named(x, y, lines, side)]


def _both(both: Shown, drawn: Circles, x: float, y: float) -> list[dict[str, Any]]:
    """Label of the almond, under it."""
    middle = x + drawn.middle
    tip = min(corner[1] for corner in lens(drawn, x, y))
    return [
        _leader((middle, tip), (middle, 46), _colour(both, COLOURS.both)),
        *_named(middle, 33, ["Both", briefly(both)], "center"),
    ]


def _named(x: float, y: float, lines: Sequence[str], align: str) -> list[dict[str, Any]]:
    """The name in bold, and its number under it."""
    rows = [{"x": x, "y": y - _LINE * k, "text": line} for k, line in enumerate(lines)]
    return [
        text_layer(rows[:1], align=align, fontWeight="bold"),
        text_layer(rows[1:], align=align),
    ]


def _lines(name: str, value: Shown) -> list[str]:
    """Name and number; the interval goes to a line of its own where it would not fit."""
    written = briefly(value)
    number, bracket, ends = written.partition(" [")
    return [name, number, bracket[1:] + ends] if len(written) > _FITS else [name, written]


def _leader(start: Point, end: Point, colour: str) -> dict[str, Any]:
    (x, y), (x2, y2) = start, end
    return {
        "data": {"values": [{"x": x, "y": y, "x2": x2, "y2": y2}]},
        "mark": {"type": "rule", "color": colour, "strokeWidth": 1.2},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
        },
    }
