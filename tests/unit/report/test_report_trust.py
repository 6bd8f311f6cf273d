"""How far to trust the overlap, in words and tables; and what would help a thin card."""

from __future__ import annotations

import dataclasses

import pytest
from report_samples import CARD, HIDDEN, OVERLAP, made

from vesica.core.overlap import Verdict
from vesica.report.overlap_tables import evidence_table, shapes_table


def said(**change):
    shared = dataclasses.replace(OVERLAP.shared_error, **change.pop("shared", {}))
    return " ".join(made("overlap", shared_error=shared, **change)[0].paragraphs)


@pytest.mark.parametrize(
    ("tipping", "verdict", "sentence"),
    [
        (
            -0.15,
            Verdict.RARE,
            "correlate, against each other, by 0.15 or more to over",
        ),
        (0.25, Verdict.NOT_RARE, "errors that correlate by 0.25 or more to overturn the answer"),
        (0.0, Verdict.CANNOT_SAY, "Next to nothing would leave it open"),
        (None, Verdict.RARE, "No correlation of the errors up to 0.6 would overturn the answer"),
    ],
)
def test_what_it_would_take(tipping, verdict, sentence):
    assert sentence in said(shared={"tipping": tipping}, verdict=verdict)


def test_where_the_answer_is_open_nothing_overturns_it():
    text = said(shared={"tipping": None}, verdict=Verdict.CANNOT_SAY)
    assert "overturn" not in text


@pytest.mark.parametrize("change", [{"lift": HIDDEN}, {"shared": {"lift": HIDDEN}}])
def test_what_is_hidden_is_not_said_by_the_shared_error(change):
    assert "correlate" not in said(**change)


def test_what_would_narrow_most_comes_first():
    table = evidence_table(OVERLAP)
    assert [row[0] for row in table.rows] == ["structure", "practice, consistency", "endorsement"]
    assert table.shown()[2][-1] == "under 1 %"


def test_the_shape_in_use_is_marked():
    assert [row[0] for row in shapes_table(OVERLAP).rows] == [
        "normal (used here)",
        "heavy-tailed",
    ]


def test_a_thin_card_says_what_would_help():
    thin, known = CARD.skills[1], CARD.skills[0]
    seen = dataclasses.replace(thin, facets=thin.facets[:1])
    brief, _ = made("explain", skills=(known, seen))
    assert "more raters for endorsement" in " ".join(brief.paragraphs)
    missing = dataclasses.replace(thin, facets=known.facets)
    brief, _ = made("explain", skills=(known, missing))
    assert "What would help: any evidence of consistency." in " ".join(brief.paragraphs)
