"""The identity vault: who is behind a pseudonym. It lives outside the workspace.

A pseudonym is keyed by 32 random bytes of the vault and by 16 random bytes of its own identity;
with either gone it cannot be made again. Nothing is written before :meth:`Vault.flush`: what is
minted and then lost was never in a sealed import, since callers flush before they seal.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Engine, insert, select

from vesica.core.cells import visible
from vesica.errors import NotFoundError
from vesica.store import database, keyed, severing
from vesica.store.codes import Codes, Opening
from vesica.store.identifiers import normalise
from vesica.store.register import Kind, Register
from vesica.store.tables import aliases, meta, names

__all__ = ["Kind", "Vault", "vault_path"]


def vault_path(workspace_id: str) -> Path:
    """Path of the vault of a workspace: in ``$VESICA_VAULT_DIR`` or the user's data folder."""
    chosen = os.environ.get("VESICA_VAULT_DIR")
    folder = Path(chosen) if chosen else Path.home() / ".local/share/vesica/vaults"
    return folder / f"{workspace_id}.db"


def _one_array(keys: pa.Array | pa.ChunkedArray) -> pa.Array:
    whole = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
    return whole.cast(pa.string())


def _write_key(connection: Connection) -> None:
    connection.execute(insert(meta), {"name": "key", "value": os.urandom(32)})


