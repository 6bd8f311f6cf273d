"""The comparison brief: two runs side by side."""

from __future__ import annotations

from typing import Any

from vesica.core.comparison import Comparison, Direction
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import Cell, clean, number, show

__all__ = ["comparison_brief"]

_SAYS = {
    Direction.GROWN: "The overlap has grown, set against chance",
    Direction.SHRUNK: "The overlap has shrunk, set against chance",
    Direction.CANNOT_SAY: "Whether the overlap has grown against chance, this evidence cannot say",
}


def comparison_brief(
    released: Released[Comparison], *, organisation: str, simulated: bool
) -> Brief:
    """Put what changed between two runs into words, one figure and tables."""
    found = released.value
    return Brief(
        question="compare",
        title=f"What has changed? {clean(organisation)}",
        headline=f"{_SAYS[found.direction]}: from {_lift(found.lift_before)} to"
        f" {_lift(found.lift_after)}.",
        paragraphs=(
            (
                f"Run {clean(found.run_before)} held {number(found.people_before)} people, run"
                f" {clean(found.run_after)} holds {number(found.people_after)}."
            ),
            (
                "The bar is each run's own top share, so the number with one skill follows the"
                " number of people; what can grow is the number with both."
            ),
            f"The multiple of chance, after divided by before: {show(found.lift_ratio)}.",
        ),
        meaning=(
            "A change may be evidence that was not there before: compare the health of both runs.",
            "People who joined or left change the overlap without anybody learning anything.",
            "That it changed after a measure does not say that it changed because of it.",
        ),
        figure=_figure(found),
        figure_title="Overlap as a multiple of chance",
        figure_alt=f"An interval chart against 1, which is chance alone. Before:"
        f" {show(found.lift_before)}; after: {show(found.lift_after)}.",
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is what chance"
        " alone would give.",
        tables=(_totals(found), _parts(found)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _lift(value: Shown) -> str:
    return f"{number(value.value)} times chance" if isinstance(value, Estimate) else show(value)


def _totals(found: Comparison) -> TableView:
    return TableView(
        title="Everyone",
        columns=(
            Column(name="What"),
            Column(name="Before", number=True),
            Column(name="After", number=True),
        ),
        rows=(
            ("People with both skills", found.both_before, found.both_after),
            ("As a multiple of chance", found.lift_before, found.lift_after),
        ),
    )


def _parts(found: Comparison) -> TableView:
    return TableView(
        title="Through whom",
        columns=(
            Column(name="People who"),
            Column(name="People", number=True),
            Column(name="With both, before", number=True),
            Column(name="With both, after", number=True),
        ),
        rows=tuple((p.who, p.people, _there(p.before), _there(p.after)) for p in found.parts),
        note="A unit is the unit of the roster. Small groups are hidden, and others with them"
        " where they would give them back.",
    )


def _there(value: Shown | None) -> Cell:
    if value is None:
        return "not there"
    return value


def _figure(found: Comparison) -> dict[str, Any]:
    marks = [
        Mark(
            label=label,
            shown=briefly(value),
            estimate=None if isinstance(value, Hidden) else value,
            colour=colour,
        )
        for label, value, colour in (
            ("Before", found.lift_before, COLOURS.neutral),
            ("After", found.lift_after, COLOURS.both),
        )
    ]
    chart = interval_chart(
        marks,
        reference=1.0,
        reference_label="chance",
        axis_title="Overlap as a multiple of chance",
        from_zero=True,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}
