from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_helpers import FIXTURES, take, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesica.errors import SchemaMismatchError, UnreadableFileError, VesicaError
from vesica.evidence.registry import pick
from vesica.evidence.source import Source

_FUNCTION_SCOPED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
HEADER = "sender,recipient,time,channel\n"
GOOD = "a,b,2025-01-01T10:00:00Z,email\n"


def _table(header: list[str], rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


_NAME = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
_KEY = st.from_regex(r"[A-Za-z]{1,4}[0-9]{1,6}", fullmatch=True)
_WEIGHT = st.decimals(-(10**6), 10**6, places=3)


@_FUNCTION_SCOPED
@given(
    rows=st.lists(st.tuples(_KEY, _KEY, _WEIGHT), min_size=1, max_size=30),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    name=_NAME.filter(lambda n: '"' not in n and "\ufeff" not in n),
)
def test_any_table_comes_back(
    tmp_path: Path,
    rows: list[tuple[str, str, Decimal]],
    delimiter: str,
    encoding: str,
    name: str,
) -> None:
    cells = [[s, t, f"{w:.3f}", name] for s, t, w in rows]
    text = _table(["source", "target", "weight", "remark"], cells, delimiter)
    taken = take(written(tmp_path, text.encode(encoding)), "edges")
    found = [(r["source_id"], r["target_id"], r["weight"]) for r in taken.tables["ties"]]
    assert found == rows
    assert not taken.problems


MUTATED = (
    "messages.csv roster.csv posts.csv nominations_matrix.csv learning.ndjson learning.json"
    " roster_german.csv scim_users.json viva_p2g.csv viva_g2g.csv viva_meetings.csv advocacy.csv"
    " worklytics_graph.ndjson worklytics_graph_split.json mattermost.jsonl mailbox.mbox"
    " who_asks.graphml slack_export/users.json slack_export/general/2025-02-03.json"
    " slack_export/sales/2025-02-04.json"
)


def _placed(folder: Path, name: str, raw: bytes) -> Path:
    """Write a mutated file; a member of a container lies in a copy of the container."""
    container, _, member = name.partition("/")
    if not member:
        return written(folder, raw, name)
    path = folder / container
    if not path.exists():
        shutil.copytree(FIXTURES / container, path)
    before = (FIXTURES / name).read_bytes()
    (path / member).write_bytes(raw)
    packed = written(folder, b"", f"{container}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*.json")):
            archive.write(file, file.relative_to(path))
    (path / member).write_bytes(before)
    return packed


