"""The case brief: what is in it for one leader, as a range, with the chance of nothing."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Hidden
from vesica.core.line_of_sight import LineOfSight, MetricPart
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know, notes
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number, percent, show, spread

__all__ = ["case_brief", "case_figure"]

_HEIGHT = 240


def case_brief(released: Released[LineOfSight], *, organisation: str, simulated: bool) -> Brief:
    """Put one leader's line of sight into words, one figure and tables."""
    case = released.value
    return Brief(
        question="case",
        title=f"What is in it for you, fiscal year {case.fiscal_year}: {clean(organisation)}",
        headline=_headline(case),
        paragraphs=_paragraphs(case),
        meaning=(
            "It is a forecast about one year and one plan, not a promise.",
            "Move the three assumptions before you rely on it: hours, effect, weeks left.",
            "It says nothing about how well anybody does the job.",
        ),
        figure=case_figure(case),
        figure_title="Your payout curve: you are here, and where you would be",
        figure_alt=_alt(case),
        figure_caption="The line is what your plan pays on the metric that would have to move."
        " Where it is flat, a better metric changes nothing.",
        tables=(_metrics(case), _links(case), _false_if(case)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        notes=notes(released),
    )


def _chance(share: float) -> str:
    """A probability in per cent, never rounded to certainty."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{percent(round(share, 2))} %"


def _labelled(case: LineOfSight, words: str) -> str:
    return f"{clean(case.scenario)} {words}" if case.scenario else words


def _headline(case: LineOfSight) -> str:
    hours = f"{number(case.hours_per_week)} hours a week for {number(case.weeks)} weeks"
    change = case.change
    if isinstance(change, Hidden):
        return _labelled(case, f"What {hours} would change in your bonus is {show(change)}.")
    return _labelled(
        case,
        f"{hours} would change your year-end bonus by {number(change.value)} {case.currency},"
        f" from {number(change.low)} to {number(change.high)} in {percent(change.level)} of 100"
        " such years."
        f" The chance that nothing changes is {_chance(case.no_change)}.",
    )


def _paragraphs(case: LineOfSight) -> tuple[str, ...]:
    nothing = (
        f"Nothing changes in {_chance(case.no_change)} of cases: in {_chance(case.below)} because"
        f" a metric stays short of its threshold or a gate is shut, in {_chance(case.capped)}"
        " because it is beyond its maximum anyway."
    )
    money = f"{number(float(case.target_bonus))} {case.currency}"
    lines = [
        (
            f"A gain comes in {_chance(case.gain)} of cases, a loss in {_chance(case.loss)}."
            f" Your bonus at target is {money}."
        ),
        nothing,
        (
            f"{_chance(case.own_share)} of the expected change rests on effects that were measured"
            " in this organisation."
        ),
        _time(case),
    ]
    if case.moves:
        lines.insert(2, f"The metric that would have to move is {clean(case.moves)}.")
    return tuple(lines)


def _time(case: LineOfSight) -> str:
    hours = f"Your own time: {number(case.hours)} hours"
    if case.time_cost is None or case.net is None:
        return f"{hours}. The price of an hour is not known, so it is not taken off."
    return (
        f"{hours}, worth {number(float(case.time_cost))} {case.currency}. After that:"
        f" {show(case.net)}."
    )


def _metrics(case: LineOfSight) -> TableView:
    rows = tuple(
        (
            part.metric,
            part.weight,
            f"{number(part.without.value)} [{spread(part.without)}]",
            f"{number(part.lift.value)} [{spread(part.lift)}]",
            part.pay_without,
            part.pay_with,
            part.change,
        )
        for part in case.metrics
    )
    return TableView(
        title="Your metrics",
        columns=(
            Column(name="Metric"),
            Column(name="Weight", share=True, number=True),
            Column(name="At year end without", number=True),
            Column(name="What taking part adds", number=True),
            Column(name="Pays now", share=True, number=True),
            Column(name="Would pay", share=True, number=True),
            Column(name="Bonus, if only this moves", number=True),
        ),
        rows=rows,
        note="A modifier or a gate has weight 0.",
    )


def _links(case: LineOfSight) -> TableView:
    return TableView(
        title="How well each link is known",
        columns=(
            Column(name="Link"),
            Column(name="Evidence"),
            Column(name="From your own organisation", share=True, number=True),
        ),
        rows=tuple((link.step, link.grade, link.own_share) for link in case.links),
    )


def _false_if(case: LineOfSight) -> TableView:
    return TableView(
        title="This would be false if",
        columns=(Column(name="What would make it false"),),
        rows=tuple((sentence,) for sentence in case.false_if),
    )


def _drawn(case: LineOfSight) -> MetricPart:
    """The metric that would have to move, otherwise the first of the plan."""
    return next((m for m in case.metrics if m.metric == case.moves), case.metrics[0])


def case_figure(case: LineOfSight) -> dict[str, Any]:
    """Payout curve of the metric that would have to move, with both places on it."""
    part = _drawn(case)
    here, lift = part.without.value, part.lift.value
    curve = [{"x": x, "y": y, "k": k} for k, (x, y) in enumerate(part.points)]
    spots = [
        {"x": here, "y": part.pay_without, "text": "you are here"},
        {"x": here + lift, "y": part.pay_with, "text": "where you would be"},
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
        "axis": {"title": "Paid, as a share of target", "format": ".0%", "tickCount": 5},
    }
    line = {
        "data": {"values": curve},
        "mark": {"type": "line", "color": COLOURS.first, "strokeWidth": 3},
        "encoding": {"x": x, "y": y, "order": {"field": "k", "type": "quantitative"}},
    }
    layers = [_band(part, x), line, *_spots(spots, x, y, middle=(min(xs) + max(xs)) / 2, top=top)]
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": _HEIGHT,
        "layer": layers,
        "config": config(FONT),
    }


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
    heights = (0.86, 0.95) if first_lower else (0.95, 0.86)
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


def _alt(case: LineOfSight) -> str:
    part = _drawn(case)
    there = part.without.value + part.lift.value
    return (
        f"Payout curve of {clean(part.metric)}. You are here: {number(part.without.value)}, which"
        f" pays {percent(part.pay_without)} % of target. Where you would be: {number(there)},"
        f" which pays {percent(part.pay_with)} %."
    )
