from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_helpers import FIXTURES, Import, written

from vesica.errors import (
    FormatNotRecognisedError,
    SchemaMismatchError,
    SettingsError,
    UnreadableFileError,
    UsageError,
    VesicaError,
)
from vesica.evidence.listing import Asked
from vesica.evidence.reading import recognise
from vesica.schema import Purpose
from vesica.settings import EvidenceSettings, Settings
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence
from vesica.store.vault import Vault

_NAMED = ("roster.csv", "messages.csv", "posts.csv", "learning.ndjson", "mail_log.csv")
_SYSTEMS = [
    "scim_users.json",
    "slack_export",
    "mattermost.jsonl",
    "mailbox.mbox",
    "who_asks.graphml",
]


def _rows(layout: Layout, table: str, purpose: Purpose = Purpose.HEALTH) -> list[dict]:
    files = Evidence(layout).files(table, purpose=purpose)
    return pa.concat_tables([pq.read_table(f) for f in files]).to_pylist()


def test_a_roster_is_sealed_with_everything_accounted_for(
    take_in: Import, layout: Layout, vault: Vault
) -> None:
    report = take_in(FIXTURES / "roster.csv")
    manifest = report.manifest
    assert (report.already, report.rows_in, report.accepted) == (False, 4, {"people": 4})
    assert manifest.dropped_columns == {"Notes": 1}
    assert {t: r.rows for t, r in manifest.tables.items()} == {
        "people": 4,
        "audit_attributes": 8,
        "listings": 4,
    }
    assert manifest.source.mapping["person_id"] == "Employee ID"
    ada, ben = vault.find("E001"), vault.find("ben.oduya@example.org")
    assert ben == vault.find("e002")
    assert vault.name_of(str(ben)) == "Ben Oduya"
    people = {row["person_id"]: row for row in _rows(layout, "people")}
    assert people[ben]["manager_id"] == ada
    assert Evidence(layout).verify() == ()


def test_no_identifier_reaches_the_workspace(take_in: Import, layout: Layout) -> None:
    for name in (*_NAMED, *_SYSTEMS):
        partial = Asked(whole=False) if name == "scim_users.json" else None
        take_in(FIXTURES / name, asked=partial)
    stored = b"".join(p.read_bytes() for p in layout.root.rglob("*") if p.is_file())
    for table in ("people", "messages", "posts", "learning"):
        stored += repr(_rows(layout, table)).encode()
    for secret in (
        b"E001",
        b"example.org",
        b"Lind",
        b"hiring",
        b"Budget",
        b"1@mail",
        b"canary",
    ):
        assert secret not in stored
    assert list(layout.scratch.iterdir()) == []


def test_the_same_person_by_number_and_address_is_one(take_in: Import, layout: Layout) -> None:
    take_in(FIXTURES / "roster.csv")
    take_in(FIXTURES / "messages.csv")
    take_in(FIXTURES / "mail_log.csv")
    people = {row["person_id"] for row in _rows(layout, "people")}
    messages = _rows(layout, "messages")
    assert {r["sender_id"] for r in messages} | {r["recipient_id"] for r in messages} <= people


