from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, select, update
from store_helpers import every_byte

from vesica.store.audit import AuditLog
from vesica.store.database import open_engine, writing
from vesica.store.layout import Layout
from vesica.store.state import State
from vesica.store.tables import audit, audit_people

ADA = "adaadaadaadaadaada22"
BOB = "bobbobbobbobbobbob22"
ENTRIES = 8


def fill(state: State) -> tuple[int, str]:
    for number in range(ENTRIES):
        state.audit.append("council", "look", number=number, person_id=ADA)
    return state.audit.head()


def tamper(layout: Layout, change: Callable[[Connection], object]) -> None:
    engine = open_engine(layout.state_db, "state")
    with writing(engine) as connection:
        change(connection)
    engine.dispose()


def edit(position: int) -> Callable[[Connection], object]:
    changed = update(audit).where(audit.c.sequence == position)
    return lambda c: c.execute(changed.values(body=audit.c.body + " "))


def edit_hash(position: int) -> Callable[[Connection], object]:
    return lambda c: c.execute(
        update(audit).where(audit.c.sequence == position).values(hash="0" * 64)
    )


def drop(position: int) -> Callable[[Connection], object]:
    return lambda c: c.execute(delete(audit).where(audit.c.sequence == position))


def drop_and_close_up(position: int) -> Callable[[Connection], object]:
    def change(connection: Connection) -> None:
        drop(position)(connection)
        for later in range(position + 1, ENTRIES + 1):
            moved = update(audit).where(audit.c.sequence == later).values(sequence=later - 1)
            connection.execute(moved)

    return change


def swap(position: int) -> Callable[[Connection], object]:
    def change(connection: Connection) -> None:
        for old, new in ((position, 0), (position + 1, position), (0, position + 1)):
            moved = update(audit).where(audit.c.sequence == old).values(sequence=new)
            connection.execute(moved)

    return change


def rename(position: int) -> Callable[[Connection], object]:
    named = update(audit_people).where(audit_people.c.sequence == position)
    return lambda c: c.execute(named.values(value=BOB))


def test_an_untouched_log_verifies(state: State) -> None:
    assert state.audit.head() == (0, "0" * 64)
    assert state.audit.verify((0, "0" * 64)) == ()
    early = fill(state)
    state.audit.append("council", "look again")
    assert state.audit.verify() == state.audit.verify(early) == ()
    assert state.audit.head()[0] == ENTRIES + 1


@pytest.mark.parametrize("position", range(1, ENTRIES))
@pytest.mark.parametrize("how", [edit, edit_hash, drop, drop_and_close_up, swap, rename])
def test_tampering_inside_the_chain_is_found(
    layout: Layout,
    state: State,
    how: Callable[[int], Callable[[Connection], object]],
    position: int,
) -> None:
    fill(state)
    tamper(layout, how(position))
    assert state.audit.verify()


@pytest.mark.parametrize("left", range(ENTRIES))
def test_a_cut_tail_is_found_only_with_the_outside_head(
    layout: Layout, state: State, left: int
) -> None:
    head = fill(state)
    tamper(layout, lambda c: c.execute(delete(audit_people)))
    tamper(layout, lambda c: c.execute(delete(audit).where(audit.c.sequence > left)))
    assert state.audit.verify() == ()
    assert state.audit.verify(head) == (
        f"The audit log has {left} entries; {ENTRIES} were known outside.",
    )


def test_a_chain_made_anew_is_found_only_with_the_outside_head(
    layout: Layout, state: State
) -> None:
    head = fill(state)
    tamper(layout, lambda c: c.execute(delete(audit_people)))
    tamper(layout, lambda c: c.execute(delete(audit)))
    for number in range(ENTRIES):
        state.audit.append("council", "look elsewhere", number=number)
    assert state.audit.verify() == ()
    assert state.audit.verify(head) == (
        f"Entry {ENTRIES} of the audit log is not the one that was known outside.",
    )


def test_entries_say_who_did_what(state: State) -> None:
    state.audit.append("ana", "export", person_id=ADA, others=[BOB, f"not{ADA}"], n=2)
    state.audit.append("ana", "look")
    first, second = state.audit.entries()
    assert (first.sequence, first.actor, first.action) == (1, "ana", "export")
    assert first.detail == {"person_id": ADA, "others": [BOB, f"not{ADA}"], "n": 2}
    assert second.detail == {}
    assert state.audit.entries(limit=1) == (second,)
    assert state.audit.head() == (2, second.hash)


def test_a_forgotten_person_leaves_the_chain_whole(layout: Layout, state: State) -> None:
    head = fill(state)
    state.audit.append(ADA, "grant", note=f"about {BOB}")
    state.forget(ADA)
    assert state.audit.verify(head) == ()
    assert ADA.encode() not in every_byte(layout.root)
    last = state.audit.entries()[-1]
    assert last.actor.startswith("mark:")
    assert last.detail == {"note": f"about {BOB}"}


def test_marks_of_one_person_cannot_be_linked(layout: Layout, state: State) -> None:
    fill(state)
    engine = open_engine(layout.state_db, "state")
    with engine.connect() as connection:
        marks = connection.execute(select(audit_people.c.mark)).scalars().all()
    engine.dispose()
    assert len(set(marks)) == ENTRIES


def test_two_writers_make_one_chain(layout: Layout, state: State) -> None:
    with State(layout) as other:
        for log in (state.audit, other.audit) * 10:
            assert isinstance(log, AuditLog)
            log.append("a", "b")
        assert other.audit.verify() == ()
        assert state.audit.head() == other.audit.head()
