"""The validation report: what came out where the truth is known."""

from __future__ import annotations

from typing import Any

from vesica.core.released import Released
from vesica.core.validation import RealLine, Validation
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number

__all__ = ["validation_brief"]


def validation_brief(
    released: Released[Validation], *, organisation: str, simulated: bool
) -> Brief:
    """Put the figures of a validation into words, one figure and tables."""
    found = released.value
    return Brief(
        question="validate",
        title=f"Tried where the truth is known. {clean(organisation)}",
        headline=_headline(found),
        paragraphs=(
            (
                f"{number(found.organisations)} simulated organisations of each kind, of"
                f" {number(found.people)} people, with seeds from {number(found.first_seed)}. Made"
                f" on {found.made_on} with version {clean(found.version)}{_marked(found)}."
            ),
            (
                "Each was written as the files that its systems would export, imported, run, and"
                " asked; the answers were then compared with the truth that the simulator keeps."
            ),
        ),
        meaning=(
            "Simulated people behave as the simulator's authors thought; real ones may not.",
            "A false word is one that says the opposite of the truth; 'cannot say' is none.",
            "Few organisations show only gross faults: mind how many there were.",
        ),
        figure=_figure(found),
        figure_title="Rank correlation of score and true skill",
        figure_alt="; ".join(
            f"{line.preset}, {line.skill}: {number(round(line.spearman, 2))}"
            for line in found.ranks
        ),
        figure_caption="One mark per kind of organisation and skill; 1 is a perfect order.",
        tables=(
            _verdicts(found),
            _coverage(found),
            _ranks(found),
            *((_real(found),) if found.real else ()),
        ),
        hidden=(),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(found: Validation) -> str:
    false = sum(line.false for line in found.verdicts)
    said = sum(line.holds + line.does_not for line in found.verdicts)
    asked = sum(line.holds + line.does_not + line.cannot_say for line in found.verdicts)
    held = sum(line.held for line in found.coverage)
    intervals = sum(line.organisations for line in found.coverage)
    return (
        f"Of {number(asked)} verdicts on claims whose truth is known, {number(said)} were given"
        f" and {number(false)} of them were false; {number(held)} of {number(intervals)}"
        " intervals held the truth."
    )


def _marked(found: Validation) -> str:
    return f", {clean(found.mark)}" if found.mark else ""


def _real(found: Validation) -> TableView:
    return TableView(
        title="Real evidence",
        columns=(
            Column(name="Evidence of"),
            Column(name="What was looked at"),
            Column(name="Found", number=True),
            Column(name="Expected: is it so?"),
        ),
        rows=tuple((clean(r.data), clean(r.check), r.found, _as_expected(r)) for r in found.real),
        note="Of real people no truth is known: what must be so in any case is looked at.",
    )


def _as_expected(line: RealLine) -> str:
    said = {True: "yes", False: "no", None: "cannot say"}[line.held]
    return f"{clean(line.expected)}: {said}" if line.expected else said


def _verdicts(found: Validation) -> TableView:
    return TableView(
        title="Claims",
        columns=(
            Column(name="Kind of organisation"),
            Column(name="Claim"),
            Column(name="Truth"),
            Column(name="Holds", number=True),
            Column(name="Does not", number=True),
            Column(name="Cannot say", number=True),
        ),
        rows=tuple(
            (v.preset, v.claim, "true" if v.true else "false", v.holds, v.does_not, v.cannot_say)
            for v in found.verdicts
        ),
    )


def _coverage(found: Validation) -> TableView:
    return TableView(
        title="Intervals",
        columns=(
            Column(name="Kind of organisation"),
            Column(name="Figure"),
            Column(name="Held the truth", number=True),
            Column(name="Of", number=True),
            Column(name="Mean truth", number=True),
            Column(name="Mean estimate", number=True),
        ),
        rows=tuple(
            (
                c.preset,
                c.figure,
                c.held,
                c.organisations,
                number(float(f"{c.truth:.3g}")),
                number(float(f"{c.estimate:.3g}")),
            )
            for c in found.coverage
        ),
        note="Intervals are meant to hold the truth nine times in ten.",
    )


def _ranks(found: Validation) -> TableView:
    return TableView(
        title="Scores",
        columns=(
            Column(name="Kind of organisation"),
            Column(name="Skill"),
            Column(name="Rank correlation with truth", number=True),
            Column(name="Lowest", number=True),
        ),
        rows=tuple(
            (r.preset, r.skill, number(round(r.spearman, 2)), number(round(r.lowest, 2)))
            for r in found.ranks
        ),
        note="People with evidence only.",
    )


def _figure(found: Validation) -> dict[str, Any]:
    rows = [
        {"preset": r.preset, "skill": r.skill, "spearman": r.spearman, "lowest": r.lowest}
        for r in found.ranks
    ]
    skills = ["expertise", "influence"]
    return {
        "$schema": SCHEMA,
        "width": WIDTH - 120,
        "height": {"step": 34},
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
        "encoding": {
            "y": {"field": "preset", "type": "nominal", "axis": {"title": None}, "sort": None},
            "x": {
                "field": "spearman",
                "type": "quantitative",
                "scale": {"domain": [0, 1]},
                "axis": {"title": "Rank correlation with the truth"},
            },
            "color": {
                "field": "skill",
                "type": "nominal",
                "scale": {"domain": skills, "range": [COLOURS.first, COLOURS.second]},
                "legend": {"title": None, "orient": "top", "labelFontSize": 14},
            },
            "shape": {
                "field": "skill",
                "type": "nominal",
                "scale": {"domain": skills, "range": ["circle", "square"]},
                "legend": None,
            },
        },
        "config": config(FONT),
    }
