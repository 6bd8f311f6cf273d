"""The gate over the state database: what was released stays known."""

from __future__ import annotations

from disclosure_world import gate, release, shown_units, sized

from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
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
