"""The brief on a change: what a metric did, against what it would have done."""

from __future__ import annotations

from typing import Any

from vesica.core.attribution import UnitAttribution
from vesica.core.estimate import Estimate
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, config, interval_chart
from vesica.report.words import clean, number, percent, spread

__all__ = ["attribution_brief"]


def attribution_brief(
    released: Released[UnitAttribution], *, organisation: str, simulated: bool
) -> Brief:
    """Put the released effect into words, one figure and a table."""
    answer = released.value
    metric, unit = clean(answer.metric), clean(answer.unit)
    return Brief(
        question="attribution",
        title=f"What changed {metric} in {unit}: {clean(organisation)}",
        headline=_headline(answer),
        paragraphs=(
            _compared(answer),
            _placebos(answer),
        ),
        meaning=(
            "Nobody drew lots: whatever else began in this unit at that time is in the figure.",
            "Units that were reached without anybody saying so make the effect look smaller.",
            "The evidence compares units over time. A trial says more: see 'vesica trial'.",
        ),
        figure=_figure(answer),
        figure_title="Change of the metric since then",
        figure_alt=f"An interval chart against no change. {_mark(answer).label}:"
        f" {_mark(answer).shown}.",
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is no change.",
        tables=(_table(answer),),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        one_page=True,
    )


def _compared(answer: UnitAttribution) -> str:
    found = answer.found
    return (
        f"Compared with. {number(found.controls)} units that the change is said not to have"
        f" reached, over {number(found.periods_before)} periods before it and"
        f" {number(found.periods_after)} since."
    )


def _placebos(answer: UnitAttribution) -> str:
    found = answer.found
    return (
        f"Placebos. Of {number(found.placebos)} changes that never were, and this one,"
        f" {percent(found.placebo_p)} % look as large as this one."
    )


def _headline(answer: UnitAttribution) -> str:
    found, effect = answer.found, answer.found.effect
    since, metric, unit = clean(answer.since), clean(answer.metric), clean(answer.unit)
    if effect.low <= 0 <= effect.high:
        return (
            f"Since {since}, {metric} of {unit} cannot be told from what it would have been:"
            f" {number(effect.value)} a period, from {number(effect.low)} to"
            f" {number(effect.high)}."
        )
    return (
        f"Since {since}, {metric} of {unit} was {number(abs(effect.value))} a period"
        f" {'above' if effect.value > 0 else 'below'} what it would have been, or"
        f" {percent(abs(found.relative.value))} %: from {number(effect.low)} to"
        f" {number(effect.high)} in {percent(effect.level)} of 100 such cases."
    )


def _mark(answer: UnitAttribution) -> Mark:
    share = answer.found.relative
    drawn = Estimate(
        value=round(100 * share.value, 6),
        low=round(100 * share.low, 6),
        high=round(100 * share.high, 6),
        level=share.level,
        unit="%",
        n=share.n,
    )
    return Mark(
        label=clean(answer.metric),
        shown=f"{number(drawn.value)} % [{spread(drawn)}]",
        estimate=drawn,
        colour=COLOURS.both,
    )


def _figure(answer: UnitAttribution) -> dict[str, Any]:
    chart = interval_chart(
        [_mark(answer)],
        reference=0.0,
        reference_label="no change",
        axis_title="Per cent of what it would have been",
        from_zero=False,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _table(answer: UnitAttribution) -> TableView:
    found = answer.found
    return TableView(
        title="In numbers",
        columns=(Column(name="What"), Column(name="Value", number=True)),
        rows=(
            ("Effect a period", f"{number(found.effect.value)} [{spread(found.effect)}]"),
            ("Placebos that look as large", f"{percent(found.placebo_p)} %"),
            ("Earlier movement that controls explain", f"{percent(found.fit)} %"),
            ("Units compared with", found.controls),
            ("Periods before", found.periods_before),
            ("Periods since", found.periods_after),
            ("Evidence", str(found.grade)),
        ),
    )
