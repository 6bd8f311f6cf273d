"""Log of everything that was ever released, from the first number on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Select, func, insert, select, update

from vesica.store.database import pairs, reading, writing
from vesica.store.tables import release_cells, release_members, release_people, releases
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["Cell", "ReleaseEntry", "ReleaseLog", "ReleasedCell"]

_ERASED = "erased"
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEntry:
    """One release.

    Parameters
    ----------
    id : str
        Its name.
    time : datetime
        When, with its offset from UTC.
    run_id : str
        Run whose numbers they are.
    question, purpose, audience, actor, policy : str
        What was asked, what for, for whom, by whom, and under which policy.
    digest : str
        Hash of what was let out.
    figures : mapping of str to tuple of float
        What organisation-level figures were shown as: value, ends of the interval, and step.
    """

    id: str
    time: datetime
    run_id: str
    question: str
    purpose: str
    audience: str
    actor: str
    policy: str
    digest: str
    figures: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number that was let out, and whom it is about.

    Parameters
    ----------
    table, cell, quantity : str
        Which number: ``"by unit"``, ``"Sales"``, ``"both"``.
    members : frozenset of str
        Pseudonyms of the people behind it.
    """

    table: str
    cell: str
    quantity: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCell:
    """A :class:`Cell` as it was released.

    An erased person stays in ``members`` as ``"erased:<number>"``: nobody can tell who it was,
    and a difference to a later release is still seen.
    """

    release_id: str
    time: datetime
    run_id: str
    table: str
    cell: str
    quantity: str
    members: frozenset[str]


class ReleaseLog:
    """Entries are added and never changed; an erasure alone forgets who a member was."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, release: ReleaseEntry, cells: Sequence[Cell]) -> None:
        """Add a release with its cells, in one transaction."""
        row = {f.name: getattr(release, f.name) for f in fields(release)}
        row["time"] = to_microseconds(release.time)
        row["figures"] = json.dumps(dict(release.figures), sort_keys=True)
        with writing(self._engine) as connection:
            numbers = _people(connection, {p for cell in cells for p in cell.members})
            sets = {members: _pack(members, numbers) for members in {c.members for c in cells}}
            _store_sets(connection, sets.values())
            number = connection.execute(insert(releases).values(row)).inserted_primary_key
            rows = [
                {
                    "release": number[0] if number else None,
                    "table": cell.table,
                    "cell": cell.cell,
                    "quantity": cell.quantity,
                    "members": sets[cell.members][0],
                }
                for cell in cells
            ]
            if rows:
                connection.execute(insert(release_cells), rows)

    def has(self, release_id: str) -> bool:
        """Whether there is a release of that name."""
        statement = select(releases.c.number).where(releases.c.id == release_id)
        with reading(self._engine) as connection:
            return connection.execute(statement).first() is not None

    def figures(self, question: str, policy: str, run_id: str) -> Mapping[str, tuple[float, ...]]:
        """Figures of a question as last shown under a policy: of that run, else of the newest."""
        statement = (
            select(releases.c.figures)
            .where(releases.c.question == question, releases.c.policy == policy)
            .where(releases.c.figures != "{}")
            .order_by((releases.c.run_id == run_id).desc(), releases.c.number.desc())
        )
        with reading(self._engine) as connection:
            return _figures(connection.execute(statement.limit(1)).scalar() or "{}")

    def cells(
        self,
        run_id: str | None = None,
        quantity: str | None = None,
        *,
        but: str | None = None,
    ) -> tuple[ReleasedCell, ...]:
        """Released cells in order of release: all, or those of a run or a quantity.

        Parameters
        ----------
        run_id, quantity : str, optional
            Only these.
        but : str, optional
            Not the cells of this name.
        """
        statement = _all_cells().order_by(release_cells.c.number)
        if but is not None:
            statement = statement.where(release_cells.c.cell != but)
        if run_id is not None:
            statement = statement.where(releases.c.run_id == run_id)
        if quantity is not None:
            statement = statement.where(release_cells.c.quantity == quantity)
        return self._read(statement)

    def latest_cell(self, table: str, cell: str, quantity: str) -> ReleasedCell | None:
        """Newest release of a cell, whatever run it came from."""
        statement = _all_cells().where(
            release_cells.c.table == table,
            release_cells.c.cell == cell,
            release_cells.c.quantity == quantity,
        )
        newest = (releases.c.time.desc(), release_cells.c.number.desc())
        found = self._read(statement.order_by(*newest).limit(1))
        return found[0] if found else None

    def entries(self) -> tuple[ReleaseEntry, ...]:
        """All releases in order."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(releases).order_by(releases.c.number)).all()
        return tuple(
            ReleaseEntry(
                id=row.id,
                time=from_microseconds(row.time),
                run_id=row.run_id,
                question=row.question,
                purpose=row.purpose,
                audience=row.audience,
                actor=row.actor,
                policy=row.policy,
                digest=row.digest,
                figures=_figures(row.figures),
            )
            for row in rows
        )

    def forget(self, person_id: str) -> None:
        """Make an erased person an anonymous member of what was released."""
        with writing(self._engine) as connection:
            connection.execute(
                update(release_people)
                .where(release_people.c.person_id == person_id)
                .values(person_id=None)
            )
            for table, names in ((releases, ("question", "actor")), (release_cells, ("cell",))):
                for column in (table.c[name] for name in names):
                    connection.execute(
                        update(table)
                        .where(column.contains(person_id, autoescape=True))
                        .values({column.name: func.replace(column, person_id, _ERASED)})
                    )

    def _read(self, statement: Select[*tuple[Any, ...]]) -> tuple[ReleasedCell, ...]:
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            sets = _members(connection, sorted({row.members for row in rows}))
        return tuple(
            ReleasedCell(
                release_id=row.id,
                time=from_microseconds(row.time),
                run_id=row.run_id,
                table=row.table,
                cell=row.cell,
                quantity=row.quantity,
                members=sets[row.members],
            )
            for row in rows
        )


def _all_cells() -> Select[*tuple[Any, ...]]:
    cell = release_cells.c
    release = (releases.c.id, releases.c.time, releases.c.run_id)
    columns = (*release, cell.table, cell.cell, cell.quantity, cell.members)
    return select(*columns).join_from(release_cells, releases)


def _people(connection: Connection, wanted: set[str]) -> dict[str, int]:
    """Numbers of people; those without one get one."""
    statement = select(release_people.c.person_id, release_people.c.number)
    known = pairs(connection, statement)
    fresh = [{"person_id": person} for person in sorted(wanted - known.keys())]
    if fresh:
        connection.execute(insert(release_people), fresh)
        known = pairs(connection, statement)
    return {person: known[person] for person in wanted}


def _pack(members: Iterable[str], numbers: dict[str, int]) -> tuple[str, bytes]:
    packed = np.sort(np.array([numbers[p] for p in members], "<u4")).tobytes()
    return hashlib.sha256(packed).hexdigest(), packed


def _figures(text: str) -> dict[str, tuple[float, ...]]:
    return {name: tuple(shown) for name, shown in json.loads(text).items()}


def _store_sets(connection: Connection, sets: Iterable[tuple[str, bytes]]) -> None:
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


def _members(connection: Connection, digests: Sequence[str]) -> dict[str, frozenset[str]]:
    everyone: dict[int, str] = {
        number: person or f"{_ERASED}:{number}"
        for number, person in (connection.execute(select(release_people)).all() if digests else ())
    }
    return {
        digest: frozenset(map(everyone.__getitem__, np.frombuffer(packed, "<u4").tolist()))
        for digest, packed in _packed(connection, digests).items()
    }
