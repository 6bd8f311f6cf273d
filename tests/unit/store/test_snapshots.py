from __future__ import annotations

import dataclasses
import json
import os
import stat
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from store_helpers import at, count_lines, kill_at, names, rows, seal

from vesica.errors import NotFoundError, RefusedError, StoreError, TamperedError
from vesica.schema import TABLES, Purpose
from vesica.store.atomic import sweep
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence, Quarantined

PEOPLE = rows("people", {"person_id": "a", "hired_on": date(2020, 1, 1)}, {"person_id": "b"})
MESSAGES = rows(
    "messages",
    {"sender_id": "a", "recipient_id": "b", "time": at(3)},
    {"sender_id": "b", "recipient_id": "a", "time": at(1, 23)},
)
MORE = rows("messages", {"sender_id": "b", "recipient_id": "b", "time": at(9)})
QUARANTINED = Quarantined(
    table="people", line=7, column="hired_on", reason="not a date", fix="Write it as 2026-01-31."
)


def test_an_import_says_what_it_holds(layout: Layout) -> None:
    sealed = seal(
        layout,
        {"people": PEOPLE, "messages": MESSAGES},
        rows_in=9,
        quarantined=1,
        quarantine=(QUARANTINED,),
        excluded={"objection": 4},
        dropped_columns={"shoe size": 3},
    )
    assert sealed.sequence == 1
    assert sealed.id == f"000001-{sealed.content_hash[:12]}"
    assert sealed.rows_in == 9 == sum(sealed.accepted.values()) + 1 + 4
    assert [(n, t.rows, t.first, t.last) for n, t in sealed.tables.items()] == [
        ("messages", 2, "2026-01-01", "2026-01-03"),
        ("people", 2, "", ""),
    ]
    evidence = Evidence(layout)
    assert evidence.imports() == (sealed,)
    assert evidence.verify() == ()
    for name in (sealed.id, "1"):
        assert evidence.quarantine(name) == (QUARANTINED,)
    folder = evidence.folder(sealed)
    assert names(folder) == [
        "manifest.json",
        "messages.parquet",
        "people.parquet",
        "quarantine.parquet",
    ]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(NotFoundError, match="'2'"):
        evidence.quarantine("2")


def test_an_empty_workspace_has_no_imports(layout: Layout) -> None:
    evidence = Evidence(layout)
    assert evidence.imports() == evidence.verify() == evidence.leftovers() == ()
    assert evidence.files("people", purpose=Purpose.SKILLS) == ()
    assert len(evidence.digest()) == 64


@pytest.mark.parametrize("changes", [{"rows_in": 3}, {"quarantined": 1}, {"excluded": {"x": 1}}])
def test_rows_that_are_unaccounted_for_are_a_fault(
    layout: Layout, changes: dict[str, object]
) -> None:
    with pytest.raises(StoreError, match=r"rows came in, \d are accounted for"):
        seal(layout, {"people": PEOPLE}, **changes)
    assert names(layout.evidence) == []


@pytest.mark.parametrize("counts", [{}, {"messages": None}])
def test_files_must_fit_the_counts(layout: Layout, counts: dict[str, object]) -> None:
    with pytest.raises(StoreError, match="do not fit the counts"):
        seal(layout, {"people": PEOPLE}, counts=counts)


def test_files_come_in_sequence_and_for_a_purpose(layout: Layout) -> None:
    first = seal(layout, {"messages": MESSAGES})
    seal(layout, {"people": PEOPLE})
    third = seal(layout, {"messages": MORE})
    evidence = Evidence(layout)
    files = evidence.files("messages", purpose=Purpose.SKILLS)
    assert files == tuple(evidence.folder(m) / "messages.parquet" for m in (first, third))
    assert sum(pq.read_metadata(f).num_rows for f in files) == 3


@pytest.mark.parametrize("name", list(TABLES))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_table_is_refused_for_every_undeclared_purpose(
    layout: Layout, name: str, purpose: Purpose
) -> None:
    if purpose in TABLES[name].purposes:
        assert Evidence(layout).files(name, purpose=purpose) == ()
    else:
        with pytest.raises(RefusedError, match=f"'{name}' may not be read"):
            Evidence(layout).files(name, purpose=purpose)


def test_the_same_source_and_the_same_content_are_found(layout: Layout) -> None:
    first = seal(layout, {"messages": MESSAGES}, sha256="1" * 64)
    evidence = Evidence(layout)
    assert evidence.find_source("1" * 64, "hand", {}) == first
    for other in (("2" * 64, "hand", {}), ("1" * 64, "x", {}), ("1" * 64, "hand", {"a": "b"})):
        assert evidence.find_source(*other) is None
    assert evidence.find_content(first.content_hash) == first
    assert evidence.find_content("0" * 64) is None


def digest(root: Path, *imports: dict[str, object], superseding: int = 0) -> str:
    root.mkdir()
    for tables in imports:
        seal(Layout(root), tables, superseding=superseding)
    return Evidence(Layout(root)).digest()


