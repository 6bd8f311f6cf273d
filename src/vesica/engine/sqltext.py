"""The few SQL statements that the engine writes itself: table sources and consolidation.

Everything that computes a result is a named relation; what is here only reads, chooses and sorts
rows of evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.schema import Column, DType, OnRepeat, Table

__all__ = ["fresh_rows", "literal", "quoted", "source", "spare_keys", "stand_together"]
__all__ += ["superseding_rows"]

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
    older = {file: lacking for file in files if (lacking := _lacking(table, file))}
    if older and not newest:
        each = (
            f"SELECT {_held(table, older.get(file, ()))} FROM read_parquet({literal(file)})"
            for file in files
        )
        return "\nUNION ALL\n".join(each)
    if not newest or (len(files) == 1 and not older):
        paths = ", ".join(literal(file) for file in files)
        return f"SELECT {_names(table.names)} FROM read_parquet([{paths}])"
    parts = "\nUNION ALL\n".join(
        f"SELECT {_held(table, older.get(file, ()))}, {i} AS {_SEQUENCE}"
        f" FROM read_parquet({literal(file)})"
        for i, file in enumerate(files)
    )
    return (
        f"SELECT {_names(table.names)} FROM (\n{parts}\n)\nQUALIFY ROW_NUMBER() OVER"
        f" (PARTITION BY {_names(table.key)} ORDER BY {_SEQUENCE} DESC) = 1"
    )


def _lacking(table: Table, file: Path) -> frozenset[str]:
    """Columns that the vocabulary did not have yet when a file was sealed."""
    try:
        held = pq.read_schema(file).names
    except (OSError, pa.ArrowInvalid):  # missing or damaged: the engine says so
        return frozenset()
    return frozenset(table.names) - frozenset(held)


def _held(table: Table, lacking: Collection[str]) -> str:
    """Columns of a file in the table's order; those that it lacks are null."""
    return ", ".join(
        _typed_null(c) if c.name in lacking else quoted(c.name) for c in table.columns
    )


def _typed_null(column: Column) -> str:
    return f"CAST(NULL AS {_sql_type(column.dtype)}) AS {quoted(column.name)}"


def _typed_nulls(table: Table) -> str:
    return ", ".join(_typed_null(c) for c in table.columns)


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


def spare_keys(table: Table, staged: Path) -> str:
    """Query for how many rows a staged file has more than keys; 0 says that no key is there twice.

    Keys are compared by their hashes, so it may say a little too many, and never too few.
    """
    key = _names(table.key)
    return f"SELECT COUNT(*) - COUNT(DISTINCT HASH({key})) FROM read_parquet({literal(staged)})"


def fresh_rows(
    table: Table, staged: Path, earlier: Sequence[Path], *, unique: bool = False
) -> str:
    """Query for the staged rows that are new, in the table's order, the first of each key.

    Where a file holds several rows of one key, the row with the greatest values comes first, a
    value before none, and pseudonyms decide last: so the choice depends neither on the order of
    rows nor on the vault. Rows of one key stand together, and others may follow the first;
    with ``unique`` there is no key with several.
    """
    once = f"SELECT {_names(table.names)} FROM read_parquet({literal(staged)})"
    if not unique and not stand_together(table, earlier):
        preferred = ", ".join(_preference(table)) or "1"
        once += (
            f"\nQUALIFY ROW_NUMBER() OVER (PARTITION BY {_names(table.key)}"
            f" ORDER BY {preferred}) = 1"
        )
    fresh = f"SELECT * FROM (\n{once}\n) AS s"
    if earlier:
        compared = table.key if table.on_repeat is OnRepeat.KEEP else table.names
        known = source(table, earlier, newest=table.on_repeat is OnRepeat.LATEST)
        fresh += f"\nANTI JOIN (\n{known}\n) AS e ON {_same(compared)}"
    first = dict.fromkeys((*table.order, *table.key))
    ranked = [f"{quoted(name)} ASC NULLS FIRST" for name in first] + _preference(table)
    return f"{fresh}\nORDER BY {', '.join(ranked)}"


def stand_together(table: Table, earlier: Sequence[Path]) -> bool:
    """Whether the rows of a key can be told apart after sorting: they stand side by side then.

    Not so where the newest row of a key speaks: which row that is comes before the comparison
    with earlier files.
    """
    latest = bool(earlier) and table.on_repeat is OnRepeat.LATEST
    return set(table.order) <= set(table.key) and not latest


def superseding_rows(table: Table, written: Path, earlier: Sequence[Path]) -> str:
    """Query that counts the written rows whose key an earlier file holds."""
    return (
        f"SELECT COUNT(*) FROM read_parquet({literal(written)}) AS s"
        f"\nSEMI JOIN (\n{source(table, earlier, newest=False)}\n) AS e ON {_same(table.key)}"
    )


def _same(names: Sequence[str]) -> str:
    return " AND ".join(f"s.{quoted(n)} IS NOT DISTINCT FROM e.{quoted(n)}" for n in names)


def _preference(table: Table) -> list[str]:
    free = [c for c in table.columns if c.name not in table.key]
    ranked = sorted(free, key=lambda c: c.dtype in _KEYED)
    return [f"{quoted(c.name)} DESC NULLS LAST" for c in ranked]
