"""A leader's case leaves for that leader and a named sponsor; peers only as a group."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from disclosure_world import POLICY, MemoryState, gate, provenance
from report_samples import VALUES
from test_release_card import ME, consents

from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.audience import Audience
from vesica.disclosure.case import PEERS
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError
from vesica.schema import Purpose

CASE = replace(VALUES["case"], person_id=ME)


def peers(count):
    people = frozenset(f"leader{k}" for k in range(count))
    return Members(people=people | {ME}, units={PEERS: people})


def ask(result=CASE, *, members=None, audience=Audience.SELF, person=ME, state=None, **given):
    return gate(POLICY, state).release(
        result,
        question="case",
        purpose=Purpose.LINE_OF_SIGHT,
        audience=audience,
        provenance=provenance(),
        members=peers(40) if members is None else members,
        person=person,
        **{"consents": consents(granted=[]), **given},
    )


@pytest.mark.parametrize("other", ["another leader", "sponsor of another", None])
def test_no_leader_sees_anothers_bonus(other):
    for audience in (Audience.SELF, Audience.SPONSOR):
        with pytest.raises(RefusedError):
            ask(audience=audience, person=other, sponsors=frozenset({"sponsor"}))
    assert ask().value.sight.target_bonus == CASE.sight.target_bonus


def test_a_sponsor_sees_it_until_the_leader_objects():
    named = {"audience": Audience.SPONSOR, "person": "s", "sponsors": frozenset({"s"})}
    assert ask(**named).audience == "sponsor"
    with pytest.raises(RefusedError):
        ask(**named, consents=replace(consents(granted=[]), objecting=frozenset({ME})))


def test_no_interval_goes_beyond_what_the_plan_can_pay():
    without = replace(CASE.sight.bonus_without, value=121_400.0, low=118_000.0, high=122_000.0)
    sight = replace(CASE.sight, bonus_without=without, most=122_000.0)
    shown = ask(replace(CASE, sight=sight)).value.sight.bonus_without
    assert shown.high == 122_000
    endless = ask(replace(CASE, sight=replace(sight, most=None))).value.sight.bonus_without
    assert endless.high > 122_000


@pytest.mark.parametrize("count", [0, 9])
def test_few_peers_are_hidden(count):
    shown = ask(members=peers(count))
    assert isinstance(shown.value.peers, Hidden)
    assert "fewer than 10" in shown.hidden[0]


def test_peers_are_a_logged_group_and_one_more_does_not_show():
    state = MemoryState()
    first = ask(state=state).value.peers
    one_more = replace(
        CASE,
        peers=replace(
            CASE.peers,
            leaders=41,
            change=replace(CASE.peers.change, value=0.0124, n=41),
        ),
    )
    assert ask(one_more, state=state, members=peers(41)).value.peers == first


def test_figures_are_rounded_outward():
    sight = CASE.sight
    exact = replace(
        sight,
        change=Estimate(value=1234.5, low=-98.7, high=2345.6, level=0.8, unit="EUR", n=1),
        gain=0.8765,
        no_change=0.0,
        metrics=(replace(sight.metrics[0], pay_without=1.18432, points=((90.123456, 0.51234),)),),
    )
    shown = ask(replace(CASE, sight=exact)).value.sight
    assert (shown.change.value, shown.change.low, shown.change.high) == (1200, -99, 2400)
    assert (shown.gain, shown.no_change) == (0.88, 0.01)
    assert shown.metrics[0].pay_without == 1.18
    assert shown.metrics[0].points == ((90.12, 0.51),)


def test_a_pitch_holds_no_figure_of_pay():
    names = {f.name for f in fields(VALUES["pitch"])}
    names |= {f.name for f in fields(VALUES["pitch"].metrics[0])}
    private = ("bonus", "pay", "weight", "threshold", "target", "change", "gain", "currency")
    assert not [n for n in names if any(word in n for word in private)]
