"""Disclosure control of persuasion: the organisation in total, units as groups, no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vesica.core.estimate import Hidden
from vesica.core.persuasion import Persuasion, UnitPersuasion
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_persuasion"]

_QUANTITY = "persuasion"
_FIGURES = (
    "naive",
    "matched",
    "ahead",
    "shuffled",
    "direction",
    "net",
    "share",
    "second",
)


def screen_persuasion(result: Persuasion, context: Context) -> Screened[Persuasion]:
    """Hide small units and those that rest on one person, and round.

    Raises
    ------
    RefusedError
        If fewer people than the minimum group adopted anything, or the result does not belong to
        the membership.
    """
    members, policy = context.members, context.policy
    minimum = policy.minimum_group
    if result.people != len(members.people):
        raise RefusedError(
            "Persuasion and the membership it came with count different people.",
            hint="Ask again, so that result and membership belong together.",
        )
    if result.adopters < minimum:
        raise RefusedError(
            f"{fewer_than(minimum).capitalize()} adopted anything.",
            hint="Import the adoptions of more people.",
        )
    shown = {u.org_unit for u in result.by_unit}
    groups = {
        _label(name): members.unit(name)
        for name, group in sorted(members.units.items(), key=lambda item: (-len(item[1]), item[0]))
        if name in shown
    }
    held = context.screen.admit(_QUANTITY, groups)
    figures = context.figures
    value = replace(
        result,
        people=figures.people("people", result.people),
        adopters=figures.people("adopters", result.adopters),
        adoptions=context.figures.rows("adoptions", result.adoptions),
        seen=context.figures.rows("seen", result.seen),
        individual=figures.people("individual", result.individual),
        by_unit=tuple(_unit(u, held, context) for u in result.by_unit),
        **{name: figures.whole(name, getattr(result, name)) for name in _FIGURES},
    )
    sentences = grouped({u.org_unit: u.brought for u in value.by_unit}, "units")
    whole = Cell(table="persuasion", cell=ORGANISATION, quantity=_QUANTITY, members=members.group)
    cells = tuple(
        Cell(table="persuasion", cell=label, quantity=_QUANTITY, members=group)
        for label, group in groups.items()
        if label not in held
    )
    return Screened(value=value, hidden=sentences, cells=(whole, *cells))


def _label(name: str) -> str:
    return f"unit: {name}"


def _unit(row: UnitPersuasion, held: Mapping[str, str], context: Context) -> UnitPersuasion:
    cap = context.policy.leverage_cap
    why = held.get(_label(row.org_unit))
    if why is not None:
        return replace(row, people=Hidden(why=why), brought=Hidden(why=why), largest=1.0)
    if row.largest > cap:
        return replace(row, brought=Hidden(why="rests on one person"), largest=1.0)
    label, figures = _label(row.org_unit), context.figures
    people = row.people
    if not isinstance(people, Hidden):
        people = figures.people(f"people of {label}", people)
    brought = figures.whole(label, row.brought)
    return replace(row, people=people, brought=brought, largest=cap)
