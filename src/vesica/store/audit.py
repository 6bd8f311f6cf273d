"""Hash-chained audit log."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from vesica.store.database import reading, writing
from vesica.store.tables import audit, audit_people

__all__ = ["AuditEntry", "AuditLog"]

_GENESIS = "0" * 64
_PSEUDONYM = re.compile(r"(?<![0-9A-Za-z])[a-z2-7]{20}(?![0-9A-Za-z])")
_MARK = re.compile(r"mark:[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the log.

    Parameters
    ----------
    sequence : int
        1, 2, ….
    time : str
        UTC, ISO 8601.
    actor, action : str
        Who did what.
    detail : dict
        On what. The pseudonym of an erased person reads ``mark:…``.
    hash : str
        Of this entry and all before it.
    """

    sequence: int
    time: str
    actor: str
    action: str
    detail: dict[str, Any]
    hash: str


class AuditLog:
    """Append-only log in which every entry holds the hash of all before it.

    The chain alone shows an entry that was edited, deleted in the middle or moved. It cannot show
    that the last entries were cut off, or that someone who can write the file made the chain anew
    from some entry on: only a :meth:`head` that was handed outside, say to the works council each
    day, and is given back to :meth:`verify` shows that.

    Pseudonyms do not enter the chain, but salted commitments to them do, so that an erasure can
    forget the person and the chain still holds.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, actor: str, action: str, **detail: Any) -> str:
        """Add an entry and return its hash; ``detail`` holds what JSON can hold."""
        plain = {
            "time": datetime.now(UTC).isoformat(),
            "actor": actor,
            "action": action,
            "detail": detail,
        }
        body, people = _commit(_encode(plain))
        with writing(self._engine) as connection:
            count, previous = _head(connection)
            row = {"sequence": count + 1, "body": body, "hash": _link(previous, count + 1, body)}
            connection.execute(insert(audit), row)
            if people:
                rows = [{"sequence": count + 1, **person} for person in people]
                connection.execute(insert(audit_people), rows)
        return row["hash"]

    def head(self) -> tuple[int, str]:
        """Count of entries and hash of the last one: what to keep outside."""
        with reading(self._engine) as connection:
            return _head(connection)

    def verify(self, head: tuple[int, str] | None = None) -> tuple[str, ...]:
        """Walk the chain; one sentence per problem, nothing if all is well.

        Parameters
        ----------
        head : (int, str), optional
            What :meth:`head` returned earlier, kept where this log cannot be written. Without it
            entries cut off at the end, and a chain made anew, go unnoticed.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(select(audit).order_by(audit.c.sequence)).all()
            people = connection.execute(select(audit_people)).all()
        problems: list[str] = []
        previous = _GENESIS
        for expected, row in enumerate(rows, start=1):
            if row.sequence != expected:
                return (*problems, f"Entry {expected} of the audit log is missing.")
            if row.hash != _link(previous, row.sequence, row.body):
                problems.append(f"Entry {expected} of the audit log does not match its hash.")
            previous = row.hash
        for person in people:
            body = rows[person.sequence - 1].body if 0 < person.sequence <= len(rows) else ""
            if person.mark != _mark(person.salt, person.value) or person.mark not in body:
                problems.append(
                    f"Entry {person.sequence} of the audit log names a person it was not about."
                )
        return (*problems, *_against(head, rows))

    def entries(self, limit: int | None = None) -> tuple[AuditEntry, ...]:
        """Newest entries in order of time, at most ``limit``."""
        newest = select(audit).order_by(audit.c.sequence.desc()).limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(newest).all()
            first = rows[-1].sequence if rows else 0
            named = connection.execute(
                select(audit_people).where(audit_people.c.sequence >= first)
            ).all()
        people = {(row.sequence, row.mark): row.value for row in named}

        def told(row: Any) -> AuditEntry:
            def name(mark: re.Match[str]) -> str:
                return people.get((row.sequence, mark.group()), mark.group())

            plain = json.loads(_MARK.sub(name, row.body))
            return AuditEntry(sequence=row.sequence, hash=row.hash, **plain)

        return tuple(told(row) for row in reversed(rows))

    def forget(self, person_id: str) -> None:
        """Forget who was meant wherever a person was named; the chain stays as it is."""
        with writing(self._engine) as connection:
            connection.execute(delete(audit_people).where(audit_people.c.value == person_id))


def _encode(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _mark(salt: bytes, value: str) -> str:
    return "mark:" + hashlib.blake2b(value.encode(), key=salt, digest_size=16).hexdigest()


def _commit(body: str) -> tuple[str, list[dict[str, Any]]]:
    people: dict[str, dict[str, Any]] = {}

    def commit(found: re.Match[str]) -> str:
        value = found.group()
        if value not in people:
            salt = secrets.token_bytes(16)
            people[value] = {"mark": _mark(salt, value), "salt": salt, "value": value}
        return people[value]["mark"]

    return _PSEUDONYM.sub(commit, body), list(people.values())


def _link(previous: str, sequence: int, body: str) -> str:
    return hashlib.sha256(f"{previous}\n{sequence}\n{body}".encode()).hexdigest()


def _head(connection: Connection) -> tuple[int, str]:
    last = select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
    row = connection.execute(last).first()
    return (row.sequence, row.hash) if row else (0, _GENESIS)


def _against(head: tuple[int, str] | None, rows: Sequence[Any]) -> tuple[str, ...]:
    if head is None:
        return ()
    count, known = head
    if count > len(rows):
        return (f"The audit log has {len(rows)} entries; {count} were known outside.",)
    found = rows[count - 1].hash if count else _GENESIS
    if found != known:
        return (f"Entry {count} of the audit log is not the one that was known outside.",)
    return ()
