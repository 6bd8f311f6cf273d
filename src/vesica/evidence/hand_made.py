"""Tables that people keep by hand, with the vocabulary's own column names as headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.fields import PERSON_HEADERS, Field, field_of, normal, one_of
from vesica.evidence.reader import ACCOUNT_NAMES, Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader
from vesica.schema import TABLES, Column, DType

__all__ = ["KINDS", "Accounts", "HandMade"]

_KINDS = (
    "adoptions programmes moves metrics incentives measures preferences restrictions pitches"
    " consents accounts audit_attributes exposures learning"
)
KINDS = tuple(_KINDS.split())

_MORE = {
    "time": ("timestamp", "date", "datetime", "at"),
    "start": ("start date", "from", "begin"),
    "end": ("end date", "until"),
    "route": ("programme", "program"),
    "assigned": ("how assigned", "assignment"),
    "org_unit": ("unit", "organisation unit", "organization unit", "department"),
    "account_id": ("account", "handle"),
    "activity": ("object", "course"),
    "standard_error": ("se", "std error"),
    "capacity_hours_per_week": ("capacity", "hours per week"),
    "fiscal_year": ("year",),
}
_NEEDS = {
    "incentives": ("weight", "target_bonus", "threshold", "target"),
    "preferences": (
        "languages",
        "workday_start",
        "capacity_hours_per_week",
        "max_pairs",
        "comfort_zone",
    ),
    "accounts": ("claimed_how", "person_id", "display_name"),
    "learning": ("activity", "mode", "duration_seconds"),
}
"""Tables whose required columns alone would fit other files: one of these must be there."""


def _field(column: Column) -> Field:
    more = _MORE.get(column.name, ())
    if column.dtype is DType.PERSON:
        stem = column.name.removesuffix("_id")
        more = (stem, f"{stem}_email", f"{stem}_employee_id")
        if stem == "person":
            more = PERSON_HEADERS[1:]
    return field_of(column, *more, period=column.name == "period")


class HandMade(TabularReader):
    """One of the tables in ``KINDS``.

    Parameters
    ----------
    table : str
        Name of the table, and of the kind.
    """

    def __init__(self, table: str) -> None:
        self.name = table
        self.tables = (table,)
        self.fields = tuple(_field(c) for c in TABLES[table].columns)
        others = {"adoptions": ("exposer_id",), "moves": ("channel", "sender", "post_id")}
        self.unlike = tuple(normal(h) for h in others.get(table, ()))

    def lacking(self, found: set[str]) -> list[str]:
        """What the table requires, and something that sets it apart."""
        needs = _NEEDS.get(self.name, ())
        return super().lacking(found) + (one_of(needs, found) if needs else [])


_DISPLAY = Field(
    name="display_name",
    dtype=DType.LABEL,
    headers=("display_name", "name", "full name", "profile name", "title", "Anzeigename"),
    lenient=True,
)


class Accounts(HandMade):
    """Accounts, with their display names where the list has them: those go to the vault alone."""

    def __init__(self) -> None:
        super().__init__("accounts")
        self.fields = (*self.fields, _DISPLAY)

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Display names for the vault, then the accounts."""
        if "display_name" in columns:
            told = {"platform": "platform", "key": "account_id", "name": "display_name"}
            batch = pa.record_batch({name: columns[column] for name, column in told.items()})
            yield Chunk(table=ACCOUNT_NAMES, batch=batch, rows=0)
        yield from super().chunks(columns, rows, source)
