"""Sponsors hold until they are withdrawn, and an erasure takes every entry that names a person."""

from __future__ import annotations

import pytest

from vesica.errors import UsageError
from vesica.store.layout import Layout
from vesica.store.state import State


@pytest.fixture
def state(tmp_path):
    with State(Layout(tmp_path)) as opened:
        yield opened


def test_the_last_word_holds(state):
    for sponsor, action in (("s", "grant"), ("t", "grant"), ("s", "withdraw")):
        state.sponsors.append("leader", sponsor, action)
    assert state.sponsors.of("leader") == {"t"}
    assert state.sponsors.of("t") == frozenset()
    assert [e.action for e in state.sponsors.entries("s")] == ["grant", "withdraw"]


def test_nobody_sponsors_oneself_and_words_are_closed(state):
    for sponsor, action in (("leader", "grant"), ("s", "maybe")):
        with pytest.raises(UsageError):
            state.sponsors.append("leader", sponsor, action)


@pytest.mark.parametrize("erased", ["leader", "s"])
def test_an_erased_person_is_in_no_entry(state, erased):
    state.sponsors.append("leader", "s", "grant")
    state.forget(erased)
    assert state.sponsors.entries("leader") == state.sponsors.entries("s") == ()