@_FUNCTION_SCOPED
@given(data=st.data(), name=st.sampled_from(MUTATED.split()))
def test_no_mutation_breaks_a_reader(tmp_path: Path, data: st.DataObject, name: str) -> None:
    raw = bytearray((FIXTURES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.integers(0, 5)):
            case 0:
                raw[at] = data.draw(st.integers(0, 255))
            case 1:
                del raw[at : at + data.draw(st.integers(1, 40))]
            case 2:
                raw[at:at] = data.draw(st.sampled_from([b'"', b"\0", b"\n", b",", b"\r", b"\xff"]))
            case 3:
                raw[at:at] = raw[: data.draw(st.integers(0, 200))]
            case 4:
                value = data.draw(st.sampled_from([b"null", b"{}", b"[7]", b"-1", b'"\\ud800"']))
                raw[at : at + data.draw(st.integers(0, 8))] = value
            case _:
                raw[at:at] = "\u202e\u200b\ufeff9e999".encode()
        if not raw:
            raw = bytearray(b"x")
    path = _placed(tmp_path, name, bytes(raw))
    try:
        taken = take(path)
    except VesicaError:
        return
    assert taken.rows_in > 0
    for problem in taken.problems:
        assert problem["line"] >= 1
        assert problem["reason"]
        assert problem["fix"]


MATTERMOST_HEAD = "".join(
    json.dumps({"type": "user", "user": {"username": name, "teams": None}}) + "\n" for name in "ab"
)
MATTERMOST = (
    '{"type":"direct_post","direct_post":{"channel_members":["a","b"],"user":"a",'
    '"create_at":1738580800000,"message":"x"}}\n'
)
WORKLYTICS = '{"employeeIdSource":"a","employeeIdTarget":"b","week":"2025-02-03"}\n'
EVERY_ROW = {
    "file.csv": (
        HEADER,
        GOOD,
        [
            "a,b\n",
            "a,b,2025-01-01,email,extra\n",
            "a,b,yesterday,email\n",
            ",b,2025-01-01,email\n",
            "a,b,2025-01-01,em\0il\n",
            "a,b,2025-02-30,email\n",
        ],
    ),
    "graph.ndjson": (
        WORKLYTICS * 2,
        WORKLYTICS,
        [
            WORKLYTICS.replace('"a"', "null"),
            WORKLYTICS.replace("2025-02-03", "2025-02-30"),
            WORKLYTICS.replace('"a"', '["a"]'),
            WORKLYTICS.replace('"a"', '"\\ud800"'),
            WORKLYTICS[:30] + "\n",
            "[]\n",
        ],
    ),
    "export.jsonl": (
        MATTERMOST_HEAD,
        MATTERMOST,
        [
            MATTERMOST.replace("1738580800000", "7"),
            MATTERMOST.replace("1738580800000", "null"),
            MATTERMOST.replace('"user":"a"', '"user":["a"]'),
            MATTERMOST.replace('"x"', "NaN"),
            MATTERMOST.replace('"message"', '"user"'),
            '{"type":"post","post":null}\n',
        ],
    ),
}


@pytest.mark.parametrize("name", EVERY_ROW)
@_FUNCTION_SCOPED
@given(broken=st.dictionaries(st.integers(0, 39), st.integers(0, 5), max_size=8))
def test_every_row_is_accounted_for_by_its_line(
    tmp_path: Path, broken: dict[int, int], name: str
) -> None:
    head, good, bad = EVERY_ROW[name]
    lines = [bad[broken[n]] if n in broken else good for n in range(40)]
    before = head.count("\n")
    taken = take(written(tmp_path, head + "".join(lines), name))
    assert taken.rows_in == 40 + (0 if name == "file.csv" else before)
    assert sorted(p["line"] for p in taken.problems) == sorted(n + before + 1 for n in broken)


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("a,b\n", "", "2 cells where the header has 4"),
        ("a,b,2025-01-01,email,more\n", "", "5 cells where the header has 4"),
        ("a,b,soon,email\n", "time", "not a time"),
        ("a,,2025-01-01,email\n", "recipient_id", "empty"),
        ('a,b,2025-01-01,"never closed\n', "", "a quote that is not closed"),
        (f"a,b,2025-01-01,{'x' * 200}\n", "channel", "longer than 120 characters"),
        ("a,b,2025-01-01,e\0mail\n", "channel", "unreadable"),
    ],
)
def test_a_bad_row_is_named_and_the_others_stay(
    tmp_path: Path, line: str, column: str, reason: str
) -> None:
    taken = take(written(tmp_path, HEADER + GOOD + "\n" + line + GOOD))
    (problem,) = taken.problems
    assert (problem["line"], problem["column"]) == (4, column)
    assert reason in problem["reason"]
    assert taken.accepted == 2


def test_a_huge_cell_costs_one_row(tmp_path: Path) -> None:
    huge = f"a,b,2025-01-01,{'x' * 17_000_000}\n"
    taken = take(written(tmp_path, HEADER + GOOD + huge + GOOD))
    (problem,) = taken.problems
    assert (problem["line"], problem["column"]) == (3, "")
    assert "more than a million characters" in problem["reason"]
    assert taken.accepted == 2


def test_bad_bytes_cost_one_row(tmp_path: Path) -> None:
    text = (HEADER + "ä,b,2025-01-01,email\n" + GOOD).encode() + b"a,\xe4,2025-01-01,email\n"
    taken = take(written(tmp_path, text))
    assert [(p["line"], p["column"]) for p in taken.problems] == [(4, "recipient_id")]
    assert [r["sender_id"] for r in taken.tables["messages"]] == ["ä", "a"]


def test_text_with_line_breaks_is_dropped_and_lines_still_count(tmp_path: Path) -> None:
    text = "sender,recipient,time,body\n" + 'a,b,2025-01-01,"one\ntwo"\n' + "a,b,never,x\n"
    taken = take(written(tmp_path, text))
    assert taken.restarts == 0
    assert taken.dropped == {"body": 2}
    assert [p["line"] for p in taken.problems] == [4]


