"""Disclosure control of a leader's case, and of the argument without private figures.

The row goes to the leader, to a sponsor whom the leader named, or after an opt-in to the analyst:
that is decided before. Here its figures are rounded, and the other leaders' aggregate obeys the
rules for groups. That aggregate is over leaders who opted in, at the usual assumptions, and the
same for everyone who asks: it cannot be moved to find out about one of them.
"""

from __future__ import annotations

import math
from dataclasses import replace

from vesica.core.case import Case, Peers, Pitch
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.line_of_sight import BestTest, LineOfSight, MetricPart
from vesica.disclosure.rounding import probability, significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.store.releases import Cell

__all__ = ["PEERS", "rounded", "screen_case", "screen_pitch"]

PEERS = "peers"
"""Name of the group of leaders who opted in, and of its cell in the release log."""

_AXIS_DIGITS = 4


def screen_case(result: Case, context: Context) -> Screened[Case]:
    """Round the leader's figures; show the peers as a group, or not at all."""
    peers, cells = _peers(result.peers, context)
    value = replace(rounded(result, context.policy.digits), peers=peers)
    return Screened(value=value, hidden=_why(peers), cells=cells)


def rounded(case: Case, digits: int) -> Case:
    """Round the leader's own figures to significant digits, intervals outward."""
    return replace(
        case,
        sight=_sight(case.sight, digits),
        assumptions=tuple(replace(a, moved=_shown(a.moved, digits)) for a in case.assumptions),
        best=None if case.best is None else _best(case.best, digits),
    )


def screen_pitch(result: Pitch, context: Context) -> Screened[Pitch]:
    """Round the unit's figures; show the peers as a group, or not at all."""
    digits = context.policy.digits
    peers, cells = _peers(result.peers, context)
    metrics = tuple(
        replace(m, without=significant(m.without, digits + 1), lift=significant(m.lift, digits))
        for m in result.metrics
    )
    return Screened(
        value=replace(result, metrics=metrics, peers=peers), hidden=_why(peers), cells=cells
    )


def _why(peers: Peers | Hidden) -> tuple[str, ...]:
    if isinstance(peers, Hidden):
        return (f"The other leaders: {peers.why}.",)
    parts = (peers.change, peers.nothing)
    return tuple(
        f"A figure of the other leaders: {p.why}." for p in parts if isinstance(p, Hidden)
    )


def _peers(peers: Peers | Hidden, context: Context) -> tuple[Peers | Hidden, tuple[Cell, ...]]:
    group = context.members.unit(PEERS)
    minimum = context.policy.minimum_group
    if isinstance(peers, Hidden) or min(len(group), peers.leaders) < minimum:
        return Hidden(why=f"{fewer_than(minimum)} opted in"), ()
    figures = context.figures
    nothing = peers.nothing
    if isinstance(nothing, Estimate):
        nothing = figures.estimate(
            "share of leaders for whom nothing changes",
            nothing,
            1 / peers.leaders,
            within=(0.0, 1.0),
        )
    value = Peers(
        leaders=figures.people("leaders who opted in", peers.leaders),
        change=figures.whole("mean change of the leaders", peers.change),
        nothing=nothing,
    )
    cell = Cell(table="case", cell=ORGANISATION, quantity=PEERS, members=group)
    return value, (cell,)


def _shown(value: Shown, digits: int) -> Shown:
    return significant(value, digits) if isinstance(value, Estimate) else value


def _sight(sight: LineOfSight, digits: int) -> LineOfSight:
    chances = ("gain", "loss", "no_change")
    return replace(
        sight,
        bonus_without=_capped(_shown(sight.bonus_without, digits), sight.most),
        bonus_with=_capped(_shown(sight.bonus_with, digits), sight.most),
        change=_shown(sight.change, digits),
        **{name: probability(getattr(sight, name), digits) for name in chances},
        below=round(sight.below, digits),
        capped=round(sight.capped, digits),
        own_share=round(sight.own_share, digits),
        hours_per_week=_digits(sight.hours_per_week, digits),
        hours=_digits(sight.hours, digits),
        net=None if sight.net is None else _shown(sight.net, digits),
        monte_carlo_error=_digits(sight.monte_carlo_error, 1),
        metrics=tuple(_part(part, digits) for part in sight.metrics),
    )


def _capped(value: Shown, most: float | None) -> Shown:
    """Rounded outward, an interval does not go beyond what the plan can pay."""
    if most is None or not isinstance(value, Estimate):
        return value
    return replace(
        value,
        value=min(value.value, most),
        low=min(value.low, most),
        high=min(value.high, most),
    )


def _part(part: MetricPart, digits: int) -> MetricPart:
    return replace(
        part,
        without=significant(part.without, digits + 1),
        lift=significant(part.lift, digits),
        change=significant(part.change, digits),
        pay_without=round(part.pay_without, digits),
        pay_with=round(part.pay_with, digits),
        below=round(part.below, digits),
        capped=round(part.capped, digits),
        to_next=None if part.to_next is None else _digits(part.to_next, digits),
        points=tuple((_digits(x, _AXIS_DIGITS), round(y, digits)) for x, y in part.points),
    )


def _best(best: BestTest, digits: int) -> BestTest:
    return replace(
        best,
        tests=tuple(
            replace(
                test,
                value=_digits(test.value, digits),
                cost=_digits(test.cost, digits),
                changes=round(test.changes, digits),
                share_of_perfect=round(test.share_of_perfect, digits),
            )
            for test in best.tests
        ),
    )


def _digits(value: float, digits: int) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))
