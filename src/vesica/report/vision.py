"""The vision brief: social media as part of every discipline, or one department's silo."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.released import Released
from vesica.core.vision import SiloLine, Vision
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import clean, number, show, spread

__all__ = ["vision_brief"]

_WHAT = {"practice": "Practice: people who post", "expertise": "Expertise: people above the bar"}
_OPEN, _SILO = 0.05, 0.25
"""Below the first an index is called open, above the second a silo, by its whole interval."""


def vision_brief(released: Released[Vision], *, organisation: str, simulated: bool) -> Brief:
    """Put the released silo index into words, one figure and tables."""
    vision = released.value
    practice = vision.lines[0]
    return Brief(
        question="vision",
        title=f"Silo or part of the business? {clean(organisation)}",
        headline=_headline(vision, practice),
        paragraphs=_paragraphs(vision),
        meaning=(
            "It says who practises, not what comes of it.",
            "Disciplines that practise alike are integrated even if few do: mind the share too.",
            "A change can come from people who moved as well as from people who started.",
        ),
        figure=_figure(vision),
        figure_title="Share who practise, by discipline",
        figure_alt=_alt(vision),
        figure_caption="A bar is an interval, a dot the estimate. If practice were everybody's,"
        " all bars would stand one above the other.",
        tables=tuple(
            table
            for table in (_lines(vision), _groups(vision), _quarters(vision), _table(vision))
            if table.rows
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(vision: Vision, practice: SiloLine) -> str:
    index, share = practice.index, practice.share
    if isinstance(index, Hidden) or isinstance(share, Hidden):
        return f"Whether social media is a silo here is {show(index)}."
    whole = f"{show(share.value, share=True)} of people practise"
    if index.high < _OPEN:
        return f"{whole}, in every discipline alike: social media is no silo here."
    if index.low > _SILO:
        return f"{whole}, and it depends on the discipline: social media is a silo here."
    if index.low >= _OPEN:
        return (
            f"{whole}, and disciplines differ, though not as a silo would (index"
            f" {number(index.value)}, {spread(index).replace('–', ' to ')})."
        )
    return (
        f"{whole}. How much that depends on the discipline, the evidence cannot say yet (index"
        f" {number(index.value)}, {spread(index).replace('–', ' to ')})."
    )


def _paragraphs(vision: Vision) -> tuple[str, ...]:
    said = [
        (
            "The silo index is 0 where every discipline practises alike and 1 where each does"
            f" wholly or not at all. Open: below {number(_OPEN)}; silo: above {number(_SILO)};"
            " each with its whole interval."
        ),
        _trend(vision.change),
    ]
    return tuple(said)


def _target(vision: Vision) -> str:
    """Say how practice stands against the target that the organisation set itself, if any."""
    index = vision.lines[0].index
    if vision.target is None or isinstance(index, Hidden):
        return ""
    reached = "is reached" if index.high <= vision.target else "is not shown to be reached"
    return f"The target, an index of at most {number(vision.target)}, {reached}."


def _trend(change: Shown) -> str:
    if isinstance(change, Hidden):
        return f"Over time: {show(change)}."
    if change.high < 0:
        return f"The silo has opened since the first quarter of the evidence ({show(change)})."
    if change.low > 0:
        return f"The silo has closed since the first quarter of the evidence ({show(change)})."
    return (
        f"Whether it opens or closes over the quarters, the evidence cannot say ({show(change)})."
    )


def _lines(vision: Vision) -> TableView:
    return TableView(
        title="How far it is one discipline's own",
        columns=(
            Column(name="What"),
            Column(name="Silo index", number=True),
            Column(name="Share of people", share=True, number=True),
        ),
        rows=tuple((_WHAT[line.what], line.index, line.share) for line in vision.lines),
        note=_target(vision),
    )


def _groups(vision: Vision) -> TableView:
    return TableView(
        title="Senior leaders and everyone",
        columns=(
            Column(name="Who"),
            Column(name="People", number=True),
            Column(name="Practise", share=True, number=True),
            Column(name="Above the bar on expertise", share=True, number=True),
        ),
        rows=tuple((g.group, g.people, g.practice, g.expertise) for g in vision.groups),
    )


def _quarters(vision: Vision) -> TableView:
    return TableView(
        title="Over time",
        columns=(
            Column(name="Quarter"),
            Column(name="Silo index", number=True),
            Column(name="Practise", share=True, number=True),
        ),
        rows=tuple((q.quarter, q.index, q.share) for q in vision.quarters),
        note="Whole quarters only. People are counted in the discipline they work in today.",
    )


def _table(vision: Vision) -> TableView:
    return TableView(
        title="By discipline",
        columns=(
            Column(name="Discipline"),
            Column(name="People", number=True),
            Column(name="Practise", share=True, number=True),
        ),
        rows=tuple((clean(d.discipline), d.people, d.practice) for d in vision.by_discipline),
        note="Shares are drawn towards each other as far as they differ by luck.",
    )


def _marks(vision: Vision) -> list[Mark]:
    return [
        Mark(
            label=clean(d.discipline),
            shown=briefly(d.practice) if isinstance(d.practice, Hidden) else _percent(d.practice),
            estimate=d.practice if isinstance(d.practice, Estimate) else None,
            colour=COLOURS.first,
        )
        for d in vision.by_discipline
    ]


def _percent(value: Estimate) -> str:
    return show(value, share=True)


def _figure(vision: Vision) -> dict[str, Any]:
    whole = vision.lines[0].share
    chart = interval_chart(
        _marks(vision),
        reference=whole.value if isinstance(whole, Estimate) else None,
        reference_label="everyone",
        axis_title="Share who practise",
        from_zero=True,
        row_height=40,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(vision: Vision) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(vision))
    return f"An interval chart of the share who practise. {lines}."
