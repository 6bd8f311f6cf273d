"""Personal codes: a selector to find the row by, and a secret of which only a hash is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from sqlalchemy import Connection, Engine, delete, select

from vesica.store import database
from vesica.store.tables import codes

__all__ = ["Codes"]

_SELECTOR, _SECRET = 8, 24
_NOBODY = b"\0" * 16


def _letters(count: int) -> str:
    return base64.b32encode(secrets.token_bytes(count)).decode().lower()[:count]


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


class Codes:
    """Personal codes of the vault at ``engine``: ``selector-secret``, 120 bits of secret."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def renew(self, person_id: str) -> str:
        """Make a new code in place of the former one."""
        selector, secret, salt = _letters(_SELECTOR), _letters(_SECRET), secrets.token_bytes(16)
        row = {
            "pseudonym": person_id,
            "selector": selector,
            "salt": salt,
            "hash": _hash(secret, salt),
        }
        with database.writing(self._engine) as connection:
            self.forget(connection, person_id)
            connection.execute(codes.insert(), row)
        return f"{selector}-{secret}"

    def check(self, code: str) -> str | None:
        """Pseudonym behind a code, or ``None``; an unknown code costs as much as a known one."""
        selector, _, secret = code.strip().lower().partition("-")
        with self._engine.connect() as connection:
            row = connection.execute(select(codes).where(codes.c.selector == selector)).first()
        salt, wanted = (row.salt, row.hash) if row else (_NOBODY, b"")
        good = hmac.compare_digest(_hash(secret[:128], salt), wanted)
        return row.pseudonym if row and good else None

    def forget(self, connection: Connection, person_id: str) -> None:
        """Delete the code of a person."""
        connection.execute(delete(codes).where(codes.c.pseudonym == person_id))
