"""The overlap brief: who can do it, who is listened to, who is both."""

from __future__ import annotations

from vesica.core.estimate import Shown
from vesica.core.overlap import Overlap
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, days, footer, how_we_know, notes
from vesica.report.overlap_figure import overlap_alt, overlap_figure
from vesica.report.overlap_tables import evidence_table, halves_table, shapes_table
from vesica.report.overlap_words import headline, meaning, paragraphs
from vesica.report.words import clean, number, top_share

__all__ = ["overlap_brief"]

_CAPTION = (
    "Circles and almond have areas to scale. Solid line: know social media. Dashed line: are"
    " listened to. Filled almond: both. Below, a bar is an interval and a dot is the estimate;"
    " the dashed line is what chance alone would give."
)
_CAPTION_HIDDEN = (
    "A part is hidden, so the circles are not to scale; grey and dotted means hidden, not none."
)


def overlap_brief(released: Released[Overlap], *, organisation: str, simulated: bool) -> Brief:
    """Put the released overlap into words, one figure and tables."""
    overlap = released.value
    alt = overlap_alt(overlap)
    return Brief(
        question="overlap",
        title=f"The overlap of two skills: {clean(organisation)}",
        headline=headline(overlap),
        paragraphs=paragraphs(overlap, days(released)),
        meaning=meaning(overlap),
        figure=overlap_figure(overlap),
        figure_title="Two skills, and the people who have both",
        figure_alt=alt,
        figure_caption=_CAPTION_HIDDEN if "not to scale" in alt else _CAPTION,
        tables=_tables(overlap, days(released)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        notes=_notes(released),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _notes(released: Released[Overlap]) -> tuple[str, ...]:
    """What the fits and the overlap say of themselves, each once."""
    fits = notes(released)
    own = (clean(note) for note in released.value.notes)
    return (*fits, *(note for note in own if not any(note in said for said in fits)))


def _tables(overlap: Overlap, covered: str) -> tuple[TableView, ...]:
    tables = [_key_numbers(overlap, covered)]
    if overlap.curve:
        tables.append(_curve(overlap))
    if overlap.shapes:
        tables.append(shapes_table(overlap))
    if overlap.by_unit:
        tables.append(_by_unit(overlap))
    if overlap.evidence:
        tables.append(evidence_table(overlap))
    if overlap.halves:
        tables.append(halves_table(overlap))
    return tuple(tables)


def _key_numbers(overlap: Overlap, covered: str) -> TableView:
    return TableView(
        title="The numbers",
        columns=(Column(name="What"), Column(name="Number", number=True)),
        rows=(
            ("Know social media", overlap.expertise),
            ("Are listened to", overlap.influence),
            ("Both", overlap.both),
            ("Both, by chance alone", overlap.chance),
            ("Both, as a multiple of chance", overlap.lift),
            *_shared(overlap),
            ("Odds of one skill with the other, against without", overlap.odds_ratio),
            ("Correlation of the two skills", overlap.correlation),
            ("The same, from who is above the bar alone", overlap.correlation_at_bar),
            ("People", overlap.people),
            ("People with evidence on both", overlap.with_evidence),
            ("Reliability: social media", overlap.reliability_expertise),
            ("Reliability: being listened to", overlap.reliability_influence),
            ("Skewness: social media", overlap.skewness_expertise),
            ("Skewness: being listened to", overlap.skewness_influence),
            *((("Days of evidence", covered),) if covered else ()),
        ),
    )


def _shared(overlap: Overlap) -> tuple[tuple[str, Shown], ...]:
    shared = overlap.shared_error
    if shared is None:
        return ()
    allowed = number(shared.allowed)
    return ((f"The same, with errors that correlate by up to {allowed}", shared.lift),)


def _curve(overlap: Overlap) -> TableView:
    return TableView(
        title="If the bar were elsewhere",
        columns=(
            Column(name="Bar"),
            Column(name="Both", number=True),
            Column(name="By chance alone", number=True),
            Column(name="Multiple of chance", number=True),
        ),
        rows=tuple((top_share(p.bar), p.both, p.chance, p.lift) for p in overlap.curve),
    )


def _by_unit(overlap: Overlap) -> TableView:
    return TableView(
        title="By unit",
        columns=(
            Column(name="Unit"),
            Column(name="People", number=True),
            Column(name="Share with both skills", share=True, number=True),
        ),
        rows=tuple((u.org_unit, u.people, u.both) for u in overlap.by_unit),
        note="Small units are drawn towards the organisation's share.",
    )
