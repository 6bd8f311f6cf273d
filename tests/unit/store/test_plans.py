"""Versions of plans, their places and decisions."""

import pytest

from vesica.errors import NotFoundError
from vesica.store.layout import Layout
from vesica.store.plans import LOCK, PUBLISH, VETO, Place, StoredDecision
from vesica.store.state import State

ANN, BOB = "a" * 20, "b" * 20


@pytest.fixture
def state(tmp_path):
    with State(Layout(tmp_path)) as made:
        yield made


def _add(state, parent=None, *people):
    places = [
        Place(person_id=p, other_id=None, route="training", how="chosen", why="w", gain=0.1)
        for p in people
    ]
    return state.plans.add(
        parent=parent, actor="ada", run_id="r", request={"a": 1}, figures={"b": 2}, places=places
    )


def _decision(plan, action, person=None):
    return StoredDecision(
        plan=plan, actor="ada", by="Ada", action=action, reason="because", person_id=person
    )


def test_versions_know_what_they_were_made_from(state):
    first = _add(state, None, ANN)
    second, other = _add(state, first), _add(state, first)
    third = _add(state, second)
    assert state.plans.line(third) == (first, second, third)
    assert state.plans.line(other) == (first, other)
    assert state.plans.one(first).request == {"a": 1}
    with pytest.raises(NotFoundError):
        state.plans.one(99)


def test_decisions_belong_to_the_version_that_they_made(state):
    first = _add(state, None, ANN)
    second, other = _add(state, first), _add(state, first)
    state.plans.decide([_decision(second, VETO, ANN), _decision(other, LOCK, ANN)])
    found = state.plans.decisions(*state.plans.line(second))
    assert [d.action for d in found] == [VETO]
    assert state.plans.published() is None
    state.plans.decide([_decision(first, PUBLISH)])
    state.plans.decide([_decision(second, PUBLISH)])
    assert state.plans.published().plan == second


def test_erasure_forgets_places_and_decisions_of_one_person(state):
    first = _add(state, None, ANN, BOB)
    state.plans.decide([_decision(first, VETO, ANN), _decision(first, LOCK, BOB)])
    assert len(state.plans.of(ANN)["places"]) == 1
    state.forget(ANN)
    assert [p.person_id for p in state.plans.places(first)] == [BOB]
    assert [d.person_id for d in state.plans.decisions()] == [BOB]
    assert state.plans.of(ANN) == {"places": [], "decisions": []}