def test_a_line_break_in_a_kept_cell_is_no_end_of_row(tmp_path: Path) -> None:
    taken = take(written(tmp_path, 'sender,recipient,time,channel\na,b,2025-01-01,"e\nmail"\n'))
    assert taken.restarts == 1
    assert taken.tables["messages"][0]["channel"] == "e mail"


def test_blank_lines_title_lines_and_trailing_commas(tmp_path: Path) -> None:
    text = "Export of ties\n\nsource,target,,\na,b,,\n\nb,c,,\n"
    taken = take(written(tmp_path, text), "edges")
    assert [r["source_id"] for r in taken.tables["ties"]] == ["a", "b"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(tmp_path: Path, ending: str) -> None:
    text = (HEADER + GOOD + "a,b,never,email\n" + GOOD).replace("\n", ending)
    taken = take(written(tmp_path, text))
    assert (taken.accepted, [p["line"] for p in taken.problems]) == (2, [3])


def test_two_headers_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    taken = take(written(tmp_path, "source,target,target\na,b,c\n"))
    assert taken.tables["ties"][0]["target_id"] == "b"
    assert taken.dropped == {"target (2)": 1}


def test_ambiguous_dates_refuse_the_file_and_say_how_to_state_the_form(tmp_path: Path) -> None:
    text = "employee id,department,hire date\n1,Sales,01/02/2025\n2,Sales,03/04/2025\n"
    path = written(tmp_path, text, "team.csv")
    with pytest.raises(SchemaMismatchError, match=r"team\.csv: line 1, column 'hire date'") as e:
        take(path)
    assert "hired_on=hire date@dd/mm/yyyy" in e.value.hint
    taken = take(path, columns={"hired_on": "hire date@mm/dd/yyyy"})
    assert taken.tables["people"][0]["hired_on"] == date(2025, 1, 2)


def test_headers_and_examples_cannot_steer_a_terminal(tmp_path: Path) -> None:
    text = 'source,target,"tie\n\x1b[2Jkind",\x1b]0;title\x07\na,b,\x1b[31mred,x\n'
    source = Source(written(tmp_path, text), "ties.csv")
    reader, _ = pick(source)
    mapping = reader.mapping(source, {"kind": "tie [2Jkind"})
    assert mapping.columns[2].examples == ("[31mred",)
    assert mapping.dropped == ("]0;title",)


def test_no_rows_below_the_header(tmp_path: Path) -> None:
    assert take(written(tmp_path, HEADER)).rows_in == 0
    assert take(written(tmp_path, HEADER.strip())).rows_in == 0


def test_workbook_rows_are_numbered_as_in_the_sheet(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "ties.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["Ties of the team"])
        sheet.write_row(3, 0, ["source", "target", "weight"])
        sheet.write_row(4, 0, ["a", "b", 1.5])
        sheet.write_row(6, 0, ["a", "c", "much"])
        sheet.write_row(7, 0, [1, 2, 3, "beyond"])
        sheet.write_row(8, 0, [10, 2, 3])
    taken = take(path)
    assert [p["line"] for p in taken.problems] == [8, 7]
    assert [r["source_id"] for r in taken.tables["ties"]] == ["a", "10"]


def test_parquet_types_become_the_tables_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "source": pa.array(["a", "b", None]).dictionary_encode(),
            "target": [1, 2, 3],
            "period": [date(2025, 1, 1)] * 3,
            "weight": [0.5, 1.0, 2.0],
            "tags": [["x"], [], None],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    taken = take(tmp_path / "t.parquet")
    assert taken.tables["ties"][0] == {
        "source_id": "a",
        "target_id": "1",
        "kind": "t",
        "period": date(2025, 1, 1),
        "weight": Decimal("0.500000"),
    }
    assert taken.dropped == {"tags": 2}
    assert [p["line"] for p in taken.problems] == [3]


def test_a_damaged_parquet_file_is_explained(tmp_path: Path) -> None:
    data = (FIXTURES / "messages.parquet").read_bytes()
    path = written(tmp_path, data[: len(data) // 2], "cut.parquet")
    with pytest.raises(UnreadableFileError, match=r"cut\.parquet"):
        take(path)
