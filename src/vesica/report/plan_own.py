"""A person's own part of the plan in words."""

from __future__ import annotations

from typing import Any

from vesica.core.own_plan import OwnMeeting, OwnPlan
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, config
from vesica.report.words import Cell, clean, number

__all__ = ["own_plan_brief"]


def own_plan_brief(released: Released[OwnPlan], *, organisation: str, simulated: bool) -> Brief:
    """Put a person's own part into words."""
    own = released.value
    rows = tuple((m.day, _hour(m), number(m.minutes), clean(m.with_whom)) for m in own.meetings)
    place: tuple[tuple[Cell, ...], ...] = ()
    if own.route or own.partners:
        place = (
            (
                clean(own.route) or "reverse mentoring, as the leader",
                own.how or "pair",
                ", ".join(clean(p) for p in own.partners) or "nobody",
                clean(own.why),
            ),
        )
    return Brief(
        question="own plan",
        title="Your part of the plan",
        headline=_own_headline(own),
        paragraphs=("Only you see this page. Whoever is paired with you sees your name, too.",),
        meaning=(
            "It is an offer. You can withdraw at any time, without a reason.",
            "It is not used for appraisal, pay, discipline or dismissal.",
            "Days and hours are suggestions, at hours when both of you work. Move them freely.",
        ),
        figure=_calendar(own),
        figure_title="When",
        figure_alt="; ".join(f"{m.day} with {clean(m.with_whom)}" for m in own.meetings)
        or "No meetings.",
        figure_caption="Suggested days of your meetings.",
        tables=tuple(
            t
            for t in (
                TableView(
                    title="Your place",
                    columns=(
                        Column(name="Route"),
                        Column(name="How"),
                        Column(name="With"),
                        Column(name="Why"),
                    ),
                    rows=place,
                ),
                TableView(
                    title="Suggested days",
                    columns=(
                        Column(name="Day"),
                        Column(name="Hour"),
                        Column(name="Minutes"),
                        Column(name="With"),
                    ),
                    rows=rows,
                ),
            )
            if t.rows
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _hour(meeting: OwnMeeting) -> str:
    """When a meeting begins, as far as the hours of both tell."""
    return f"{meeting.start[11:16]} UTC" if meeting.start else "that week"


def _own_headline(own: OwnPlan) -> str:
    if not own.version:
        return "No plan has been published yet."
    if not own.route and not own.partners:
        return "The plan that was published holds no place for you."
    route = clean(own.route) or "reverse mentoring, as the leader"
    return f"Your route: {route}."


def _calendar(own: OwnPlan) -> dict[str, Any]:
    values = [{"day": m.day, "who": clean(m.with_whom)} for m in own.meetings]
    axis = {"title": None, "format": "%-d %b", "labelAngle": 0, "grid": False}
    days = {"field": "day", "type": "temporal", "axis": axis, "scale": {"padding": 12}}
    whom = {"title": None, "labelPadding": 10, "labelLimit": 240, "ticks": False}
    return {
        "$schema": SCHEMA,
        "width": 460,
        "height": max(60, 44 * len({v["who"] for v in values})),
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 130, "color": COLOURS.both},
        "encoding": {
            "x": days,
            "y": {"field": "who", "type": "nominal", "axis": whom},
        },
        "config": config(FONT),
    }
