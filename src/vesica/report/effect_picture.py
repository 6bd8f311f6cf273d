"""Which figure stands on a page about effects, and its marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vesica.core.effect import Grade
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.report.effect_figure import event_study
from vesica.report.effect_headline import capital
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import clean, number, show, spread

__all__ = ["effect_picture"]

_COLOURS = {
    Grade.RANDOMISED: COLOURS.first,
    Grade.QUASI_EXPERIMENTAL: COLOURS.both,
    Grade.ADJUSTED: COLOURS.second,
    Grade.ASSUMED: COLOURS.neutral,
}


def effect_picture(
    answer: RouteAnswer, one: Finding | None
) -> tuple[dict[str, Any], str, str, str]:
    """Figure with its title, its words for who cannot see it, and its caption."""
    if one is not None and one.events:
        marks = [f"{e.event}: {briefly(e.effect)}" for e in one.events]
        return (
            event_study(one),
            f"{capital(clean(one.effect.route))} on {clean(one.effect.outcome)}, step by step",
            f"Effects by steps since the beginning. {'; '.join(marks)}.",
            (
                "A dot is the estimate, a bar its interval. Left of the line nothing had begun:"
                " those bars should hold 0."
            ),
        )
    marks = _marks(answer, one)
    chart = interval_chart(
        marks, reference=0.0, reference_label="no effect", axis_title=_axis(answer, one),
        from_zero=True, row_height=44,
    )  # fmt: skip
    lines = "; ".join(f"{m.label}: {m.shown}" for m in marks)
    return (
        {"$schema": SCHEMA, **chart, "config": config(FONT)},
        "Effects by route" if one is None else f"What {clean(one.effect.route)} changed",
        f"An interval chart against 0, which is no effect. {lines}.",
        (
            "A bar is an interval, a dot the estimate. Blue was drawn by lot, plum is nearly as"
            " good, amber is what people chose, or began in turn with less certainty, grey failed"
            " a check."
        ),
    )


def _axis(answer: RouteAnswer, one: Finding | None) -> str:
    return "Effect [sd of the skill]" if _unit(answer, one) == "sd" else "Effect"


def _unit(answer: RouteAnswer, one: Finding | None) -> str:
    """Unit of the figure: that of the page's effect, or of the skills."""
    if one is not None and isinstance(one.effect.estimate, Estimate):
        return one.effect.estimate.unit
    units = [
        f.effect.estimate.unit for f in answer.findings if isinstance(f.effect.estimate, Estimate)
    ]
    return "sd" if "sd" in units else units[0] if units else "sd"


def _marks(answer: RouteAnswer, one: Finding | None) -> Sequence[Mark]:
    unit = _unit(answer, one)
    marks = []
    for f in answer.findings:
        e = f.effect
        if not isinstance(e.estimate, Estimate) or e.estimate.unit != unit:
            continue
        label = f"{e.outcome}, {f.way}" if answer.route else f"{e.route} on {e.outcome}, {f.way}"
        value = e.estimate
        shown = f"{number(value.value)} [{spread(value)}]"
        if unit == "1":
            shown = show(value, share=True)
        marks.append(Mark(label=clean(capital(label)), shown=shown, estimate=value,
                          colour=_COLOURS[e.grade]))  # fmt: skip
    return marks or [
        Mark(label="No effect can be shown", shown="cannot say", estimate=None,
             colour=COLOURS.neutral)
    ]  # fmt: skip
