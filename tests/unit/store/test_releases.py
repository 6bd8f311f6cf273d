from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from store_helpers import at, every_byte

from vesica.store.layout import Layout
from vesica.store.releases import Cell, ReleaseEntry
from vesica.store.state import State

ADA = "adaadaadaadaadaada22"
BOB = "bobbobbobbobbobbob22"


def release(name: str, day: int, run: str = "run1", **changes: str) -> ReleaseEntry:
    fields = {
        "question": "overlap",
        "purpose": "find the overlap",
        "audience": "leader",
        "actor": "ana",
        "policy": "default 1",
        "digest": "0" * 64,
    }
    return ReleaseEntry(id=name, time=at(day), run_id=run, **(fields | changes))


def cell(name: str, *members: str, quantity: str = "both", table: str = "by unit") -> Cell:
    return Cell(table=table, cell=name, quantity=quantity, members=frozenset(members))


def test_what_was_released_is_read_back(state: State) -> None:
    one, two = release("r1", 1), release("r2", 2, "run2", actor="bea")
    state.releases.record(one, [cell("Sales", ADA, BOB), cell("", ADA, quantity="share")])
    state.releases.record(two, [cell("Sales", BOB), cell("Empty")])
    assert state.releases.entries() == (one, two)
    found = state.releases.cells()
    assert [(c.release_id, c.run_id, c.time, c.table, c.cell, c.quantity) for c in found] == [
        ("r1", "run1", at(1), "by unit", "Sales", "both"),
        ("r1", "run1", at(1), "by unit", "", "share"),
        ("r2", "run2", at(2), "by unit", "Sales", "both"),
        ("r2", "run2", at(2), "by unit", "Empty", "both"),
    ]
    assert [c.members for c in found] == [{ADA, BOB}, {ADA}, {BOB}, frozenset()]
    assert state.releases.cells("run1") == found[:2]
    assert state.releases.cells(quantity="both") == (found[0], *found[2:])
    assert state.releases.cells("run1", "share") == found[1:2]
    assert state.releases.cells("run9") == ()


def test_a_release_is_recorded_whole_or_not_at_all(state: State) -> None:
    state.releases.record(release("r1", 1), [cell("Sales", ADA)])
    with pytest.raises(IntegrityError):
        state.releases.record(release("r1", 2), [cell("Law", BOB)])
    assert len(state.releases.cells()) == 1


def test_an_erased_member_stays_without_a_name(layout: Layout, state: State) -> None:
    state.releases.record(release("r1", 1, actor=ADA), [cell("Sales", ADA, BOB)])
    state.releases.record(
        release("r2", 2), [cell(ADA, ADA, table="card"), cell("Sales", ADA, BOB)]
    )
    state.forget(ADA)
    assert ADA.encode() not in every_byte(layout.root)
    first, card, again = state.releases.cells()
    assert len(first.members) == 2
    assert BOB in first.members
    assert again.members == first.members
    assert card.cell == "erased"
    assert card.members == first.members - {BOB}
    assert state.releases.entries()[0].actor == "erased"
    state.releases.record(release("r3", 3), [cell("Sales", ADA, BOB)])
    assert state.releases.cells()[-1].members == {ADA, BOB}


def test_same_members_are_stored_once(layout: Layout, state: State) -> None:
    people = [f"{i:020d}" for i in range(20_000)]
    for number in range(5):
        cells = [cell(str(k), *people, quantity=f"q{number}") for k in range(3)]
        state.releases.record(release(f"r{number}", 1), cells)
    state.close()
    # 20,000 people are about 1.5 MB with their index, one set of members is .08 MB
    assert layout.state_db.stat().st_size < 3_000_000


def test_figures_of_the_same_run_come_first_then_the_newest(state: State) -> None:
    for name, run, shown in (("r1", "run1", 1.0), ("r2", "run2", 2.0), ("r3", "run2", 3.0)):
        entry = release(name, 1, run)
        state.releases.record(replace(entry, figures={"both": (shown, 0.0, 9.0, 1.0)}), [])
    state.releases.record(release("r4", 2, "run1"), [])
    state.releases.record(
        replace(
            release("r5", 2, "run3", policy="other 1"), figures={"both": (4.0, 0.0, 9.0, 1.0)}
        ),
        [],
    )
    assert [len(e.figures) for e in state.releases.entries()] == [1, 1, 1, 0, 1]
    for run, shown in (("run1", 1.0), ("run2", 3.0), ("run9", 3.0)):
        assert state.releases.figures(["overlap"], "default 1", run)["both"][0] == shown
    assert state.releases.figures(["health"], "default ", "run1") == {}
    assert state.releases.figures(["overlap"], "other ", "run1")["both"][0] == 4.0
    assert state.releases.has("r4")
    assert not state.releases.has("r9")


def test_a_transaction_is_all_or_nothing(state: State) -> None:
    def cut_off() -> None:
        with state.transaction():
            state.releases.record(release("r1", 1), [cell("Sales", ADA)])
            state.audit.append("ana", "release", release_id="r1")
            assert state.releases.has("r1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert state.releases.entries() == ()
    assert state.audit.head()[0] == 0
    with state.transaction():
        state.audit.append("ana", "release")
    assert state.audit.head()[0] == 1
    assert state.audit.verify() == ()


def test_cells_of_one_name_can_be_left_out(state: State) -> None:
    state.releases.record(release("r1", 1), [cell("Sales", ADA), cell("organisation", ADA, BOB)])
    assert [c.cell for c in state.releases.cells(but="organisation")] == ["Sales"]
