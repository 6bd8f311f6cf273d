"""What the briefs of pairs and plans share: people, opt-ins, the invitation, a line figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.pairs_answer import OptInLine, PairRow, PlannedPerson, RuleCount, Sessions
from vesica.report.brief import Column, TableView
from vesica.report.figure import (
    COLOURS,
    FONT,
    SCHEMA,
    WIDTH,
    Mark,
    briefly,
    config,
    interval_chart,
)
from vesica.report.words import clean, number, show

__all__ = [
    "invitation",
    "line_figure",
    "opt_in_figure",
    "opt_in_table",
    "pair_table",
    "people",
    "person",
    "rule_table",
    "sessions",
]


def person(someone: PlannedPerson) -> str:
    """Name and key of somebody who opted in."""
    name, key = clean(someone.name), clean(someone.key)
    return f"{name} ({key})" if name and key else name or key or "somebody without a name"


def people(count: int | Hidden) -> str:
    """Write a count of people, with its word."""
    if isinstance(count, Hidden):
        return count.why
    if count == 0:
        return "nobody"
    return "1 person" if count == 1 else f"{number(count)} people"


def sessions(preset: Sessions) -> str:
    """Say how a pair meets."""
    return (
        f"{preset.count} one-to-one sessions of {preset.minutes} minutes, one every"
        f" {preset.weeks_between} weeks"
    )


def pair_table(rows: Sequence[PairRow], title: str = "Pairs") -> TableView:
    """Pairs with what each side may gain."""
    asked = any(row.lead is not None for row in rows)
    columns = [
        Column(name="Reverse mentor"),
        Column(name="Leader"),
        Column(name="Leader gains", number=True),
        Column(name="Mentor gains", number=True),
        *([Column(name="Lost without it", number=True)] if asked else []),
        Column(name="Why"),
    ]
    return TableView(
        title=title,
        columns=tuple(columns),
        rows=tuple(
            (
                person(row.mentor),
                person(row.leader),
                row.leader_gain,
                row.mentor_gain,
                *([row.lead if row.lead is not None else "not asked"] if asked else []),
                clean(row.why) + (" A reviewer locked it." if row.locked else ""),
            )
            for row in rows
        ),
        note="Gains are in expected new bridges: the rise in the chance of having both skills.",
    )


def rule_table(rows: Sequence[RuleCount], title: str, what: str) -> TableView:
    """What each rule takes away."""
    return TableView(
        title=title,
        columns=(Column(name="Rule"), Column(name=what, number=True)),
        rows=tuple((clean(row.rule).capitalize(), row.away) for row in rows),
    )


def opt_in_table(lines: Sequence[OptInLine]) -> TableView:
    """What more or fewer opt-ins could do."""
    return TableView(
        title="What opting in could do",
        columns=(Column(name="If so many opted in"), Column(name="New bridges", number=True)),
        rows=tuple(
            (f"{line.share:.0%}".replace("%", " %"), _bare(line.bridges)) for line in lines
        ),
        note="Who has opted in comes first, others join in random order; the interval is over who"
        " joins. Nobody is named before opting in.",
    )


def _bare(bridges: Shown) -> Shown:
    """Expected bridges without a unit: what is counted stands in the heading."""
    return replace(bridges, unit="1") if isinstance(bridges, Estimate) else bridges


def opt_in_figure(lines: Sequence[OptInLine]) -> dict[str, Any]:
    """New bridges by share of people who opted in."""
    marks = [
        Mark(
            label=f"{line.share:.0%} opted in".replace("%", " %"),
            shown=briefly(_bare(line.bridges)),
            estimate=line.bridges if isinstance(line.bridges, Estimate) else None,
            colour=COLOURS.both,
        )
        for line in lines
    ]
    chart = interval_chart(
        marks,
        reference=None,
        reference_label="",
        axis_title="Expected new bridges",
        from_zero=True,
        row_height=48,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def invitation(lines: Sequence[OptInLine], organisation: str) -> tuple[str, ...]:
    """The text that asks people to take part, with what it could bring."""
    shown = [line for line in lines if isinstance(line.bridges, Estimate)]
    could = ""
    if shown:
        last = shown[-1]
        assert isinstance(last.bridges, Estimate)
        could = (
            f" If {last.share * 100:g} of 100 of us took part, about"
            f" {show(last.bridges.value)} more colleagues could come to have both skills."
        )
    return (
        (
            f"{organisation} brings together people who know social media and people whom leaders"
            f" listen to.{could}"
        ),
        (
            "Will you take part? You would be paired, or offered a route such as training."
            " The analyst would see your name in the draft; the other in a pair, once it is out."
        ),
        (
            "It is not used for appraisal, pay, discipline or dismissal. You can withdraw at any"
            " time without a reason. Nothing happens to you if you do not answer."
        ),
        (
            "To take part, say 'grant' for the purpose 'plan bridges' to whoever sent you this;"
            " tell us your languages, working hours and what you would rather not do."
        ),
    )


def line_figure(
    points: Sequence[tuple[float, float]], *, here: tuple[float, float], x_title: str, y_title: str
) -> dict[str, Any]:
    """A line through points, with the plan's own marked."""
    x = {
        "field": "x",
        "type": "quantitative",
        "axis": {"title": x_title, "grid": False, "format": ",d", "tickCount": 5},
        "scale": {"zero": True, "nice": True},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": {"title": y_title, "tickCount": 5},
        "scale": {"zero": True, "nice": True},
    }
    values = [{"x": a, "y": b} for a, b in points]
    mark = [{"x": here[0], "y": here[1], "text": "this plan"}]
    place = {"x": x, "y": y}
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": 250,
        "layer": [
            {
                "data": {"values": values},
                "mark": {
                    "type": "line",
                    "color": COLOURS.first,
                    "strokeWidth": 2.5,
                    "point": {"filled": True, "color": COLOURS.first, "size": 45},
                },
                "encoding": place,
            },
            {
                "data": {"values": mark},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 170,
                    "color": COLOURS.both,
                    "opacity": 1,
                },
                "encoding": place,
            },
            {
                "data": {"values": mark},
                "mark": {
                    "type": "text",
                    "dy": 20,
                    "dx": 8,
                    "align": "left",
                    "fontSize": 14,
                    "color": COLOURS.both,
                },
                "encoding": {**place, "text": {"field": "text", "type": "nominal"}},
            },
        ],
        "config": config(FONT),
    }
