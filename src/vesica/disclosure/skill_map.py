"""Disclosure control of the skill map: counts on a grid, and rows of people who opted in."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.skill_map import EVERYBODY, MapTable, SkillMap, SkillPoint, SkillPoints
from vesica.disclosure.audience import no_opt_in
from vesica.disclosure.rounding import probability, significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import CARD, ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.schema import Purpose
from vesica.store.releases import Cell

__all__ = ["MAP", "screen_map", "screen_points"]

MAP = "map"
"""Quantity of the grid's cells; who knows a row knows what it adds to them."""

_LEAST = 10
"""Minimum groups that a discipline has at least: in fewer, hardly a cell could be shown."""

_QUANTITIES = ("expertise", "influence", "both", MAP)


def screen_map(result: SkillMap, context: Context) -> Screened[SkillMap]:
    """Round every count so that one person does not show, and hide small cells and groups.

    Raises
    ------
    RefusedError
        If the organisation is below the minimum group, or the result is not about it.
    """
    minimum, everybody = context.policy.minimum_group, result.tables[0]
    if everybody.of != EVERYBODY or everybody.people != len(context.members.people):
        raise RefusedError(
            "The map does not belong to the organisation's membership.", hint="Run again."
        )
    if len(context.members.group) < minimum:
        raise RefusedError(
            f"There are records of {fewer_than(minimum)}.", hint="Import more evidence."
        )
    groups = {t.of: context.members.unit(t.of) for t in result.tables[1:]}
    for table in result.tables[1:]:
        if table.people != len(context.members.units.get(table.of, ())):
            raise RefusedError(
                f"The map of '{table.of}' does not belong to its membership.", hint="Run again."
            )
    held = context.screen.admit(MAP, groups)
    few = _LEAST * minimum
    held |= {t.of: f"fewer than {few} people" for t in result.tables[1:] if _few(t, few, context)}
    tables = [_table(everybody, EVERYBODY, context)]
    tables += [_table(t, _own(t), context) for t in result.tables[1:] if t.of not in held]
    quantity = {"table": MAP, "quantity": MAP}
    cells = (
        Cell(cell=ORGANISATION, members=context.members.group, **quantity),
        *(
            Cell(cell=name, members=groups[name], **quantity)
            for name in groups
            if name not in held
        ),
    )
    small = sum(isinstance(c.people, Hidden) for t in tables for c in t.cells)
    total = sum(len(t.cells) for t in tables)
    hidden = (f"{small} of {total} cells: {fewer_than(minimum)}.",) if small else ()
    blank = sum(all(isinstance(c.people, Hidden) for c in t.cells) for t in tables[1:])
    if held or blank:
        none = f"{len(held) + blank} of {len(groups)} disciplines"
        hidden += (f"{none} have no map of their own, or a blank one.",)
    value = replace(result, tables=tuple(tables), held=tuple(sorted(held.items())))
    return Screened(value=value, hidden=hidden, cells=cells)


def _few(table: MapTable, few: int, context: Context) -> bool:
    return context.figures.people(f"people of {_own(table)}", table.people) < few


def _own(table: MapTable) -> str:
    """Under which a discipline is remembered; it may be called like the whole."""
    return f"discipline {table.of}"


def _table(table: MapTable, name: str, context: Context) -> MapTable:
    cells = tuple(
        replace(c, people=_count(f"{name} {c.expertise} {c.influence}", c.people, context))
        for c in table.cells
    )
    people = context.figures.people(f"people of {name}", table.people)
    return replace(table, people=people, cells=cells)


def _count(name: str, people: Shown, context: Context) -> Shown:
    """Decide on the rounded count, so that one person does not show in that either."""
    minimum = context.policy.minimum_group
    if isinstance(people, Hidden):
        return people
    shown = context.figures.estimate(
        name, people, context.policy.count_moves, within=(0.0, float(people.n))
    )
    if isinstance(shown, Hidden) or shown.value - context.figures.shown[name][3] / 2 < minimum:
        return Hidden(why=fewer_than(minimum))
    return shown


def screen_points(result: SkillPoints, context: Context) -> Screened[SkillPoints]:
    """Let out rows of people who opted in, unless they give away somebody who did not.

    Raises
    ------
    RefusedError
        If a row is about somebody who has not opted in, or the rows together would tell about
        people who have not.
    """
    policy = context.policy
    ids = frozenset(p.person.person_id for p in result.points)
    if not ids <= context.granted:
        raise no_opt_in(Purpose.OWN_SCORE)
    safe = ids
    if not context.public_row:
        for quantity in _QUANTITIES:
            safe &= context.screen.admits_rows(quantity, safe)
    strong = [p for p in result.points if p.person.person_id in safe and _sure(p, context)]
    cells = tuple(
        Cell(table=CARD, cell=CARD, quantity=q, members=frozenset({p.person.person_id}))
        for p in sorted(strong, key=lambda p: p.person.person_id)
        for q in _QUANTITIES
    )
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        opted_in=_people("opted in", result.opted_in, context),
        weak=_people("weak", len(ids) - len(strong) + _whole(result.weak), context),
        points=tuple(
            replace(
                p,
                expertise=significant(p.expertise, policy.digits),
                influence=significant(p.influence, policy.digits),
                both=probability(p.both, policy.digits),
            )
            for p in strong
        ),
    )
    hidden = ()
    if len(strong) < len(result.points) or _whole(result.weak):
        hidden = (
            (
                "People who opted in are not shown where there is too little evidence for a score,"
                " or where their rows would give away others."
            ),
        )
    return Screened(value=value, hidden=hidden, cells=cells)


def _whole(count: int | Hidden) -> int:
    return count if isinstance(count, int) else 0


def _people(name: str, count: int | Hidden, context: Context) -> int | Hidden:
    minimum = context.policy.minimum_group
    if isinstance(count, Hidden):
        return count
    return (
        Hidden(why=fewer_than(minimum))
        if 0 < count < minimum
        else context.figures.people(name, count)
    )


def _sure(point: SkillPoint, context: Context) -> bool:
    return all(
        _reliability(score) >= context.policy.reliability
        for score in (point.expertise, point.influence)
    )


def _reliability(score: Estimate) -> float:
    """``1 - standard error²``, from the interval."""
    reach = NormalDist().inv_cdf(0.5 + score.level / 2)
    return 1.0 - ((score.high - score.low) / 2 / reach) ** 2
