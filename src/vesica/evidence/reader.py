"""What a reader is, and what it tells the rest: the protocol behind every source format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from vesica.evidence.source import Source
from vesica.settings import EvidenceSettings

__all__ = [
    "ACCOUNT_NAMES",
    "ALIASES",
    "IDENTITIES",
    "LINE",
    "LISTED",
    "NAMES",
    "Chunk",
    "ColumnMapping",
    "Dropped",
    "Event",
    "Excluded",
    "MappedColumn",
    "Note",
    "Problems",
    "Reader",
    "Restart",
    "problems",
]

ALIASES = "@aliases"
"""Chunk that says which keys belong to one person: one string column per kind of key."""
NAMES = "@names"
"""Chunk with the columns ``key`` and ``name``; names go to the vault and nowhere else."""
IDENTITIES = "@identities"
"""Chunk that says by what a roster names people, and on which ``line``; it is compared with what
is known of them before the rows that follow it are taken in."""
LISTED = "@listed"
"""Chunk with the column ``key``: everybody whom a roster names, in rows held back as well."""
LINE = "@line"
"""Name of the column of line numbers, for readers that ask for it."""
ACCOUNT_NAMES = "@account names"
"""Chunk with the columns ``platform``, ``key`` and ``name``: display names, for the vault only."""

_PROBLEM = pa.schema(
    [("line", pa.int64()), ("column", pa.string()), ("reason", pa.string()), ("fix", pa.string())]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows of one evidence table, typed, with raw identifiers in person columns.

    Parameters
    ----------
    table : str
        Evidence table, or ``ALIASES`` or ``NAMES``.
    batch : pyarrow.RecordBatch
        A subset of the table's columns.
    rows : int
        Source rows that are accepted with this chunk; 0 where another chunk accounts for them.
    parents : pyarrow.Array or None
        For each row of the batch the source row it comes from, numbered from 0 within the
        chunk; ``None`` if they are the same.
    """

    table: str
    batch: pa.RecordBatch
    rows: int
    parents: pa.Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """Source rows that are quarantined: line, column, reason, fix; never a value."""

    batch: pa.RecordBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Source rows that are left out on purpose, such as statements of a robot."""

    basis: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Cells with content in columns that no table has a place for."""

    column: str
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that was decided while reading, and how many rows it touches."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Forget what was read so far: the reader begins again in a more careful way."""


Event = Chunk | Problems | Excluded | Dropped | Note | Restart


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """Where one column comes from.

    Parameters
    ----------
    column : str
        Column of the evidence table.
    header : str
        Header in the file; ``=text`` is a constant; ``HEADER@dd/mm/yyyy`` states a date form.
    certainty : float
        1 for a name that says it exactly, 0.9 for a known synonym.
    examples : tuple of str
        First values; always empty for columns about a person.
    """

    column: str
    header: str
    certainty: float = 1.0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Which header feeds which column."""

    columns: tuple[MappedColumn, ...] = ()
    dropped: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, str]:
        """Column to header, as it is remembered in ``vesica.toml``."""
        return {c.column: c.header for c in self.columns}


class Reader(Protocol):
    """One source format. A new format is one small module with one of these."""

    @property
    def name(self) -> str:
        """Name of the kind, as in ``--as KIND``."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Evidence tables that it fills; the first is the table of record."""
        ...

    def sniff(self, source: Source) -> float:
        """How sure the reader is that the file is its own, 0 to 1, judged by content."""
        ...

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """Guess which header feeds which column; what is remembered comes first."""
        ...

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """Stream the file; every source row is in exactly one chunk, problem or exclusion."""
        ...


def problems(lines: list[int], column: str, reason: str, fix: str) -> Problems:
    """Quarantine the rows at these lines for one and the same reason."""
    n = len(lines)
    return Problems(
        batch=pa.record_batch([lines, [column] * n, [reason] * n, [fix] * n], schema=_PROBLEM)
    )
