from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vesica.engine.base import Consolidated
from vesica.engine.consolidate import consolidate
from vesica.errors import EngineError
from vesica.schema import TABLES, table
from vesica.settings import EngineSettings

Rows = Sequence[Mapping[str, Any]]
START = datetime(2025, 6, 1)


class Imports:
    """A table's imports, one sealed file after the other."""

    def __init__(self, name: str, folder: Path, settings: EngineSettings) -> None:
        self.table, self.folder, self.settings = table(name), folder, settings
        self.sealed: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, rows: Rows) -> Consolidated:
        number = len(self.sealed)
        staged, out = self.folder / f"{number}.staged", self.folder / f"{number}.parquet"
        pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], self.table.arrow), staged)
        counts = consolidate(
            staged,
            self.sealed,
            self.table,
            out,
            settings=self.settings,
            scratch=self.folder / "scratch",
        )
        self.sealed.append(out)
        return counts

    def rows(self) -> list[dict[str, Any]]:
        """Rows of all sealed files, in file order."""
        return [row for path in self.sealed for row in pq.read_table(path).to_pylist()]


@pytest.fixture
def imports(tmp_path: Path, settings: EngineSettings) -> Callable[[str], Imports]:
    made: list[Imports] = []

    def new(name: str) -> Imports:
        made.append(Imports(name, tmp_path / f"{name}-{len(made)}", settings))
        return made[-1]

    return new


def message(minute: int, sender: str = "a", recipient: str = "b", **more: object) -> dict:
    time = START + timedelta(minutes=minute)
    return {"sender_id": sender, "recipient_id": recipient, "time": time, **more}


def post(post_id: str, **more: object) -> dict:
    return {"post_id": post_id, "platform": "X", "person_id": "a", "time": START, **more}


def counts(accepted: int, repeated: int, superseding: int = 0) -> Consolidated:
    return Consolidated(accepted=accepted, repeated=repeated, superseding=superseding)


def test_rows_come_out_in_the_order_of_the_table(imports):
    made = imports("messages")
    rows = [message(3), message(1, "b"), message(1), message(2, recipient="a"), message(2)]
    assert made.add(rows) == counts(5, 0)
    assert [(r["sender_id"], r["recipient_id"], r["time"].minute) for r in made.rows()] == [
        ("a", "a", 2),
        ("a", "b", 1),
        ("a", "b", 2),
        ("a", "b", 3),
        ("b", "b", 1),
    ]


def test_nothing_comes_before_a_value_in_the_order(imports):
    made = imports("messages")
    made.add([message(1, channel=c) for c in ("email", None, "chat")])
    assert [r["channel"] for r in made.rows()] == [None, "chat", "email"]


@pytest.mark.parametrize("name", ["messages", "posts"])
def test_exact_repeats_are_dropped_in_the_file_and_against_earlier_ones(imports, name):
    made = imports(name)
    one = [message(m) if name == "messages" else post(str(m)) for m in (1, 2, 3)]
    assert made.add([one[0], one[1], one[0]]) == counts(2, 1)
    assert made.add(one) == counts(1, 2)
    assert made.add(one) == counts(0, 3)


def test_events_stay_as_they_were(imports):
    made = imports("messages")
    made.add([message(1, audience_size=3)])
    assert made.add([message(1, audience_size=9), message(2)]) == counts(1, 1)
    assert [r["audience_size"] for r in made.rows()] == [3, None]


def test_the_newest_import_speaks_for_a_post(imports):
    made = imports("posts")
    assert made.add([post("1", reactions=5), post("2", reactions=1)]) == counts(2, 0)
    again = [post("1", reactions=6), post("2", reactions=1), post("3")]
    assert made.add(again) == counts(2, 1, superseding=1)
    assert made.add([post("1", reactions=5)]) == counts(1, 0, superseding=1)
    assert made.add([post("1", reactions=5)]) == counts(0, 1)


