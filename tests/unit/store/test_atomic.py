from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from store_helpers import count_lines, kill_at, names

from vesica.errors import StoreError, WorkspaceBusyError, WorkspaceNotFoundError
from vesica.store.atomic import (
    remove_folder,
    sealed_folder,
    sweep,
    write_file,
)
from vesica.store.layout import Layout
from vesica.store.lock import writer


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def make(target: Path) -> None:
    with sealed_folder(target) as staged:
        (staged / "inner").mkdir()
        (staged / "inner" / "a").write_text("a")
        (staged / "b").write_text("b")


def test_sealed_folder_is_private_and_complete(tmp_path: Path) -> None:
    make(tmp_path / "x")
    assert (tmp_path / "x" / "inner" / "a").read_text() == "a"
    assert mode(tmp_path / "x") == mode(tmp_path / "x" / "inner") == 0o700
    assert mode(tmp_path / "x" / "b") == 0o600
    assert names(tmp_path) == ["x"]


def test_sealed_folder_leaves_nothing_after_an_error(tmp_path: Path) -> None:
    def fail() -> None:
        with sealed_folder(tmp_path / "x") as staged:
            (staged / "b").write_text("b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == []


def test_a_sealed_folder_is_never_sealed_again(tmp_path: Path) -> None:
    make(tmp_path / "x")
    with pytest.raises(StoreError, match="'x' is sealed already"):
        make(tmp_path / "x")
    assert names(tmp_path) == ["x"]


def test_a_killed_sealing_leaves_all_or_nothing(tmp_path: Path) -> None:
    points = count_lines(lambda: make(tmp_path / "counted"))
    for point in range(1, points + 1, 2):
        target = tmp_path / f"x{point}"
        assert kill_at(point, lambda target=target: make(target))
        if target.exists():
            assert names(target) == ["b", "inner"]
        else:
            make(target)
    sweep(tmp_path)
    assert not [p for p in tmp_path.iterdir() if p.suffix]


def test_write_file_replaces_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_file(path, b"old")
    points = count_lines(lambda: write_file(path, b"old"))
    seen = set()
    for point in range(1, points + 1):
        write_file(path, b"old")
        kill_at(point, lambda: write_file(path, b"new"))
        seen.add(path.read_bytes())
        assert mode(path) == 0o600
    assert seen == {b"old", b"new"}


def test_write_file_clears_up_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    with pytest.raises(OSError, match="f"):
        write_file(tmp_path / "f", b"x")
    assert names(tmp_path) == ["f"]


def test_remove_folder_is_all_or_nothing(tmp_path: Path) -> None:
    def work(target: Path) -> None:
        remove_folder(target)

    make(tmp_path / "counted")
    for point in range(1, count_lines(lambda: work(tmp_path / "counted")) + 1):
        target = tmp_path / f"x{point}"
        make(target)
        kill_at(point, lambda target=target: work(target))
        assert not target.exists() or names(target) == ["b", "inner"]


def test_sweep_spares_what_is_sealed(tmp_path: Path) -> None:
    make(tmp_path / "kept")
    (tmp_path / "a.new").mkdir()
    (tmp_path / "b.new").write_text("")
    (tmp_path / "c.old").mkdir()
    assert sweep(tmp_path) == ("a.new", "b.new", "c.old")
    assert names(tmp_path) == ["kept"]
    assert sweep(tmp_path / "missing") == ()


def test_only_one_writes_and_the_other_learns_who(layout: Layout) -> None:
    with writer(layout):
        with pytest.raises(WorkspaceBusyError, match=f"Process {os.getpid()} is writing"):
            writer(layout).__enter__()
        assert mode(layout.lock_file) == 0o600
    with writer(layout):
        pass


def test_scratch_is_private_also_where_it_was_not(layout: Layout) -> None:
    for _ in range(2):
        with writer(layout):
            assert mode(layout.scratch) == 0o700
        layout.scratch.chmod(0o755)


def test_the_lock_dies_with_its_process(layout: Layout) -> None:
    (layout.evidence / "x.new").mkdir(parents=True)

    def work() -> None:
        with writer(layout):
            (layout.evidence / "y.new").mkdir()
            os._exit(9)

    assert kill_at(10**9, work)
    assert names(layout.evidence) == ["y.new"]
    with writer(layout):
        assert names(layout.evidence) == []


def test_a_writer_needs_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFoundError, match="nowhere"):
        writer(Layout(tmp_path / "nowhere")).__enter__()


def test_layout_loads_next_to_nothing() -> None:
    heavy = "print([m for m in ('pyarrow', 'sqlalchemy', 'alembic') if m in sys.modules])"
    code = f"import sys, vesica.store.layout, vesica.store.lock; {heavy}"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
