"""Disclosure control of the vision: disciplines and leaders as groups, everyone in total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vesica.core.estimate import Hidden, Shown
from vesica.core.vision import DisciplineShare, GroupShare, QuarterPoint, SiloLine, Vision
from vesica.disclosure.figures import Figures
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_vision"]

_QUANTITY = "practice"


def screen_vision(result: Vision, context: Context) -> Screened[Vision]:
    """Hide small disciplines and whatever would give them back, hold back and round.

    Raises
    ------
    RefusedError
        If the result does not belong to the membership.
    """
    members, figures = context.members, context.figures
    if result.people != len(members.people):
        raise RefusedError(
            "The vision and the membership it came with count different people.",
            hint="Ask again, so that result and membership belong together.",
        )
    groups = {
        _label(name): members.unit(name)
        for name, group in sorted(members.units.items(), key=lambda item: -len(item[1]))
    }
    held = context.screen.admit(_QUANTITY, groups)
    value = replace(
        result,
        people=figures.people("people", result.people),
        lines=tuple(_line(line, figures) for line in result.lines),
        quarters=tuple(_point(point, figures) for point in result.quarters),
        change=figures.whole("change", result.change),
        by_discipline=tuple(_discipline(row, held, context) for row in result.by_discipline),
        groups=tuple(_group(row, result.people, held, context) for row in result.groups),
    )
    rows = {row.discipline: row.practice for row in value.by_discipline}
    whole = Cell(table="vision", cell=ORGANISATION, quantity=_QUANTITY, members=members.group)
    cells = tuple(
        Cell(table="vision", cell=label, quantity=_QUANTITY, members=group)
        for label, group in groups.items()
        if label not in held
    )
    return Screened(value=value, hidden=grouped(rows, "disciplines"), cells=(whole, *cells))


def _label(name: str) -> str:
    return f"discipline {name}"


def _line(line: SiloLine, figures: Figures) -> SiloLine:
    return replace(
        line,
        index=figures.whole(f"index of {line.what}", line.index),
        share=figures.whole(f"share of {line.what}", line.share),
    )


def _point(point: QuarterPoint, figures: Figures) -> QuarterPoint:
    return replace(
        point,
        index=figures.whole(f"index in {point.quarter}", point.index),
        share=figures.whole(f"share in {point.quarter}", point.share),
    )


def _discipline(
    row: DisciplineShare, held: Mapping[str, str], context: Context
) -> DisciplineShare:
    why = held.get(_label(row.discipline))
    if why is not None:
        return replace(row, people=Hidden(why=why), practice=Hidden(why=why))
    label = _label(row.discipline)
    people = len(context.members.units[row.discipline])
    shown = int(context.figures.number(f"vision: people of {label}", people, 1.0))
    return replace(row, people=shown, practice=_share(label, row.practice, people, context))


def _group(row: GroupShare, people: int, held: Mapping[str, str], context: Context) -> GroupShare:
    everyone = row.people == people
    why = None if everyone else held.get(_label(row.group))
    if why is not None:
        gone = Hidden(why=why)
        return replace(row, people=gone, practice=gone, expertise=gone)
    count = people if everyone else len(context.members.units[row.group])
    shown = int(context.figures.number(f"vision: people of {row.group}", count, 1.0))
    return replace(
        row,
        people=shown,
        practice=_share(f"practice of {row.group}", row.practice, count, context),
        expertise=_share(f"expertise of {row.group}", row.expertise, count, context),
    )


def _share(name: str, value: Shown, people: int, context: Context) -> Shown:
    """Round a share to a step of at least two people."""
    if isinstance(value, Hidden):
        return value
    return context.figures.estimate(
        f"vision: {name}", value, 1 / people, least=context.policy.share_step, within=(0.0, 1.0)
    )