def test_keys_that_are_null_are_equal(imports):
    made = imports("people")
    assert made.add([{"person_id": "a", "valid_from": None, "level": 1}]) == counts(1, 0)
    assert made.add([{"person_id": "a", "valid_from": None, "level": 1}]) == counts(0, 1)
    assert made.add([{"person_id": "a", "valid_from": None, "level": 2}]) == counts(1, 0, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_rows_of_a_key_the_fullest_stays(imports, order):
    made = imports("posts")
    rows = [post("1", reactions=5), post("1", reactions=7), post("1", in_reply_to="zz")]
    assert made.add(rows[::order]) == counts(1, 2)
    assert made.rows()[0]["reactions"] == 7


@pytest.mark.parametrize("name", sorted(TABLES))
def test_an_empty_file_of_any_table_keeps_the_schema(imports, name):
    made = imports(name)
    assert made.add([]) == counts(0, 0)
    assert made.add([]) == counts(0, 0)
    assert pq.read_schema(made.sealed[0]).equals(table(name).arrow)


def many_messages(n: int, seed: int) -> list[dict]:
    draw = random.Random(seed)
    ids = [f"person{i:014d}" for i in range(50)]
    return [
        message(
            draw.randrange(3000),
            draw.choice(ids),
            draw.choice(ids),
            channel=draw.choice(["chat", "email", None]),
            message_id=draw.choice([None, f"m{i}"]),
            audience_size=draw.randrange(5),
        )
        for i in range(n)
    ]


def test_the_file_is_the_same_for_any_threads_and_order(tmp_path, write):
    rows = many_messages(20_000, seed=1)
    shuffled = random.Random(2).sample(rows, len(rows))
    hashes = set()
    for threads, given_rows in ((1, rows), (2, rows), (2, shuffled), (4, shuffled)):
        out = tmp_path / "out.parquet"
        consolidate(
            write("messages", "staged.parquet", given_rows),
            [],
            table("messages"),
            out,
            settings=EngineSettings(memory_mib=256, threads=threads),
            scratch=tmp_path / "scratch",
        )
        hashes.add(hashlib.sha256(out.read_bytes()).hexdigest())
        out.unlink()
    assert len(hashes) == 1


def test_row_groups_are_bounded(tmp_path, write, settings):
    out = tmp_path / "out.parquet"
    staged = write("messages", "staged.parquet", [message(m) for m in range(130_000)])
    consolidate(staged, [], table("messages"), out, settings=settings, scratch=tmp_path / "s")
    meta = pq.read_metadata(out)
    assert meta.num_rows == 130_000
    assert max(meta.row_group(i).num_rows for i in range(meta.num_row_groups)) <= 122_880
    assert meta.row_group(0).column(0).compression == "ZSTD"


def test_paths_with_quotes_work(tmp_path, settings, write):
    (tmp_path / "it's").mkdir()
    staged = write("posts", "it's/staged.parquet", [post("1")])
    out = tmp_path / "it's" / "out.parquet"
    made = consolidate(staged, [], table("posts"), out, settings=settings, scratch=tmp_path / "s")
    assert made == counts(1, 0)


def test_a_damaged_file_is_an_error_with_a_hint(tmp_path, settings):
    staged = tmp_path / "staged.parquet"
    staged.write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(EngineError, match="Hint"):
        consolidate(
            staged,
            [],
            table("posts"),
            tmp_path / "out.parquet",
            settings=settings,
            scratch=tmp_path / "scratch",
        )
    assert list((tmp_path / "scratch").iterdir()) == []


def test_repeats_are_found_across_batches(tmp_path, settings, write):
    rows = [message(0, message_id="m", audience_size=k % 5) for k in range(250_000)]
    staged = write("messages", "staged.parquet", [*rows, message(1)])
    out = tmp_path / "out.parquet"
    made = consolidate(staged, [], table("messages"), out, settings=settings, scratch=tmp_path)
    assert made == counts(2, 249_999)
    assert pq.read_table(out)["audience_size"].to_pylist() == [4, None]


def test_too_little_memory_is_an_error_with_a_hint(tmp_path, write):
    staged = write("messages", "staged.parquet", many_messages(60_000, seed=3))
    with pytest.raises(EngineError, match="memory_mib or spill_mib"):
        consolidate(
            staged,
            [],
            table("messages"),
            tmp_path / "out.parquet",
            settings=EngineSettings(memory_mib=8, threads=2, spill_mib=1),
            scratch=tmp_path / "scratch",
        )


MESSAGES = st.lists(
    st.builds(
        message,
        st.integers(0, 2),
        st.sampled_from("ab"),
        st.sampled_from("ab"),
        channel=st.sampled_from([None, "chat"]),
        message_id=st.sampled_from([None, "m"]),
        audience_size=st.sampled_from([None, 1, 2]),
    ),
    max_size=12,
)
POSTS = st.lists(
    st.builds(post, st.sampled_from("pq"), reactions=st.sampled_from([None, 1, 2])), max_size=6
)
SMALL = EngineSettings(memory_mib=64, threads=2, spill_mib=64)


def key_of(name: str, row: dict) -> tuple:
    return tuple(str(row.get(column)) for column in table(name).key)


@hypothesis_settings(max_examples=30, deadline=None)
@given(rows=MESSAGES, again=st.data())
def test_importing_again_changes_nothing(rows, again):
    shuffled = again.draw(st.permutations([*rows, *rows]))
    with tempfile.TemporaryDirectory() as folder:
        made = Imports("messages", Path(folder), SMALL)
        first = made.add(rows)
        before = made.rows()
        second = made.add(shuffled)
        assert second == counts(0, 2 * len(rows))
        assert made.rows() == before
        assert first.accepted == len({key_of("messages", r) for r in rows})


@hypothesis_settings(max_examples=30, deadline=None)
@given(one=MESSAGES, other=MESSAGES)
def test_overlapping_exports_hold_each_event_once(one, other):
    with tempfile.TemporaryDirectory() as folder:
        made = Imports("messages", Path(folder), SMALL)
        total = [made.add(one), made.add([*one[:3], *other])]
        keys = [key_of("messages", r) for r in made.rows()]
        assert len(keys) == len(set(keys)) == sum(t.accepted for t in total)
        assert set(keys) == {key_of("messages", r) for r in [*one, *other]}
        assert sum(t.accepted + t.repeated for t in total) == len([*one, *one[:3], *other])


@hypothesis_settings(max_examples=30, deadline=None)
@given(exports=st.lists(POSTS, min_size=1, max_size=4))
def test_the_newest_row_of_each_key_is_that_of_the_last_export(exports):
    with tempfile.TemporaryDirectory() as folder:
        made = Imports("posts", Path(folder), SMALL)
        expected: dict[str, int | None] = {}
        for export in exports:
            counted = made.add(export)
            best = {}
            for row in sorted(export, key=lambda r: r["reactions"] or 0):
                best[row["post_id"]] = row["reactions"]
            changed = {k for k, v in best.items() if k not in expected or expected[k] != v}
            assert counted.accepted == len(changed)
            assert counted.superseding == len(changed & set(expected))
            expected |= best
        newest = {r["post_id"]: r["reactions"] for r in made.rows()}
        assert newest == expected
