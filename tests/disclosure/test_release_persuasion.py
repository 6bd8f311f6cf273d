"""Persuasion: the organisation in total, units as groups, never one person."""

from __future__ import annotations

import pytest
from disclosure_world import MemoryState, gate, sized
from persuasion_world import persuasion, release_persuasion

from vesica.core.estimate import Hidden
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError

MEMBERS = sized(a=60, b=60, small=9)


def test_figures_are_rounded_and_counts_say_no_more_than_groups():
    value = release_persuasion(gate(), sized(a=60, b=65)).value
    assert (value.matched.value, value.matched.low, value.matched.high) == (0.3, 0.2, 0.5)
    assert (value.adopters, value.individual) == (120, 62)
    assert (value.adoptions, value.seen) == (12000, 4500)
    assert value.by_unit[0].brought.value == 3.0


def test_small_units_and_who_protects_them_are_hidden():
    value = release_persuasion(gate(), MEMBERS).value
    hidden = {u.org_unit for u in value.by_unit if isinstance(u.brought, Hidden)}
    assert "small" in hidden
    small = next(u for u in value.by_unit if u.org_unit == "small")
    assert small.people == Hidden(why="fewer than 10 people")
    assert len(hidden) >= 2  # the total less the other units would give the small one back


def test_a_unit_that_rests_on_one_person_is_hidden():
    members = sized(a=60, b=60)
    value = release_persuasion(gate(), members, persuasion(members, largest=0.51)).value
    assert {u.brought for u in value.by_unit} == {Hidden(why="rests on one person")}
    value = release_persuasion(gate(), members, persuasion(members, largest=0.49)).value
    assert {u.largest for u in value.by_unit} == {0.5}


def test_few_adopters_are_refused():
    with pytest.raises(RefusedError, match="adopted anything"):
        release_persuasion(gate(), MEMBERS, persuasion(MEMBERS, adopters=9))


def test_another_membership_is_refused():
    with pytest.raises(RefusedError, match="different people"):
        release_persuasion(gate(), MEMBERS, persuasion(sized(a=70)))


def test_one_leaver_holds_back_the_unit_and_moves_nothing_else():
    state, people = MemoryState(), sorted(MEMBERS.people)
    first = release_persuasion(gate(state=state), MEMBERS).value
    fewer = Members(
        people=frozenset(people[1:]),
        units={name: group - {people[0]} for name, group in MEMBERS.units.items()},
    )
    value = release_persuasion(gate(state=state), fewer, run_id="run-2").value
    assert (value.matched, value.share, value.people) == (
        first.matched,
        first.share,
        first.people,
    )
    a = next(u for u in value.by_unit if u.org_unit == "a")
    assert a.brought == Hidden(why="changed by fewer than 10 people since it was last shown")
