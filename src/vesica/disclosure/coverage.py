"""Disclosure control of what health says about units, clocks and platforms."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.estimate import Hidden
from vesica.core.health import ClockHealth, Health, PlatformHealth, UnitCoverage
from vesica.disclosure.figures import step_for
from vesica.disclosure.screened import Context
from vesica.disclosure.sdc import fewer_than
from vesica.store.releases import Cell

__all__ = ["known_clock", "known_platform", "screen_units"]

_TABLE = "coverage by unit"
_QUANTITY = "has evidence"
_STEP = 0.05


def screen_units(
    result: Health, context: Context
) -> tuple[tuple[UnitCoverage, ...], tuple[Cell, ...]]:
    """Hide units that are small or would give others away, and shares of few people."""
    groups = {u.org_unit: context.members.unit(u.org_unit) for u in result.units}
    held = context.screen.admit(_QUANTITY, groups) if groups else {}
    units = tuple(_unit(u, held.get(u.org_unit), context) for u in result.units)
    cells = tuple(
        Cell(table=_TABLE, cell=unit, quantity=_QUANTITY, members=group)
        for unit, group in groups.items()
        if unit not in held
    )
    return units, cells


def known_clock(clock: ClockHealth) -> ClockHealth:
    """Write shares of rows in whole per cent; what is small is one per cent, not nothing."""
    return replace(
        clock,
        midnight=_percent(clock.midnight),
        weekend=_percent(clock.weekend),
        future=_percent(clock.future),
    )


def known_platform(platform: PlatformHealth, context: Context) -> PlatformHealth:
    """Write counts of rows so that few people do not show in them."""
    rows = {
        name: context.figures.rows(f"{platform.platform}: {name}", getattr(platform, name))
        for name in ("accounts", "open_accounts", "posts", "unlinked_posts")
    }
    return replace(platform, **rows)


def _unit(unit: UnitCoverage, why: str | None, context: Context) -> UnitCoverage:
    if why is not None or isinstance(unit.people, Hidden):
        hidden = Hidden(why=why or fewer_than(context.policy.minimum_group))
        return replace(unit, people=hidden, shares=tuple(hidden for _ in unit.shares))
    people = unit.people
    shown = int(context.figures.number(f"people of unit {unit.org_unit}", people, 1.0))
    shares = tuple(_share(s, people, context.policy.minimum_group) for s in unit.shares)
    return replace(unit, people=shown, shares=shares)


def _share(share: float | Hidden, people: int, minimum: int) -> float | Hidden:
    """Round a share to steps of two people; few who have it, or lack it, are not told."""
    if isinstance(share, Hidden):
        return share
    have = round(share * people)
    if have < minimum:
        return Hidden(why=fewer_than(minimum))
    if people - have < minimum:
        return Hidden(why="all or nearly all")
    step = float(step_for(max(_STEP, 2 / people)))
    return min(round(round(share / step) * step, 10), 1.0)


def _percent(share: float) -> float:
    return max(round(share, 2), 0.01) if share else 0.0
