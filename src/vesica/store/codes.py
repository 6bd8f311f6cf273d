"""How a person gets at the own results: a code that works once, then a passphrase of one's own.

A code has a selector to find the row by, and a secret of which only a hash is kept. Whoever has
it sets the passphrase, and the code is dead; the vault keeps when that was, so that a person who
finds the own code used learns of it. A new code ends the passphrase, and the person learns that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Row, delete, insert, select, update

from vesica.errors import RefusedError, UsageError
from vesica.store import database
from vesica.store.tables import codes, passphrases
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["SHORTEST", "Codes", "Opening"]

SHORTEST = 12
"""Letters that a passphrase has at least."""

_SELECTOR, _SECRET = 8, 24
_LONGEST = 1024
_NOBODY = b"\0" * 16
_ASK = (
    "If that was not you, ask the works council or the data protection officer to look at the"
    " audit log, and ask for a new code."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What came of trying a passphrase.

    Parameters
    ----------
    person_id : str
        Whose it is.
    former_ended : datetime or None
        When an earlier passphrase of the person was ended by a new code; told once.
    """

    person_id: str
    former_ended: datetime | None


def _letters(count: int) -> str:
    return base64.b32encode(secrets.token_bytes(count)).decode().lower()[:count]


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def _now() -> int:
    return to_microseconds(datetime.now(UTC))


def _said(time: int) -> str:
    return f"{from_microseconds(time):%d %B %Y at %H:%M} UTC"


class Codes:
    """Codes of 120 bits and passphrases of the vault at ``engine``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def renew(self, person_id: str) -> tuple[str, bool]:
        """Make a new code in place of the former one; it ends the person's passphrase.

        Returns
        -------
        code : str
            ``selector-secret``.
        ended : bool
            Whether there was a passphrase.
        """
        selector, secret, salt = _letters(_SELECTOR), _letters(_SECRET), secrets.token_bytes(16)
        row = {
            "pseudonym": person_id,
            "selector": selector,
            "salt": salt,
            "hash": _hash(secret, salt),
        }
        mine = passphrases.c.pseudonym == person_id
        with database.writing(self._engine) as connection:
            connection.execute(delete(codes).where(codes.c.pseudonym == person_id))
            connection.execute(insert(codes), row)
            ended = connection.execute(
                update(passphrases).where(mine, passphrases.c.ended.is_(None)).values(ended=_now())
            ).rowcount
        return f"{selector}-{secret}", bool(ended)

    def claim(self, code: str, passphrase: str) -> str:
        """Set the passphrase of the person whose code it is; the code is dead afterwards.

        Raises
        ------
        UsageError
            If the passphrase is too short.
        RefusedError
            If the code is not known, or was used before.
        """
        if len(passphrase) < SHORTEST:
            raise UsageError(
                f"The passphrase has {len(passphrase)} letters.",
                hint=f"Choose one of at least {SHORTEST}: four words that do not go together.",
            )
        salt = secrets.token_bytes(16)
        digest = _hash(passphrase[:_LONGEST], salt)
        with database.writing(self._engine) as connection:
            row = self._row(code)
            if row is None:
                raise RefusedError("This code is not known.", hint="Ask for a new one.")
            if row.used is not None:
                raise RefusedError(f"This code was used before, on {_said(row.used)}.", hint=_ASK)
            mine = passphrases.c.pseudonym == row.pseudonym
            former = connection.execute(select(passphrases.c.ended).where(mine)).scalar()
            connection.execute(delete(passphrases).where(mine))
            fresh = {"pseudonym": row.pseudonym, "salt": salt, "hash": digest, "chosen": _now()}
            connection.execute(insert(passphrases), fresh | {"former_ended": former})
            used = update(codes).where(codes.c.pseudonym == row.pseudonym)
            connection.execute(used.values(used=_now()))
        return row.pseudonym

    def open(self, person_id: str | None, passphrase: str) -> Opening | None:
        """Try a passphrase; ``None`` if it is not that person's, and it takes equally long.

        Raises
        ------
        RefusedError
            If it was the person's, and a new code has ended it.
        """
        mine = passphrases.c.pseudonym == (person_id or "")
        with database.reading(self._engine) as connection:
            row = connection.execute(select(passphrases).where(mine)).first()
        salt, wanted = (row.salt, row.hash) if row else (_NOBODY, b"")
        good = hmac.compare_digest(_hash(passphrase[:_LONGEST], salt), wanted)
        if row is None or not good:
            return None
        if row.ended is not None:
            raise RefusedError(
                f"This passphrase ended on {_said(row.ended)}, when a new code was made for you.",
                hint=_ASK,
            )
        told = None
        if row.former_ended is not None:
            told = from_microseconds(row.former_ended)
            with database.writing(self._engine) as connection:
                connection.execute(update(passphrases).where(mine).values(former_ended=None))
        return Opening(person_id=row.pseudonym, former_ended=told)

    def since(self, person_id: str) -> datetime | None:
        """When the person's passphrase was chosen; ``None`` if there is none that holds."""
        mine = passphrases.c.pseudonym == person_id
        statement = select(passphrases.c.chosen).where(mine, passphrases.c.ended.is_(None))
        with database.reading(self._engine) as connection:
            chosen = connection.execute(statement).scalar()
        return None if chosen is None else from_microseconds(chosen)

    def _row(self, code: str) -> Row | None:
        selector, _, secret = code.strip().lower().partition("-")
        with database.reading(self._engine) as connection:
            row = connection.execute(select(codes).where(codes.c.selector == selector)).first()
        salt, wanted = (row.salt, row.hash) if row else (_NOBODY, b"")
        return row if hmac.compare_digest(_hash(secret[:128], salt), wanted) else None
