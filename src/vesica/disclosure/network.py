"""Disclosure control of who listens to whom: enough people on both sides of every cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.network import AttentionCell, CellMoves, ListeningGroup, Network
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["ATTENTION", "screen_network"]

ATTENTION = "attention"
"""Quantity that the groups' cells are logged under: everybody's attention counts once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """People on both sides of a cell, as they are shown, and how few there may be."""

    turning: int
    turned_to: int
    least_turning: float
    least_turned_to: float

    def enough(self, minimum: int) -> bool:
        return min(self.least_turning, self.least_turned_to) >= minimum


def screen_network(result: Network, context: Context) -> Screened[Network]:
    """Hide cells with few people on either side and what would give them back; round the rest.

    Whether people are few is decided on counts that one person does not change, and so is what
    is hidden beside them.

    Raises
    ------
    RefusedError
        If the result does not belong to the membership, or was released before.
    """
    members, minimum = context.members, context.policy.minimum_group
    if result.people != len(members.people):
        raise RefusedError(
            "The network and the membership it came with count different people.",
            hint="Ask again, so that result and membership belong together.",
        )
    units = sorted(members.units, key=lambda name: (-len(members.units[name]), name))
    groups = {name: members.unit(name) for name in units}
    held = context.screen.admit(ATTENTION, groups)
    every = {_key(c): c for c in result.cells} | {_total(c): c for c in result.totals}
    heads = {key: _counted(key, cell, context) for key, cell in every.items()}
    why = {key: "" if h.enough(minimum) else fewer_than(minimum) for key, h in heads.items()}
    for cell in result.cells:
        ends = [held[_label(n)] for n in (cell.giver, cell.receiver) if _label(n) in held]
        why[_key(cell)] = ends[0] if ends else why[_key(cell)]
    for cell in result.totals:
        why[_total(cell)] = held.get(cell.receiver, why[_total(cell)])
    _complete(_lines(result.cells), heads, why, minimum)
    everyone = _group(result.everyone, result.people, None, context)
    known = {g.name: _group(g, *_size(g, context, held), context) for g in result.groups}
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        everyone=everyone,
        groups=tuple(known.values()),
        cells=tuple(
            _cell(_key(c), c, heads[_key(c)], why[_key(c)], known[c.giver], context)
            for c in result.cells
        ),
        totals=tuple(
            _cell(_total(c), c, heads[_total(c)], why[_total(c)], everyone, context)
            for c in result.totals
        ),
    )
    logged = {ORGANISATION: members.group} | {n: g for n, g in groups.items() if n not in held}
    return Screened(
        value=value,
        hidden=grouped({_key(c): c.share for c in value.cells}, "pairs of disciplines"),
        cells=tuple(
            Cell(table="network", cell=name, quantity=ATTENTION, members=group)
            for name, group in logged.items()
        ),
    )


def _label(name: str) -> str:
    return f"discipline {name}"


def _key(cell: AttentionCell) -> str:
    return f"{cell.giver!r} to {cell.receiver!r}"


def _total(cell: AttentionCell) -> str:
    return f"everyone to {cell.receiver}"


def _known_moves(cell: AttentionCell) -> CellMoves:
    if cell.moves is None:
        raise RefusedError("The network was released before.", hint="Ask the question again.")
    return cell.moves


def _count(name: str, count: int | Hidden, moves: float, context: Context) -> tuple[int, float]:
    """Round a count, and say how few it may really be: at most a step fewer."""
    known = 0.0 if isinstance(count, Hidden) else float(count)
    figures, ends = context.figures, (known, known, known)
    shown, _, _, step = figures.settle(name, ends, moves, figures.least_step(name))
    return int(shown), shown - step


def _counted(key: str, cell: AttentionCell, context: Context) -> _Heads:
    moves = _known_moves(cell)
    turning, least_turning = _count(
        f"network: turning, {key}", cell.turning, moves.turning, context
    )
    turned_to, least_turned_to = _count(
        f"network: turned to, {key}", cell.turned_to, moves.turned_to, context
    )
    return _Heads(
        turning=turning,
        turned_to=turned_to,
        least_turning=least_turning,
        least_turned_to=least_turned_to,
    )


def _lines(cells: Sequence[AttentionCell]) -> list[list[str]]:
    """Cells whose sum is known: a group's shares add up to 1, and the diagonal to the total."""
    rows: dict[str, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.giver, []).append(_key(cell))
    return [*rows.values(), [_key(cell) for cell in cells if cell.giver == cell.receiver]]


def _complete(
    lines: Sequence[Sequence[str]], heads: Mapping[str, _Heads], why: dict[str, str], minimum: int
) -> None:
    """Hide more, fewest people first, until no line gives a hidden cell back by subtraction."""
    changed = True
    while changed:
        changed = False
        for line in lines:
            gone = [heads[key] for key in line if why[key]]
            left = [key for key in line if not why[key]]
            if not gone or not left or _safe(gone, minimum):
                continue
            least = min(left, key=lambda k: (min(heads[k].turning, heads[k].turned_to), k))
            why[least] = f"shown, it would give away {fewer_than(minimum)} elsewhere"
            changed = True


def _safe(gone: Sequence[_Heads], minimum: int) -> bool:
    """Whether the sum of hidden cells is about enough people on both sides."""
    turning = max(h.least_turning for h in gone)
    turned_to = sum(max(h.least_turned_to, 0.0) for h in gone)
    return len(gone) > 1 and min(turning, turned_to) >= minimum


def _cell(
    key: str, cell: AttentionCell, heads: _Heads, why: str, giver: ListeningGroup, context: Context
) -> AttentionCell:
    if why:
        gone = Hidden(why=why)
        return replace(cell, share=gone, lift=gone, turning=gone, turned_to=gone, moves=None)
    moves = _known_moves(cell)
    n = heads.turning if isinstance(giver.turning, Hidden) else giver.turning
    return replace(
        cell,
        share=_figure(f"network: share, {key}", cell.share, moves.share, 1.0, n, context),
        lift=_figure(f"network: lift, {key}", cell.lift, moves.lift, math.inf, n, context),
        turning=min(heads.turning, n),
        turned_to=heads.turned_to,
        moves=None,
    )


def _figure(
    name: str, value: Shown, moves: float, highest: float, n: int, context: Context
) -> Shown:
    """Round to a step of at least twice what one person moves it."""
    if isinstance(value, Hidden):
        return value
    least = max(context.policy.share_step, context.figures.least_step(name))
    shown = context.figures.estimate(name, value, moves, least=least, within=(0.0, highest))
    return replace(shown, n=n) if isinstance(shown, Estimate) else shown


def _size(
    group: ListeningGroup, context: Context, held: Mapping[str, str]
) -> tuple[int, str | None]:
    label = _label(group.name)
    return len(context.members.units.get(label, ())), held.get(label)


def _group(
    group: ListeningGroup, people: int, why: str | None, context: Context
) -> ListeningGroup:
    if why is not None:
        gone = Hidden(why=why)
        return replace(group, people=gone, turning=gone, moves=None)
    moves = 1.0 if group.moves is None else group.moves
    name, minimum = f"network: on record, {group.name!r}", context.policy.minimum_group
    shown, fewest = _count(name, group.turning, moves, context)
    heads = int(context.figures.number(f"network: people, {group.name!r}", people, 1.0))
    few = Hidden(why=fewer_than(minimum))
    turning = min(shown, heads) if fewest >= minimum else few
    return replace(group, people=heads, turning=turning, moves=None)
