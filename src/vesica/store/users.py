"""Who may sign in: accounts, one-time invitations, sessions and tokens.

Of every secret only a hash is kept. A session belongs to an account, or to a person who opened
it with the own passphrase; then it holds the pseudonym and no name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Row, delete, insert, or_, select, update

from vesica.store.database import reading, writing
from vesica.store.tables import accounts, invitations, sessions, tokens
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["Account", "Invitation", "Session", "Token", "Users"]

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
"""How long a session lasts unused, and at all."""

_SEEN_EVERY = timedelta(minutes=1)
_BETWEEN = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    name : str
        With which to sign in; stands in the audit log.
    roles : frozenset of str
        What the account may do.
    password : str
        Its hash, which also says how it was hashed.
    """

    name: str
    roles: frozenset[str]
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that makes an account once."""

    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A sign-in that holds.

    Parameters
    ----------
    account, person_id : str or None
        Exactly one of them: an account, or a person's pseudonym.
    since : datetime
        When it began.
    """

    account: str | None
    person_id: str | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A key for programs, with the rights of an account cut down to its scopes."""

    number: int
    account: str
    label: str
    scopes: frozenset[str]
    since: datetime


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _joined(words: Iterable[str]) -> str:
    return _BETWEEN.join(sorted(words))


class Users:
    """Accounts, invitations, sessions and tokens of a workspace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- accounts ---------------------------------------------------------------------------

    def account(self, name: str) -> Account | None:
        """Return the account of that name, if it is open."""
        rows = self._accounts(accounts.c.name == name)
        return rows[0] if rows else None

    def accounts(self) -> tuple[Account, ...]:
        """Open accounts by name."""
        return self._accounts()

    def _accounts(self, *where: ColumnElement[bool]) -> tuple[Account, ...]:
        statement = select(accounts).where(accounts.c.closed.is_(None), *where)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(accounts.c.name)).all()
        return tuple(
            Account(name=r.name, roles=frozenset(r.roles.split()), password=r.password)
            for r in rows
        )

    def put(self, account: Account) -> None:
        """Make an account, or give it another password; its sessions and tokens end."""
        row = {
            "name": account.name,
            "roles": _joined(account.roles),
            "password": account.password,
            "since": to_microseconds(_now()),
        }
        with writing(self._engine) as connection:
            self._end(account.name)
            connection.execute(delete(accounts).where(accounts.c.name == account.name))
            connection.execute(insert(accounts), row)

    def close(self, name: str) -> bool:
        """Close an account with its sessions and tokens; whether there was one."""
        mine = accounts.c.name == name, accounts.c.closed.is_(None)
        with writing(self._engine) as connection:
            self._end(name)
            closed = update(accounts).where(*mine).values(closed=to_microseconds(_now()))
            return bool(connection.execute(closed).rowcount)

    def _end(self, name: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.account == name))
            ended = update(tokens).where(tokens.c.account == name, tokens.c.closed.is_(None))
            connection.execute(ended.values(closed=to_microseconds(_now())))

    # -- invitations ------------------------------------------------------------------------

    def invite(self, name: str, roles: Iterable[str], *, lasts: timedelta) -> str:
        """Make the secret of a link that makes an account once; it replaces earlier ones."""
        secret = secrets.token_urlsafe(32)
        row = {
            "digest": _digest(secret),
            "name": name,
            "roles": _joined(roles),
            "until": to_microseconds(_now() + lasts),
        }
        with writing(self._engine) as connection:
            connection.execute(delete(invitations).where(invitations.c.name == name))
            connection.execute(insert(invitations), row)
        return secret

    def invitation(self, secret: str) -> Invitation | None:
        """Return the invitation with that secret, if it still holds."""
        statement = select(invitations).where(
            invitations.c.digest == _digest(secret),
            invitations.c.until > to_microseconds(_now()),
        )
        with reading(self._engine) as connection:
            row = connection.execute(statement).first()
        return row and Invitation(name=row.name, roles=frozenset(row.roles.split()))

    def accept(self, secret: str, name: str, password: str) -> bool:
        """Make the account of an invitation, which is dead afterwards; False if it was dead."""
        with writing(self._engine) as connection:
            invitation = self.invitation(secret)
            if invitation is None:
                return False
            connection.execute(delete(invitations).where(invitations.c.digest == _digest(secret)))
            self.put(Account(name=name, roles=invitation.roles, password=password))
        return True

    # -- sessions ---------------------------------------------------------------------------

    def begin(self, *, account: str | None = None, person_id: str | None = None) -> str:
        """Begin a session and return its secret, of which only a hash is kept."""
        secret, now = secrets.token_urlsafe(32), to_microseconds(_now())
        row = {"digest": _digest(secret), "account": account, "person_id": person_id}
        old = to_microseconds(_now() - LONGEST)
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.since < old))
            connection.execute(insert(sessions), row | {"since": now, "seen": now})
        return secret

    def session(self, secret: str) -> Session | None:
        """Return the session with that secret, if it still holds, and keep it awake."""
        now, mine = _now(), sessions.c.digest == _digest(secret)
        with reading(self._engine) as connection:
            row = connection.execute(select(sessions).where(mine)).first()
        if row is None:
            return None
        since, seen = from_microseconds(row.since), from_microseconds(row.seen)
        if now - seen > IDLE or now - since > LONGEST:
            return None
        if now - seen > _SEEN_EVERY:
            with writing(self._engine) as connection:
                connection.execute(update(sessions).where(mine).values(seen=to_microseconds(now)))
        return Session(account=row.account, person_id=row.person_id, since=since)

    def end(self, secret: str) -> None:
        """End a session."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == _digest(secret)))

    # -- tokens -----------------------------------------------------------------------------

    def issue(self, account: str, label: str, scopes: Iterable[str]) -> str:
        """Issue a token and return its secret, of which only a hash is kept."""
        secret = f"vesica_{secrets.token_urlsafe(32)}"
        row = {
            "digest": _digest(secret),
            "account": account,
            "label": label,
            "scopes": _joined(scopes),
            "since": to_microseconds(_now()),
        }
        with writing(self._engine) as connection:
            connection.execute(insert(tokens), row)
        return secret

    def token(self, secret: str) -> Token | None:
        """Return the token with that secret, if it still holds."""
        found = self._tokens(tokens.c.digest == _digest(secret))
        return found[0] if found else None

    def tokens(self, account: str) -> tuple[Token, ...]:
        """Tokens of an account that hold, in order of issue."""
        return self._tokens(tokens.c.account == account)

    def revoke(self, account: str, number: int) -> bool:
        """End a token of that account; whether there was one."""
        mine = (tokens.c.account == account, tokens.c.number == number, tokens.c.closed.is_(None))
        with writing(self._engine) as connection:
            ended = update(tokens).where(*mine).values(closed=to_microseconds(_now()))
            return bool(connection.execute(ended).rowcount)

    def _tokens(self, *where: ColumnElement[bool]) -> tuple[Token, ...]:
        statement = select(tokens).where(tokens.c.closed.is_(None), *where)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(tokens.c.number)).all()
        return tuple(_token(row) for row in rows)

    # -- erasure ----------------------------------------------------------------------------

    def forget(self, person_id: str) -> None:
        """End the sessions of an erased person."""
        mine = or_(sessions.c.person_id == person_id, sessions.c.account == person_id)
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(mine))


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        number=row.number,
        account=row.account,
        label=row.label,
        scopes=frozenset(row.scopes.split()),
        since=from_microseconds(row.since),
    )
