"""What all figures share: colours, type, and the interval chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vesica.core.estimate import Estimate, Shown
from vesica.report.words import clean, show

__all__ = [
    "COLOURS",
    "FONT",
    "SCHEMA",
    "WIDTH",
    "Colours",
    "Mark",
    "briefly",
    "config",
    "heat_layers",
    "interval_chart",
    "text_layer",
]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 460
_INDENT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Roles and their colours; the names are also the names of CSS variables."""

    ink: str
    soft: str
    line: str
    paper: str
    first: str
    second: str
    both: str
    neutral: str


COLOURS = Colours(
    ink="#1c2430",
    soft="#55606e",
    line="#d5dae1",
    paper="#ffffff",
    first="#2f6b9a",
    second="#b45f12",
    both="#5a3382",
    neutral="#8a93a0",
)
"""Light theme. Blue, amber and plum differ in lightness too, and never stand without a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One line of an interval chart.

    Parameters
    ----------
    label : str
        Written above the interval.
    shown : str
        The number as it is written everywhere.
    estimate : Estimate or None
        ``None`` where there is nothing to draw.
    colour : str
        One of :data:`COLOURS`.
    nested : bool
        It is a part of the line above, and set in.
    """

    label: str
    shown: str
    estimate: Estimate | None
    colour: str
    nested: bool = False


def config(font: str) -> dict[str, Any]:
    """Configuration of every figure."""
    return {
        "aria": False,
        "background": None,
        "font": font,
        "view": {"stroke": None},
        "axis": {
            "labelColor": COLOURS.soft,
            "labelFontSize": 13.5,
            "titleColor": COLOURS.soft,
            "titleFontSize": 13.5,
            "titleFontWeight": "normal",
            "domainColor": COLOURS.line,
            "gridColor": COLOURS.line,
            "tickColor": COLOURS.line,
        },
        "legend": {"labelColor": COLOURS.ink, "titleColor": COLOURS.soft},
        "text": {"color": COLOURS.ink, "fontSize": 15},
    }


def briefly(value: Shown) -> str:
    """Write a value for a figure: where it is hidden, the word alone; tables give the reason."""
    return show(value) if isinstance(value, Estimate) else str(value)


def text_layer(texts: Sequence[dict[str, Any]], **mark: Any) -> dict[str, Any]:
    """Text at positions: rows of ``x``, ``y``, ``text``."""
    return {
        "data": {"values": list(texts)},
        "mark": {"type": "text", "baseline": "middle", **mark},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "text": {"field": "text", "type": "nominal"},
        },
    }


def interval_chart(
    marks: Sequence[Mark],
    *,
    reference: float | None,
    reference_label: str,
    axis_title: str,
    from_zero: bool,
    row_height: int = 54,
) -> dict[str, Any]:
    """Intervals under each other, with a dashed line to compare them with.

    Every row has its label and number above its interval, so that nothing depends on colour.
    """
    low, high = _domain(marks, reference, from_zero=from_zero)
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {"title": axis_title, "grid": False, "tickCount": 5, "labelOverlap": True},
    }
    if reference is None and all(mark.estimate is None for mark in marks):
        x["axis"] = None
    rows = len(marks)
    y = {"type": "quantitative", "scale": {"domain": [rows + 0.1, -0.25]}, "axis": None}
    layers: list[dict[str, Any]] = []
    if reference is not None:
        layers += _reference(reference, reference_label, rows, x, y)
    for row, mark in enumerate(marks):
        layers += _row(row, mark, low, x, y)
    return {"width": WIDTH, "height": row_height * rows + 18, "layer": layers}


def _domain(
    marks: Sequence[Mark], reference: float | None, *, from_zero: bool
) -> tuple[float, float]:
    drawn = [m.estimate for m in marks if m.estimate is not None]
    ends = [e.low for e in drawn] + [e.high for e in drawn]
    if reference is not None:
        ends.append(reference)
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    room = 0.08 * (high - low) or 1.0
    return (min(0.0, low) if from_zero else low - room), high + room


def _reference(
    value: float, label: str, rows: int, x: dict[str, Any], y: dict[str, Any]
) -> list[dict[str, Any]]:
    line = [{"x": value, "y": 0.1, "to": rows + 0.1, "text": clean(label)}]
    place = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    return [
        {
            "data": {"values": line},
            "mark": {
                "type": "rule",
                "color": COLOURS.ink,
                "strokeDash": [5, 4],
                "strokeWidth": 1.5,
            },
            "encoding": {**place, "y2": {"field": "to"}},
        },
        {
            "data": {"values": [{"x": value, "y": -0.08, "text": clean(label)}]},
            "mark": {"type": "text", "baseline": "middle", "fontSize": 14, "color": COLOURS.soft},
            "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
        },
    ]


def _row(
    row: int, mark: Mark, left: float, x: dict[str, Any], y: dict[str, Any]
) -> list[dict[str, Any]]:
    words = {"x": left, "y": row + 0.36, "text": f"{clean(mark.label)}: {mark.shown}"}
    place = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    halo: dict[str, Any] = {"type": "text", "align": "left", "baseline": "middle", "limit": WIDTH}
    halo |= {"dx": _INDENT, "fontSize": 14} if mark.nested else {}
    written = {**place, "text": {"field": "text", "type": "nominal"}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [words]},
            "mark": {
                **halo,
                "color": COLOURS.paper,
                "stroke": COLOURS.paper,
                "strokeWidth": 9,
                "strokeJoin": "round",
            },
            "encoding": written,
        },
        {"data": {"values": [words]}, "mark": halo, "encoding": written},
    ]
    if mark.estimate is None:
        return layers
    e = mark.estimate
    drawn = {"x": e.low, "to": e.high, "at": e.value, "y": row + 0.76}
    layers += [
        {
            "data": {"values": [drawn]},
            "mark": {
                "type": "rule",
                "color": mark.colour,
                "strokeWidth": 7,
                "opacity": 0.55,
                "strokeCap": "round",
            },
            "encoding": {**place, "x2": {"field": "to"}},
        },
        {
            "data": {"values": [drawn]},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 110,
                "color": mark.colour,
                "opacity": 1,
                "stroke": COLOURS.paper,
                "strokeWidth": 1.5,
            },
            "encoding": {"x": {"field": "at", **x}, "y": {"field": "y", **y}},
        },
    ]
    return layers


def heat_layers(
    place: dict[str, Any], *, field: str, scale: dict[str, Any], size: int
) -> list[dict[str, Any]]:
    """Cells that are the stronger the more there is, with what they hold written in them.

    Parameters
    ----------
    place : dict
        Encoding of ``x`` and ``y``.
    field : str
        What makes a cell strong; the data also hold ``text``, and ``strong`` where it is so dark
        that the text must be light.
    scale : dict
        From the field to the opacity.
    size : int
        Of the text [px].
    """
    opacity = {"field": field, "type": "quantitative", "scale": scale, "legend": None}
    colour = {
        "condition": {"test": "datum.strong", "value": COLOURS.paper},
        "value": COLOURS.ink,
    }
    return [
        {
            "mark": {"type": "rect", "color": COLOURS.both, "cornerRadius": 2},
            "encoding": {**place, "fillOpacity": opacity},
        },
        {
            "mark": {"type": "text", "fontSize": size, "baseline": "middle"},
            "encoding": {
                **place,
                "text": {"field": "text", "type": "nominal"},
                "color": colour,
            },
        },
    ]
