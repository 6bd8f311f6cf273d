from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesica.store import content
from vesica.store.content import content_hash

SCHEMA = pa.schema(
    [
        ("s", pa.string()),
        ("i", pa.int64()),
        ("d", pa.decimal128(18, 6)),
        ("day", pa.date32()),
        ("t", pa.timestamp("us")),
        ("o", pa.int16()),
        ("f", pa.bool_()),
    ]
)
ROW = {
    "s": "ä",
    "i": 1,
    "d": Decimal("1.5"),
    "day": date(2026, 1, 1),
    "t": datetime(2026, 1, 1, 12),
    "o": 60,
    "f": True,
}
OTHER = {
    "s": "a",
    "i": 2,
    "d": Decimal("1.6"),
    "day": date(2026, 1, 2),
    "t": datetime(2026, 1, 1, 13),
    "o": -60,
    "f": False,
}
COUNT = iter(range(10**9))


def hash_of(folder: Path, *tables: pa.Table, **options: object) -> str:
    files = []
    for data in tables:
        files.append(folder / f"{next(COUNT)}.parquet")
        pq.write_table(data, files[-1], **options)
    return content_hash(files, SCHEMA)


def table(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), SCHEMA)


MANY = table(*([ROW, OTHER, dict.fromkeys(SCHEMA.names), ROW] * 50))


@pytest.mark.parametrize(
    "options",
    [
        {"row_group_size": 7},
        {"use_dictionary": False},
        {"compression": "zstd"},
        {"data_page_version": "2.0", "version": "1.0"},
        {"write_statistics": False, "store_schema": False},
    ],
)
def test_the_writer_does_not_matter(tmp_path: Path, options: dict[str, object]) -> None:
    assert hash_of(tmp_path, MANY, **options) == hash_of(tmp_path, MANY)


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_batches_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    whole = hash_of(tmp_path, MANY)
    monkeypatch.setattr(content, "_BATCH", batch)
    assert hash_of(tmp_path, MANY) == whole


def test_files_are_read_end_to_end(tmp_path: Path) -> None:
    assert hash_of(tmp_path, MANY[:13], MANY[13:]) == hash_of(tmp_path, MANY)
    assert hash_of(tmp_path, MANY, MANY[:0]) == hash_of(tmp_path, MANY)


def test_other_columns_and_string_types_do_not_matter(tmp_path: Path) -> None:
    wide = MANY.append_column("x", pa.nulls(MANY.num_rows, pa.string()))
    wide = wide.set_column(0, "s", wide["s"].cast(pa.large_string()))
    assert hash_of(tmp_path, wide) == hash_of(tmp_path, MANY)


@pytest.mark.parametrize("name", SCHEMA.names)
@pytest.mark.parametrize("value", ["other", "null"])
def test_every_value_counts(tmp_path: Path, name: str, value: str) -> None:
    changed = ROW | {name: OTHER[name] if value == "other" else None}
    assert hash_of(tmp_path, table(ROW, changed)) != hash_of(tmp_path, table(ROW, ROW))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["ab", "c"], ["a", "bc"]),
        (["", None], [None, ""]),
        ([""], [None]),
        ([], [None]),
        (["a", "b"], ["b", "a"]),
    ],
)
def test_strings_cannot_run_together(
    tmp_path: Path, left: list[str | None], right: list[str | None]
) -> None:
    hashes = {hash_of(tmp_path, table(*({"s": s} for s in side))) for side in (left, right)}
    assert len(hashes) == 2


def test_nulls_are_not_zeros(tmp_path: Path) -> None:
    assert hash_of(tmp_path, table({"i": 0})) != hash_of(tmp_path, table({"i": None}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=6),
    st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=6),
)
def test_equal_hash_means_equal_rows(
    tmp_path: Path, left: list[str | None], right: list[str | None]
) -> None:
    hashes = [hash_of(tmp_path, table(*({"s": s} for s in side))) for side in (left, right)]
    assert (hashes[0] == hashes[1]) == (left == right)
