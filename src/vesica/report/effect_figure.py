"""The event study: effects by time since the beginning."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean

__all__ = ["event_study"]

_HEIGHT = 260


def event_study(finding: Finding) -> dict[str, Any]:
    """Draw dots with intervals and the band that holds all of them at once."""
    rows = [
        {
            "step": int(e.event),
            "value": e.effect.value,
            "low": e.effect.low,
            "high": e.effect.high,
            "under": min(e.band_low, e.effect.low),
            "over": max(e.band_high, e.effect.high),
        }
        for e in finding.events
        if isinstance(e.effect, Estimate)
    ]
    steps = [e.event for e in finding.events] or [0]
    unit = "sd" if _unit(finding) == "sd" else ""
    x: dict[str, Any] = {
        "field": "step",
        "type": "quantitative",
        "scale": {"domain": [min(steps) - 0.6, max(steps) + 0.6], "nice": False, "zero": False},
        "axis": {
            "title": f"Steps since the beginning (one is {clean(finding.step)})",
            "values": [s for s in range(min(steps), max(steps) + 1) if _labelled(s, steps)],
            "format": "d",
            "grid": False,
        },
    }
    y: dict[str, Any] = {
        "type": "quantitative",
        "axis": {"title": f"Effect{f' [{unit}]' if unit else ''}", "tickCount": 5},
    }
    layers: list[dict[str, Any]] = [
        _rule({"y": {"datum": 0, **y}}, COLOURS.ink),
        {
            "data": {"values": [{"x": -0.5}]},
            "mark": {"type": "rule", "strokeDash": [5, 4], "color": COLOURS.soft},
            "encoding": {"x": {**x, "field": "x"}},
        },
        _bar("under", "over", rows, x, y, 2, 0.6),
        _bar("low", "high", rows, x, y, 6, 0.55),
        {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "size": 90, "color": COLOURS.first,
                     "opacity": 1, "stroke": COLOURS.paper, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": {"field": "value", **y}},
        },
    ]  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": _HEIGHT,
        "layer": layers,
        "config": config(FONT),
    }


def _labelled(step: int, steps: list[int]) -> bool:
    many = max(steps) - min(steps) > 12
    return step % 3 == 0 if many else True


def _unit(finding: Finding) -> str:
    value = finding.effect.estimate
    return value.unit if isinstance(value, Estimate) else ""


def _rule(encoding: dict[str, Any], colour: str) -> dict[str, Any]:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": colour, "strokeWidth": 1.2},
        "encoding": encoding,
    }


def _bar(
    low: str,
    high: str,
    rows: list[dict[str, Any]],
    x: dict[str, Any],
    y: dict[str, Any],
    width: float,
    opacity: float,
) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "color": COLOURS.first, "strokeWidth": width,
                 "opacity": opacity, "strokeCap": "round"},
        "encoding": {"x": x, "y": {"field": low, **y}, "y2": {"field": high}},
    }  # fmt: skip
