"""The claims brief: whether the essay holds here."""

from __future__ import annotations

import textwrap
from typing import Any

from vesica.core.claims import Claim, Claims, ClaimVerdict
from vesica.core.estimate import Hidden
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import Cell, clean, number, percent, spaced

__all__ = ["claims_brief"]

_SHORT = {
    ClaimVerdict.HOLDS: "holds",
    ClaimVerdict.DOES_NOT: "does not",
    ClaimVerdict.CANNOT_SAY: "cannot say",
}
_BREAK = "|"
_ORDER = (ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY)
_COLOURS = {
    ClaimVerdict.HOLDS: COLOURS.both,
    ClaimVerdict.DOES_NOT: COLOURS.second,
    ClaimVerdict.CANNOT_SAY: COLOURS.neutral,
}


def claims_brief(released: Released[Claims], *, organisation: str, simulated: bool) -> Brief:
    """Put the verdicts on the essay's claims into words, one figure and tables."""
    found = released.value
    tested = tuple(claim for claim in found.claims if claim.question)
    waiting = tuple(claim for claim in found.claims if not claim.question)
    return Brief(
        question="claims",
        title=f"Does the essay hold here? {clean(organisation)}",
        headline=_headline(tested),
        paragraphs=(
            (
                "A claim holds here, or does not, where the whole interval of its figure says so."
                " Otherwise the evidence cannot say, which is a result too."
            ),
            (
                f"{number(len(waiting))} more claims of the essay have no test in this version;"
                " they stand below with what each waits for."
            ),
        ),
        meaning=(
            "Every figure is that of the claim's own page; the command beside it shows the rest.",
            "A claim that holds here may not hold elsewhere, or next year.",
            "None of these figures says why, and none is about a person.",
        ),
        figure=_figure(tested),
        figure_title="The verdicts",
        figure_alt=_headline(tested),
        figure_caption="One mark per claim that has a test.",
        tables=(_verdicts(tested), _open(tested), _waiting(waiting)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(tested: tuple[Claim, ...]) -> str:
    counts = {v: sum(claim.verdict is v for claim in tested) for v in _ORDER}
    holds, not_, open_ = (counts[v] for v in _ORDER)
    return (
        f"Of {len(tested)} claims of the essay, {holds} {_verb(holds, 'hold')} here,"
        f" {not_} {_verb(not_, 'do')} not, and of {open_} the evidence cannot say."
    )


def _verb(count: int, word: str) -> str:
    return {"hold": "holds", "do": "does"}[word] if count == 1 else word


def _verdicts(tested: tuple[Claim, ...]) -> TableView:
    return TableView(
        title="Claims and verdicts",
        columns=(
            Column(name="Claim"),
            Column(name="Verdict"),
            Column(name="Figure", number=True),
        ),
        rows=tuple((c.claim, str(c.verdict), _figure_of(c)) for c in tested),
    )


def _figure_of(claim: Claim) -> Cell:
    value = claim.estimate
    if isinstance(value, Hidden):
        return "—"
    counted = value.unit == "1" and value.low == value.high
    return f"{percent(value.value)} %, counted" if counted else value


def _open(tested: tuple[Claim, ...]) -> TableView:
    return TableView(
        title="How each was judged",
        columns=(
            Column(name="Claim"),
            Column(name="It holds if"),
            Column(name="What decided it"),
            Column(name="What would settle it"),
            Column(name="More"),
        ),
        rows=tuple(
            (c.claim, spaced(c.test), clean(c.why), c.settles or "settled", c.question)
            for c in tested
        ),
    )


def _waiting(waiting: tuple[Claim, ...]) -> TableView:
    return TableView(
        title="Claims without a test yet",
        columns=(Column(name="Claim"), Column(name="It would hold if"), Column(name="It needs")),
        rows=tuple((c.claim, c.test, c.settles) for c in waiting),
    )


def _figure(tested: tuple[Claim, ...]) -> dict[str, Any]:
    rows = [
        {
            "claim": _BREAK.join(textwrap.wrap(c.claim, 36)),
            "verdict": _SHORT[c.verdict],
            "order": i,
        }
        for i, c in enumerate(tested)
    ]
    verdicts = [_SHORT[v] for v in _ORDER]
    claim = {
        "field": "claim",
        "type": "nominal",
        "sort": {"field": "order"},
        "axis": {
            "title": None,
            "labelLimit": 300,
            "labelFontSize": 12.5,
            "labelExpr": f"split(datum.label, '{_BREAK}')",
            "domain": False,
            "ticks": False,
        },
    }
    return {
        "$schema": SCHEMA,
        "width": WIDTH - 240,
        "height": {"step": 38},
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 190, "opacity": 1},
        "encoding": {
            "y": claim,
            "x": {
                "field": "verdict",
                "type": "nominal",
                "scale": {"domain": verdicts},
                "axis": {
                    "title": None,
                    "orient": "top",
                    "labelAngle": 0,
                    "grid": True,
                },
            },
            "color": {
                "field": "verdict",
                "type": "nominal",
                "scale": {"domain": verdicts, "range": [_COLOURS[v] for v in _ORDER]},
                "legend": None,
            },
            "shape": {
                "field": "verdict",
                "type": "nominal",
                "scale": {"domain": verdicts, "range": ["circle", "square", "triangle-up"]},
                "legend": None,
            },
        },
        "config": config(FONT),
    }
