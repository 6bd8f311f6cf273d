from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_helpers import at, rows

from vesica.errors import UsageError
from vesica.schema import Purpose
from vesica.store.layout import Layout
from vesica.store.ledger import ACTIONS, Consents, LedgerEntry
from vesica.store.state import State

SKILLS = Purpose.SKILLS


def entry(person: str, action: str, time: datetime, purpose: Purpose = SKILLS) -> LedgerEntry:
    return LedgerEntry(person_id=person, purpose=purpose, action=action, time=time)


def stand(granted: str = "", objecting: str = "") -> Consents:
    return Consents(granted=frozenset(granted), objecting=frozenset(objecting))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ([], stand()),
        ([("grant", 1)], stand("a")),
        ([("grant", 1), ("withdraw", 2)], stand()),
        ([("withdraw", 1), ("grant", 2)], stand("a")),
        ([("grant", 1), ("withdraw", 1)], stand()),
        ([("object", 1)], stand("", "a")),
        ([("restrict", 1)], stand("", "a")),
        ([("object", 1), ("lift", 2)], stand()),
        ([("object", 2), ("lift", 1)], stand("", "a")),
        ([("lift", 1), ("object", 1)], stand("", "a")),
        ([("object", 1), ("restrict", 2), ("lift", 3)], stand()),
        ([("grant", 1), ("object", 2)], stand("", "a")),
        ([("grant", 1), ("object", 2), ("lift", 3)], stand("a")),
        ([("object", 1), ("grant", 2)], stand("", "a")),
        ([("withdraw", 1), ("lift", 1)], stand()),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("imported", [0, 1, 2])
def test_where_a_person_stands(
    state: State, said: list[tuple[str, int]], wanted: Consents, order: int, imported: int
) -> None:
    taken_in = [
        {"person_id": "a", "purpose": SKILLS.value, "action": action, "time": at(day)}
        for action, day in said[:imported]
    ]
    own = [entry("a", action, at(day)) for action, day in said[imported:]]
    state.ledger.append(own[::order])
    sealed = rows("consents", *taken_in[::order])
    assert state.ledger.as_of(SKILLS, imported=sealed) == wanted
    assert state.ledger.as_of(Purpose.BRIDGES, imported=sealed) == stand()


def test_as_of_looks_back(state: State) -> None:
    said = [("grant", 1), ("object", 3), ("lift", 5), ("withdraw", 7)]
    state.ledger.append([entry("a", action, at(day)) for action, day in said])
    seen = [state.ledger.as_of(SKILLS, at(day)) for day in range(9)[1:]]
    granted = stand("a")
    objecting = stand("", "a")
    assert seen == [granted, granted, objecting, objecting, granted, granted, stand(), stand()]
    just_before = at(7) - timedelta(microseconds=1)
    assert state.ledger.as_of(SKILLS, just_before) == granted
    elsewhere = datetime(2026, 1, 7, 2, tzinfo=timezone(timedelta(hours=2)))
    assert state.ledger.as_of(SKILLS, elsewhere) == stand()


def test_appending_twice_counts_once(state: State) -> None:
    entries = [entry("a", "grant", at(1)), entry("b", "grant", at(1)), entry("a", "grant", at(1))]
    assert state.ledger.append(entries) == 2
    assert state.ledger.append(entries) == 0
    assert state.ledger.append([]) == 0
    assert len(state.ledger) == 2
    assert state.ledger.entries("b") == (entries[1],)
    assert state.ledger.entries() == tuple(entries[:2])


@pytest.mark.parametrize(
    "wrong", [entry("a", "shout", at(1)), entry("a", "grant", datetime(2026, 1, 1))]
)
def test_a_wrong_entry_keeps_all_out(state: State, wrong: LedgerEntry) -> None:
    with pytest.raises(UsageError, match=r"shout|no offset"):
        state.ledger.append([entry("b", "grant", at(1)), wrong])
    assert len(state.ledger) == 0


@functools.cache
def _empty() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    State(Layout(Path(folder))).close()
    return Layout(Path(folder)).state_db


class LedgerModel(RuleBasedStateMachine):
    """Against a model that replays every word in the order of time, each time from the start."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(_empty(), Layout(Path(self.folder.name)).state_db)
        self.state = State(Layout(Path(self.folder.name)))
        self.said: set[tuple[str, Purpose, str, int]] = set()
        self.sealed: list[tuple[str, Purpose, str, int]] = []

    def teardown(self) -> None:
        self.state.close()
        self.folder.cleanup()

    words = st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([SKILLS, Purpose.OVERLAP]),
        st.sampled_from(ACTIONS),
        st.integers(1, 6),
    )

    @rule(words=st.lists(words, max_size=3))
    def say(self, words: list[tuple[str, Purpose, str, int]]) -> None:
        fresh = len(set(words) - self.said)
        entries = [entry(p, action, at(day), purpose) for p, purpose, action, day in words]
        assert self.state.ledger.append(entries) == fresh
        self.said |= set(words)

    @rule(word=words)
    def take_in(self, word: tuple[str, Purpose, str, int]) -> None:
        self.sealed.append(word)

    @rule(person=st.sampled_from("abc"))
    def erase(self, person: str) -> None:
        self.state.ledger.forget(person)
        self.said = {word for word in self.said if word[0] != person}
        self.sealed = [word for word in self.sealed if word[0] != person]

    @rule()
    def reopen(self) -> None:
        self.state.close()
        self.state = State(Layout(Path(self.folder.name)))

    @rule(day=st.integers(0, 7), purpose=st.sampled_from([SKILLS, Purpose.OVERLAP]))
    def look(self, day: int, purpose: Purpose) -> None:
        until = at(day) if day else datetime(2025, 1, 1, tzinfo=UTC)
        assert self.state.ledger.as_of(purpose, until, imported=self._table()) == self._model(
            purpose, day
        )

    @invariant()
    def today(self) -> None:
        found = self.state.ledger.as_of(SKILLS, imported=self._table())
        assert found == self._model(SKILLS, 99)
        assert not found.granted & found.objecting

    def _table(self) -> pa.Table:
        names = ("person_id", "purpose", "action")
        return rows(
            "consents",
            *(
                dict(zip(names, word[:3], strict=True)) | {"time": at(word[3])}
                for word in self.sealed
            ),
        )

    def _model(self, purpose: Purpose, day: int) -> Consents:
        granted: set[str] = set()
        objecting: set[str] = set()
        for now in range(1, min(day, 6) + 1):
            for person in "abc":
                said = {
                    action
                    for who, about, action, when in (*self.said, *self.sealed)
                    if (who, about, when) == (person, purpose, now)
                }
                if "grant" in said:
                    granted.add(person)
                if "withdraw" in said:
                    granted.discard(person)
                if "lift" in said:
                    objecting.discard(person)
                if said & {"object", "restrict"}:
                    objecting.add(person)
        return Consents(granted=frozenset(granted - objecting), objecting=frozenset(objecting))


TestLedgerModel = LedgerModel.TestCase
TestLedgerModel.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)


@pytest.mark.slow
def test_ledger_model_at_length() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        LedgerModel, settings=settings(max_examples=300, stateful_step_count=40, deadline=None)
    )
