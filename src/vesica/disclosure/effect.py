"""Disclosure control of effects: arms of ten and more, figures that one person does not move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vesica.core.effect import (
    Contrast,
    Effect,
    EventTime,
    HonestBound,
)
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.disclosure.effect_comparison import shown_comparison, shown_contrasts
from vesica.disclosure.effect_words import (
    is_empty,
    rounded,
    shown_check,
    shown_method,
    shown_refusal,
)
from vesica.disclosure.figures import Figures
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["arm_label", "screen_effect"]

_QUANTITY = "route effect"


def arm_label(route: str, way: str, side: str) -> str:
    """Name the people of a route and a way in who took part, or who are compared with."""
    return f"{route}, {way}: {side}"


def screen_effect(result: RouteAnswer, context: Context) -> Screened[RouteAnswer]:
    """Hide effects on few people, and round the others so that one person does not show.

    Raises
    ------
    RefusedError
        If the answer does not belong to the membership.
    """
    members = context.members
    if result.people != len(members.people):
        raise RefusedError(
            "The effects and the membership they came with count different people.",
            hint="Ask again, so that result and membership belong together.",
        )
    groups = dict(sorted(members.units.items(), key=lambda item: (-len(item[1]), item[0])))
    held = context.screen.admit(_QUANTITY, groups)
    findings = tuple(_finding(f, held, context) for f in result.findings)
    told = {
        (_key(f.effect), f.effect.estimate): (f.one_person, s.effect.estimate)
        for f, s in zip(result.findings, findings, strict=True)
    }
    open_ = {_key(f.effect) for f in findings if isinstance(f.effect.estimate, Estimate)}
    comparisons = tuple(
        shown_comparison(c, told, context.figures)
        for c in result.comparisons
        if all((r.route, c.outcome) in open_ for r in c.routes)
    )
    assigned = [
        c
        for c in result.assigned
        if not any(label in held for label in groups if _names(c, label))
    ]
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        findings=findings,
        comparisons=comparisons,
        assigned=shown_contrasts(assigned, "assigned", [0.0] * len(assigned), context.figures),
    )
    shown = {
        f"{i}": f.effect.estimate for i, f in enumerate(findings) if f.effect.estimate is not None
    }
    whole = Cell(table="effect", cell=ORGANISATION, quantity=_QUANTITY, members=members.group)
    cells = tuple(
        Cell(table="effect", cell=label, quantity=_QUANTITY, members=members.unit(label))
        for label in groups
        if label not in held
    )
    return Screened(value=value, hidden=grouped(shown, "effects"), cells=(whole, *cells))


def _key(effect: Effect) -> tuple[str, str]:
    return effect.route, effect.outcome


def _names(contrast: Contrast, label: str) -> bool:
    """Whether a label is of one of the two arms of a contrast."""
    route, _, way = label.partition(": ")[0].rpartition(", ")
    return any(
        side.startswith(f"{route} on ") and side.endswith(f", {way}")
        for side in (contrast.first, contrast.second)
    )


def _finding(finding: Finding, held: Mapping[str, str], context: Context) -> Finding:
    e, figures, minimum = finding.effect, context.figures, context.policy.minimum_group
    name = f"{e.route}, {finding.way}, {e.outcome}"
    treated = _people(f"people in {name}", e.people_treated, figures, minimum)
    compared = _people(f"people beside {name}", e.people_compared, figures, minimum)
    sides = (arm_label(e.route, finding.way, side) for side in ("took part", "compared"))
    why = next((held[side] for side in sides if side in held), None)
    if why is None and arm_label(e.route, finding.way, "took part") not in context.members.units:
        why = "not in the membership"
    if why is None and (isinstance(treated, Hidden) or isinstance(compared, Hidden)):
        why = fewer_than(minimum)
    if e.estimate is not None and why is not None:
        gone = Hidden(why=why)
        blank = replace(
            e, estimate=gone, standard_error=None, error_share=None, people_treated=treated,
            people_compared=compared, effective=0.0, checks=(), method=shown_method(e.method),
            roll_out=False,
        )  # fmt: skip
        return replace(finding, effect=blank, events=(), bounds=(), one_person=0.0, never=None)
    told = (shown_check(name, c, figures, finding.one_person) for c in e.checks)
    checks = tuple(c for c in told if not is_empty(c))
    known = replace(
        e,
        estimate=None if e.estimate is None else _estimate(name, e.estimate, finding, figures),
        standard_error=None,
        error_share=None if e.error_share is None else round(e.error_share, 1),
        people_treated=treated,
        people_compared=compared,
        effective=float(figures.people(f"effective {name}", int(e.effective))),
        checks=checks,
        refused=shown_refusal(e, checks),
        method=shown_method(e.method),
    )
    return replace(
        finding,
        effect=known,
        events=tuple(_event(name, t, finding, figures) for t in finding.events),
        bounds=tuple(_bound(name, b, figures) for b in finding.bounds),
        one_person=0.0,
        never=None
        if finding.never is None
        else _estimate(f"{name} against never begun", finding.never, finding, figures),
    )


def _people(name: str, count: int | Hidden, figures: Figures, minimum: int) -> int | Hidden:
    if isinstance(count, Hidden):
        return count
    if count < minimum:
        return Hidden(why=fewer_than(minimum))
    return figures.people(name, count)


def _estimate(name: str, value: Shown, finding: Finding, figures: Figures) -> Shown:
    return rounded(f"effect of {name}", value, finding.one_person, figures)


def _event(name: str, event: EventTime, finding: Finding, figures: Figures) -> EventTime:
    label = f"{name} at {event.event}"
    shown = rounded(label, event.effect, finding.one_person, figures)
    if isinstance(shown, Hidden) or isinstance(event.effect, Hidden):
        return replace(event, effect=shown, standard_error=0.0, band_low=0.0, band_high=0.0)
    wide = (event.band_high - event.band_low) / max(event.effect.high - event.effect.low, 1e-300)
    half = (shown.high - shown.low) / 2 * wide
    middle = (shown.high + shown.low) / 2
    return replace(
        event, effect=shown, standard_error=0.0,
        band_low=float(f"{middle - half:.2g}"), band_high=float(f"{middle + half:.2g}"),
    )  # fmt: skip


def _bound(name: str, bound: HonestBound, figures: Figures) -> HonestBound:
    middle = (bound.low + bound.high) / 2
    _, low, high, _ = figures.settle(
        f"bounds of {name} at {bound.bound}", (middle, bound.low, bound.high),
        (bound.high - bound.low) / 40,
    )  # fmt: skip
    return replace(bound, low=low, high=high)
