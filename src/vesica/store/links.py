"""Links between accounts and people that nobody is sure of yet, and what the people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, Row, delete, insert, or_, select, update

from vesica.errors import NotFoundError
from vesica.store.database import reading, writing
from vesica.store.tables import links
from vesica.store.times import to_microseconds

__all__ = ["CONFIRMED", "REJECTED", "SUGGESTED", "LinkBook", "StoredLink", "Suggestion"]

SUGGESTED, CONFIRMED, REJECTED = "suggested", "confirmed", "rejected"
_BETWEEN = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A link that is put to a person.

    Parameters
    ----------
    platform : str
        Where the account is.
    account_id, person_id : str
        Pseudonyms.
    probability : float
        That the account is this person's [1].
    reasons : tuple of str
        In words; no name, no handle.
    """

    platform: str
    account_id: str
    person_id: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A suggestion with its number, and what became of it.

    Parameters
    ----------
    number : int
        By which the person names it; never used again.
    suggestion : Suggestion
        What was put to the person.
    answer : str
        ``"suggested"``, ``"confirmed"`` or ``"rejected"``.
    """

    number: int
    suggestion: Suggestion
    answer: str


class LinkBook:
    """Pseudonyms, probabilities and reasons in words; what identifies stays in the vault."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def suggest(self, fresh: Sequence[Suggestion]) -> None:
        """Put these in place of the suggestions that nobody answered; answers stay."""
        now = to_microseconds(datetime.now(UTC))
        with writing(self._engine) as connection:
            known = {(r.account_id, r.person_id): r for r in connection.execute(select(links))}
            open_ = {pair for pair, row in known.items() if row.answer == SUGGESTED}
            wanted = {(s.account_id, s.person_id): s for s in fresh}
            for account_id, person_id in sorted(open_ - set(wanted)):
                connection.execute(delete(links).where(*_pair(account_id, person_id)))
            for pair in sorted(open_ & set(wanted)):
                connection.execute(update(links).where(*_pair(*pair)).values(_row(wanted[pair])))
            rows = [
                _row(s) | {"answer": SUGGESTED, "time": now}
                for pair, s in wanted.items()
                if pair not in known
            ]
            if rows:
                connection.execute(insert(links), rows)

    def answer(self, person_id: str, number: int, word: str) -> StoredLink:
        """Record what a person said about a suggestion.

        Raises
        ------
        NotFoundError
            If nothing of that number was put to the person.
        """
        mine = (links.c.number == number, links.c.person_id == person_id)
        now = to_microseconds(datetime.now(UTC))
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(links).where(*mine).values(answer=word, time=now)
            ).rowcount
        if not changed:
            raise _unknown(number)
        return self.one(person_id, number)

    def one(self, person_id: str, number: int) -> StoredLink:
        """Return one suggestion to a person.

        Raises
        ------
        NotFoundError
            If nothing of that number was put to the person.
        """
        found = [link for link in self.of(person_id) if link.number == number]
        if not found:
            raise _unknown(number)
        return found[0]

    def of(self, person_id: str) -> tuple[StoredLink, ...]:
        """Everything that was put to a person, by number."""
        return self._read(links.c.person_id == person_id)

    def all(self) -> tuple[StoredLink, ...]:
        """Everything, by number."""
        return self._read()

    def forget(self, pseudonym: str) -> None:
        """Delete what is about a person or an account."""
        about = or_(links.c.person_id == pseudonym, links.c.account_id == pseudonym)
        with writing(self._engine) as connection:
            connection.execute(delete(links).where(about))

    def _read(self, *where: ColumnElement[bool]) -> tuple[StoredLink, ...]:
        statement = select(links).where(*where).order_by(links.c.number)
        with reading(self._engine) as connection:
            return tuple(_stored(row) for row in connection.execute(statement))


def _pair(account_id: str, person_id: str) -> tuple[ColumnElement[bool], ...]:
    return links.c.account_id == account_id, links.c.person_id == person_id


def _row(suggestion: Suggestion) -> dict[str, object]:
    return {
        "platform": suggestion.platform,
        "account_id": suggestion.account_id,
        "person_id": suggestion.person_id,
        "probability": suggestion.probability,
        "reasons": _BETWEEN.join(suggestion.reasons),
    }


def _stored(row: Row) -> StoredLink:
    return StoredLink(
        number=row.number,
        suggestion=Suggestion(
            platform=row.platform,
            account_id=row.account_id,
            person_id=row.person_id,
            probability=row.probability,
            reasons=tuple(row.reasons.split(_BETWEEN)),
        ),
        answer=row.answer,
    )


def _unknown(number: int) -> NotFoundError:
    return NotFoundError(
        f"No account was put to you under the number {number}.",
        hint="See yours with: vesica link mine --code CODE.",
    )
