"""The vault's register of keys and pseudonyms, in memory, with what is not written yet."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import Engine, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from vesica.errors import IdentityConflictError, StoreError
from vesica.store.database import pairs, writing
from vesica.store.identifiers import normalise
from vesica.store.tables import aliases, identities, names

__all__ = ["Kind", "Register"]

Kind = Literal["person", "account"]


class Register:
    """Normalised keys → pseudonyms; loaded from the vault at first use."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key
        self._known: dict[Kind, dict[str, str]] = {}
        self._new_identities: dict[str, dict[str, object]] = {}
        self._new_aliases: list[dict[str, str]] = []
        self._new_names: dict[str, str] = {}

    def pseudonym(self, key: str, kind: Kind) -> str:
        """Pseudonym of a key; an unknown key gets a new identity."""
        known = self._load(kind)
        if key not in known:
            identity = self._mint(key, kind)
            known[key] = str(identity["pseudonym"])
            self._new_identities[known[key]] = identity
            self._new_aliases.append({"kind": kind, "key": key, "pseudonym": known[key]})
        return known[key]

    def adopt(self, entries: Sequence[Sequence[str]]) -> None:
        """See :meth:`vesica.store.vault.Vault.adopt`."""
        joined, minted, conflicts = self._join(entries)
        if conflicts:
            position = conflicts[0]
            keys = filter(None, map(normalise, entries[position]))
            people = {joined.get(key) or self._load("person").get(key) for key in keys} - {None}
            raise IdentityConflictError(
                f"{len(conflicts)} entries, the first at position {position + 1}, join keys of"
                f" people known apart: {', '.join(sorted(map(str, people)))}.",
                hint="Correct the identifiers in the file, so that each row names one person.",
            )
        self._new_identities.update((str(row["pseudonym"]), row) for row in minted)
        self._new_aliases += [
            {"kind": "person", "key": key, "pseudonym": pseudonym}
            for key, pseudonym in joined.items()
        ]
        self._load("person").update(joined)

    def conflicts(self, entries: Sequence[Sequence[str]]) -> tuple[int, ...]:
        """Positions, from 0, of the entries that :meth:`adopt` would refuse."""
        return self._join(entries)[2]

    def find(self, key: str) -> str | None:
        """Pseudonym of a known person by a normalised key or the pseudonym itself."""
        if "person" in self._known and key in self._known["person"]:
            return self._known["person"][key]
        statement = select(aliases.c.pseudonym).where(
            aliases.c.kind == "person", aliases.c.key == key
        )
        with self._engine.connect() as connection:
            found = connection.execute(statement).scalar()
        return found or (key if self.knows(key) else None)

    def known(self, key: str) -> str | None:
        """Pseudonym of a known person by a normalised key; fast for many keys."""
        return self._load("person").get(key)

    def has_address(self, pseudonym: str) -> bool:
        """Whether an e-mail address of a person was known before the last flush."""
        statement = select(aliases.c.key).where(aliases.c.pseudonym == pseudonym)
        with self._engine.connect() as connection:
            return any("@" in key for key in connection.execute(statement).scalars())

    def all_names(self) -> frozenset[str]:
        """Names of everybody, normalised."""
        with self._engine.connect() as connection:
            kept = connection.execute(select(names.c.name)).scalars().all()
        return frozenset(map(normalise, (*kept, *self._new_names.values())))

    def discard(self) -> None:
        """Forget what was not written."""
        self._new_identities, self._new_aliases, self._new_names = {}, [], {}
        self.reload()

    def knows(self, pseudonym: str) -> bool:
        """Whether a person has that pseudonym."""
        if pseudonym in self._new_identities:
            return self._new_identities[pseudonym]["kind"] == "person"
        statement = select(identities.c.kind).where(identities.c.pseudonym == pseudonym)
        with self._engine.connect() as connection:
            return connection.execute(statement).scalar() == "person"

    def name(self, pseudonym: str, name: str) -> None:
        """Keep a display name."""
        self._new_names[pseudonym] = name

    def name_of(self, pseudonym: str) -> str | None:
        """Display name of a person, if one is known."""
        if pseudonym in self._new_names:
            return self._new_names[pseudonym]
        statement = select(names.c.name).where(names.c.pseudonym == pseudonym)
        with self._engine.connect() as connection:
            return connection.execute(statement).scalar()

    def flush(self) -> None:
        """See :meth:`vesica.store.vault.Vault.flush`."""
        rename = upsert(names)
        rename = rename.on_conflict_do_update(
            index_elements=[names.c.pseudonym], set_={"name": rename.excluded.name}
        )
        named = [{"pseudonym": p, "name": n} for p, n in self._new_names.items()]
        fresh = (
            (insert(identities), list(self._new_identities.values())),
            (insert(aliases), self._new_aliases),
            (rename, named),
        )
        if not any(rows for _, rows in fresh):
            return
        try:
            with writing(self._engine) as connection:
                for statement, rows in fresh:
                    if rows:
                        connection.execute(statement, rows)
        except IntegrityError as error:
            raise StoreError(
                "Another process has written to the identity vault at the same time.",
                hint="Import the file again; only one process may import at a time.",
            ) from error
        self._new_identities, self._new_aliases, self._new_names = {}, [], {}

    def reload(self) -> None:
        """Forget what was loaded, after the vault has changed under it."""
        self._known.clear()

    def _load(self, kind: Kind) -> dict[str, str]:
        if kind not in self._known:
            statement = select(aliases.c.key, aliases.c.pseudonym).where(aliases.c.kind == kind)
            with self._engine.connect() as connection:
                self._known[kind] = pairs(connection, statement)
        return self._known[kind]

    def _mint(self, key: str, kind: Kind) -> dict[str, object]:
        salt = os.urandom(16)
        message = b"|".join((kind.encode(), salt, key.encode()))
        digest = hmac.digest(self._key, message, "sha256")
        pseudonym = base64.b32encode(digest)[:20].decode().lower()
        return {"pseudonym": pseudonym, "kind": kind, "salt": salt}

    def _join(
        self, entries: Iterable[Sequence[str]]
    ) -> tuple[dict[str, str], list[dict[str, object]], tuple[int, ...]]:
        """Keys that join someone, identities to be made, positions of conflicts."""
        known = self._load("person")
        joined: dict[str, str] = {}
        minted: list[dict[str, object]] = []
        conflicts: list[int] = []
        for position, entry in enumerate(entries):
            keys = [key for key in map(normalise, entry) if key]
            found = {known.get(key) or joined.get(key) for key in keys} - {None}
            if len(found) > 1:
                conflicts.append(position)
                continue
            if not found and keys:
                minted.append(self._mint(keys[0], "person"))
                found = {str(minted[-1]["pseudonym"])}
            for key in keys:
                if key not in known:
                    joined[key] = str(next(iter(found)))
        return joined, minted, tuple(conflicts)
