"""The payout curve of a case, with where the leader is and would be."""

from __future__ import annotations

import textwrap
from typing import Any

from vesica.core.line_of_sight import LineOfSight, MetricPart
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number, percent

__all__ = ["case_alt", "case_figure", "scenario_label"]

_HEIGHT = 240
_LETTERS = 68
"""In a line of the words above the figure."""


def _drawn(case: LineOfSight) -> MetricPart:
    """The metric that would have to move, otherwise the first of the plan."""
    return next((m for m in case.metrics if m.metric == case.moves), case.metrics[0])


def case_figure(case: LineOfSight, *, own: bool = True) -> dict[str, Any]:
    """Payout curve of the metric that would have to move, with both places on it."""
    part = _drawn(case)
    here, lift = part.without.value, part.lift.value
    curve = [{"x": x, "y": y, "k": k} for k, (x, y) in enumerate(part.points)]
    spots = [
        {
            "x": here,
            "y": part.pay_without,
            "text": "you are here" if own else "the leader is here",
        },
        {
            "x": here + lift,
            "y": part.pay_with,
            "text": "where you would be" if own else "with taking part",
        },
    ]
    xs = [x for x, _ in part.points]
    top = max([y for _, y in part.points] + [1.0]) * 1.3
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [min(xs), max(xs)], "nice": False, "zero": False},
        "axis": {"title": clean(part.metric), "grid": False, "tickCount": 5},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {
            "title": "Paid, as a share of target",
            "titlePadding": 14,
            "format": ".0%",
            "tickCount": 5,
        },
    }
    line = {
        "data": {"values": curve},
        "mark": {"type": "line", "color": COLOURS.first, "strokeWidth": 3},
        "encoding": {"x": x, "y": y, "order": {"field": "k", "type": "quantitative"}},
    }
    layers = [_band(part, x), line, *_spots(spots, x, y, middle=(min(xs) + max(xs)) / 2, top=top)]
    return {
        "$schema": SCHEMA,
        **({"title": scenario_label(case.scenario)} if case.scenario else {}),
        "width": WIDTH,
        "height": _HEIGHT,
        "layer": layers,
        "config": config(FONT),
    }


def scenario_label(words: str) -> dict[str, Any]:
    """Words above a figure: a picture that is taken out of its page still says what it is."""
    label = {"text": textwrap.wrap(clean(words), _LETTERS), "anchor": "start", "fontSize": 13}
    return {**label, "fontWeight": "normal", "color": COLOURS.second}


def _band(part: MetricPart, x: dict[str, Any]) -> dict[str, Any]:
    low, high = min(p for p, _ in part.points), max(p for p, _ in part.points)
    ends = {"x": max(part.without.low, low), "to": min(part.without.high, high)}
    return {
        "data": {"values": [ends]},
        "mark": {"type": "rect", "color": COLOURS.line, "opacity": 0.5},
        "encoding": {"x": x, "x2": {"field": "to"}},
    }


def _spots(
    spots: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], *, middle: float, top: float
) -> list[dict[str, Any]]:
    """A ring for here, a disc for there; words in the room above the curve, led to by a line."""
    layers = []
    left = spots[0]["x"] < middle
    # The words of the spot that lies on the side to which they run stand lower: no line cuts them.
    first_lower = left == (spots[0]["x"] > spots[1]["x"])
    heights = (0.82, 0.9) if first_lower else (0.9, 0.82)
    for spot, filled, height in zip(spots, (False, True), heights, strict=True):
        place = {"x": x, "y": y}
        point = {"type": "point", "size": 150, "color": COLOURS.both, "opacity": 1}
        point |= {"filled": True} if filled else {"fill": COLOURS.paper, "strokeWidth": 3}
        lead = {"type": "rule", "color": COLOURS.soft, "strokeDash": [3, 3]}
        words = {"type": "text", "align": "left" if left else "right", "fontSize": 14}
        words |= {"dx": 6 if left else -6, "baseline": "middle"}
        led = {"data": {"values": [{**spot, "to": spot["y"], "y": top * height}]}}
        layers += [
            {**led, "mark": lead, "encoding": {**place, "y2": {"field": "to"}}},
            {"data": {"values": [spot]}, "mark": point, "encoding": place},
            {
                **led,
                "mark": words,
                "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
            },
        ]
    return layers


def case_alt(case: LineOfSight, *, own: bool = True) -> str:
    """Say in words what the figure shows."""
    part = _drawn(case)
    there = part.without.value + part.lift.value
    return (
        f"Payout curve of {clean(part.metric)}. {'You are' if own else 'The leader is'} here:"
        f" {number(part.without.value)}, which pays {percent(part.pay_without)} % of target. With"
        f" taking part: {number(round(there, 6))}, which pays {percent(part.pay_with)} %."
    )
