"""The argument for one leader, as a practitioner may make it: no private figure is on it."""

from __future__ import annotations

from typing import Any

from vesica.core.case import Pitch, Version
from vesica.core.estimate import Estimate, Hidden
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.case import GRADE_WORDS, peers_sentence
from vesica.report.case_figure import scenario_label
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, config, interval_chart
from vesica.report.words import clean, number, show, spread

__all__ = ["pitch_brief"]


def pitch_brief(released: Released[Pitch], *, organisation: str, simulated: bool) -> Brief:
    """Put the argument on a page, in the version that was drawn or asked for."""
    pitch = released.value
    return Brief(
        question="pitch",
        title=f"{'Scenario: the' if pitch.scenario else 'The'} argument for one leader,"
        f" {pitch.version} version: {clean(organisation)}",
        headline=_headline(pitch),
        paragraphs=(
            peers_sentence(pitch.peers),
            f"First step to ask for. {clean(pitch.first_step)}",
            _lot(pitch),
        ),
        meaning=(
            "It holds no figure of this leader's pay: what it is worth in money, the leader sees.",
            "It is a forecast about units, not a promise.",
            "Write down what came of it, also if it was a no: that is how the message is tested.",
        ),
        figure=_figure(pitch),
        figure_title="What taking part would add to the unit's metrics"
        if pitch.metrics
        else "What the same would be worth to leaders here",
        figure_alt=_alt(pitch),
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is no change.",
        tables=(_table(pitch),),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        one_page=True,
        scenario=clean(pitch.scenario),
    )


def _headline(pitch: Pitch) -> str:
    label = "Scenario. " if pitch.scenario else ""
    minutes = f"{number(pitch.minutes_per_week)} minutes a week"
    if not pitch.minutes_known:
        minutes = "A little time every week"
    if pitch.version is Version.GENERIC:
        return f"{label}{minutes} of a leader's own practice can move what the leader is paid for."
    first = max(pitch.metrics, key=lambda m: abs(m.lift.value / (m.without.value or 1)))
    return (
        f"{label}{minutes} of your own practice would move {clean(first.metric)} of your unit by"
        f" about {number(first.lift.value)}, from {number(first.without.value)} at year end."
    )


def _lot(pitch: Pitch) -> str:
    how = "This version was drawn by lot." if pitch.by_lot else "This version was asked for."
    arm = f"arm {pitch.version}" if pitch.by_lot else "arm left empty, for no lot drew it"
    return (
        f"Record it. {how} Add a row to pitches.csv: who, leader, time, version {pitch.version},"
        f" {arm}, outcome adopted, declined or open."
    )


def _table(pitch: Pitch) -> TableView:
    if not pitch.metrics:
        return TableView(
            title="In numbers",
            columns=(Column(name="What"), Column(name="Value", number=True)),
            rows=(
                (
                    f"Minutes a week{'' if pitch.minutes_known else ', assumed'}",
                    pitch.minutes_per_week,
                ),
                *((label, value) for label, value in _peers(pitch)),
            ),
        )
    return TableView(
        title="Your unit's metrics",
        columns=(
            Column(name="Metric"),
            Column(name="Taking part adds", number=True),
            Column(name="Effect is"),
        ),
        rows=tuple(
            (
                m.metric,
                f"{number(m.lift.value)} [{spread(m.lift)}]",
                GRADE_WORDS.get(m.grade, m.grade),
            )
            for m in pitch.metrics
        ),
    )


def _peers(pitch: Pitch) -> tuple[tuple[str, str], ...]:
    if isinstance(pitch.peers, Hidden):
        return (("Other leaders", show(pitch.peers)),)
    return (
        ("Leaders who opted in", number(pitch.peers.leaders)),
        ("Mean change, share of target bonus", show(pitch.peers.change, share=True)),
        ("Nothing would change", show(pitch.peers.nothing, share=True)),
    )


def _marks(pitch: Pitch) -> list[Mark]:
    if not pitch.metrics:
        hidden = isinstance(pitch.peers, Hidden)
        change = None if isinstance(pitch.peers, Hidden) else pitch.peers.change
        drawn = _per_cent(change, 1.0) if isinstance(change, Estimate) else None
        shown = "hidden" if hidden or drawn is None else _briefly(drawn)
        return [
            Mark(label="Mean change in bonus", shown=shown, estimate=drawn, colour=COLOURS.both)
        ]
    marks = []
    for m in pitch.metrics:
        share = _per_cent(m.lift, abs(m.without.value) or 1.0)
        marks.append(
            Mark(label=clean(m.metric), shown=_briefly(share), estimate=share, colour=COLOURS.both)
        )
    return marks


def _briefly(value: Estimate) -> str:
    return f"{number(value.value)} % [{spread(value)}]"


def _per_cent(value: Estimate, whole: float) -> Estimate:
    """As per cent of a whole, to one decimal."""
    low, mid, high = (round(100 * v / whole, 1) for v in (value.low, value.value, value.high))
    return Estimate(value=mid, low=low, high=high, level=value.level, unit="%", n=value.n)


def _figure(pitch: Pitch) -> dict[str, Any]:
    chart = interval_chart(
        _marks(pitch),
        reference=0.0,
        reference_label="no change",
        axis_title="Per cent of the metric at year end"
        if pitch.metrics
        else "Per cent of the bonus at target",
        from_zero=False,
        row_height=52,
    )
    if pitch.scenario:
        chart["title"] = scenario_label(pitch.scenario)
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(pitch: Pitch) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(pitch))
    return f"An interval chart against no change. {lines}."
