"""One person's card: whose, to whom, and what of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_world import CONGRESS, estimate, gate, names, provenance

from vesica.core.estimate import Estimate, Hidden
from vesica.core.personal import Card, FacetLine, PositionLine, SkillLine
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError
from vesica.schema import Purpose
from vesica.store.ledger import Consents

MEMBERS = Members(people=frozenset(names(100)), units={})
NOBODY = Consents(granted=frozenset(), objecting=frozenset())


def skill(name, reliability=0.8, above=0.99961):
    facet = FacetLine(
        facet="reach",
        value=estimate(0.12345, unit="sd", n=1),
        evidence=14,
        evidence_unit="posts",
        weight=1.0,
    )
    return SkillLine(
        skill=name,
        score=estimate(1.23456, low=0.7777, high=1.7711, unit="sd", n=1),
        reliability=reliability,
        above_bar=above,
        facets=(facet,),
    )


def card(person, reliability=0.8):
    return Card(
        person_id=person,
        skills=(skill("expertise"), skill("influence", reliability, 0.000123)),
        both=0.4567,
    )


def show(
    the_gate,
    result,
    *,
    audience=Audience.ANALYST,
    person=None,
    consents=NOBODY,
    members=MEMBERS,
):
    return the_gate.release(
        result,
        question="explain",
        purpose=Purpose.OWN_SCORE,
        audience=audience,
        provenance=provenance(),
        members=members,
        person=person,
        consents=consents,
    )


ME, OTHER = names(2)


def consents(granted=(), objecting=()):
    return Consents(granted=frozenset(granted), objecting=frozenset(objecting))


@pytest.mark.parametrize(
    ("audience", "person", "ledger", "allowed"),
    [
        (Audience.SELF, ME, NOBODY, True),
        (Audience.SELF, ME, None, True),
        (Audience.SELF, ME, consents(objecting=[ME]), False),
        (Audience.SELF, ME, consents(objecting=[OTHER]), True),
        (Audience.SELF, OTHER, consents(granted=[ME]), False),
        (Audience.SELF, None, consents(granted=[ME]), False),
        (Audience.ANALYST, None, consents(granted=[ME]), True),
        (Audience.ANALYST, ME, NOBODY, False),
        (Audience.ANALYST, None, None, False),
        (Audience.ANALYST, None, consents(granted=[OTHER]), False),
        (Audience.ANALYST, None, consents(granted=[ME], objecting=[ME]), False),
        (Audience.LEADER, None, consents(granted=[ME]), False),
        (Audience.LEADER, ME, consents(granted=[ME]), False),
        (Audience.COUNCIL, None, consents(granted=[ME]), False),
    ],
)
def test_who_sees_a_card(audience, person, ledger, allowed):
    the_gate = gate()
    ask = {"audience": audience, "person": person, "consents": ledger}
    if allowed:
        assert show(the_gate, card(ME), **ask).value.person_id == ME
    else:
        with pytest.raises(RefusedError) as refusal:
            show(the_gate, card(ME), **ask)
        assert refusal.value.exit_code == 3
        assert ME not in str(refusal.value)


def test_refusal_says_how_opting_in_works_and_nothing_about_the_person():
    texts = set()
    for result, ledger in (
        (card(ME), NOBODY),
        (card(ME), consents(objecting=[ME])),
        (Card(person_id="", skills=(), both=None), NOBODY),
    ):
        with pytest.raises(RefusedError) as refusal:
            show(gate(), result, consents=ledger)
        texts.add(str(refusal.value))
    assert len(texts) == 1
    assert "withdrawn" in texts.pop()


def test_public_figures_need_no_opt_in_but_may_object():
    assert show(gate(CONGRESS), card(ME)).value.person_id == ME
    with pytest.raises(RefusedError):
        show(gate(CONGRESS), card(ME), consents=consents(objecting=[ME]))


def test_rounding_keeps_intervals_and_never_says_certain():
    value = show(gate(), card(ME), audience=Audience.SELF, person=ME).value
    score = value.skills[0].score
    assert (score.low, score.value, score.high) == (0.77, 1.2, 1.8)
    assert value.skills[0].above_bar == 0.99
    assert value.skills[1].above_bar == 0.01
    assert value.both == 0.46


@pytest.mark.parametrize(("reliability", "is_shown"), [(0.5, True), (0.4999, False)])
def test_unreliable_scores_are_not_shown(reliability, is_shown):
    released = show(gate(), card(ME, reliability), audience=Audience.SELF, person=ME)
    influence = released.value.skills[1]
    assert (influence.score is not None) is is_shown
    assert (influence.above_bar is not None) is is_shown
    assert (released.value.both is not None) is is_shown
    assert influence.facets[0].evidence == 14
    assert bool(released.hidden) is not is_shown
    assert released.value.skills[0].score is not None


def placed(person, reliability=0.8, n=95):
    line = PositionLine(
        formal=1.23456,
        beyond=estimate(0.51234, low=0.1234, high=0.8765, unit="sd", n=1),
        reliability=reliability,
        explained=estimate(0.27123, low=0.2249, high=0.3161, unit="1", n=n),
    )
    return replace(card(person), position=line)


def test_position_is_rounded_and_the_organisations_share_outwards():
    line = show(gate(), placed(ME), audience=Audience.SELF, person=ME).value.position
    assert line.formal == 1.2
    assert (line.beyond.low, line.beyond.high) == (0.12, 0.88)
    assert (line.explained.value, line.explained.low, line.explained.high) == (0.3, 0.2, 0.4)
    assert line.explained.n == 96


def test_unreliable_influence_beyond_position_is_suppressed():
    shown = show(gate(), placed(ME, reliability=0.4), audience=Audience.SELF, person=ME)
    assert shown.value.position.beyond is None
    assert isinstance(shown.value.position.explained, Estimate)


def test_the_organisations_share_is_hidden_in_a_small_one():
    small = Members(people=frozenset(names(9)), units={})
    shown = show(gate(), placed(ME, n=9), audience=Audience.SELF, person=ME, members=small)
    assert isinstance(shown.value.position.explained, Hidden)
