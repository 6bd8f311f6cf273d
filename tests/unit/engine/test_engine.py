from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vesica.engine import scratch
from vesica.engine.base import Engine, View
from vesica.engine.duckdb import DuckDBEngine, open_engine
from vesica.errors import EngineError, UnknownRelationError
from vesica.schema import TABLES, table
from vesica.settings import EngineSettings


def post(number: str, reactions: int) -> dict:
    return {
        "post_id": number,
        "platform": "X",
        "person_id": "a",
        "time": datetime(2025, 6, 1),
        "reactions": reactions,
    }


@pytest.fixture
def engine(tmp_path: Path, settings: EngineSettings, write) -> Iterator[DuckDBEngine]:
    with open_engine(
        {"posts": [write("posts", "posts.parquet", [post("1", 5), post("2", 1)])]},
        rows={"parameters": pa.table({"blocks": [10]})},
        latest=(),
        settings=settings,
        scratch=tmp_path / "scratch",
    ) as opened:
        yield opened


def test_it_is_an_engine(engine):
    assert isinstance(engine.name, str)
    promised: Engine = engine
    assert promised.name == "duckdb"


def test_it_reads_sealed_files_and_rows_in_memory(engine):
    assert engine.fetch("posts")["reactions"].to_pylist() == [5, 1]
    assert engine.fetch("parameters").to_pylist() == [{"blocks": 10}]


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"posts"}))
def test_tables_without_evidence_are_empty_and_typed(engine, name):
    fetched = engine.fetch(name)
    assert fetched.num_rows == 0
    assert fetched.schema.equals(table(name).arrow)


def test_sums_come_as_64_bit_integers_in_a_fixed_order(engine):
    engine.define(
        [View(name="total", sql='SELECT "post_id", SUM("reactions") AS s FROM posts GROUP BY 1')]
    )
    total = engine.fetch("total")
    assert total.schema.field("s").type == pa.int64()
    assert total.to_pylist() == [{"post_id": "1", "s": 5}, {"post_id": "2", "s": 1}]


def test_a_kept_view_is_computed_once(engine):
    engine.define([View(name="once", sql="SELECT random() AS r", keep=True)])
    assert engine.fetch("once").equals(engine.fetch("once"))


def test_unknown_relations_are_named(engine):
    with pytest.raises(UnknownRelationError, match="no relation 'salaries'"):
        engine.fetch("salaries")


@pytest.mark.parametrize("name", ["posts; DROP VIEW posts", 'posts" UNION SELECT 1 --'])
def test_a_name_is_never_sql(engine, name):
    with pytest.raises(UnknownRelationError):
        engine.fetch(name)


def test_what_goes_wrong_far_into_a_stream_is_an_engine_error(engine):
    late = "SELECT IF(i < 250000, i, error('late')) AS i FROM range(300000) AS t(i)"
    with pytest.raises(EngineError, match=r"'numbers' cannot be run: .*late"):
        list(engine.stream(late, "numbers"))


def test_a_wrong_view_is_an_engine_error(engine):
    with pytest.raises(EngineError, match="'wrong' cannot be run") as caught:
        engine.define([View(name="wrong", sql="SELECT nothing FROM nowhere")])
    assert caught.value.hint


def test_unknown_tables_and_missing_files_are_refused(tmp_path, settings):
    rest = {"rows": {}, "latest": (), "settings": settings, "scratch": tmp_path / "s"}
    with pytest.raises(EngineError, match="no evidence table 'salaries'"):
        open_engine({"salaries": []}, **rest)
    with pytest.raises(EngineError, match="'posts' cannot be run"):
        open_engine({"posts": [tmp_path / "gone.parquet"]}, **rest)
    assert list((tmp_path / "s").iterdir()) == []


