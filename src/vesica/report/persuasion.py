"""The persuasion brief: adoptions after a contact's, against what people would have done."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.persuasion import Persuasion, PersuasionVerdict
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import clean, number, show, spread

__all__ = ["persuasion_brief"]

_FIGURES = (
    ("matched", "Adoptions after a contact's"),
    ("net", "The same, net of the placebo"),
    ("ahead", "Placebo (near 1): a contact is about to adopt"),
    ("shuffled", "Order (above 1): against shuffled times"),
    ("direction", "Direction (above 1): after against before"),
)


def persuasion_brief(
    released: Released[Persuasion], *, organisation: str, simulated: bool
) -> Brief:
    """Put the released multiples and their placebos into words, one figure and tables."""
    found = released.value
    return Brief(
        question="persuasion",
        title=f"Do people persuade one another? {clean(organisation)}",
        headline=_headline(found),
        paragraphs=_paragraphs(found),
        meaning=(
            "It is about practices that people took up, not about minds that changed unseen.",
            (
                "What the own line persuades, and contacts that no file shows, is not in it: all"
                " persuasion together is more."
            ),
            "Likeness that no file shows can look like persuasion; the checks see part of it.",
            "It describes the organisation and its units, and judges nobody.",
        ),
        figure=_figure(found),
        figure_title="Adoptions, as a multiple of what is expected without persuasion",
        figure_alt=_alt(found),
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is what people"
        " would have done anyway. Without persuasion every line is at 1.",
        tables=(_numbers(found), *((_units(found),) if found.by_unit else ())),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(found: Persuasion) -> str:
    share = found.share
    match found.verdict:
        case PersuasionVerdict.PERSUADED if isinstance(share, Estimate):
            return (
                "People persuade one another: contacts on record outside the own line brought"
                f" about at least some {show(share.low, share=True)} of adoptions (estimate"
                f" {show(share.value, share=True)})."
            )
        case PersuasionVerdict.PERSUADED:
            return f"People persuade one another. By how much is {show(share)}."
        case PersuasionVerdict.LITTLE if isinstance(share, Estimate):
            return (
                "Contacts on record outside the own line hardly persuade: they brought about at"
                f" most {show(share.high, share=True)} of adoptions."
            )
        case PersuasionVerdict.LITTLE:
            return "Contacts on record outside the own line hardly persuade."
    return (
        "The evidence cannot say whether people persuade one another: what looks like it could"
        " be that people who are alike do alike."
    )


def _paragraphs(found: Persuasion) -> tuple[str, ...]:
    return (
        (
            f"{number(found.practices)} practices began within the window, with about"
            f" {number(found.adoptions)} adoptions. About {number(found.seen)} of them came within"
            f" {number(found.window)} days after a contact's, outside the own line."
        ),
        (
            "They are set against people like them at the same time who saw none: same unit,"
            " function, level, activity and record. Without that, the multiple would be"
            f" {show(found.naive)}."
        ),
        (
            "Three checks look for what this misses. A contact's adoption that is yet to come"
            " cannot persuade: that placebo should be near 1. Shuffled times keep who adopts and"
            " lose who came first, and a likeness works as often after a contact's adoption as"
            " before it: order and direction must be above 1 for a verdict that people persuade."
        ),
        _second(found.second),
        _whom(found),
    )


def _whom(found: Persuasion) -> str:
    if found.verdict is not PersuasionVerdict.PERSUADED:
        return "Nothing is said about units or persons, since the whole does not show it."
    return (
        f"{number(found.individual)} people were seen for long enough to be measured on their own."
        " For everyone else, what is known is known of the unit."
    )


def _second(value: Shown) -> str:
    if isinstance(value, Hidden):
        return f"Whether it takes several contacts: {show(value)}."
    start = (
        "People who saw two contacts adopted"
        f" {number(value.value)} times as often [{spread(value)}] as if each had added what one"
        " alone adds"
    )
    if value.low > 1:
        return f"{start}: several together do more than their sum."
    if value.high < 1:
        return f"{start}: a second one adds less than the first."
    return f"{start}: no more and no less than the sum, as far as the evidence shows."


def _numbers(found: Persuasion) -> TableView:
    rows: list[tuple[str, Any]] = [(label, getattr(found, name)) for name, label in _FIGURES]
    rows += [
        ("Without matching people", found.naive),
        ("Two contacts, against the sum of single ones", found.second),
    ]
    return TableView(
        title="As a multiple of what is expected without persuasion",
        columns=(Column(name="What"), Column(name="Multiple", number=True)),
        rows=tuple(rows),
    )


def _units(found: Persuasion) -> TableView:
    return TableView(
        title="By unit of those who persuade",
        columns=(
            Column(name="Unit"),
            Column(name="People", number=True),
            Column(name="Adoptions brought about", number=True),
        ),
        rows=tuple((clean(u.org_unit), u.people, u.brought) for u in found.by_unit),
        note="Per 100 weeks for which one of its people was seen. Values are drawn towards the"
        " organisation's as far as they are noise.",
    )


def _marks(found: Persuasion) -> list[Mark]:
    marks = []
    for name, label in _FIGURES:
        value: Shown = getattr(found, name)
        colour = COLOURS.both if name in {"matched", "net"} else COLOURS.neutral
        drawn = value if isinstance(value, Estimate) else None
        marks.append(Mark(label=label, shown=briefly(value), estimate=drawn, colour=colour))
    return marks


def _figure(found: Persuasion) -> dict[str, Any]:
    chart = interval_chart(
        _marks(found),
        reference=1.0,
        reference_label="no persuasion",
        axis_title="Multiple of what is expected",
        from_zero=False,
        row_height=48,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(found: Persuasion) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(found))
    return f"An interval chart against 1, which is no persuasion. {lines}."
