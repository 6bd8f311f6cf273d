"""Chunks are joined, and what must come first comes first."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from vesica.evidence import flow
from vesica.evidence.flow import joined
from vesica.evidence.reader import ALIASES, Chunk, Event, Note, Restart


def chunk(
    table: str, people: list[str], rows: int = -1, parents: list[int] | None = None
) -> Chunk:
    return Chunk(
        table=table,
        batch=pa.record_batch({"person_id": people}),
        rows=len(people) if rows < 0 else rows,
        parents=None if parents is None else pa.array(parents, pa.int64()),
    )


def told(events: Sequence[Event]) -> list[tuple[str, list[str], int]]:
    found = [e for e in joined(events) if isinstance(e, Chunk)]
    return [(c.table, c.batch.column("person_id").to_pylist(), c.rows) for c in found]


def test_chunks_of_a_table_become_one() -> None:
    events = [chunk("posts", ["a"]), chunk("accounts", ["x"]), chunk("posts", ["b", "c"])]
    assert told(events) == [("posts", ["a", "b", "c"], 3), ("accounts", ["x"], 1)]


def test_chunks_that_count_no_rows_stay_apart() -> None:
    events = [chunk("posts", ["a"]), chunk("posts", ["b"], rows=0), chunk("posts", ["c"])]
    assert told(events) == [("posts", ["a", "c"], 2), ("posts", ["b"], 0)]


def test_what_is_said_of_identities_is_not_overtaken() -> None:
    events = [chunk("posts", ["a"]), chunk(ALIASES, ["x"], rows=0), chunk("posts", ["b"])]
    assert told(events) == [("posts", ["a"], 1), (ALIASES, ["x"], 0), ("posts", ["b"], 1)]


def test_a_restart_forgets_what_was_waiting() -> None:
    events = [chunk("posts", ["a"]), Restart(), Note(text="n", rows=1), chunk("posts", ["b"])]
    assert told(events) == [("posts", ["b"], 1)]


def test_source_rows_are_numbered_on() -> None:
    events = [
        chunk("messages", ["a", "b", "c"], rows=2, parents=[0, 0, 1]),
        chunk("messages", ["d"]),
        chunk("messages", ["e", "f"], rows=3, parents=[0, 2]),
    ]
    (whole,) = joined(events)
    assert isinstance(whole, Chunk)
    assert whole.rows == 6
    assert whole.parents is not None
    assert whole.parents.to_pylist() == [0, 0, 1, 2, 3, 5]


def test_large_chunks_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "_ROWS", 2)
    events = [chunk("posts", [name]) for name in "abcde"]
    assert [people for _, people, _ in told(events)] == [["a", "b"], ["c", "d"], ["e"]]