class Vault:
    """Keys of people and accounts ↔ pseudonyms, names and personal codes.

    Make one with :meth:`create` or :meth:`open`. One process at a time may mint pseudonyms: the
    one that holds the writer's lock of the workspace.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key
        derived = hashlib.blake2b(key, person=b"reference", digest_size=keyed.KEY_BYTES)
        self._reference_key = derived.digest()
        self._register = Register(engine, key)
        self._as_seen: dict[Kind, dict[str, str | None]] = {"person": {}, "account": {}}

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a vault with a fresh key, or open the one that is there."""
        database.create(path, "vault", seed=_write_key)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a vault.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        engine = database.open_engine(path, "vault")
        with engine.connect() as connection:
            stored = database.pairs(connection, select(meta))
        vault = cls(engine, stored["key"])
        if severing.SCRUB_DUE in stored:
            severing.scrub(engine)
        return vault

    def close(self) -> None:
        """Close the file; what was not flushed is forgotten."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def pseudonyms(self, keys: pa.Array | pa.ChunkedArray, *, kind: Kind) -> pa.Array:
        """Pseudonym of every key; unknown keys get a new identity.

        Parameters
        ----------
        keys : Array of string
            Employee numbers, e-mail addresses, handles, …; nulls and blanks become null.
        kind : {"person", "account"}
            What the keys name.

        Returns
        -------
        Array of string
            As long as ``keys``.
        """
        encoded = _one_array(keys).dictionary_encode()
        seen = self._as_seen[kind]
        distinct = encoded.dictionary.to_pylist()
        for raw in distinct:
            if raw not in seen:
                key = normalise(raw)
                seen[raw] = self._register.pseudonym(key, kind) if key else None
        found = pa.array([seen[raw] for raw in distinct], pa.string())
        return found.take(encoded.indices)

    def adopt(self, entries: Sequence[Sequence[str]]) -> None:
        """Make several keys lead to one person, entry by entry; all entries, or none.

        Parameters
        ----------
        entries : sequence of sequence of str
            Each inner sequence holds keys of one person: employee number, e-mail, …. If one is
            known, the others join it.

        Raises
        ------
        IdentityConflictError
            If an entry joins keys that are known as different people.
        """
        self._register.adopt(entries)

    def conflicts(self, entries: Sequence[Sequence[str]]) -> tuple[int, ...]:
        """Positions, from 0, of the entries that :meth:`adopt` would refuse."""
        return self._register.conflicts(entries)

    def references(self, keys: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Keyed hash, 32 hexadecimal characters, of identifiers such as message ids.

        Nulls stay null; white space around an identifier does not count.
        """
        texts = _one_array(keys)
        if visible(texts) is None:
            texts = pc.call_function("utf8_trim_whitespace", [texts])
        return keyed.hexadecimal(texts, self._reference_key)

    def remember_names(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep display names; each pair is any key of the person, and the name."""
        for raw, name in pairs:
            key = normalise(raw)
            if key and name.strip():
                self._register.name(self._register.pseudonym(key, "person"), name.strip())

    def find(self, key: str) -> str | None:
        """Pseudonym of a known person, by any key or by the pseudonym itself."""
        return self._register.find(normalise(key))

    def find_all(self, keys: Sequence[str | None]) -> list[str | None]:
        """Pseudonyms of people by their keys, ``None`` where nobody is known; mints nothing."""
        return [self._register.known(normalise(key)) if key else None for key in keys]

    def fits(self, person_id: str, *, keys: Sequence[str], name: str | None) -> bool:
        """Whether what a roster says of a known person may be said of that person.

        It may not if neither an address nor the name is the one that is known, and both are.
        """
        if any(found == person_id for found in self.find_all(keys)):
            return True
        known = self.name_of(person_id)
        if not name or not known or normalise(name) == normalise(known):
            return True
        return not self._register.has_address(person_id)

    def named(self, texts: Sequence[str]) -> frozenset[str]:
        """Those of the texts that are the name or a key of somebody."""
        found = {text for text, p in zip(texts, self.find_all(texts), strict=True) if p}
        known = self._register.all_names() if set(texts) - found else frozenset()
        return frozenset(found | {text for text in texts if normalise(text) in known})

    def discard(self) -> None:
        """Forget what was minted, adopted and named since the last :meth:`flush`."""
        self._register.discard()
        self._as_seen = {"person": {}, "account": {}}

    def knows(self, pseudonym: str) -> bool:
        """Whether a person has that pseudonym."""
        return self._register.knows(pseudonym)

    def name_of(self, person_id: str) -> str | None:
        """Display name of a person, if one is known."""
        return self._register.name_of(person_id)

    def identifiers(self, person_id: str) -> tuple[str, ...]:
        """Everything that leads to a person: keys, normalised, and the name; sorted."""
        self.flush()
        statement = select(aliases.c.key).where(aliases.c.pseudonym == person_id)
        with self._engine.connect() as connection:
            found = set(connection.execute(statement).scalars())
        name = self.name_of(person_id)
        return tuple(sorted(found | ({name} if name else set())))

    def keys_of(self, kind: Kind) -> dict[str, tuple[str, ...]]:
        """Pseudonym → keys, normalised and sorted, of everyone of that kind."""
        self.flush()
        found: dict[str, list[str]] = {}
        statement = select(aliases.c.pseudonym, aliases.c.key).where(aliases.c.kind == kind)
        with self._engine.connect() as connection:
            for pseudonym, key in connection.execute(statement.order_by(aliases.c.key)):
                found.setdefault(pseudonym, []).append(key)
        return {pseudonym: tuple(keys) for pseudonym, keys in found.items()}

    def names(self) -> dict[str, str]:
        """Pseudonym → display name, of people and accounts."""
        self.flush()
        with self._engine.connect() as connection:
            return database.pairs(connection, select(names))

    def name_accounts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep display names of accounts; each pair is the key of the account, and the name."""
        for raw, name in pairs:
            key = normalise(raw)
            if key and name.strip():
                self._register.name(self._register.pseudonym(key, "account"), name.strip())

    def person_hash(self, person_id: str) -> str:
        """Keyed hash of a pseudonym, which says nothing without the vault's key."""
        key = hashlib.blake2b(self._key, person=b"tombstone").digest()
        return hashlib.blake2b(person_id.encode(), key=key, digest_size=16).hexdigest()

    def new_code(self, person_id: str) -> tuple[str, bool]:
        """Make the code with which a person sets a passphrase, once; it replaces the former one.

        Returns
        -------
        code : str
            To hand to the person.
        ended : bool
            Whether it ended a passphrase that the person had set.

        Raises
        ------
        NotFoundError
            If nobody has that pseudonym.
        """
        self.flush()
        if not self.knows(person_id):
            raise NotFoundError(
                f"Nobody has the pseudonym '{person_id}'.",
                hint="Look the person up by employee number or e-mail address first.",
            )
        return Codes(self._engine).renew(person_id)

    def claim(self, code: str, passphrase: str) -> str:
        """Set the passphrase of the person whose code it is, and return the pseudonym.

        Raises
        ------
        UsageError
            If the passphrase is too short.
        RefusedError
            If the code is not known, or was used before.
        """
        return Codes(self._engine).claim(code, passphrase)

    def open_with(self, key: str, passphrase: str) -> Opening | None:
        """Try the passphrase of the person with that key; ``None`` if it is not.

        Raises
        ------
        RefusedError
            If it was the person's, and a new code has ended it.
        """
        return Codes(self._engine).open(self.find(key), passphrase)

    def passphrase_since(self, person_id: str) -> datetime | None:
        """When the person's passphrase was chosen; ``None`` if there is none that holds."""
        return Codes(self._engine).since(person_id)

    def begin_erasure(self, person_id: str, accounts: Iterable[str]) -> tuple[str, ...]:
        """Note that a person is being erased, with the accounts that go too.

        The note survives a kill, and :meth:`sever` deletes it.

        Returns
        -------
        tuple of str
            Accounts noted now and earlier, sorted.
        """
        self.flush()
        return severing.begin(self._engine, person_id, accounts)

    def unfinished(self) -> tuple[str, ...]:
        """People whose erasure was begun but not finished, sorted."""
        return severing.unfinished(self._engine)

    def sever(self, person_id: str) -> bool:
        """Delete an identity with its salt, keys, name and code, and every byte of them.

        It may be repeated; one that was killed is also completed by the next opening.

        Returns
        -------
        bool
            Whether the identity was known.
        """
        self.flush()
        known = severing.sever(self._engine, person_id)
        self._register.reload()
        self._as_seen = {"person": {}, "account": {}}
        return known

    def flush(self) -> None:
        """Write what is new, in one transaction.

        Raises
        ------
        StoreError
            If another process has minted identities for the same keys in the meantime.
        """
        self._register.flush()
