"""Numbers with signs between thousands, counts below zero, and posts told twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from evidence_helpers import Taken, take, written
from hypothesis import given
from hypothesis import strategies as st

from vesica.evidence.numerals import decide, number, whole
from vesica.schema import DType

POSTS = "post id;author;published at;likes;clicks\n"


@pytest.mark.parametrize(
    ("dtype", "cells", "form"),
    [
        (DType.COUNT, ["1.200", "7"], "german"),
        (DType.COUNT, ["1.200.000"], "german"),
        (DType.COUNT, ["1.234,0", "5"], "german"),
        (DType.COUNT, ["2.000", "950"], "german"),
        (DType.COUNT, ["2.000", "3.000"], "unclear"),
        (DType.COUNT, ["2.000", "950", "1500"], "unclear"),
        (DType.COUNT, ["1,200", "7"], "english"),
        (DType.COUNT, ["12.0", "7"], "english"),
        (DType.COUNT, ["1.200", "1,200"], "unclear"),
        (DType.COUNT, ["7", "1200"], "english"),
        (DType.NUMBER, ["1.234,5", "1.200"], "german"),
        (DType.NUMBER, ["0,125"], "german"),
        (DType.NUMBER, ["3,5", "7"], "german"),
        (DType.NUMBER, ["1.200", "0.5"], "english"),
        (DType.NUMBER, ["1.200", "900"], "english"),
        (DType.NUMBER, ["1,234.5"], "english"),
        (DType.NUMBER, ["3,5", "3.5"], "unclear"),
        (DType.NUMBER, ["3.5"] * 40 + ["3,5"], "english"),
        (DType.MONEY, ["1.200 €"], "german"),
        (DType.MONEY, ["$1,200", "3.50"], "english"),
    ],
)
def test_a_column_says_how_it_writes_numbers(dtype: DType, cells: list[str], form: str) -> None:
    assert decide([pa.array(cells), pa.array([None], pa.string())], dtype) == form


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from([",", "."]))
def test_counts_come_back_however_they_are_grouped(counts: list[int], sign: str) -> None:
    cells = [f"{n:,}".replace(",", sign) for n in counts]
    form = decide([pa.array(cells)], DType.COUNT)
    if form == "unclear":
        assert all(n % 1000 == 0 for n in counts if n >= 1000)
    else:
        assert [whole(cell, form) for cell in cells] == counts


@given(st.lists(st.decimals(-(10**6), 10**6, places=1), min_size=1))
def test_german_numbers_come_back(values: list[Decimal]) -> None:
    cells = [f"{v:,}".translate(str.maketrans(",.", ".,")) for v in values]
    assert decide([pa.array(cells)], DType.NUMBER) == "german"
    assert [number(cell, "german") for cell in cells] == [float(v) for v in values]


def _posts(folder: Path, *rows: str, header: str = POSTS) -> Taken:
    return take(written(folder, header + "".join(rows), "posts.csv"))


def test_german_thousands_in_counts(tmp_path: Path) -> None:
    rows = [f"{n};a;2026-01-01;7;1\n" for n in range(500)]
    taken = _posts(tmp_path, *rows, "x;a;2026-01-02;1.200;1.234.567\n")
    assert taken.problems == []
    last = taken.tables["posts"][-1]
    assert (last["reactions"], last["clicks"]) == (1200, 1_234_567)


def test_a_column_that_does_not_say_is_held_back_with_what_to_do(tmp_path: Path) -> None:
    rows = ["1;a;2026-01-01;2.000;1\n", "2;a;2026-01-01;many;1\n", "3;a;2026-01-01;1500;1\n"]
    taken = _posts(tmp_path, *rows)
    told = {p["line"]: (p["column"], p["reason"]) for p in taken.problems}
    assert told[2][0] == "reactions"
    assert "does not say" in told[2][1]
    assert told[3] == ("reactions", "not a whole number")
    assert taken.accepted == 1
    assert "1234" in taken.problems[0]["fix"]


def test_the_whole_column_decides_and_not_its_beginning(tmp_path: Path) -> None:
    head = "source;target;weight\n"
    rows = [f"a{n};b;1.200\n" for n in range(450)]
    taken = take(written(tmp_path, head + "".join(rows) + "x;y;0,5\n", "ties.csv"))
    assert {r["weight"] for r in taken.tables["ties"]} == {Decimal(1200), Decimal("0.5")}


def test_counts_below_zero_are_held_back(tmp_path: Path) -> None:
    taken = _posts(tmp_path, "1;a;2026-01-01;-5;1\n", "2;a;2026-01-01;0;\n")
    (problem,) = taken.problems
    assert (problem["line"], problem["column"]) == (2, "reactions")
    assert problem["reason"] == "a count below zero"


def test_a_post_told_twice_is_taken_once(tmp_path: Path) -> None:
    one = "1;a;2026-01-01;5;1\n"
    taken = _posts(tmp_path, one, "2;a;2026-01-01;5;1\n", "1;a;2026-01-01;9;1\n", one)
    (problem,) = taken.problems
    assert (problem["line"], problem["column"]) == (4, "post_id")
    assert "the same post" in problem["reason"]
    assert [r["reactions"] for r in taken.tables["posts"] if r["post_id"] == "1"] == [5, 5]
    assert taken.rows_in == 4


def test_a_bad_first_line_does_not_keep_the_good_one_out(tmp_path: Path) -> None:
    taken = _posts(tmp_path, "1;a;never;5;1\n", "1;a;2026-01-01;9;1\n")
    assert [p["line"] for p in taken.problems] == [2]
    assert taken.tables["posts"][0]["reactions"] == 9


def test_the_latest_export_of_a_post_is_taken(tmp_path: Path) -> None:
    header = "post id;author;published at;likes;exported at\n"
    states = ["7;2026-02-03", "9;2026-02-05", "8;2026-02-04", "1;"]
    rows = [f"1;a;2026-01-01;{state}\n" for state in states]
    taken = _posts(tmp_path, *rows, header=header)
    assert [r["reactions"] for r in taken.tables["posts"]] == [9]
    assert taken.excluded == {"an older state of the same post": 3}
    assert taken.problems == []
    assert "exported_at" not in taken.tables["posts"][0]
    assert taken.tables["posts"][0]["time"] == datetime(2026, 1, 1)


def test_the_same_number_on_two_platforms_is_two_posts(tmp_path: Path) -> None:
    header = "post id;author;published at;likes;platform\n"
    rows = ["1;a;2026-01-01;5;X\n", "1;a;2026-01-01;9;LinkedIn\n"]
    assert _posts(tmp_path, *rows, header=header).accepted == 2


def test_lines_count_where_cells_span_lines(tmp_path: Path) -> None:
    header = "post id;author;published at;likes;text\n"
    rows = ['1;a;2026-01-01;5;"a\nb"\n', "2;a;2026-01-01;5;x\n", "1;a;2026-01-01;9;x\n"]
    taken = _posts(tmp_path, *rows, header=header)
    assert [p["line"] for p in taken.problems] == [5]