def test_the_digest_knows_rows_not_order(tmp_path: Path) -> None:
    one, two, empty = {"messages": MESSAGES}, {"messages": MORE}, {"people": PEOPLE[:0]}
    base = digest(tmp_path / "a", one, two)
    assert digest(tmp_path / "b", two, one) == base
    assert digest(tmp_path / "c", two, empty, one) == base
    assert digest(tmp_path / "d", one) != base
    assert digest(tmp_path / "e", one, one, two) != base


def test_the_digest_knows_what_supersedes_what(tmp_path: Path) -> None:
    one, two = {"people": PEOPLE}, {"people": PEOPLE[:1]}
    assert digest(tmp_path / "a", one, two, superseding=1) != digest(
        tmp_path / "b", two, one, superseding=1
    )
    evidence = Evidence(Layout(tmp_path / "a"))
    files, superseded = evidence.readable(Purpose.SKILLS)
    assert "people" in superseded
    assert "messages" not in superseded
    assert files["people"] == evidence.files("people", purpose=Purpose.SKILLS)
    assert set(files) == {n for n, t in TABLES.items() if Purpose.SKILLS in t.purposes}


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["people.parquet", "quarantine.parquet", "manifest.json"])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.8, 0.99])
def test_a_flipped_byte_never_passes_unseen_if_it_changes_rows(
    layout: Layout, name: str, share: float
) -> None:
    sealed = seal(layout, {"people": PEOPLE}, quarantined=1, quarantine=(QUARANTINED,), rows_in=3)
    path = Evidence(layout).folder(sealed) / name
    before = None if path.suffix == ".json" else pq.read_table(path)
    flip(path, int(share * path.stat().st_size))
    problems = Evidence(layout).verify()
    if problems:
        assert sealed.id in problems[0]
    else:  # the byte carries no value, such as the name of the writer
        assert before is not None
        assert pq.read_table(path).equals(before)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda f: (f / "people.parquet").unlink(), "people.parquet is missing"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json is missing"),
        (lambda f: (f / "manifest.json").write_text("{"), "manifest.json cannot be read"),
        (lambda f: (f / "manifest.json").write_text("[]"), "manifest.json cannot be read"),
        (lambda f: os.truncate(f / "people.parquet", 99), "people.parquet has 99 bytes, not"),
        (lambda f: f.rename(f.with_name("000002-x")), "manifest.json belongs to '000001-"),
    ],
)
def test_harm_is_named_before_anything_is_read(layout: Layout, harm, message: str) -> None:
    sealed = seal(layout, {"people": PEOPLE})
    harm(Evidence(layout).folder(sealed))
    with pytest.raises(TamperedError, match=message):
        Evidence(layout).imports()
    assert any(message in problem for problem in Evidence(layout).verify())


def test_a_changed_count_is_found(layout: Layout) -> None:
    sealed = seal(layout, {"people": PEOPLE})
    path = Evidence(layout).folder(sealed) / "manifest.json"
    plain = json.loads(path.read_text())
    path.write_text(json.dumps(plain | {"rows_in": 99}))
    with pytest.raises(TamperedError, match="does not match its checksum"):
        Evidence(layout).imports()


def test_other_rows_of_the_same_size_are_found(layout: Layout) -> None:
    sealed = seal(layout, {"people": PEOPLE})
    path = Evidence(layout).folder(sealed) / "people.parquet"
    pq.write_table(PEOPLE.set_column(0, "person_id", [["a", "c"]]), path)
    assert path.stat().st_size == sealed.tables["people"].size
    assert Evidence(layout).verify() == (
        f"Import '{sealed.id}': the rows of people.parquet do not match their hash.",
    )


def test_a_killed_sealing_leaves_the_earlier_imports(layout: Layout) -> None:
    def work(at: Layout) -> None:
        seal(at, {"messages": MORE})

    first = seal(layout, {"messages": MESSAGES})
    other = Layout(layout.root.parent / "counted")
    other.root.mkdir()
    points = count_lines(lambda: work(other))
    done = 1
    for point in range(1, points + 1, max(1, points // 20)):
        assert kill_at(point, lambda: work(layout))
        found = Evidence(layout).imports()
        assert found[0] == first
        assert len(found) - done in {0, 1}
        done = len(found)
    sweep(layout.evidence)
    assert len(names(layout.evidence)) == done
    assert Evidence(layout).verify() == ()


def test_readers_never_see_half_an_import(layout: Layout) -> None:
    """Six readers in other processes look all the time while a writer seals and rewrites."""
    readers = []
    seal(layout, {"people": PEOPLE})
    for _ in range(6):
        child = os.fork()
        if child == 0:
            seen = 0
            try:
                evidence = Evidence(layout)
                while seen < 12:
                    manifests = evidence.imports()
                    assert [m.sequence for m in manifests] == list(range(1, len(manifests) + 1))
                    assert len(manifests) >= seen
                    seen = len(manifests)
                os._exit(0)
            except BaseException:
                os._exit(1)
        readers.append(child)
    evidence = Evidence(layout)
    for sequence in range(2, 13):
        sealed = seal(layout, {"people": PEOPLE})
        assert sealed.sequence == sequence
        with evidence.staging() as staged:
            for path in evidence.folder(sealed).glob("*.parquet"):
                (staged / path.name).write_bytes(path.read_bytes())
            evidence.seal_revision(staged, dataclasses.replace(sealed, revision=1))
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in readers]
    assert codes == [0] * 6
