"""The launcher dies right before the operation it was told to, and counts them all."""

from __future__ import annotations

import subprocess
import sys

import pytest

TOY = """
import os, sqlite3, sys
from pathlib import Path
from proof.interrupt import Counter, install
counter = Counter(int(sys.argv[1]))
here = Path(sys.argv[2])
install(counter)
base = counter.count
(here / "a").mkdir()                                   # 1
with open(here / "a" / "f", "w") as file:              # 2
    file.write("x"); file.flush(); os.fsync(file)      # 3
(here / "a").rename(here / "b")                        # 4
db = sqlite3.connect(here / "s.db", isolation_level=None)   # 5
db.execute("create table t (x)")                       # 6
db.execute("insert into t values (1)")                 # 7
db.close()
print(base, counter.count)
"""


def toy(at: int, folder) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TOY, str(at), str(folder)], capture_output=True, text=True
    )


def test_counts_every_operation(tmp_path) -> None:
    done = toy(0, tmp_path)
    assert done.stderr == ""
    assert done.stdout.split() == ["0", "7"]


@pytest.mark.parametrize(
    ("at", "there", "not_there"),
    [(1, "", "a"), (3, "a/f", "b"), (4, "a/f", "b"), (5, "b/f", "s.db"), (6, "s.db", "a")],
)
def test_dies_right_before(at: int, there: str, not_there: str, tmp_path) -> None:
    done = toy(at, tmp_path)
    assert done.returncode == -9
    assert (tmp_path / there).exists()
    assert not (tmp_path / not_there).exists()
