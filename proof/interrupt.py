"""Run ``vesica`` steps in one process, and die by SIGKILL at a chosen file operation.

``python -m proof.interrupt AT LOG -- import a.csv ++ run --json`` counts the process's own
operations on files (opening to write, making, renaming, removing, locking, forcing to disk,
every SQL statement of SQLite, starting a child, writing Parquet) and kills itself right before
number ``AT``; 0 means never. ``LOG`` gets a line per step that was acknowledged, and at the end
the count.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["Counter", "install", "main"]

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod",
    "fcntl.flock", "shutil.rmtree", "subprocess.Popen", "sqlite3.connect",
}  # fmt: skip


class Counter:
    """Counts operations, and kills the process right before number ``at``."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def step(self, *_: Any) -> None:
        """One more operation is about to happen."""
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Audit hook: pick the events that change files."""
        if event == "open":
            path, _, flags = arguments
            if flags & _WRITES and not str(path).endswith(".pyc"):
                self.step()
        elif event in _EVENTS:
            self.step()


def install(counter: Counter) -> None:
    """Count what the audit hook sees, forced writes, SQL statements and Parquet writes."""
    sys.dont_write_bytecode = True
    sys.addaudithook(counter.audit)
    for name in ("fsync", "pwrite"):
        setattr(os, name, _before(counter, getattr(os, name)))
    connect = sqlite3.connect

    def connect_traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(counter.step)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = connect_traced  # ty: ignore[invalid-assignment]
    import pyarrow.parquet as pq

    for name in ("write_table", "write_batch", "close"):
        setattr(pq.ParquetWriter, name, _before(counter, getattr(pq.ParquetWriter, name)))


def _before(counter: Counter, function: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*arguments: Any, **options: Any) -> Any:
        counter.step()
        return function(*arguments, **options)

    return counted


def main(words: list[str]) -> int:
    """Run the steps; the exit code is that of the first step that fails."""
    at, log, _, *rest = words
    steps: list[list[str]] = [[]]
    for word in rest:
        if word == "++":
            steps.append([])
        else:
            steps[-1].append(word)
    fd = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    counter = Counter(int(at))
    install(counter)
    from vesica.cli import main as vesica

    for number, step in enumerate(steps):
        try:
            vesica(step)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            if code:
                return code
        os.write(fd, f"step {number}\n".encode())
    os.write(fd, f"count {counter.count}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
