"""What is recorded of the files of an import when it is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vesica.errors import StoreError, TamperedError
from vesica.schema import DType, table
from vesica.store.content import content_hash
from vesica.store.manifest import Quarantined, TableCounts, TableRecord

__all__ = [
    "QUARANTINE",
    "check_accounts",
    "file_hash",
    "read_quarantine",
    "staged_records",
    "table_record",
    "write_quarantine",
]

QUARANTINE = "quarantine"
"""Name of the file of what was held back."""

_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("fix", pa.string()),
    ]
)


def check_accounts(
    rows_in: int, accepted: Mapping[str, int], quarantined: int, excluded: Mapping[str, int]
) -> None:
    """Check that every row of the source is accepted, in quarantine or excluded.

    Raises
    ------
    StoreError
        If one is not.
    """
    total = sum(accepted.values()) + quarantined + sum(excluded.values())
    if rows_in != total:
        raise _fault(f"{rows_in} rows came in, {total} are accounted for")


def staged_records(staged: Path, counts: Mapping[str, TableCounts]) -> dict[str, TableRecord]:
    """Describe the files of a staged folder.

    Raises
    ------
    StoreError
        If they do not fit the counts.
    """
    found = {path.stem for path in staged.iterdir()}
    if found != set(counts):
        raise _fault(f"Files {sorted(found)} do not fit the counts of {sorted(counts)}")
    records: dict[str, TableRecord] = {}
    for name, count in sorted(counts.items()):
        records[name] = table_record(
            staged, name, repeated=count.repeated, superseding=count.superseding
        )
        if records[name].rows != count.accepted:
            raise _fault(
                f"{name}.parquet has {records[name].rows} rows, {count.accepted} were accepted"
            )
    return records


def _fault(what: str) -> StoreError:
    return StoreError(
        f"{what}.", hint="Report this with the command that led here: it is a fault in a reader."
    )


def write_quarantine(folder: Path, rows: Sequence[Quarantined]) -> None:
    """Write the list of what was held back."""
    data = pa.Table.from_pylist([asdict(row) for row in rows], schema=_SCHEMA)
    pq.write_table(data, folder / f"{QUARANTINE}.parquet", compression="zstd")


def read_quarantine(folder: Path) -> tuple[Quarantined, ...]:
    """Read the list of what was held back."""
    rows = pq.read_table(folder / f"{QUARANTINE}.parquet").to_pylist()
    return tuple(Quarantined(**row) for row in rows)


def file_hash(folder: Path, name: str) -> str:
    """Content hash of a table of an import, or of its quarantine.

    Raises
    ------
    TamperedError
        If the file cannot be read.
    """
    schema = _SCHEMA if name == QUARANTINE else table(name).arrow
    try:
        return content_hash([folder / f"{name}.parquet"], schema)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TamperedError(
            f"Import '{folder.name}': {name}.parquet cannot be read.",
            hint="Put the folder back from a backup.",
        ) from error


def table_record(
    folder: Path, name: str, *, repeated: int, superseding: int, erased: int = 0
) -> TableRecord:
    """Describe one table file; see :class:`TableRecord` for the counts."""
    path = folder / f"{name}.parquet"
    first, last = _days(path, name)
    return TableRecord(
        rows=pq.read_metadata(path).num_rows,
        content_hash=file_hash(folder, name),
        size=path.stat().st_size,
        first=first,
        last=last,
        repeated=repeated,
        superseding=superseding,
        erased=erased,
    )


def _days(path: Path, name: str) -> tuple[str, str]:
    kinds = {c.name: c.dtype for c in table(name).columns}
    dated = [n for kind in (DType.TIME, DType.DATE) for n, k in kinds.items() if k is kind]
    if not dated:
        return "", ""
    days = pq.read_table(path, columns=dated[:1]).column(0).cast(pa.date32())
    span = pc.call_function("min_max", [days]).as_py()
    first, last = ("" if span[end] is None else str(span[end]) for end in ("min", "max"))
    return first, last