@pytest.mark.parametrize(
    ("latest", "expected"), [(("posts",), [(1, 7), (2, 1)]), ((), [(1, 5), (1, 7), (2, 1)])]
)
def test_the_newest_row_of_each_key_counts(tmp_path, settings, write, latest, expected):
    files = [
        write("posts", "b.parquet", [post("1", 5), post("2", 1)]),
        write("posts", "a.parquet", [post("1", 7)]),
    ]
    with open_engine(
        {"posts": files}, rows={}, latest=latest, settings=settings, scratch=tmp_path / "s"
    ) as engine:
        rows = engine.fetch("posts").to_pylist()
    assert [(int(r["post_id"]), r["reactions"]) for r in rows] == expected


OUTWARD = [
    "FROM read_parquet('{other}')",
    "FROM '{other}'",
    "FROM read_parquet('{folder}/../{name}/other.parquet')",
    "FROM read_parquet('{link}')",
    "FROM glob('{folder}/*')",
    "FROM parquet_metadata('{other}')",
    "FROM read_csv('/etc/passwd')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM read_text('/etc/passwd')",
    "FROM read_blob('/etc/passwd')",
    "FROM read_csv('https://localhost/x.csv')",
    "FROM read_parquet('s3://bucket/x.parquet')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY parameters FROM '/etc/passwd'",
    "EXPORT DATABASE '{folder}/export'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/other.db'",
    "ATTACH 'https://localhost/other.db'",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/']",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '100GB'",
    "SET threads = 64",
    "SET temp_directory = '{folder}'",
    "SET lock_configuration = false",
    "SET python_enable_replacements = true",
    "SET TimeZone = 'Asia/Kolkata'",
    "SET home_directory = '/'",
    "RESET memory_limit",
    "RESET enable_external_access",
    "PRAGMA memory_limit = '100GB'",
    "PRAGMA threads = 64",
    "CREATE PERSISTENT SECRET s (TYPE s3)",
    "CREATE SECRET s (TYPE s3)",
    "SELECT getenv('HOME')",
    "FROM local_frame",
]


@pytest.mark.parametrize("statement", OUTWARD)
def test_the_way_out_is_shut(engine, tmp_path, statement):
    local_frame = pa.table({"secret": [1]})
    assert local_frame.num_rows == 1
    other, link = tmp_path / "other.parquet", tmp_path / "link.parquet"
    pq.write_table(local_frame, other)
    link.symlink_to(other)
    before = sorted(tmp_path.iterdir())
    filled = statement.format(other=other, link=link, folder=tmp_path, name=tmp_path.name)
    with pytest.raises(duckdb.Error):
        engine._connection.execute(filled)
    assert sorted(tmp_path.iterdir()) == before
    assert engine.fetch("posts").num_rows == 2


@pytest.mark.parametrize("first", ["", "SELECT 1; "])
def test_a_view_is_one_query_and_cannot_overwrite_sealed_files(engine, tmp_path, first):
    before = (tmp_path / "posts.parquet").read_bytes()
    writing = f"{first}COPY parameters TO '{tmp_path}/posts.parquet'"
    with pytest.raises(EngineError, match="'x' is not one query"):
        engine.define([View(name="x", sql=writing)])
    assert (tmp_path / "posts.parquet").read_bytes() == before


def test_it_spills_into_its_own_folder_and_leaves_nothing(tmp_path, settings):
    engine = DuckDBEngine(settings, tmp_path / "scratch")
    (folder,) = (tmp_path / "scratch").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    limits = engine._connection.execute(
        "SELECT current_setting('temp_directory'), current_setting('memory_limit'),"
        " current_setting('max_temp_directory_size'), current_setting('threads')"
    ).fetchone()
    assert limits is not None
    assert limits[0] == str(folder)
    assert limits[2:] == ("512.0 MiB", 2)
    engine.close()
    engine.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_what_dead_processes_left_is_swept(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"engine-{gone.pid}-x", f"engine-{os.getpid()}-x", "engine-odd-x", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "block").write_bytes(b"x")
    assert scratch.sweep(tmp_path) == (f"engine-{gone.pid}-x",)
    kept = sorted(p.name for p in tmp_path.iterdir())
    assert kept == sorted([f"engine-{os.getpid()}-x", "engine-odd-x", "other"])
