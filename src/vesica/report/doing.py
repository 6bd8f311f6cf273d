"""The brief on doing against reading."""

from __future__ import annotations

from typing import Any

from vesica.core.doing import DoingReading, DoingVerdict
from vesica.core.estimate import Estimate, Shown
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import clean, show

__all__ = ["doing_brief"]

_HEADLINES = {
    DoingVerdict.HOLDS: "People learn more by doing than by reading here.",
    DoingVerdict.DOES_NOT: "That people learn more by doing than by reading does not hold here.",
    DoingVerdict.CANNOT_SAY: "Whether people learn more by doing than by reading, these data"
    " cannot say.",
}


def doing_brief(released: Released[DoingReading], *, organisation: str, simulated: bool) -> Brief:
    """Put the released comparison into words, one figure and tables."""
    value = released.value
    return Brief(
        question="doing",
        title=f"Doing or reading? {clean(organisation)}",
        headline=_headline(value),
        paragraphs=(
            (
                "Every post is compared with the same person's other posts, at equal audience,"
                " kind, hour and week. The exponent says how engagement grows with what the"
                " person had done, or read, before the post: at 0.1, twice as much of it goes"
                " with 7 % more."
            ),
            clean(value.why),
        ),
        meaning=(
            (
                "The placebo is practice that came after the post. It cannot have helped, so its"
                " interval should hold 0."
            ),
            (
                "Beginners are the first ten posts of people who went on to twenty: there, who"
                " stays does not depend on how these posts went."
            ),
            (
                "What somebody did or read before the records begin is not known, which makes both"
                " exponents smaller than they are. Engagement is not all there is to skill."
            ),
        ),
        figure=_figure(value),
        figure_title="How engagement grows with practice",
        figure_alt=_alt(value),
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is no effect.",
        tables=(_exponents(value), _checks(value)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(value: DoingReading) -> str:
    first = _HEADLINES[value.verdict]
    done, read = value.doing_doubled, value.reading_doubled
    if not isinstance(done, Estimate) or not isinstance(read, Estimate):
        return first
    return (
        f"{first} Twice as much practice goes with {show(done, share=True)} more engagement per"
        f" post, twice as much reading with {show(read, share=True)}."
    )


def _rows(value: DoingReading) -> tuple[tuple[str, Shown], ...]:
    return (
        ("Doing: posts and practice before", value.doing),
        ("Reading before", value.reading),
        ("Doing less reading", value.difference),
        ("Placebo: practice in the four weeks after", value.placebo),
        ("Doing, among beginners", value.beginners),
    )


def _exponents(value: DoingReading) -> TableView:
    return TableView(
        title="How engagement grows with what came before",
        columns=(Column(name="What"), Column(name="Exponent", number=True)),
        rows=_rows(value),
    )


def _checks(value: DoingReading) -> TableView:
    return TableView(
        title="What it rests on",
        columns=(Column(name="What"), Column(name="Figure", number=True)),
        rows=(
            ("People with posts that count", value.people),
            ("of them had done something before", value.doers),
            ("of them had read something before", value.readers),
            ("Posts that count, about", value.posts),
            ("Correlation of doing and reading within people", value.correlation),
            ("Variance inflation of doing", value.inflation),
        ),
        note="A variance inflation of 4, from moving together with reading and the weeks, makes an"
        " interval twice as wide.",
    )


def _marks(value: DoingReading) -> list[Mark]:
    colours = (COLOURS.first, COLOURS.second, COLOURS.both, COLOURS.neutral, COLOURS.neutral)
    return [
        Mark(
            label=clean(label),
            shown=briefly(exponent),
            estimate=exponent if isinstance(exponent, Estimate) else None,
            colour=colour,
        )
        for (label, exponent), colour in zip(_rows(value), colours, strict=True)
    ]


def _figure(value: DoingReading) -> dict[str, Any]:
    chart = interval_chart(
        _marks(value),
        reference=0.0,
        reference_label="no effect",
        axis_title="Exponent",
        from_zero=False,
        row_height=48,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(value: DoingReading) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(value))
    return f"An interval chart against 0, which is no effect. {lines}."
