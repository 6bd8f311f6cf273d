"""The card: a person's own scores, with the reason for each."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Estimate
from vesica.core.personal import Card, FacetLine, PositionLine, SkillLine
from vesica.core.released import Released
from vesica.disclosure.audience import Audience
from vesica.report.brief import Brief, Column, TableView, days, footer, how_we_know, notes
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, config, interval_chart
from vesica.report.words import clean, show

__all__ = ["card_brief"]

_TOO_LITTLE = "too little evidence"
_NO_EVIDENCE = "no evidence"
_OWN_LINE = {
    "endorsement": "Nominations by the own manager, and by own reports, do not count.",
    "structure": "What goes between a person and the own manager or reports does not count.",
}
_NOBODY_ELSE = "Who leads a whole organisation may have nobody else; then there is no evidence."
_NAMES = {"expertise": "Knowing social media", "influence": "Being listened to"}


def card_brief(released: Released[Card], *, organisation: str, simulated: bool) -> Brief:
    """Put a person's released scores into words, one figure and tables.

    The person reads "you"; an analyst, whom the person has let see it, does not.
    """
    card, own = released.value, released.audience == Audience.SELF
    whose = "Your" if own else "This person's"
    covered = days(released)
    return Brief(
        question="explain",
        title="Your card: two skills, and why" if own else "A person's card: two skills, and why",
        headline=_headline(card, "you are" if own else "this person is"),
        paragraphs=(
            ("0 sd is the organisation's average, and 1 sd is one standard deviation above it."),
            (
                f"A score rests on {whose.lower()} own records; where they are few, it stays near"
                " the average and its interval is wide."
            ),
            *((f"The evidence is from the days {covered}.",) if covered else ()),
            *(_would_help(line) for line in card.skills if line.score is None),
        ),
        meaning=(
            "The card says what the records show, not what a person is worth.",
            "Age and sex have no part in it.",
            f"{'You' if own else 'The person'} may contest it, correct evidence, or withdraw it.",
        ),
        figure=_figure(card),
        figure_title=f"{whose} scores, and what they are made of",
        figure_alt=_alt(card),
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is the"
        " organisation's average.",
        tables=(
            _skills(card),
            *(_facets(line) for line in card.skills if line.facets),
            *((_position(card.position),) if card.position else ()),
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        notes=notes(released),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _would_help(line: SkillLine) -> str:
    """What would make a score of too little evidence: facets without any, or more of the rest."""
    missing = [clean(f.facet) for f in line.facets if f.value is None]
    start = (
        f"{_name(line.skill)}: {_TOO_LITTLE} for a number; its reliability would be"
        f" {show(line.reliability)}, and a score is shown from 0.5 on."
    )
    if missing:
        return f"{start} What would help: any evidence of {_listed(missing)}."
    if not line.facets:
        return f"{start} What would help: any evidence of it."
    most = max(line.facets, key=lambda f: f.weight)
    return f"{start} What would help: more {clean(most.evidence_unit)} for {clean(most.facet)}."


def _listed(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _name(skill: str) -> str:
    return _NAMES.get(skill, clean(skill))


def _score(line: SkillLine) -> Estimate | str:
    return line.score if line.score is not None else _TOO_LITTLE


def _headline(card: Card, who: str) -> str:
    said = [_sentence(line, who) for line in card.skills]
    if card.both is not None:
        said.append(f"Both: a chance of {show(card.both, share=True)}.")
    return " ".join(said)


def _sentence(line: SkillLine, who: str) -> str:
    if line.above_bar is None:
        return f"{_name(line.skill)}: {_TOO_LITTLE} for a score."
    chance = show(line.above_bar, share=True)
    return f"{_name(line.skill)}: a chance of {chance} that {who} above the organisation's bar."


def _skills(card: Card) -> TableView:
    return TableView(
        title="The two skills",
        columns=(
            Column(name="Skill"),
            Column(name="Score", number=True),
            Column(name="Reliability", number=True),
            Column(name="Chance of being above the bar", share=True, number=True),
        ),
        rows=tuple(
            (
                _name(line.skill),
                _score(line),
                line.reliability,
                line.above_bar if line.above_bar is not None else _TOO_LITTLE,
            )
            for line in card.skills
        ),
    )


def _facets(line: SkillLine) -> TableView:
    return TableView(
        title=f"Why: {_name(line.skill).lower()}",
        columns=(
            Column(name="Facet"),
            Column(name="Value", number=True),
            Column(name="Evidence", number=True),
            Column(name="Of what"),
            Column(name="Weight in the score", share=True, number=True),
        ),
        rows=tuple(
            (
                f.facet,
                f.value if f.value is not None else _missing(f),
                f.evidence,
                f.evidence_unit,
                f.weight,
            )
            for f in line.facets
        ),
        note=_own_line(line),
    )


def _missing(line: FacetLine) -> str:
    return f"{_NO_EVIDENCE} (own line left out)" if line.facet in _OWN_LINE else _NO_EVIDENCE


def _own_line(line: SkillLine) -> str:
    """Say whose word and whose attention is left out, and why nothing may be left of it."""
    ruled = [f for f in line.facets if f.facet in _OWN_LINE]
    said = [_OWN_LINE[f.facet] for f in ruled]
    if any(f.value is None for f in ruled):
        said.append(_NOBODY_ELSE)
    return " ".join(said)


def _position(line: PositionLine) -> TableView:
    return TableView(
        title="Position, apart from the skills",
        columns=(
            Column(name="What"),
            Column(name="Value", number=True),
            Column(name="Reliability", number=True),
        ),
        rows=(
            ("Formal position: level and reports", line.formal, "from the roster"),
            (
                "Influence beyond position",
                line.beyond if line.beyond is not None else _TOO_LITTLE,
                line.reliability,
            ),
            (
                "In the whole organisation: share of influence that position accounts for",
                line.explained,
                "",
            ),
        ),
        note="Position is in no score. Beyond position: above people elsewhere in the organisation"
        " on the same level, with as many reports, in the same function.",
    )


def _marks(card: Card) -> list[Mark]:
    marks = []
    for line, colour in zip(card.skills, (COLOURS.first, COLOURS.second), strict=False):
        shown = show(_score(line))
        marks.append(
            Mark(label=_name(line.skill), shown=shown, estimate=line.score, colour=colour)
        )
        for f in line.facets:
            shown = show(f.value) if f.value is not None else _missing(f)
            marks.append(
                Mark(
                    label=clean(f.facet),
                    shown=shown,
                    estimate=f.value,
                    colour=COLOURS.neutral,
                    nested=True,
                )
            )
    return marks


def _figure(card: Card) -> dict[str, Any]:
    chart = interval_chart(
        _marks(card),
        reference=0.0,
        reference_label="organisation's average",
        axis_title="Standard deviations from the organisation's average",
        from_zero=False,
        row_height=48,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(card: Card) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(card))
    return f"An interval chart of the scores against the organisation's average. {lines}."
