"""Taking a person out of the vault, in steps that survive a kill."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from vesica.store import database
from vesica.store.tables import aliases, codes, identities, meta, names, passphrases

__all__ = ["SCRUB_DUE", "begin", "scrub", "sever", "unfinished"]

SCRUB_DUE = "scrub due"
_ERASING = "erasing "


def begin(engine: Engine, person_id: str, accounts: Iterable[str]) -> tuple[str, ...]:
    """Note that a person is being erased; returns the accounts noted now and earlier."""
    with database.writing(engine) as connection:
        noted = sorted({*accounts, *_noted(connection, person_id)})
        row = {"name": _ERASING + person_id, "value": " ".join(noted).encode()}
        statement = upsert(meta).values(row)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[meta.c.name], set_={"value": statement.excluded.value}
            )
        )
    return tuple(noted)


def unfinished(engine: Engine) -> tuple[str, ...]:
    """People whose erasure was begun but not finished, sorted."""
    statement = select(meta.c.name).where(meta.c.name.startswith(_ERASING))
    with engine.connect() as connection:
        found = connection.execute(statement).scalars().all()
    return tuple(sorted(name.removeprefix(_ERASING) for name in found))


def sever(engine: Engine, person_id: str) -> bool:
    """Delete the person and the noted accounts; ``False`` if there was no such person."""
    with database.writing(engine) as connection:
        gone = [person_id, *_noted(connection, person_id)]
        known = connection.execute(
            delete(identities).where(identities.c.pseudonym == person_id)
        ).rowcount
        for table in (identities, aliases, names, codes, passphrases):
            connection.execute(delete(table).where(table.c.pseudonym.in_(gone)))
        connection.execute(delete(meta).where(meta.c.name == _ERASING + person_id))
        due = upsert(meta).values(name=SCRUB_DUE, value=b"")
        connection.execute(due.on_conflict_do_nothing())
    scrub(engine)
    return known > 0


def scrub(engine: Engine) -> None:
    """Remove every byte of what was deleted, and the note that this is due."""
    database.scrub(engine)
    with database.writing(engine) as connection:
        connection.execute(delete(meta).where(meta.c.name == SCRUB_DUE))


def _noted(connection: Connection, person_id: str) -> list[str]:
    statement = select(meta.c.value).where(meta.c.name == _ERASING + person_id)
    return (connection.execute(statement).scalar() or b"").decode().split()
