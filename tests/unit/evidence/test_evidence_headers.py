"""First lines that hold data, columns named like people, and workbooks with several sheets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, Import, take, written

from vesica.errors import FormatNotRecognisedError, UnreadableFileError, UsageError
from vesica.evidence.headers import is_data
from vesica.evidence.listing import Asked
from vesica.evidence.reading import recognise
from vesica.settings import EvidenceSettings, Settings
from vesica.store.layout import Layout

DATA = (
    "ada@x.org",
    "ada@x.org (2)",
    "2026-03-01",
    "03/04/2026",
    "1.2.2026 10:00",
    "1001",
    "1,5",
    "+3",
    "1700000000",
)


@pytest.mark.parametrize("header", DATA)
def test_data(header: str) -> None:
    assert is_data(header)


@pytest.mark.parametrize("header", ["E-Mail", "e@mail", "Q1 2025", "column 3", "2 days", "", "#"])
def test_no_data(header: str) -> None:
    assert not is_data(header)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1001,Ada Lind,ada@x.org,,Sales\n1002,Ben,ben@x.org,1001,Sales\n", None),
        ("1001,Ada Lind,ada@x.org,,Sales\n1002,Ben,ben@x.org,1001,Sales\n", "roster"),
        ("ada@x.org,ben@x.org,2026-03-01T09:00\nben@x.org,ada@x.org,2026-03-01T10:00\n", None),
        ("a,b,2026-03-01\nc,d,2026-03-02\n", "messages"),
        ("101,102,3\n104,105,1\n", "edges"),
        ("p1,a,2026-03-01,5\np2,a,2026-03-02,7\n", "posts"),
    ],
)
def test_a_file_without_a_header_is_refused(
    take_in: Import, tmp_path: Path, layout: Layout, text: str, kind: str | None
) -> None:
    path = written(tmp_path, text, "bare.csv")
    with pytest.raises(UnreadableFileError, match="the first line holds data, not names") as e:
        take_in(path, as_kind=kind)
    assert "bare.csv: line 1" in e.value.message
    assert "Add a line above it" in e.value.hint
    assert "@x.org" not in str(e.value)
    assert not layout.evidence.exists()


def test_a_mapped_header_that_is_data_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "sender,recipient,time,2024\na,b,2026-03-01,chat\n")
    with pytest.raises(UnreadableFileError, match="mapped to 'channel'"):
        take(path, columns={"channel": "2024"})


def test_years_above_columns_are_names_and_not_kept(take_in: Import, tmp_path: Path) -> None:
    text = "employee id,department,2024,2025,ada@x.org\n1,A,5,6,\n2,A,7,,\n"
    path = written(tmp_path, text.replace(",ada@x.org", ""))
    report = take_in(path)
    assert report.dropped_columns == {"column 3": 2, "column 4": 1}
    assert report.recognition.dropped == ("column 3", "column 4")


def test_a_matrix_has_people_in_its_first_line(take_in: Import, layout: Layout) -> None:
    take_in(FIXTURES / "nominations_matrix.csv")
    kept = b"".join(p.read_bytes() for p in layout.evidence.rglob("manifest.json"))
    assert b"E00" not in kept


def test_columns_named_like_people_are_counted_and_not_named(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    take_in(FIXTURES / "roster.csv")
    text = "sender,recipient,time,Ben Oduya,e002,Remarks\nE001,E002,2025-03-01,x,y,z\n"
    report = take_in(written(tmp_path, text, "m.csv"))
    assert report.dropped_columns == {"Remarks": 1, "(a person's name)": 2}
    assert set(report.recognition.dropped) == {"Remarks", "(a person's name)"}
    kept = b"".join(p.read_bytes() for p in layout.evidence.rglob("manifest.json"))
    assert b"Oduya" not in kept
    assert b"e002" not in kept


def _book(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    import xlsxwriter

    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


COVER = [["Export of March"], ["made by", "HR"], ["on", "1 April"]]
ROSTER = [["Employee ID", "Department"], ["1", "A"], ["2", "A"]]
OTHERS = [["Employee ID", "Department"], ["3", "B"]]


def test_the_only_sheet_with_a_known_header_is_read(take_in: Import, tmp_path: Path) -> None:
    report = take_in(_book(tmp_path, {"Cover": COVER, "Empty": [], "Data": ROSTER}))
    assert (report.recognition.kind, report.recognition.sheet) == ("roster", "Data")
    assert report.accepted == {"people": 2}
    assert report.manifest.source.sheet == "Data"


def test_a_kind_tells_the_sheet_as_well(take_in: Import, tmp_path: Path) -> None:
    ties = [["source", "target"], ["1", "2"]]
    path = _book(tmp_path, {"Cover": COVER, "People": ROSTER, "Ties": ties})
    report = take_in(path, as_kind="edges")
    assert report.manifest.source.sheet == "Ties"


def test_several_sheets_are_asked_about(take_in: Import, tmp_path: Path, layout: Layout) -> None:
    path = _book(tmp_path, {"North": ROSTER, "South": OTHERS})
    with pytest.raises(FormatNotRecognisedError, match="'North', 'South'") as caught:
        take_in(path)
    assert "--sheet NAME" in caught.value.hint
    first = take_in(path, sheet="North")
    second = take_in(path, sheet="South", asked=Asked(whole=False))
    assert (first.accepted, second.accepted) == ({"people": 2}, {"people": 1})
    assert take_in(path, sheet="North").already
    with pytest.raises(UsageError, match="no sheet 'East'"):
        take_in(path, sheet="East")


def test_sheets_without_a_known_header_are_named(take_in: Import, tmp_path: Path) -> None:
    path = _book(tmp_path, {"Cover": COVER, "Notes": [["a", "b"], ["c", "d"]]})
    with pytest.raises(FormatNotRecognisedError, match="no sheet has a header that is known"):
        take_in(path)


def test_a_table_has_no_sheets(take_in: Import) -> None:
    with pytest.raises(UsageError, match="--sheet is for workbooks"):
        take_in(FIXTURES / "roster.csv", sheet="Data")


MEMORY = {"posts": {"person_id": "Who", "post_id": "Link", "time": "When", "kind": "=post"}}


def test_a_remembered_mapping_helps_to_recognise(tmp_path: Path) -> None:
    path = written(tmp_path, "Who,When,Link,Likes\na,2026-01-01,l1,5\n", "advocacy.csv")
    with pytest.raises(FormatNotRecognisedError):
        recognise(path, settings=EvidenceSettings())
    found = recognise(path, settings=EvidenceSettings(columns=MEMORY))
    assert (found.kind, found.mapping["person_id"]) == ("posts", "Who")


@pytest.mark.parametrize(
    "text", ["Who,When,Likes\na,2026-01-01,5\n", "Who,Link,Time\na,l1,2026-01-01\n"]
)
def test_it_does_not_where_a_header_is_missing(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text, "other.csv")
    with pytest.raises(FormatNotRecognisedError):
        recognise(path, settings=EvidenceSettings(columns=MEMORY))


def test_a_file_that_is_known_by_its_own_headers_stays_what_it_is(take_in: Import) -> None:
    columns = {"edges": {"source_id": "sender", "target_id": "recipient"}}
    settings = Settings(evidence=EvidenceSettings(columns=columns))
    report = take_in(FIXTURES / "messages.csv", settings)
    assert report.recognition.kind == "messages"
    assert json.dumps(report.manifest.dropped_columns)
