"""What of the overlap is shown, hidden, held back and rounded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_world import (
    POLICY,
    MemoryState,
    estimate,
    gate,
    names,
    overlap,
    release,
    shown_units,
    sized,
)

from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import Verdict
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        pytest.param({"a": 9, "b": 9, "c": 10, "d": 40}, {"c", "d"}, id="nine hidden, ten shown"),
        pytest.param({"a": 10, "b": 40}, {"a", "b"}, id="ten shown"),
        pytest.param({"a": 9, "b": 10, "c": 40}, {"c"}, id="ten protects nine"),
        pytest.param({"a": 9, "b": 60}, set(), id="all protect nine"),
        pytest.param({"a": 1, "b": 9, "c": 60}, {"c"}, id="one and nine make ten"),
    ],
)
def test_groups_of_nine_are_hidden_and_of_ten_shown(sizes, shown):
    released = release(gate(), sized(**sizes))
    assert shown_units(released) == shown
    for unit in released.value.by_unit:
        assert isinstance(unit.both, Hidden) is (unit.org_unit not in shown)
        if sizes[unit.org_unit] < 10:
            assert unit.people == Hidden(why="fewer than 10 people")


def test_a_stricter_minimum_group_is_used():
    released = release(gate(replace(POLICY, minimum_group=20)), sized(a=19, b=19, c=20, d=60))
    assert shown_units(released) == {"c", "d"}
    assert "groups of 20" in released.policy


def test_numbers_are_rounded_outwards_to_steps_that_one_person_does_not_move():
    members = sized(a=475)
    change = {
        "both": estimate(58.46, low=45.51, high=70.01, n=475),
        "expertise": estimate(121.9, low=98.2, high=144.1, n=475),
        "lift": estimate(0.8123, low=0.61, high=1.2, unit="1", n=475),
        "correlation": estimate(0.2345, low=0.11, high=0.3399, unit="1", n=475),
    }
    value = release(gate(), members, overlap(members, **change)).value
    # twice 2.5 people; two digits of 121.9; twice .8123 (1/58 + 1/122 + 1/119); twice 2.1 ln n / n
    assert (value.both.low, value.both.value, value.both.high) == (45.0, 60.0, 75.0)
    assert (value.expertise.low, value.expertise.value, value.expertise.high) == (90, 120, 150)
    assert (value.lift.low, value.lift.value, value.lift.high) == (0.6, 0.8, 1.2)
    correlation = value.correlation
    assert (correlation.low, correlation.value, correlation.high) == (0.1, 0.2, 0.4)
    assert value.reliability_expertise == 0.8
    assert (value.people, value.with_evidence, value.both.n) == (480, 480, 480)
    (unit,) = value.by_unit
    assert (unit.both.low, unit.both.value, unit.both.high) == (0.08, 0.12, 0.22)
    assert (unit.people, unit.both.n) == (480, 480)
    assert value.curve[1].both == value.both


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (10, (0.0, 0.2, 0.4)),
        (20, (0.0, 0.1, 0.3)),
        (70, (0.05, 0.1, 0.25)),
        (200, (0.08, 0.12, 0.22)),
    ],
)
def test_shares_of_units_go_in_steps_of_two_people(size, shown):
    (_, b) = release(gate(), sized(a=400, b=size)).value.by_unit
    assert (b.both.low, b.both.value, b.both.high) == shown


@pytest.mark.parametrize(
    ("people", "shown"), [(10, 10), (13, 12), (14, 14), (99, 100), (475, 480)]
)
def test_head_counts_of_units_are_rounded(people, shown):
    (_, b) = release(gate(), sized(a=600, b=people)).value.by_unit
    assert b.people == shown
    assert isinstance(b.both, Hidden) or b.both.n == shown


@pytest.mark.parametrize(
    ("share", "why"), [(0.004, "under 1 %"), (0.0, "under 1 %"), (0.996, "over 99 %")]
)
def test_shares_next_to_none_or_all_are_not_shown_as_such(share, why):
    members = sized(a=200, b=200)
    result = overlap(members)
    units = tuple(replace(u, both=estimate(share, high=1.0, unit="1")) for u in result.by_unit)
    released = release(gate(), members, replace(result, by_unit=units))
    assert [u.both for u in released.value.by_unit] == [Hidden(why=why)] * 2
    assert released.hidden == (f"2 of 2 units: {why}.",)


@pytest.mark.parametrize(
    ("real", "shown"), [(1, {"b"}), (9, {"b"}), (10, {"a", "b", "c"}), (60, {"a", "b", "c"})]
)
def test_invented_people_do_not_protect_a_real_one(real, shown):
    """Sixty people in a unit of the roster, and of so many of them there is a record."""
    members = sized(a=60, b=60, c=60)
    invented = frozenset(sorted(members.units["a"])[real:])
    members = replace(members, counted=members.people - invented)
    released = release(gate(), members)
    assert shown_units(released) == shown
    a = released.value.by_unit[0].both
    assert ("a" in shown) is (a != Hidden(why="fewer than 10 people"))


def test_an_organisation_of_invented_people_is_refused():
    members = replace(sized(a=60), counted=frozenset(names(9)))
    with pytest.raises(RefusedError, match="fewer than 10 people"):
        release(gate(), members)


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((0.5, 0.8, 0.99), Verdict.RARE),
        ((1.01, 1.4, 2.0), Verdict.NOT_RARE),
        ((0.86, 1.0, 1.14), Verdict.RARE_BY_CHANCE),
        ((0.79, 1.0, 1.14), Verdict.CANNOT_SAY),
    ],
)
def test_the_verdict_follows_from_what_is_shown(interval, verdict):
    low, value, high = interval
    members = sized(a=2000)
    lift = estimate(value, low=low, high=high, unit="1", n=2000)
    told = release(gate(), members, overlap(members, lift=lift, verdict=verdict)).value
    assert told.verdict is verdict
    unsure = overlap(members, lift=lift, verdict=Verdict.CANNOT_SAY)
    assert release(gate(), members, unsure).value.verdict is Verdict.CANNOT_SAY


FEW = "fewer than 10 people"
BESIDE = "shown, it would give away fewer than 10 people beside it"
BACK = "it would give back the people with both skills"


@pytest.mark.parametrize(
    ("expertise", "influence", "both", "whys"),
    [
        pytest.param(40, 40, 20, {}, id="all shown"),
        pytest.param(40, 40, 12.4, {"both": FEW, "lift": BACK, "correlation": BACK}, id="few"),
        pytest.param(
            40, 40, 33, {"both": BESIDE, "lift": BACK, "correlation": BACK}, id="five beside"
        ),
        pytest.param(
            12.4,
            40,
            9.3,
            {
                "expertise": FEW,
                "both": FEW,
                "chance": FEW,
                "lift": FEW,
                "correlation": BACK,
            },
            id="few experts",
        ),
        pytest.param(
            95,
            60,
            50,
            {
                "expertise": f"all but {FEW}",
                "both": BESIDE,
                "chance": f"all but {FEW}",
                "lift": f"all but {FEW}",
                "correlation": BACK,
            },
            id="few others",
        ),
    ],
)
def test_what_would_give_few_people_away_is_hidden_with_what_leads_back_to_it(
    expertise, influence, both, whys
):
    members = sized(a=100)
    change = {
        "expertise": estimate(expertise),
        "influence": estimate(influence),
        "both": estimate(both),
        "chance": estimate(expertise * influence / 100),
        "lift": estimate(0.6, high=0.8, unit="1"),
        "verdict": Verdict.RARE,
    }
    value = release(gate(), members, overlap(members, **change)).value
    parts = ("expertise", "influence", "both", "chance", "lift", "correlation")
    hidden = {p: getattr(value, p).why for p in parts if isinstance(getattr(value, p), Hidden)}
    assert hidden == whys
    assert value.verdict is Verdict.RARE
    assert value.curve[1].both == value.both


def test_the_curve_hides_both_and_chance_together():
    released = release(gate(), sized(a=100))
    half, quarter, tenth = released.value.curve
    assert isinstance(half.both, Estimate)
    assert quarter.both == tenth.both == Hidden(why=FEW)
    assert tenth.chance == Hidden(why="under 5 people")
    assert "2 of 3 bars: fewer than 10 people." in released.hidden


@pytest.mark.parametrize(
    ("with_evidence", "told"), [(100, 100), (99, 100), (95, 100), (94, 90), (89, 90), (10, 10)]
)
def test_a_few_people_without_evidence_stay_unknown(with_evidence, told):
    members = sized(a=100)
    part = estimate(25.0, n=with_evidence)
    result = overlap(members, with_evidence=with_evidence, expertise=part)
    value = release(gate(), members, result).value
    assert value.with_evidence == told
    assert value.expertise.n == told


@pytest.mark.parametrize("change", [{"with_evidence": 9}, {"people": 101}])
def test_refused_as_a_whole(change):
    members = sized(a=100)
    state = MemoryState()
    with pytest.raises(RefusedError):
        release(gate(state=state), members, overlap(members, **change))
    assert state.audit.log[0][1] == "refuse"
    assert state.releases.entries() == ()


def test_an_organisation_of_nine_is_refused():
    with pytest.raises(RefusedError, match="fewer than 10 people"):
        release(gate(), sized(a=9))


def test_the_same_release_again_is_the_same_and_logged_once():
    state = MemoryState()
    members = sized(a=9, b=10, c=40, d=30)
    first = release(gate(state=state), members)
    again = release(gate(state=state), members)
    assert first == again
    assert len(state.releases.entries()) == 1
    assert [action for _, action, _ in state.audit.log] == ["release", "release"]
    to_council = release(gate(state=state), members, audience=Audience.COUNCIL)
    assert to_council.value == first.value
    assert to_council.release_id != first.release_id


def moved(members, leavers, joiners=0):
    new = names(joiners, "new")
    units = {u: g - leavers for u, g in members.units.items()}
    units["a"] |= frozenset(new)
    return Members(people=frozenset().union(*units.values()), units=units)


@pytest.mark.parametrize(
    ("leavers", "joiners", "held"),
    [(0, 0, False), (1, 0, True), (9, 0, True), (10, 0, False), (5, 4, True), (5, 5, False)],
)
def test_a_small_change_of_members_holds_the_unit_and_not_the_organisation(leavers, joiners, held):
    state = MemoryState()
    before = sized(a=60, b=60)
    after = moved(before, frozenset(sorted(before.units["a"])[:leavers]), joiners)
    release(gate(state=state), before, run_id="one")
    released = release(gate(state=state), after, run_id="two")
    why = Hidden(why="changed by fewer than 10 people since it was last shown")
    a, b = released.value.by_unit
    assert (a.both == why) is (a.people == why) is held
    assert isinstance(released.value.both, Estimate)
    assert isinstance(released.value.lift, Estimate)
    assert isinstance(b.both, Estimate)
    release(gate(state=state), before, run_id="one")
    assert release(gate(state=state), after, run_id="two").value == released.value


def test_one_leaver_leaves_every_figure_of_the_organisation_as_it_was():
    state = MemoryState()
    before = sized(a=60, b=60)
    after = moved(before, frozenset([min(before.units["a"])]))
    first = release(gate(state=state), before, run_id="one")
    second = release(gate(state=state), after, run_id="two")
    same = replace(second.value, by_unit=first.value.by_unit)
    assert same == first.value
    assert second.value.by_unit[1] == first.value.by_unit[1]
    logged = [(c.run_id, c.cell) for c in state.releases.cells(quantity="both")]
    assert ("one", "organisation") in logged
    assert ("two", "organisation") not in logged


def test_a_stricter_setting_is_not_answered_with_finer_figures_of_before():
    state = MemoryState()
    members = sized(a=400)
    loose = release(gate(state=state), members, run_id="one").value
    strict = release(gate(replace(POLICY, unseen_people=9), state), members, run_id="two").value
    assert (loose.both.low, loose.both.high) == (40, 60)
    assert (strict.both.low, strict.both.high) == (0, 100)
    assert "9 people unseen" in replace(POLICY, unseen_people=9).label


def test_a_new_name_does_not_hide_a_small_change():
    state = MemoryState()
    before = sized(a=60, b=60)
    leaver = min(before.units["a"])
    after = Members(
        people=before.people - {leaver},
        units={"renamed": before.units["a"] - {leaver}, "b": before.units["b"]},
    )
    release(gate(state=state), before, run_id="one")
    assert shown_units(release(gate(state=state), after, run_id="two")) == {"b"}


def test_changes_of_several_cells_do_not_add_up_to_a_few_people():
    """The organisation changed by 13 and one unit by 10: the other three stay unknown.

    Only the units are sums that lead back to them; the organisation's figure is too coarse.
    """
    state = MemoryState()
    before = sized(a=60, b=60, c=60)
    gone = frozenset(sorted(before.units["a"])[:10]) | frozenset(sorted(before.units["b"])[:3])
    after = Members(
        people=before.people - gone, units={u: g - gone for u, g in before.units.items()}
    )
    release(gate(state=state), before, run_id="one")
    released = release(gate(state=state), after, run_id="two")
    assert isinstance(released.value.both, Estimate)
    assert shown_units(released) == {"a", "c"}


def test_a_unit_named_like_the_whole_is_a_unit():
    members = sized(organisation=9, b=160)
    released = release(gate(), members)
    assert shown_units(released) == set()
    assert isinstance(released.value.both, Estimate)


def test_a_unit_without_members_is_hidden():
    members = sized(a=40, b=40)
    result = overlap(members)
    ghost = replace(result.by_unit[0], org_unit="ghost", people=40)
    released = release(gate(), members, replace(result, by_unit=(*result.by_unit, ghost)))
    assert shown_units(released) == {"a", "b"}


def test_members_outside_the_organisation_are_refused():
    with pytest.raises(RefusedError, match="'a'"):
        Members(people=frozenset("xy"), units={"a": frozenset("xz")})


def test_nine_stay_hidden_after_a_leaver():
    """The figures of the organisation are shown, so 149 less 140 would be nine."""
    state = MemoryState()
    before = sized(a=150)
    left = sorted(before.people)[1:]
    after = Members(
        people=frozenset(left), units={"x": frozenset(left[:9]), "y": frozenset(left[9:])}
    )
    release(gate(state=state), before, run_id="one")
    released = release(gate(state=state), after, run_id="two")
    assert shown_units(released) == set()


def test_a_stricter_setting_does_not_show_one_leaver():
    """Whoever may edit the settings could else make the memory of what was shown empty."""
    state = MemoryState()
    before = sized(a=300, b=300)
    after = moved(before, frozenset([min(before.units["a"])]))
    loose = release(gate(state=state), before, run_id="one").value
    strict = gate(replace(POLICY, minimum_group=11), state)
    assert replace(release(strict, after, run_id="two").value, by_unit=()) == replace(
        loose, by_unit=()
    )
