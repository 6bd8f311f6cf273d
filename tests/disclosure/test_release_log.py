"""The gate over the state database: what was released stays known."""

from __future__ import annotations

import threading

import pytest
from disclosure_world import gate, release, shown_units, sized

from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.disclosure.sdc import Screen
from vesica.errors import RefusedError
from vesica.store.layout import Layout
from vesica.store.state import State


def test_a_leaver_is_held_back_in_the_next_session(tmp_path):
    before = sized(a=60, b=60)
    leaver = min(before.units["a"])
    after = Members(
        people=before.people - {leaver},
        units={name: group - {leaver} for name, group in before.units.items()},
    )
    with State(Layout(root=tmp_path)) as state:
        first = release(gate(state=state), before, run_id="one")
    with State(Layout(root=tmp_path)) as state:
        assert shown_units(release(gate(state=state), after, run_id="two")) == {"b"}
        assert release(gate(state=state), before, run_id="one") == first
        release(gate(state=state), before, run_id="one", audience=Audience.COUNCIL)
        ids = [entry.id for entry in state.releases.entries()]
        assert len(ids) == len(set(ids)) == 3
        assert first.release_id in ids
        assert [e.action for e in state.audit.entries()].count("release") == 4
        assert state.audit.verify() == ()


def test_two_who_ask_at_once_are_answered_one_after_the_other(tmp_path, monkeypatch):
    """The second sees in the log what the first was told, and a leaver's unit is held back."""
    before = sized(a=60, b=60)
    leaver = min(before.units["a"])
    after = Members(
        people=before.people - {leaver},
        units={name: group - {leaver} for name, group in before.units.items()},
    )
    State(Layout(root=tmp_path)).close()
    inside, stop, told, admit = threading.Event(), threading.Event(), {}, Screen.admit

    def slowly(screen, *words):
        found = admit(screen, *words)
        inside.set()
        stop.wait(0.3)
        return found

    def ask(name, members):
        with State(Layout(root=tmp_path)) as state:
            told[name + " shown"] = shown_units(release(gate(state=state), members, run_id=name))

    monkeypatch.setattr(Screen, "admit", slowly)
    first = threading.Thread(target=ask, args=("first", before))
    second = threading.Thread(target=ask, args=("second", after))
    first.start()
    assert inside.wait(10)
    second.start()
    first.join()
    second.join()
    assert told["first shown"] == {"a", "b"}
    assert told["second shown"] == {"b"}


def test_a_release_that_fails_half_way_leaves_nothing_but_a_refusal_is_kept(tmp_path, monkeypatch):
    members = sized(a=60, b=60)
    with State(Layout(root=tmp_path)) as state:
        monkeypatch.setattr(state.releases, "record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            release(gate(state=state), members)
        assert state.releases.entries() == ()
        assert state.audit.entries() == ()
        with pytest.raises(RefusedError):
            release(gate(state=state), sized(a=9))
        assert [e.action for e in state.audit.entries()] == ["refuse"]
