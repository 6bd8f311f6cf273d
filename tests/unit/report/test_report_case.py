"""The case brief: what it says, what it must always say, and that its figure draws."""

from __future__ import annotations

import dataclasses
import json

import pytest
from case_samples import PITCH, PLACES, case
from report_samples import released

from vesica.core.case import Version
from vesica.core.estimate import Hidden
from vesica.disclosure.case import rounded
from vesica.report import make_brief
from vesica.report.case_figure import case_figure
from vesica.report.pdf import pdf
from vesica.report.vega import svg


def brief(value, *, question="case", audience="self"):
    out = released(value, purpose="show what is in it for a leader", audience=audience)
    return make_brief(question, out, organisation="Acme", simulated=True)


def shown(place):
    return rounded(case(place), 2)


def test_the_chance_of_nothing_is_never_missing():
    assert "The chance that nothing changes is at most 1 %" in brief(shown("rising")).headline
    for place in ("capped", "below threshold"):
        page = brief(shown(place))
        assert "would most likely change nothing" in page.headline
        assert ("Chance of nothing", "at least 99 %") in page.tables[0].rows


def test_a_scenario_says_so_first_and_on_the_figure():
    page = brief(shown("below threshold"))
    assert page.headline.startswith("Scenario")
    assert page.scenario == "Scenario: every effect is assumed. Nothing here was measured."
    assert "Scenario: every effect is assumed" in svg(page.figure)
    assert "Scenario" not in brief(shown("rising")).headline


def test_a_hidden_change_carries_no_number():
    value = shown("rising")
    held = dataclasses.replace(value.sight, change=Hidden(why="held back"))
    assert "hidden (held back)" in brief(dataclasses.replace(value, sight=held)).headline


@pytest.mark.parametrize("place", PLACES)
def test_it_is_one_page_with_both_places_on_the_curve(place):
    pikepdf = pytest.importorskip("pikepdf")
    import io

    page = brief(shown(place))
    assert json.loads(json.dumps(page.figure)) == page.figure
    drawn = svg(page.figure)
    assert "you are here" in drawn
    assert "where you would be" in drawn
    with pikepdf.open(io.BytesIO(pdf(page))) as made:
        assert len(made.pages) == 1
        assert made.Root.MarkInfo.Marked


def test_to_a_sponsor_it_speaks_of_the_leader():
    page = brief(shown("rising"), audience="sponsor")
    assert "your" not in page.headline
    assert "the leader is here" in svg(case_figure(case().sight, own=False))


def test_without_peers_or_a_test_it_says_so():
    bare = dataclasses.replace(
        shown("rising"), peers=Hidden(why="fewer than 10 people opted in"), best=None
    )
    peers, _, test = brief(bare).paragraphs
    assert "Not shown: fewer than 10 people" in peers
    assert "Cheapest test. None" in test


def test_a_pitch_in_both_versions():
    own = brief(PITCH, question="pitch", audience="analyst")
    assert "of your unit" in own.headline
    generic = dataclasses.replace(PITCH, version=Version.GENERIC, metrics=())
    page = brief(generic, question="pitch", audience="analyst")
    assert "qualified leads" not in " ".join([page.headline, *page.paragraphs])
    for one in (own, page):
        assert one.headline.startswith("Scenario")
        assert "Scenario" in svg(one.figure)
        assert "EUR" not in one.headline
