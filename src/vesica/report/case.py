"""The case brief: what is in it for one leader, as a range, with the chance of nothing."""

from __future__ import annotations

from vesica.core.case import Assumption, Case, Peers
from vesica.core.effect import Grade
from vesica.core.estimate import Estimate, Hidden
from vesica.core.line_of_sight import BestTest, LineOfSight
from vesica.core.released import Released
from vesica.disclosure.audience import Audience
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.case_figure import case_alt, case_figure
from vesica.report.effect_words import GRADES
from vesica.report.words import clean, number, percent, show

__all__ = ["GRADE_WORDS", "case_brief", "peers_sentence"]


GRADE_WORDS = {str(g): said for g, said in GRADES.items() if g is not Grade.ASSUMED}
"""Grades of an effect as leaders read them."""


def case_brief(released: Released[Case], *, organisation: str, simulated: bool) -> Brief:
    """Put one leader's case on a page: to the leader as "you", to nobody else."""
    case, own = released.value, released.audience == Audience.SELF
    sight = case.sight
    whose = "your" if own else "the leader's"
    scenario = clean(sight.scenario)
    return Brief(
        question="case",
        title=f"{'Scenario: what' if scenario else 'What'} is in it for"
        f" {'you' if own else 'this leader'}, fiscal year {sight.fiscal_year}:"
        f" {clean(organisation)}",
        headline=_headline(sight, whose),
        paragraphs=(
            peers_sentence(case.peers),
            f"First step. {clean(case.first_step)}",
            _test_sentence(case.best, sight.currency),
        ),
        meaning=(
            "It is a forecast about one year and one plan, not a promise.",
            "It says nothing about how well anybody does the job.",
            *(clean(note) for note in case.notes),
        ),
        figure=case_figure(sight, own=own),
        figure_title="Your payout curve" if own else "The leader's payout curve",
        figure_alt=case_alt(sight, own=own),
        figure_caption=_caption(sight),
        tables=(_numbers(sight), _assumptions(case), _metrics(sight), _false_if(sight)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        one_page=True,
        scenario=scenario,
    )


def _chance(share: float) -> str:
    """A probability in per cent, never as a certainty."""
    if share <= 0.01:
        return "at most 1 %"
    return "at least 99 %" if share >= 0.99 else f"{percent(round(share, 2))} %"


def _headline(sight: LineOfSight, whose: str) -> str:
    return f"{'Scenario. ' if sight.scenario else ''}{_answer(sight, whose)}"


def _answer(sight: LineOfSight, whose: str) -> str:
    act = _act(sight)
    change = sight.change
    if isinstance(change, Hidden):
        return f"What {act} would change in {whose} bonus is {show(change)}."
    if sight.no_change > 0.5:
        return (
            f"{act} would most likely change nothing in {whose} year-end bonus. The chance of that"
            f" is {_chance(sight.no_change)}; on average it would be {_money(change, sight)}."
        )
    return (
        f"{act} would change {whose} year-end bonus by about {_money(change, sight)}: from"
        f" {number(change.low)} to {number(change.high)} in {percent(change.level)} of 100 such"
        f" years. The chance that nothing changes is {_chance(sight.no_change)}."
    )


def _act(sight: LineOfSight) -> str:
    """What the leader would do: as leaders here did, or so many minutes."""
    weeks = f"for {number(round(sight.weeks))} weeks"
    minutes = f"{number(round(sight.hours_per_week * 60))} minutes a week"
    if not sight.as_run:
        return f"{minutes} {weeks}"
    known = f" ({minutes})" if sight.hours_known else ""
    return f"Taking part as leaders here did{known} {weeks}"


def _money(value: Estimate, sight: LineOfSight) -> str:
    return f"{number(value.value)} {sight.currency}"


def _caption(sight: LineOfSight) -> str:
    moves = clean(sight.moves)
    start = f"The metric that would have to move is {moves}. " if moves else ""
    return (
        f"{start}Where the curve is flat, a better metric changes nothing. The grey band is where"
        " the metric may end without taking part."
    )


def peers_sentence(peers: Peers | Hidden) -> str:
    """Say what the same would be worth to the other leaders, or why that is not said."""
    if isinstance(peers, Hidden):
        return f"Other leaders here. Not shown: {clean(peers.why)}."
    return (
        f"Other leaders here. Among {number(peers.leaders)} who opted in, the same would on"
        f" average change the bonus by {show(peers.change, share=True)} of its target. For"
        f" {show(peers.nothing, share=True)} of them it would more likely than not change nothing."
    )


def _test_sentence(best: BestTest | None, currency: str) -> str:
    if best is None or not best.tests:
        return "Cheapest test. None: no effect on these metrics is in doubt, or too few units."
    first = best.tests[0]
    if first.value <= first.cost or first.changes < 0.01:
        return "Cheapest test. None: on what is known, no six-week test would turn this decision."
    worth = f"{number(first.value)} {currency}"
    share = _chance(first.changes)
    return (
        f"Cheapest test. Let {2 * first.units_per_arm} units draw lots, half of them take part for"
        f" {number(first.weeks)} weeks, and watch {clean(first.metric)}. The chance that it turns"
        f" this decision round is {share}; knowing would be worth about {worth} to this leader."
    )


def _numbers(sight: LineOfSight) -> TableView:
    unit = sight.currency
    rows = [
        (f"Change in bonus [{unit}]", _bare(sight.change)),
        ("Chance of a gain", _chance(sight.gain)),
        ("Chance of nothing", _chance(sight.no_change)),
        ("– short of a threshold or gate", _part(sight.below)),
        ("– beyond a maximum", _part(sight.capped)),
        ("Chance of a loss", _chance(sight.loss)),
        (f"Bonus without [{unit}]", _bare(sight.bonus_without)),
        (f"Bonus at target [{unit}]", number(float(sight.target_bonus))),
        ("Own time [hours]", f"{number(sight.hours)}{'' if sight.hours_known else ', assumed'}"),
        (f"Less own time [{unit}]", "price not known" if sight.net is None else _bare(sight.net)),
        ("Rests on own data", _own(sight)),
    ]
    return TableView(
        title="In numbers",
        columns=(Column(name="What"), Column(name="Value", number=True)),
        rows=tuple(rows),
    )


def _own(sight: LineOfSight) -> str:
    """How much of the change rests on own data; nothing has no share that could."""
    return f"{percent(sight.own_share)} %" if sight.moves else "– (no change to share out)"


def _part(share: float) -> str:
    return f"{percent(share)} %"


def _bare(value: Estimate | Hidden) -> str:
    """A value and its interval without the unit, which stands in the row's name."""
    if isinstance(value, Hidden):
        return show(value)
    return f"{number(value.value)} [{number(value.low)} to {number(value.high)}]"


def _assumptions(case: Case) -> TableView:
    return TableView(
        title="Three assumptions to move",
        columns=(
            Column(name="Assumption"),
            Column(name="Here", number=True),
            Column(name="Try", number=True),
            Column(name=f"Bonus would then change by [{case.sight.currency}]", number=True),
        ),
        rows=tuple(
            (a.what, _value(a, a.value), _value(a, a.other), _bare(a.moved))
            for a in case.assumptions
        ),
        note="Move one: vesica case --if minutes_per_week=40. Whatever is moved makes the page a"
        " scenario, and it says so.",
    )


def _value(of: Assumption, value: float) -> str:
    hand = of.name == "gain" or of.what.endswith("set by hand")
    return f"{percent(round(value, 6))} %" if hand else number(round(value, 4))


def _metrics(sight: LineOfSight) -> TableView:
    rows = tuple(
        (
            part.metric,
            part.weight if part.weight else "gate or modifier",
            _bare(part.without),
            _bare(part.lift),
            f"{percent(part.pay_without)} % → {percent(part.pay_with)} %",
            GRADE_WORDS.get(str(part.grade), str(part.grade)),
        )
        for part in sight.metrics
    )
    return TableView(
        title="The metrics of the plan",
        columns=(
            Column(name="Metric"),
            Column(name="Weight", share=True, number=True),
            Column(name="At year end without", number=True),
            Column(name="Taking part adds", number=True),
            Column(name="Pays", number=True),
            Column(name="Effect is"),
        ),
        rows=rows,
    )


def _false_if(sight: LineOfSight) -> TableView:
    return TableView(
        title="This would be false if",
        columns=(Column(name="What would make it false"),),
        rows=tuple((sentence,) for sentence in sight.false_if),
    )
