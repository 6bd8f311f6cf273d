"""Whom a leader lets see the own case: named one by one, and unnamed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, delete, insert, or_, select

from vesica.errors import UsageError
from vesica.store.database import reading, writing
from vesica.store.tables import sponsors
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["SponsorEntry", "Sponsors"]

_ACTIONS = ("grant", "withdraw")


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorEntry:
    """One thing that a leader said about one sponsor.

    Parameters
    ----------
    leader_id, sponsor_id : str
        Pseudonyms.
    action : str
        ``"grant"`` or ``"withdraw"``.
    time : datetime
        When, UTC.
    """

    leader_id: str
    sponsor_id: str
    action: str
    time: datetime


class Sponsors:
    """Entries are added and never changed; an erasure alone deletes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, leader_id: str, sponsor_id: str, action: str) -> None:
        """Add what a leader said; it holds from the next answer on.

        Raises
        ------
        UsageError
            If there is no such action, or a leader names nobody else.
        """
        if action not in _ACTIONS or leader_id == sponsor_id:
            raise UsageError(
                f"'{action}' cannot be recorded for this sponsor.",
                hint="Grant to, or withdraw from, one other person.",
            )
        row = {"leader_id": leader_id, "sponsor_id": sponsor_id, "action": action}
        with writing(self._engine) as connection:
            connection.execute(
                insert(sponsors), [{**row, "time": to_microseconds(datetime.now(UTC))}]
            )

    def of(self, leader_id: str) -> frozenset[str]:
        """Sponsors who may see a leader's case now; the last word on each holds."""
        last = {
            e.sponsor_id: e.action for e in self.entries(leader_id) if e.leader_id == leader_id
        }
        return frozenset(who for who, action in last.items() if action == "grant")

    def entries(self, person_id: str) -> tuple[SponsorEntry, ...]:
        """Entries that name a person, as leader or as sponsor, in order of their coming in."""
        statement = select(sponsors).where(_names(person_id)).order_by(sponsors.c.number)
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
        return tuple(
            SponsorEntry(
                leader_id=row.leader_id,
                sponsor_id=row.sponsor_id,
                action=row.action,
                time=from_microseconds(row.time),
            )
            for row in rows
        )

    def forget(self, person_id: str) -> None:
        """Delete every entry that names an erased person."""
        with writing(self._engine) as connection:
            connection.execute(delete(sponsors).where(_names(person_id)))


def _names(person_id: str) -> ColumnElement[bool]:
    return or_(sponsors.c.leader_id == person_id, sponsors.c.sponsor_id == person_id)
