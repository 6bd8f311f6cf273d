"""Disclosure control of pairs and plans: rows only of people who opted in to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.own_plan import OwnPlan
from vesica.core.pairs_answer import OptInLine, PairRow, PairsAnswer, PlannedPerson, RuleCount
from vesica.core.plan_answer import Assignment, PlanAnswer, PlanRegret
from vesica.disclosure.audience import no_opt_in
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.schema import Purpose

__all__ = ["screen_own_plan", "screen_pairs", "screen_plan"]

_PLACES = 3
_MOVES = 1.0
"""Most expected bridges that one person more or less can bring [people]."""


def screen_pairs(result: PairsAnswer, context: Context) -> Screened[PairsAnswer]:
    """Let rows out of people who opted in, and round what is about everybody.

    Raises
    ------
    RefusedError
        If a row is about somebody who has not opted in.
    """
    digits = context.policy.digits
    absent = [p for a in result.absent for p in (a.first, a.second)]
    _all_granted([*_paired(result.pairs), *absent], context)
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        opted_in=_people(result.opted_in, context, "opted in"),
        mentors=_people(result.mentors, context, "mentors"),
        leaders=_people(result.leaders, context, "leaders"),
        pairs=tuple(_pair(row, digits) for row in result.pairs),
        gain=round_to(result.gain, digits),
        gap=round_to(result.gap, digits),
        stable_gain=round_to(result.stable_gain, digits),
        price=round_to(result.price, digits),
        rules=tuple(_counted(r, context) for r in result.rules),
        reach=tuple(_reach(line, context) for line in result.reach),
        kept=_significant(result.kept, digits),
    )
    return Screened(value=value, hidden=(), cells=())


def screen_plan(result: PlanAnswer, context: Context) -> Screened[PlanAnswer]:
    """Let rows out of people who opted in, and round what is about everybody.

    Raises
    ------
    RefusedError
        If a row is about somebody who has not opted in.
    """
    digits, asked = context.policy.digits, result.asked
    _all_granted(
        [*(a.person for a in (*result.assignments, *asked)), *_paired(result.pairs)], context
    )
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        opted_in=_people(result.opted_in, context, "opted in"),
        assignments=tuple(_assignment(a, digits) for a in result.assignments),
        asked=tuple(_assignment(a, digits) for a in asked),
        pairs=tuple(_pair(row, digits) for row in result.pairs),
        routes=tuple(
            replace(
                r,
                expertise=round_to(r.expertise, digits),
                influence=round_to(r.influence, digits),
            )
            for r in result.routes
        ),
        bridges=_significant(result.bridges, digits),
        worst=round_to(result.worst, digits),
        gap=round_to(result.gap, digits),
        frontier=tuple(
            replace(
                p, bridges=round_to(p.bridges, digits + 1), bound=round_to(p.bound, digits + 1)
            )
            for p in result.frontier
        ),
        prices=tuple(
            replace(p, bridges=round_to(p.bridges, digits), share=round_to(p.share, digits))
            for p in result.prices
        ),
        regret=None if result.regret is None else _regret(result.regret, digits),
        rules=tuple(_counted(r, context) for r in result.rules),
        reach=tuple(_reach(line, context) for line in result.reach),
    )
    hidden = ()
    if result.left:
        hidden = (
            (
                "Places of people who no longer opt in are not shown; make the plan again without"
                " them."
            ),
        )
    return Screened(value=value, hidden=hidden, cells=())


def screen_own_plan(result: OwnPlan, context: Context) -> Screened[OwnPlan]:
    """Let a person see the own part; the others in it opted in to that."""
    del context
    return Screened(value=result, hidden=(), cells=())


def _all_granted(people: Iterable[PlannedPerson], context: Context) -> None:
    if not {p.person_id for p in people} <= context.granted:
        raise no_opt_in(Purpose.BRIDGES)


def _paired(rows: tuple[PairRow, ...]) -> list[PlannedPerson]:
    return [p for row in rows for p in (row.mentor, row.leader)]


def _people(count: int | Hidden, context: Context, name: str) -> int | Hidden:
    if isinstance(count, Hidden) or count == 0:
        return count
    if count < context.policy.minimum_group:
        return Hidden(why=fewer_than(context.policy.minimum_group))
    return context.figures.people(name, count)


def _counted(row: RuleCount, context: Context) -> RuleCount:
    return replace(row, away=_people(row.away, context, f"rule {row.rule}"))


def _pair(row: PairRow, digits: int) -> PairRow:
    return replace(
        row,
        mentor_gain=_small(row.mentor_gain, digits),
        leader_gain=_small(row.leader_gain, digits),
        lead=None if row.lead is None else _small(row.lead, digits),
    )


def _assignment(row: Assignment, digits: int) -> Assignment:
    return replace(row, gain=_small(row.gain, digits))


def _small(gain: float, digits: int) -> float:
    """One person's gain, to a thousandth of a bridge."""
    return round(round_to(gain, digits), _PLACES) + 0.0


def _significant(value: Shown, digits: int) -> Shown:
    return significant(value, digits) if isinstance(value, Estimate) else value


def _regret(row: PlanRegret, digits: int) -> PlanRegret:
    return replace(
        row,
        plan=round_to(row.plan, digits + 1),
        greedy=round_to(row.greedy, digits + 1),
        random=_significant(row.random, digits),
    )


def _reach(line: OptInLine, context: Context) -> OptInLine:
    """Round so that one person does not show: this is about people who have not opted in, too."""
    if isinstance(line.bridges, Hidden):
        return line
    if line.bridges.n < context.policy.minimum_group:
        return replace(line, bridges=Hidden(why=fewer_than(context.policy.minimum_group)))
    share = f"{line.share:.0%} opted in"
    least = context.figures.estimate(share, line.bridges, _MOVES / 4, within=(0.0, float("inf")))
    return replace(line, bridges=least)
