"""A small workspace, and a way to kill what is done to it at any line of the store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.schema import TABLES
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence, ImportManifest, SourceRecord, TableCounts

_KILLED, _FAILED = 9, 1


def kill_at(point: int, work: Callable[[], Any]) -> bool:
    """Do the work in a child that dies before the ``point``-th line; ``False`` if it finished."""
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code != _FAILED, "the work failed in the child"
        return code == _KILLED
    left = point

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if "vesica/store" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os._exit(_KILLED)
        return trace

    try:
        sys.settrace(trace)
        work()
        os._exit(0)
    except BaseException:
        sys.settrace(None)
        import traceback

        traceback.print_exc()
        os._exit(_FAILED)


def count_lines(work: Callable[[], Any]) -> int:
    """Lines of the store that the work runs through."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "vesica/store" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def rows(name: str, *given: dict[str, Any]) -> pa.Table:
    """Rows of an evidence table; columns that are not given are null."""
    schema = TABLES[name].arrow
    return pa.Table.from_pylist([{n: row.get(n) for n in schema.names} for row in given], schema)


def seal(layout: Layout, tables: dict[str, pa.Table], **changes: Any) -> ImportManifest:
    """Seal tables as one import."""
    evidence = Evidence(layout)
    sha256 = changes.pop("sha256", "0" * 64)
    name = changes.pop("name", "source.csv")
    superseding = changes.pop("superseding", 0)
    total = sum(data.num_rows for data in tables.values())
    fields: dict[str, Any] = {
        "source": SourceRecord(
            name=name, sha256=sha256, size=1, kind="hand", mapping={}, parser_version="1"
        ),
        "rows_in": total,
        "accepted": {name: data.num_rows for name, data in tables.items()},
        "quarantined": 0,
        "quarantine": (),
        "excluded": {},
        "dropped_columns": {},
        "counts": {
            name: TableCounts(accepted=data.num_rows, repeated=0, superseding=superseding)
            for name, data in tables.items()
        },
    }
    with evidence.staging() as staged:
        for table, data in tables.items():
            pq.write_table(data, staged / f"{table}.parquet")
        return evidence.seal(staged, **(fields | changes))


def at(day: int, hour: int = 0) -> datetime:
    """A time in January 2026."""
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def names(folder: Path) -> list[str]:
    """Sorted names in a folder."""
    return sorted(p.name for p in folder.iterdir())


def every_byte(*folders: Path) -> bytes:
    """Content and names of all files."""
    files = sorted(p for folder in folders for p in folder.rglob("*"))
    return b"\n".join(str(p).encode() + (p.read_bytes() if p.is_file() else b"") for p in files)
