"""Append-only ledger of what people allowed, and of what they objected to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine, delete, func, insert, select

from vesica.errors import UsageError
from vesica.schema import Purpose
from vesica.store.database import reading, writing
from vesica.store.tables import ledger
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["ACTIONS", "Consents", "Ledger", "LedgerEntry"]

ACTIONS = ("grant", "withdraw", "lift", "object", "restrict")
"""What a person can say. Of two things said at the same time the later in this list holds."""

_OPT_IN = {"grant": True, "withdraw": False}
_OBJECTION = {"lift": False, "object": True, "restrict": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One thing that one person said.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    purpose : Purpose
        What it is about.
    action : str
        One of :data:`ACTIONS`.
    time : datetime
        When, with its offset from UTC.
    """

    person_id: str
    purpose: Purpose
    action: str
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """Where people stand on one purpose.

    Parameters
    ----------
    granted : frozenset of str
        People who opted in and do not object.
    objecting : frozenset of str
        People whose evidence stays out.
    """

    granted: frozenset[str]
    objecting: frozenset[str]


class Ledger:
    """Entries are added and never changed; an erasure alone deletes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, entries: Sequence[LedgerEntry]) -> int:
        """Add entries; those that are there already are left out.

        Returns
        -------
        int
            Entries that were new.

        Raises
        ------
        UsageError
            If an action does not exist or a time has no offset; then nothing is added.
        """
        rows = {_row(entry): None for entry in entries}
        with writing(self._engine) as connection:
            known = {
                tuple(row)
                for person in {row[0] for row in rows}
                for row in connection.execute(
                    select(
                        ledger.c.person_id, ledger.c.purpose, ledger.c.action, ledger.c.time
                    ).where(ledger.c.person_id == person)
                )
            }
            names = ("person_id", "purpose", "action", "time")
            fresh = [dict(zip(names, row, strict=True)) for row in rows if row not in known]
            if fresh:
                connection.execute(insert(ledger), fresh)
        return len(fresh)

    def as_of(
        self, purpose: Purpose, time: datetime | None = None, *, imported: pa.Table | None = None
    ) -> Consents:
        """Where people stood on a purpose at a time.

        Opting in (grant, withdraw) and objecting (object, restrict, lift) are told apart: the
        last word on each holds, and of words at the same instant the stricter one.

        Parameters
        ----------
        purpose : Purpose
            What it is about.
        time : datetime, optional
            Last instant that counts, with its offset from UTC; everything if not given.
        imported : Table, optional
            Rows of the sealed ``consents`` table; they count like the ledger's own.
        """
        statement = select(ledger.c.person_id, ledger.c.action, ledger.c.time).where(
            ledger.c.purpose == purpose.value
        )
        with reading(self._engine) as connection:
            own = [(row[0], row[1], row[2]) for row in connection.execute(statement)]
        until = None if time is None else to_microseconds(time)
        return _stand(own + _imported_rows(imported, purpose), until)

    def entries(self, person_id: str | None = None) -> tuple[LedgerEntry, ...]:
        """Entries in order of their coming in: of one person, or all."""
        statement = select(ledger).order_by(ledger.c.number)
        if person_id is not None:
            statement = statement.where(ledger.c.person_id == person_id)
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
        return tuple(
            LedgerEntry(
                person_id=row.person_id,
                purpose=Purpose(row.purpose),
                action=row.action,
                time=from_microseconds(row.time),
            )
            for row in rows
        )

    def __len__(self) -> int:
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(ledger)).scalar_one()

    def forget(self, person_id: str) -> None:
        """Delete what an erased person said."""
        with writing(self._engine) as connection:
            connection.execute(delete(ledger).where(ledger.c.person_id == person_id))


def _row(entry: LedgerEntry) -> tuple[str, str, str, int]:
    if entry.action not in ACTIONS:
        raise UsageError(
            f"There is no action '{entry.action}'.", hint=f"Actions: {', '.join(ACTIONS)}."
        )
    return (
        entry.person_id,
        Purpose(entry.purpose).value,
        entry.action,
        to_microseconds(entry.time),
    )


def _imported_rows(imported: pa.Table | None, purpose: Purpose) -> list[tuple[str, str, int]]:
    if imported is None:
        return []
    about = imported.filter(pc.field("purpose") == purpose.value)
    times = about["time"].cast(pa.timestamp("us")).cast(pa.int64())  # UTC, as it is sealed
    columns = (about["person_id"], about["action"], times)
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def _stand(rows: Iterable[tuple[str, str, int]], until: int | None) -> Consents:
    counted = (row for row in rows if until is None or row[2] <= until)
    granted: dict[str, bool] = {}
    objecting: dict[str, bool] = {}
    for person, action, _ in sorted(counted, key=lambda row: (row[2], ACTIONS.index(row[1]))):
        if action in _OPT_IN:
            granted[person] = _OPT_IN[action]
        else:
            objecting[person] = _OBJECTION[action]
    out = frozenset(person for person, holds in objecting.items() if holds)
    return Consents(
        granted=frozenset(p for p, holds in granted.items() if holds) - out, objecting=out
    )
