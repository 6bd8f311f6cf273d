"""Rows of days that had not come when the file was imported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from evidence_helpers import Import, take, written

from vesica.errors import UnreadableFileError
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
FIRST_OUT = datetime(2026, 3, 12)
STATEMENT = {
    "actor": {"mbox": "mailto:a@example.org"},
    "verb": {"id": "http://example.org/completed"},
    "object": {"id": "http://example.org/course"},
}


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("m.csv", "sender,recipient,time\na,b,2026-03-11T23:59:59Z\na,b,{}\n", "time"),
        ("p.csv", "post id,author,published at,likes\n1,a,2026-03-11,1\n2,a,{},1\n", "time"),
        ("t.csv", "source,target,period\na,b,2026-03-11\na,b,{}\n", "period"),
        ("n.csv", "nominator,nominee,date\na,b,2026-03-11\na,b,{}\n", "time"),
        (
            "l.ndjson",
            "".join(
                json.dumps(STATEMENT | {"timestamp": when}) + "\n"
                for when in ("2026-03-11T10:00:00Z", "@")
            ).replace("@", "{}"),
            "time",
        ),
    ],
)
def test_a_row_of_the_future_is_held_back(
    tmp_path: Path, name: str, text: str, column: str
) -> None:
    path = written(tmp_path, text.replace("{}", "2031-05-01"), name)
    taken = take(path, latest=FIRST_OUT)
    assert taken.accepted == 1
    (problem,) = taken.problems
    assert (problem["line"], problem["column"]) == (2 + (name != "l.ndjson"), column)
    assert problem["reason"] == "in the future"
    assert problem["fix"]


def test_the_day_after_the_import_is_still_taken_in(tmp_path: Path) -> None:
    text = "sender,recipient,time\na,b,2026-03-11T23:59:59.999999Z\na,b,2026-03-12T00:00:00Z\n"
    taken = take(written(tmp_path, text), latest=FIRST_OUT)
    assert (taken.accepted, [p["line"] for p in taken.problems]) == (1, [3])


def test_a_roster_may_say_what_will_hold(tmp_path: Path) -> None:
    text = "employee id,department,valid from,hire date\n1,A,2031-01-01,2031-01-01\n"
    assert take(written(tmp_path, text), latest=FIRST_OUT).accepted == 1


def test_the_moment_of_import_decides_and_is_recorded(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    text = "sender,recipient,time\na,b,2026-03-01\na,b,2026-03-12\n"
    path = written(tmp_path, text)
    report = take_in(path, now=NOON)
    assert report.manifest.imported_at == "2026-03-10T12:00:00+00:00"
    assert [(q.line, q.reason) for q in report.quarantined] == [(3, "in the future")]
    assert report.manifest.tables["messages"].last == "2026-03-01"
    later = take_in(path, now=datetime(2026, 3, 11, tzinfo=UTC))
    assert (later.already, later.quarantined) == (False, ())
    assert len(Evidence(layout).imports()) == 2
    assert take_in(path, now=datetime(2026, 5, 1, tzinfo=UTC)).already


def test_a_file_of_the_future_alone_is_refused(take_in: Import, tmp_path: Path) -> None:
    path = written(tmp_path, "sender,recipient,time\na,b,2031-01-01\n")
    with pytest.raises(UnreadableFileError, match="line 2, column 'time': in the future"):
        take_in(path, now=NOON)
