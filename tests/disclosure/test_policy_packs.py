"""Policy packs: complete, dated, and never looser than they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from disclosure_world import CONGRESS, POLICY

from vesica.disclosure.audience import Audience
from vesica.disclosure.policy import load, packs
from vesica.disclosure.questions import QUESTIONS
from vesica.disclosure.register import purposes
from vesica.errors import RefusedError, SettingsError
from vesica.schema import Purpose
from vesica.settings import DisclosureSettings


def test_the_packs_that_ship():
    assert packs() == ("congress", "default")


def test_default_pack():
    assert (POLICY.minimum_group, POLICY.leverage_cap) == (10, 0.5)
    assert (POLICY.unseen_people, POLICY.digits, POLICY.reliability) == (1, 2, 0.5)
    assert (POLICY.count_moves, POLICY.correlation_moves, POLICY.share_step) == (2.5, 2.1, 0.01)
    assert not POLICY.public_figures
    assert POLICY.date <= date(2026, 12, 31)
    assert POLICY.label == "default 2 (groups of 10)"


@pytest.mark.parametrize("pack", ["default", "congress"])
@pytest.mark.parametrize("minimum", [1, 5, 9])
def test_a_looser_group_is_refused_with_a_hint(pack, minimum):
    settings = DisclosureSettings(policy=pack, minimum_group=minimum, public_figures=True)
    with pytest.raises(RefusedError, match=f"minimum_group = {minimum}") as refusal:
        load(settings)
    assert refusal.value.exit_code == 3
    assert "10 or more" in refusal.value.hint


@pytest.mark.parametrize("minimum", [10, 11, 50])
def test_a_stricter_group_holds(minimum):
    policy = load(DisclosureSettings(minimum_group=minimum))
    assert policy.minimum_group == minimum
    assert str(minimum) in policy.label


@pytest.mark.parametrize(("unseen", "holds"), [(0, 1), (1, 1), (3, 3)])
def test_settings_may_hide_more_people_in_a_figure(unseen, holds):
    policy = load(DisclosureSettings(unseen_people=unseen))
    assert policy.unseen_people == holds
    assert policy.label.endswith("3 people unseen)" if holds == 3 else "groups of 10)")


def test_the_pack_for_public_figures_needs_the_declaration():
    with pytest.raises(RefusedError, match="public figures only") as refusal:
        load(DisclosureSettings(policy="congress"))
    assert "public_figures = true" in refusal.value.hint
    assert CONGRESS.public_figures
    assert CONGRESS.minimum_group == 10


def test_declaring_public_figures_does_not_loosen_the_default():
    assert load(DisclosureSettings(public_figures=True)) == POLICY


@pytest.mark.parametrize("name", ["none", "../default", "", "default.toml"])
def test_unknown_packs_are_named(name):
    with pytest.raises(SettingsError, match="policy"):
        load(DisclosureSettings(policy=name))


@pytest.mark.parametrize("change", [{"minimum_group": 4}, {"leverage_cap": 0.9}])
def test_no_policy_goes_below_the_floor(change):
    with pytest.raises(RefusedError):
        replace(POLICY, **change)


@pytest.mark.parametrize("policy", [POLICY, CONGRESS], ids=["default", "congress"])
def test_every_purpose_is_registered(policy):
    assert set(policy.purposes) == set(Purpose)
    for entry in policy.purposes.values():
        assert entry.basis
        assert entry.what_for.endswith(".")
        assert entry.recipients


def test_every_question_has_one_purpose_and_someone_who_may_ask():
    for policy in (POLICY, CONGRESS):
        asked = [e.question for e in policy.evaluations]
        assert len(asked) == len(set(asked))
        assert all(e.audiences for e in policy.evaluations)
    assert {e.question for e in CONGRESS.evaluations} == set(QUESTIONS)
    assert {e.question for e in POLICY.evaluations} == set(QUESTIONS) - {"association"}


def test_only_the_person_and_the_analyst_after_opt_in_see_a_row():
    (explain,) = (e for e in POLICY.evaluations if e.question == "explain")
    assert explain.audiences == {Audience.SELF}
    assert explain.after_opt_in == {Audience.ANALYST}


def test_a_pack_with_a_gap_in_its_register_is_not_read():
    entry = {"basis": "b", "what_for": "w", "recipients": "r"}
    with pytest.raises(SettingsError):
        purposes(dict.fromkeys(list(Purpose)[1:], entry))