def test_unicode_forms_of_a_key_are_one_person(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    text = "source,target\nJose\u0301,b\nJOSÉ ,c\njosé,d\n"
    take_in(written(tmp_path, text, "advice.csv"))
    assert len({row["source_id"] for row in _rows(layout, "ties")}) == 1


def test_importing_again_changes_nothing(take_in: Import, tmp_path: Path, layout: Layout) -> None:
    first = take_in(FIXTURES / "messages.csv")
    digest = Evidence(layout).digest()
    lines = (FIXTURES / "messages.csv").read_text().splitlines()
    shuffled = lines[1:]
    random.Random(1).shuffle(shuffled)
    disguises = {
        "same.csv": "\n".join(lines),
        "shuffled.csv": "\n".join([lines[0], *shuffled]),
        "twice.csv": "\r\n".join([lines[0], *shuffled, *lines[1:]]),
        "semicolons.csv": "\n".join(line.replace(",", ";") for line in lines),
        "bom.csv": "\ufeff" + "\n".join(lines),
    }
    for name, text in disguises.items():
        report = take_in(written(tmp_path, text, name))
        assert report.already
        assert report.manifest.id == first.manifest.id
    assert Evidence(layout).digest() == digest
    assert len(Evidence(layout).imports()) == 1


def test_a_folder_and_its_zip_are_the_same_evidence(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    first = take_in(FIXTURES / "slack_export")
    packed = shutil.make_archive(str(tmp_path / "export"), "zip", FIXTURES / "slack_export")
    for path in (FIXTURES / "slack_export", Path(packed)):
        report = take_in(path)
        assert (report.already, report.manifest.id) == (True, first.manifest.id)
    assert first.manifest.source.name == "slack_export"
    assert first.rows_in == 9


def test_people_of_a_directory_are_those_of_the_other_files(
    take_in: Import, layout: Layout, vault: Vault
) -> None:
    take_in(FIXTURES / "messages.csv")
    take_in(FIXTURES / "scim_users.json")
    take_in(FIXTURES / "slack_export")
    ben = vault.find("E002")
    assert ben is not None
    assert {vault.find(key) for key in ("u-2", "ben.oduya", "ben.oduya@example.org", "U2")} == {
        ben
    }
    (row,) = (r for r in _rows(layout, "people") if r["person_id"] == ben)
    assert row["manager_id"] == vault.find("ada.lind@example.org")


def test_the_limit_of_broadcasts_is_a_setting(take_in: Import) -> None:
    settings = Settings(evidence=EvidenceSettings(broadcast_recipients=1))
    report = take_in(FIXTURES / "slack_export", settings)
    assert report.excluded["broadcast to a channel of more than 1 people"] == 3
    assert report.accepted == {"messages": 3}


def test_a_group_is_nothing_to_take_in(take_in: Import, tmp_path: Path) -> None:
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g"}
    with pytest.raises(UnreadableFileError, match="nothing to take in: a group, not a person"):
        take_in(written(tmp_path, json.dumps(group), "group.json"))


def test_a_longer_export_adds_only_what_is_new(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    lines = (FIXTURES / "messages.csv").read_text().splitlines(keepends=True)
    take_in(written(tmp_path, "".join(lines[:3]), "march.csv"))
    report = take_in(written(tmp_path, "".join(lines), "april.csv"))
    counts = report.counts["messages"]
    assert (counts.accepted, counts.repeated) == (2, 2)
    assert len(_rows(layout, "messages")) == 4


def test_quarantine_names_line_column_reason_and_fix(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    text = "sender,recipient,time\na,b,2025-01-01\nsecret-person,b,never\na,b\n"
    report = take_in(written(tmp_path, text))
    assert (report.rows_in, report.manifest.quarantined) == (3, 2)
    held = Evidence(layout).quarantine(report.manifest.id)
    assert [(q.table, q.line, q.column) for q in held] == [
        ("messages", 3, "time"),
        ("messages", 4, ""),
    ]
    assert "secret-person" not in repr(held)


def test_objecting_people_are_left_out_and_counted(
    take_in: Import, layout: Layout, vault: Vault
) -> None:
    take_in(FIXTURES / "roster.csv")
    ada = vault.find("E001")
    assert ada is not None
    report = take_in(FIXTURES / "messages.csv", objecting=frozenset({ada}))
    assert report.excluded == {"objection": 3}
    assert report.accepted == {"messages": 1}
    report = take_in(FIXTURES / "mail_log.csv", objecting=frozenset({vault.find("E002")}))
    assert (report.excluded, report.accepted) == ({"objection": 1}, {"messages": 1})
    take_in(FIXTURES / "roster_dated.csv", objecting=frozenset({vault.find("p1")}))
    take_in(FIXTURES / "consents.csv", objecting=frozenset({ada}))
    assert any(r["person_id"] == ada for r in _rows(layout, "consents"))


def test_a_known_address_of_somebody_else_is_not_joined(
    take_in: Import, tmp_path: Path, vault: Vault
) -> None:
    take_in(written(tmp_path, "source,target\nE1,x@example.org\n", "advice.csv"))
    roster = written(tmp_path, "employee id,email,department\nE1,x@example.org,A\n", "r.csv")
    report = take_in(roster)
    assert [n.rows for n in report.notes] == [1]
    assert vault.find("E1") != vault.find("x@example.org")


def test_a_remembered_mapping_counts_where_its_headers_are(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    columns = {"messages": {"sender_id": "wer", "recipient_id": "wen", "time": "wann"}}
    settings = Settings(evidence=EvidenceSettings(columns=columns))
    odd = written(tmp_path, "wer,wen,wann\na,b,2025-01-01\n", "odd.csv")
    take_in(odd, settings, as_kind="messages")
    take_in(FIXTURES / "messages.csv", settings)
    assert len(_rows(layout, "messages")) == 5


def test_the_time_zone_of_local_times_is_a_setting(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    path = written(tmp_path, "sender,recipient,time\na,b,2025-07-01 12:00\n")
    zone = Settings(evidence=EvidenceSettings(time_zone="Europe/Berlin"))
    take_in(path, zone)
    (row,) = _rows(layout, "messages")
    assert (row["time"].hour, row["time_offset"]) == (10, 120)
    wrong = Settings(evidence=EvidenceSettings(time_zone="Mars/Olympus"))
    with pytest.raises(SettingsError, match="Mars/Olympus"):
        take_in(path, wrong)


def test_recognise_shows_the_mapping_without_importing(layout: Layout) -> None:
    found = recognise(FIXTURES / "roster.csv", settings=EvidenceSettings())
    assert (found.kind, found.tables[0], found.dropped) == ("roster", "people", ("Notes",))
    shown = {c.column: (c.header, c.examples) for c in found.columns}
    assert shown["person_id"] == ("Employee ID", ())
    assert shown["function"] == ("Function", ("Executive", "Finance"))
    assert not layout.evidence.exists()


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        ("a.csv", "sender,recipient,time\na,b,never\n", UnreadableFileError, "line 2, column"),
        ("b.csv", "sender,recipient,time\n", UnreadableFileError, "no rows below"),
        ("c.csv", "x,y,z\n1,2,3\n", FormatNotRecognisedError, r"c\.csv"),
        ("d.csv", "\x1f\x8b", UnreadableFileError, "gzip|d.csv"),
        ("e.json", '{"actor":1,"verb":2,"object":NaN}', UnreadableFileError, "line 1"),
    ],
)
def test_a_refusal_names_the_file_and_changes_nothing(
    take_in: Import,
    layout: Layout,
    tmp_path: Path,
    name: str,
    text: str,
    error: type[VesicaError],
    words: str,
) -> None:
    path = written(tmp_path, text.encode("latin-1"), name)
    with pytest.raises(error, match=words) as caught:
        take_in(path)
    assert name in caught.value.message
    assert caught.value.hint
    assert Evidence(layout).imports() == ()
    assert not [p for p in layout.root.rglob("*") if p.is_file()]


def test_a_sheet_that_claims_the_whole_grid_is_stopped(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "sparse.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["source", "target"])
        sheet.write(1_048_575, 16_383, "far away")
    with pytest.raises(UnreadableFileError, match=r"sparse\.xlsx.*memory"):
        recognise(path, settings=EvidenceSettings())


def test_a_missing_file_is_no_file(take_in: Import, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a file"):
        take_in(tmp_path / "gone.csv")


def test_a_folder_that_is_no_export_is_named(take_in: Import, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    written(tmp_path / "letters", "Dear Ada", "one.txt")
    with pytest.raises(FormatNotRecognisedError, match="letters: no reader"):
        take_in(tmp_path / "letters")


def test_an_unknown_header_in_a_map_is_named(take_in: Import) -> None:
    with pytest.raises(SchemaMismatchError, match="'Absender'"):
        take_in(FIXTURES / "messages.csv", column_map={"sender_id": "Absender"})


def test_the_child_imports_no_database_no_pandas_and_no_vault() -> None:
    import subprocess
    import sys

    code = (
        "import sys, runpy\n"
        "runpy.run_module('vesica.evidence.child', run_name='__main__', alter_sys=True)\n"
        "bad = [m for m in ('pandas', 'duckdb', 'sqlalchemy', 'vesica.store', 'vesica.engine',"
        " 'ibis', 'python_calamine') if m in sys.modules]\n"
        "print(bad, file=sys.stderr)\n"
    )
    request = {
        "path": str(FIXTURES / "roster.csv"),
        "name": "roster.csv",
        "as_kind": None,
        "columns": {},
        "column_map": {},
        "time_zone": "UTC",
        "broadcast_recipients": 25,
        "read": True,
        "sheet": None,
        "latest": None,
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(request).encode() + b"\n",
        capture_output=True,
        check=True,
    )
    assert done.stderr.decode().strip() == "[]"


def test_the_child_cannot_write(tmp_path: Path) -> None:
    import subprocess
    import sys

    target = tmp_path / "out.txt"
    code = (
        "import os\nfrom vesica.evidence import child\nchild._confine(0)\n"
        f"os.write(os.open({str(target)!r}, os.O_WRONLY | os.O_CREAT), b'x')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"File too large" in done.stderr
    assert target.read_bytes() == b""
