"""What a table and a column are: the words in which the vocabulary is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

__all__ = ["Column", "DType", "OnRepeat", "Purpose", "Sensitivity", "Table"]


class Purpose(StrEnum):
    """What evidence may be used for. Nothing else exists: no appraisal, no pay, no dismissal."""

    SKILLS = "measure skills"
    OVERLAP = "find the overlap"
    OWN_SCORE = "see one's own score"
    BRIDGES = "plan bridges"
    EFFECTS = "learn which route works"
    LINE_OF_SIGHT = "show what is in it for a leader"
    AGE_QUESTION = "answer the age question"
    BIAS_AUDIT = "audit for adverse impact"
    HEALTH = "check the data"


class Sensitivity(StrEnum):
    """How closely a column is kept."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    PERSONAL = "personal"
    SPECIAL = "special"


class DType(StrEnum):
    """Types of columns. There is no free text: what is not stored cannot leak.

    ``PERSON`` and ``ACCOUNT`` are keyed pseudonyms with a salt per identity; ``REFERENCE`` is a
    keyed hash of an identifier such as a message id. ``LABEL`` is a short name (at most 120
    characters), NFC, without control, bidirectional or zero-width characters. ``TIME`` is UTC in
    microseconds; a column ``<name>_offset`` beside it keeps the original offset in minutes.
    """

    PERSON = "person"
    ACCOUNT = "account"
    REFERENCE = "reference"
    LABEL = "label"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    OFFSET = "offset"
    FLAG = "flag"

    @property
    def arrow(self) -> pa.DataType:
        """Storage type in Parquet."""
        return _ARROW[self]


_ARROW: dict[DType, pa.DataType] = {
    DType.PERSON: pa.string(),
    DType.ACCOUNT: pa.string(),
    DType.REFERENCE: pa.string(),
    DType.LABEL: pa.string(),
    DType.COUNT: pa.int64(),
    DType.NUMBER: pa.decimal128(18, 6),
    DType.MONEY: pa.decimal128(18, 2),
    DType.DATE: pa.date32(),
    DType.TIME: pa.timestamp("us"),
    DType.OFFSET: pa.int16(),
    DType.FLAG: pa.bool_(),
}


class OnRepeat(StrEnum):
    """What happens when a later import holds a row with the same key.

    ``LATEST``: the newest import speaks (rosters, counts of a post). ``KEEP``: it is one event
    and stays as it was (messages, endorsements).
    """

    LATEST = "latest"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an evidence table."""

    name: str
    dtype: DType
    description: str
    unit: str = ""
    required: bool = False
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One evidence table: grain, columns, and what it may be read for."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    purposes: frozenset[Purpose]
    on_repeat: OnRepeat
    retention_days: int
    order: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in storage order."""
        return tuple(c.name for c in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that a source must have."""
        return tuple(c.name for c in self.columns if c.required)

    @property
    def arrow(self) -> pa.Schema:
        """Arrow schema; key columns that are required are not nullable in meaning, not in type."""
        return pa.schema([pa.field(c.name, c.dtype.arrow) for c in self.columns])

    def column(self, name: str) -> Column:
        """Return the column of that name; ``KeyError`` if there is none."""
        for c in self.columns:
            if c.name == name:
                return c
        raise KeyError(name)
