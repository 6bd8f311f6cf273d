"""Exports of systems that are no tables, and tables of systems."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, Taken, take, written

from vesica.errors import UnreadableFileError, UsageError
from vesica.evidence.hand_made import KINDS
from vesica.evidence.reader import ALIASES, NAMES
from vesica.evidence.registry import pick, readers
from vesica.evidence.source import Source

ADA, BEN, CHEN = "ada.lind@example.org", "ben.oduya@example.org", "chen.wu@example.org"


def _said(taken: Taken) -> list[tuple[str, str, bool, int]]:
    return [
        (r["sender_id"], r["recipient_id"], r["is_reply"], r["audience_size"])
        for r in taken.tables["messages"]
    ]


def test_scim_users_have_keys_managers_and_units_and_groups_are_nobody() -> None:
    taken = take(FIXTURES / "scim_users.json")
    ben, ada = taken.tables["people"]
    assert (ben["person_id"], ben["manager_id"], ada["manager_id"]) == ("E002", "E001", None)
    assert (ben["department"], ben["org_unit"], ben["jurisdiction"]) == ("Sales", "Growth", "DE")
    assert taken.tables[ALIASES][1] == {
        "person_id": "E001",
        "email": ADA,
        "upn": "ada.lind",
        "directory_id": "u-1",
    }
    assert taken.tables[NAMES][0]["name"] == "Ben Oduya"
    assert taken.excluded == {"a deactivated user": 1, "a group, not a person": 1}


@pytest.mark.parametrize(
    ("more", "column", "value"),
    [
        (
            {"addresses": [{"type": "work", "country": "USA", "region": "CA"}]},
            "jurisdiction",
            "US-CA",
        ),
        ({"addresses": [{"type": "home", "country": "FR"}]}, "jurisdiction", None),
        ({"addresses": None, "emails": 7}, "person_id", "ada"),
        ({"externalId": "7"}, "person_id", "7"),
    ],
)
def test_scim_attribute(
    tmp_path: Path, more: dict[str, object], column: str, value: object
) -> None:
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada"} | more
    (row,) = take(written(tmp_path, json.dumps(user))).tables["people"]
    assert row[column] == value


def test_rows_of_a_person_and_a_group_add_up_and_make_no_tie() -> None:
    taken = take(FIXTURES / "viva_p2g.csv")
    found = {
        (r["person_id"], r["measure"], r["period"].day): r["value"]
        for r in taken.tables["measures"]
    }
    assert found == {
        ("p-1", "meetings with Sales", 3): 5,
        ("p-1", "emails with Sales", 3): 11,
        ("p-1", "meetings with Finance", 10): 4,
        ("p-2", "meetings with Sales", 10): 0,
        ("p-2", "emails with Sales", 10): 7,
    }
    assert (taken.accepted, taken.rows_in) == (4, 4)


def test_a_group_of_one_is_a_person_and_left_out() -> None:
    taken = take(FIXTURES / "viva_g2g.csv")
    assert taken.excluded == {"a group of fewer than 5 people": 1}
    assert {(r["org_unit"], r["metric"], r["value"]) for r in taken.tables["metrics"]} >= {
        ("Sales", "percent with Finance", Decimal("16.25")),
        ("Finance", "minutes with Within Group", Decimal(7840)),
    }


def test_meetings_are_measures_of_the_organiser_by_week() -> None:
    taken = take(FIXTURES / "viva_meetings.csv")
    found = {
        (r["person_id"], r["measure"], r["period"]): r["value"] for r in taken.tables["measures"]
    }
    assert found == {
        ("p-1", "meetings organised", date(2025, 2, 3)): 2,
        ("p-1", "attendee hours in meetings organised", date(2025, 2, 3)): 8,
        ("p-2", "meetings organised", date(2025, 2, 10)): 1,
        ("p-2", "attendee hours in meetings organised", date(2025, 2, 10)): Decimal("1.5"),
    }
    assert taken.excluded == {
        "cancelled": 1,
        "a day that is blocked": 1,
        "nobody else took part": 1,
    }
    assert taken.dropped["Subject"] == 6


def test_worklytics_rows_are_measures_and_ties() -> None:
    taken = take(FIXTURES / "worklytics_aggregates.ndjson")
    assert [r["measure"] for r in taken.tables["measures"]] == [
        "email:sent",
        "meeting:hours",
        "meeting:hours",
    ]
    assert list(taken.excluded.values()) == [1]
    ties = take(FIXTURES / "worklytics_graph.ndjson").tables["ties"]
    assert [(r["kind"], r["weight"]) for r in ties] == [
        ("collaboration", Decimal(30)),
        ("collaboration", Decimal("1.666667")),
    ]
    (split,) = take(FIXTURES / "worklytics_graph_split.json").tables["ties"]
    assert (split["kind"], split["weight"]) == ("collaboration in Slack", 20)


def test_flat_json_is_a_table_like_any_other(tmp_path: Path) -> None:
    rows = [
        {"source": "a", "target": "b", "note": None},
        {"source": "a", "target": {"id": "b"}},
        {"target": "b", "source": 7, "mood": "fine"},
    ]
    lines = [*(json.dumps(r) for r in rows[:1] * 70), *(json.dumps(r) for r in rows[1:]), "{"]
    taken = take(written(tmp_path, "\n".join(lines), "advice.json"))
    assert taken.kind == "edges"
    assert [p["line"] for p in taken.problems] == [71, 73]
    assert taken.tables["ties"][-1]["source_id"] == "7"
    assert taken.dropped == {"mood": 1, "note": 0}


def test_slack_threads_speak_to_those_who_wrote_there() -> None:
    taken = take(FIXTURES / "slack_export")
    assert _said(taken) == [
        ("U4", ADA, False, 1),
        (BEN, ADA, True, 1),
        (CHEN, ADA, True, 2),
        (CHEN, BEN, True, 2),
        (ADA, BEN, False, 2),
        (ADA, CHEN, False, 2),
        (BEN, ADA, False, 2),
        (BEN, CHEN, False, 2),
    ]
    assert taken.excluded == {
        "broadcast to a channel of more than 25 people": 1,
        "a notice of the system": 1,
        "written by a bot": 2,
    }
    assert {"key": ADA, "other": "U1"} in taken.tables[ALIASES]
    assert taken.tables["messages"][1]["in_reply_to"] == "slack general 1738580400.000100"
    assert taken.dropped == {"text": 9}


def test_slack_as_a_zip_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((FIXTURES / "slack_export").rglob("*.json")):
            archive.write(file, f"Acme/{file.relative_to(FIXTURES / 'slack_export')}")
    packed, folder = take(path), take(FIXTURES / "slack_export")
    assert (packed.tables, packed.excluded) == (folder.tables, folder.excluded)


def test_what_is_wrong_in_a_member_is_named_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(FIXTURES / "slack_export", folder)
    good = '{"type": "message", "user": "U1", "ts": "1738666900.0"}'
    bad = ['{"type": "message", "ts": "1"}', good.replace("1738666900.0", "soon"), "7", "{"]
    day = "[\n" + ",\n".join([good, *bad]) + "]"
    (folder / "sales" / "2025-02-06.json").write_text(day)
    found = [(p["line"], p["column"], p["reason"]) for p in take(folder).problems]
    where = ", in sales/2025-02-06.json"
    assert [(line, column) for line, column, _ in found] == [
        (3, "user"),
        (5, ""),
        (6, ""),
        (4, "time"),
    ]
    assert all(reason.endswith(where) for *_, reason in found)


def test_mattermost_answers_are_messages_of_their_own() -> None:
    taken = take(FIXTURES / "mattermost.jsonl")
    assert _said(taken) == [
        (ADA, BEN, False, 1),
        (CHEN, ADA, True, 1),
        (ADA, CHEN, True, 1),
        (BEN, ADA, False, 1),
        (CHEN, ADA, False, 1),
    ]
    assert taken.excluded == {
        "describes users, teams or channels": 8,
        "a notice of the system": 1,
        "written by a bot": 1,
    }
    first = taken.tables["messages"][0]
    assert first["time"] == datetime(2025, 2, 3, 11, 0, 0, 123_000)
    assert first["thread_id"] == taken.tables["messages"][1]["in_reply_to"]


def test_mail_is_read_from_its_headers() -> None:
    taken = take(FIXTURES / "mailbox.mbox")
    assert _said(taken) == [(ADA, BEN, False, 2), (ADA, CHEN, False, 2), (BEN, ADA, True, 1)]
    first, _, answer = taken.tables["messages"]
    assert (first["time"], first["time_offset"]) == (datetime(2025, 2, 3, 9), 60)
    assert (answer["time"], answer["time_offset"]) == (datetime(2025, 2, 3, 17), -300)
    assert (answer["in_reply_to"], answer["thread_id"]) == (
        "1@mail.example.org",
        "0@mail.example.org",
    )
    assert taken.excluded == {
        "written by a machine": 1,
        "sent to a mailing list, whose members are not known": 1,
        "names no recipient": 1,
    }


@pytest.mark.parametrize(
    ("headers", "column"),
    [
        ("From: nobody\nTo: a@example.org\nDate: Mon, 3 Feb 2025 10:00:00 +0100", "From"),
        ("From: b@example.org\nTo: a@example.org", "time"),
        ("From: b@example.org\nTo: a@example.org\nDate: 32 Foo 2025", "time"),
        ("From: b@example.org\nTo: a@example.org\nDate: Thu, 1 Jan 1970 00:00:00 +0000", "time"),
    ],
)
def test_a_message_without_sender_or_time_is_held_back(
    tmp_path: Path, headers: str, column: str
) -> None:
    good = (FIXTURES / "mailbox.mbox").read_text()
    text = f"{good}\nFrom x@example.org Mon Feb  3 10:00:00 2025\n{headers}\n\nbody\n"
    (problem,) = take(written(tmp_path, text, "box.mbox")).problems
    assert (problem["line"], problem["column"]) == (good.count("\n") + 2, column)


def test_endless_headers_cost_one_message(tmp_path: Path) -> None:
    good = (FIXTURES / "mailbox.mbox").read_text()
    long = f"From x@example.org\nTo: {'x' * 2_500_000}\n\nbody\n\n"
    taken = take(written(tmp_path, f"{good}\n{long}{good}", "box.mbox"))
    (problem,) = taken.problems
    assert problem["line"] == good.count("\n") + 2
    assert "more than a million" in problem["reason"]
    assert taken.accepted == 4


def test_graph_edges_are_ties_and_nodes_say_who_they_are() -> None:
    taken = take(FIXTURES / "who_asks.graphml")
    found = {(r["source_id"], r["target_id"], r["weight"]) for r in taken.tables["ties"]}
    assert found == {
        (ADA, BEN, Decimal("2.5")),
        (BEN, "n2", None),
        ("n2", BEN, None),
        ("n2", "n2", None),
    }
    assert {r["kind"] for r in taken.tables["ties"]} == {"who asks"}
    assert taken.accepted == 3


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        (lambda t: t[:600], r"graph\.xml: line \d+, column \d+: not well-formed"),
        (lambda t: t.replace("</graph>", "</graf>"), "mismatched tag"),
        (
            lambda t: t.replace("<graphml", '<!DOCTYPE g [<!ENTITY a "aaaa">]><graphml', 1),
            r"graph\.xml: line 2: it declares a document type",
        ),
        (
            lambda t: t.replace("<graphml", '<!DOCTYPE g SYSTEM "file:///etc/passwd"><graphml', 1),
            "document type",
        ),
        (
            lambda t: t.replace('"n0"', f'"{"x" * 3_000_000}"', 1),
            "line 8: a tag of more than 1 MiB",
        ),
        (lambda t: t.replace("</graph>", "<data>" * 70 + "</data>" * 70 + "</graph>"), "nested"),
    ],
)
def test_a_graph_that_is_not_sound_is_refused(
    tmp_path: Path, cut: Callable[[str], str], reason: str
) -> None:
    text = cut((FIXTURES / "who_asks.graphml").read_text())
    with pytest.raises(UnreadableFileError, match=reason):
        take(written(tmp_path, text, "graph.xml"))


def test_advocacy_counts_are_measures() -> None:
    taken = take(FIXTURES / "advocacy.csv")
    found = {(r["person_id"], r["measure"]): r["value"] for r in taken.tables["measures"]}
    assert found[ADA, "advocacy reach"] == 1200
    assert (BEN, "advocacy clicks") not in found
    assert {r["period"] for r in taken.tables["measures"]} == {date(2025, 2, 1)}
    assert taken.dropped == {"Department": 2}


def test_people_of_advocacy_who_have_only_a_name_are_noted(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "Name,Posts,Clicks\nAda Lind,1,2\n,3,4\n"))
    assert (taken.kind, taken.accepted, list(taken.notes.values())) == ("advocacy", 1, [1])
    assert [p["line"] for p in taken.problems] == [3]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"learning"}))
def test_a_table_kept_by_hand_may_be_a_workbook(tmp_path: Path, kind: str) -> None:
    import xlsxwriter

    rows = list(csv.reader((FIXTURES / f"{kind}.csv").read_text().splitlines()))
    path = tmp_path / f"{kind}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    plain, book_taken = take(FIXTURES / f"{kind}.csv"), take(path)
    assert (book_taken.kind, book_taken.tables) == (kind, plain.tables)


WITH_TEXT = (
    "viva_meetings.csv scim_users.json slack_export mattermost.jsonl mailbox.mbox who_asks.graphml"
)


@pytest.mark.parametrize("name", WITH_TEXT.split())
def test_what_people_wrote_is_in_no_chunk(name: str) -> None:
    path = FIXTURES / name
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    assert b"canary" in b"".join(f.read_bytes() for f in files)
    taken = take(path)
    source = Source(path, name)
    shown = pick(source)[0].mapping(source, {})
    assert "canary" not in repr((taken, shown)).lower()


@pytest.mark.parametrize(
    "name", sorted(p.name for p in FIXTURES.glob("*.csv") if "matrix" not in p.name)
)
def test_a_column_of_text_is_in_no_chunk(tmp_path: Path, name: str) -> None:
    source = Source(FIXTURES / name, name)
    rows = list(csv.reader(io.StringIO(source.text, newline=""), delimiter=source.delimiter))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=source.delimiter)
    writer.writerows([*row, "canary" if at else "body"] for at, row in enumerate(rows) if row)
    taken = take(written(tmp_path, text.getvalue(), name))
    assert taken.dropped["body"] == taken.rows_in > 0
    assert "canary" not in repr(taken)


def test_only_constants_can_be_added_to_a_format_that_says_where_everything_is() -> None:
    path = FIXTURES / "mattermost.jsonl"
    rows = take(path, columns={"channel": "=team chat"}).tables["messages"]
    assert {r["channel"] for r in rows} == {"team chat"}
    with pytest.raises(UsageError, match="'time' from 'create_at'"):
        take(path, columns={"time": "create_at"})


def test_every_reader_has_a_fixture() -> None:
    from test_evidence_recognition import KINDS as FOUND

    hand_made = {"learning"}
    assert {r.name for r in readers()} - hand_made == set(FOUND.values())


def test_every_kind_of_file_is_documented() -> None:
    page = (FIXTURES.parents[2] / "docs" / "how-to" / "formats.md").read_text()
    assert [r.name for r in readers() if f"`{r.name}`" not in page] == []
