"""The few SQL statements that the engine writes itself: table sources and consolidation.

Everything that computes a result is a named relation; what is here only reads, chooses and sorts
rows of evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from vesica.schema import DType, OnRepeat, Table

__all__ = ["fresh_rows", "literal", "quoted", "source", "superseding_rows"]

_SEQUENCE = "_sequence"
_KEYED = frozenset({DType.PERSON, DType.ACCOUNT, DType.REFERENCE})


def quoted(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """Quote a string."""
    return "'" + str(value).replace("'", "''") + "'"


def _names(names: Iterable[str], suffix: str = "") -> str:
    return ", ".join(quoted(name) + suffix for name in names)


def source(table: Table, files: Sequence[Path], *, newest: bool) -> str:
    """Query that reads a table's files, which are given from oldest to newest.

    Parameters
    ----------
    table : Table
        The evidence table.
    files : sequence of Path
        Sealed Parquet files; none gives a query without rows.
    newest : bool
        Whether only the newest file's row of each key counts.
    """
    if not files:
        return f"SELECT {_typed_nulls(table)} WHERE FALSE"
    if not newest or len(files) == 1:
        paths = ", ".join(literal(file) for file in files)
        return f"SELECT {_names(table.names)} FROM read_parquet([{paths}])"
    parts = "\nUNION ALL\n".join(
        f"SELECT {_names(table.names)}, {i} AS {_SEQUENCE} FROM read_parquet({literal(file)})"
        for i, file in enumerate(files)
    )
    return (
        f"SELECT {_names(table.names)} FROM (\n{parts}\n)\nQUALIFY ROW_NUMBER() OVER"
        f" (PARTITION BY {_names(table.key)} ORDER BY {_SEQUENCE} DESC) = 1"
    )


def _typed_nulls(table: Table) -> str:
    return ", ".join(
        f"CAST(NULL AS {_sql_type(c.dtype)}) AS {quoted(c.name)}" for c in table.columns
    )


def _sql_type(dtype: DType) -> str:
    arrow = dtype.arrow
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision}, {arrow.scale})"
    return {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.int16(): "SMALLINT",
        pa.date32(): "DATE",
        pa.timestamp("us"): "TIMESTAMP",
        pa.bool_(): "BOOLEAN",
    }[arrow]


def fresh_rows(table: Table, staged: Path, earlier: Sequence[Path]) -> str:
    """Query for the staged rows that are new, one per key, in the table's order.

    Where a file holds several rows of one key, the row with the greatest values stays, a value
    before none, and pseudonyms decide last: so the choice depends neither on the order of rows
    nor on the vault.
    """
    once = (
        f"SELECT {_names(table.names)} FROM read_parquet({literal(staged)})\nQUALIFY ROW_NUMBER()"
        f" OVER (PARTITION BY {_names(table.key)} ORDER BY {_preference(table)}) = 1"
    )
    fresh = f"SELECT * FROM (\n{once}\n) AS s"
    if earlier:
        compared = table.key if table.on_repeat is OnRepeat.KEEP else table.names
        known = source(table, earlier, newest=table.on_repeat is OnRepeat.LATEST)
        fresh += f"\nANTI JOIN (\n{known}\n) AS e ON {_same(compared)}"
    return f"{fresh}\nORDER BY {_names(_canonical_order(table), ' ASC NULLS FIRST')}"


def superseding_rows(table: Table, written: Path, earlier: Sequence[Path]) -> str:
    """Query that counts the written rows whose key an earlier file holds."""
    return (
        f"SELECT COUNT(*) FROM read_parquet({literal(written)}) AS s"
        f"\nSEMI JOIN (\n{source(table, earlier, newest=False)}\n) AS e ON {_same(table.key)}"
    )


def _same(names: Sequence[str]) -> str:
    return " AND ".join(f"s.{quoted(n)} IS NOT DISTINCT FROM e.{quoted(n)}" for n in names)


def _canonical_order(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(table.order or table.key), *table.key, *table.names)))


def _preference(table: Table) -> str:
    free = [c for c in table.columns if c.name not in table.key]
    ranked = sorted(free, key=lambda c: c.dtype in _KEYED)
    return _names((c.name for c in ranked), " DESC NULLS LAST") or "1"
