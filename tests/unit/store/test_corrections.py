"""Findings about rows in quarantine, and the imports that made them good."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_helpers import at, rows, seal

from vesica.errors import NotFoundError
from vesica.store.corrections import still_open
from vesica.store.layout import Layout
from vesica.store.manifest import ListRecord, Quarantined
from vesica.store.snapshots import Evidence, TableCounts

HELD = Quarantined(table="messages", line=3, column="time", reason="not a time", fix="write one")


def _messages(
    layout: Layout, *days: int, repeated: int = 0, held: int = 0, **more: object
) -> None:
    data = rows(
        "messages", *({"sender_id": "a", "recipient_id": "b", "time": at(d)} for d in days)
    )
    taken = len(days) + repeated
    seal(
        layout,
        {"messages": data},
        rows_in=taken + held,
        accepted={"messages": taken},
        quarantined=held,
        quarantine=(HELD,) * held,
        counts={"messages": TableCounts(accepted=len(days), repeated=repeated, superseding=0)},
        **more,
    )


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def _open(layout: Layout) -> list[int]:
    return [m.sequence for m in still_open(Evidence(layout).imports())]


def test_a_corrected_file_closes_the_finding(layout: Layout) -> None:
    _messages(layout, 1, 2, held=1)
    assert _open(layout) == [1]
    _messages(layout, 3, repeated=2)
    assert _open(layout) == []


def test_a_file_that_is_corrected_in_part_has_a_finding_of_its_own(layout: Layout) -> None:
    _messages(layout, 1, 2, held=2)
    _messages(layout, 3, repeated=2, held=1)
    assert _open(layout) == [2]


@pytest.mark.parametrize(
    "more", [{"name": "other.csv", "repeated": 2}, {"repeated": 0}, {"repeated": 1}]
)
def test_another_file_does_not(layout: Layout, more: dict[str, object]) -> None:
    _messages(layout, 1, 2, held=1)
    _messages(layout, 5, 6, 7, **more)
    assert _open(layout) == [1]


def test_a_newer_full_list_replaces_the_list_before_it(layout: Layout) -> None:
    record = ListRecord(as_of="2026-01-01", whole=True, content="x")
    _messages(layout, 1, 2, held=1, listing=record)
    _messages(layout, 5, listing=record)
    assert _open(layout) == []


def test_an_import_is_found_by_number_and_by_the_beginning_of_its_id(layout: Layout) -> None:
    _messages(layout, 1, held=1)
    _messages(layout, 2)
    evidence = Evidence(layout)
    first, second = evidence.imports()
    ids = ("1", "000001", first.id[:9], first.id, first.content_hash[:6])
    for told in ids:
        assert evidence.find(told) == first
        assert evidence.quarantine(told) == (HELD,)
    assert evidence.find("2") == second
    with pytest.raises(NotFoundError, match="more than one import") as caught:
        evidence.find("0000")
    assert first.id in caught.value.message
    for told in ("", "3", "zz"):
        with pytest.raises(NotFoundError, match=f"no import '{told}'"):
            evidence.find(told)
