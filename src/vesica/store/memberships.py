"""Sets of people behind released numbers, each stored once as sorted numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, insert, select

from vesica.store.database import pairs
from vesica.store.tables import release_members, release_people

__all__ = ["ERASED", "members", "numbers", "pack", "store_sets"]

ERASED = "erased"
"""What an erased member is called."""

_AT_ONCE = 10_000


def numbers(connection: Connection, wanted: set[str]) -> dict[str, int]:
    """Numbers of people; those without one get one."""
    statement = select(release_people.c.person_id, release_people.c.number)
    known = pairs(connection, statement)
    fresh = [{"person_id": person} for person in sorted(wanted - known.keys())]
    if fresh:
        connection.execute(insert(release_people), fresh)
        known = pairs(connection, statement)
    return {person: known[person] for person in wanted}


def pack(group: Iterable[str], known: Mapping[str, int]) -> tuple[str, bytes]:
    """Digest and bytes of a set of people, by their numbers."""
    packed = np.sort(np.array([known[p] for p in group], "<u4")).tobytes()
    return hashlib.sha256(packed).hexdigest(), packed


def store_sets(connection: Connection, sets: Iterable[tuple[str, bytes]]) -> None:
    """Store the sets that are not stored yet."""
    fresh = dict(sets)
    for digest in _packed(connection, sorted(fresh)):
        del fresh[digest]
    rows = [{"digest": digest, "members": packed} for digest, packed in sorted(fresh.items())]
    if rows:
        connection.execute(insert(release_members), rows)


def _packed(connection: Connection, digests: Sequence[str]) -> dict[str, bytes]:
    """Sets of members that are stored, by digest."""
    found: dict[str, bytes] = {}
    for start in range(0, len(digests), _AT_ONCE):
        some = release_members.c.digest.in_(digests[start : start + _AT_ONCE])
        found |= pairs(connection, select(release_members).where(some))
    return found


def members(connection: Connection, digests: Sequence[str]) -> dict[str, frozenset[str]]:
    """People of each set; an erased one is anonymous."""
    everyone: dict[int, str] = {
        number: person or f"{ERASED}:{number}"
        for number, person in (connection.execute(select(release_people)).all() if digests else ())
    }
    return {
        digest: frozenset(map(everyone.__getitem__, np.frombuffer(packed, "<u4").tolist()))
        for digest, packed in _packed(connection, digests).items()
    }
