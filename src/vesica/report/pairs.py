"""The brief on pairs of reverse mentor and leader."""

from __future__ import annotations

from vesica.core.pairs_answer import REACH_SAMPLE, PairsAnswer
from vesica.core.released import Released
from vesica.report.bridges import (
    invitation,
    opt_in_figure,
    opt_in_table,
    pair_table,
    people,
    person,
    rule_table,
    sessions,
)
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.words import clean, number, show

__all__ = ["pairs_brief"]


def pairs_brief(released: Released[PairsAnswer], *, organisation: str, simulated: bool) -> Brief:
    """Put the released pairs into words, one figure and tables."""
    value = released.value
    return Brief(
        question="pairs",
        title=f"Pairs: {clean(organisation)}",
        headline=_headline(value),
        paragraphs=_paragraphs(value),
        meaning=(
            "A gain is an expectation over many such pairs. One pair may bring nothing.",
            (
                "The pairs are the best for the scores as they are; noise makes chosen pairs"
                " look better than they are."
            ),
            "This is a proposal. Nobody is told before a named human publishes a plan.",
        ),
        figure=opt_in_figure(value.reach),
        figure_title="What opting in could do",
        figure_alt="New bridges from pairs by share of people who opted in: "
        + "; ".join(f"{line.share:.0%}: {show(line.bridges)}" for line in value.reach)
        + ".",
        figure_caption="A bar is an interval over who joins, a dot the mean.",
        tables=tuple(
            table
            for table in (
                _absent(value),
                pair_table(value.pairs),
                opt_in_table(value.reach),
                rule_table(value.rules, "What the rules take away", "Pairs ruled out"),
                _lasting(value),
                *_invite(value, clean(organisation)),
            )
            if table.rows
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        notes=_notes(value),
    )


def _headline(value: PairsAnswer) -> str:
    if value.pairs:
        many = "1 pair" if len(value.pairs) == 1 else f"{number(len(value.pairs))} pairs"
        return (
            f"{many} of reverse mentor and leader could start now. Together they are expected to"
            f" bring {show(value.gain)} new bridges."
        )
    if value.opted_in == 0:
        return "Nobody has opted in to being paired yet. This page says what opting in could do."
    return (
        f"No pair can be made yet: {people(value.opted_in)} opted in; of them"
        f" {people(value.mentors)} could mentor, and senior leaders are {people(value.leaders)}."
        " This page says what more opt-ins could do."
    )


def _paragraphs(value: PairsAnswer) -> tuple[str, ...]:
    said = [
        (
            f"Opted in: {people(value.opted_in)} of {number(value.people)}. Of them"
            f" {people(value.mentors)} know social media more likely than not and can mentor;"
            f" senior leaders: {people(value.leaders)}."
        )
    ]
    if value.pairs:
        said.append(f"How a pair meets: {sessions(value.sessions)}.")
        far = (
            "cannot be beaten under these rules"
            if value.gap < 1e-6
            else (f"may lie {show(value.gap, share=True)} below the best possible")
        )
        said.append(f"The total gain {far}.")
    return tuple(said)


def _absent(value: PairsAnswer) -> TableView:
    return TableView(
        title="Why not?",
        columns=(Column(name="Reverse mentor"), Column(name="Leader"), Column(name="Answer")),
        rows=tuple((person(a.first), person(a.second), clean(a.why)) for a in value.absent),
    )


def _lasting(value: PairsAnswer) -> TableView:
    if not value.pairs:
        return TableView(title="Will they last?", columns=(Column(name="What"),), rows=())
    return TableView(
        title="Will they last?",
        columns=(Column(name="What"), Column(name="Figure", number=True)),
        rows=(
            ("Pairs who would both rather have each other", value.blocking),
            ("Gain of pairs that nobody would leave", value.stable_gain),
            ("What such pairs give up", f"{value.price * 100:.2g} %"),
        ),
        note="The largest total can ask two people to give each other up.",
    )


def _invite(value: PairsAnswer, organisation: str) -> tuple[TableView, ...]:
    if value.pairs:
        return ()
    return (
        TableView(
            title="The invitation",
            columns=(Column(name="Text to send"),),
            rows=tuple((line,) for line in invitation(value.reach, organisation)),
        ),
    )


def _notes(value: PairsAnswer) -> tuple[str, ...]:
    said = []
    if value.people > REACH_SAMPLE:
        said.append(
            f"What more or fewer opt-ins could do was computed on random samples of"
            f" {number(REACH_SAMPLE)} people and counted up to everybody."
        )
    if value.unread:
        rules = "; ".join(f"'{clean(rule)}'" for rule in value.unread)
        said.append(f"Restrictions that Vesica cannot weigh, for a person to look at: {rules}.")
    return tuple(said)
