"""Health by unit, clocks and platforms: no few people, neither shown nor by subtraction."""

from __future__ import annotations

import pytest
from disclosure_world import MemoryState, gate, provenance, sized

from vesica.core.estimate import Hidden
from vesica.core.health import ClockHealth, Health, PlatformHealth, UnitCoverage
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.schema import Purpose


def release(members, shares, *, state=None, run_id="run-1", **more):
    units = tuple(
        UnitCoverage(org_unit=name, people=len(group), shares=shares.get(name, (0.5,)))
        for name, group in members.units.items()
    )
    result = Health(
        people=len(members.people), tables=(), findings=(), covering=("posts",), units=units,
        **more,
    )  # fmt: skip
    return gate(state=state).release(
        result,
        question="health",
        purpose=Purpose.HEALTH,
        audience=Audience.ANALYST,
        provenance=provenance(run_id, rows=()),
        members=members,
    )


def shares_of(released):
    return {u.org_unit: u.shares[0] for u in released.value.units}


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "fewer than 10 people"),
        (0.09, "fewer than 10 people"),
        (0.31, 0.3),
        (0.52, 0.5),
        (0.91, "all or nearly all"),
        (1.0, "all or nearly all"),
    ],
)
def test_shares_of_a_unit(share, shown):
    members = sized(big=100, other=100)
    found = shares_of(release(members, {"big": (share,)}))["big"]
    if isinstance(shown, str):
        assert found == Hidden(why=shown)
    else:
        assert found == pytest.approx(shown)


def test_small_units_are_hidden_and_protected():
    released = release(sized(a=60, b=60, c=9), {})
    by_unit = {u.org_unit: u for u in released.value.units}
    assert by_unit["c"].people == Hidden(why="fewer than 10 people")
    assert by_unit["c"].shares == (Hidden(why="fewer than 10 people"),)
    hidden = [u for u, row in by_unit.items() if isinstance(row.people, Hidden)]
    assert len(hidden) >= 2  # the organisation minus the shown units is not the small one
    assert any("units" in sentence for sentence in released.hidden)


def test_a_unit_that_changed_by_one_is_held_back():
    state = MemoryState()
    before = sized(a=60, b=60)
    release(before, {}, state=state)
    joiner = frozenset({"new"})
    after = Members(
        people=before.people | joiner,
        units={"a": before.units["a"] | joiner, "b": before.units["b"]},
    )
    found = shares_of(release(after, {}, state=state, run_id="run-2"))
    assert isinstance(found["a"], Hidden)


def test_clocks_and_platforms():
    released = release(
        sized(a=60),
        {},
        clocks=(ClockHealth(table="posts", midnight=0.256, weekend=0.0, future=0.0001),),
        platforms=(
            PlatformHealth(
                platform="x", accounts=3, open_accounts=0, posts=1234, unlinked_posts=7
            ),
        ),
    )
    (clock,), (platform,) = released.value.clocks, released.value.platforms
    assert (clock.midnight, clock.weekend, clock.future) == (0.26, 0.0, 0.01)
    assert (platform.accounts, platform.open_accounts) == (10, 0)
    assert (platform.posts, platform.unlinked_posts) == (1200, 10)
