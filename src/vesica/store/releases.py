"""Log of everything that was ever released, from the first number on."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, func, insert, select, update

from vesica.store.database import reading, writing
from vesica.store.memberships import ERASED, members, numbers, pack, store_sets
from vesica.store.tables import release_cells, release_people, releases
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["Cell", "ReleaseEntry", "ReleaseLog", "ReleasedCell"]


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
            known = numbers(connection, {p for cell in cells for p in cell.members})
            sets = {group: pack(group, known) for group in {c.members for c in cells}}
            store_sets(connection, sets.values())
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

    def figures(
        self, questions: Collection[str], policy: str, run_id: str
    ) -> Mapping[str, tuple[float, ...]]:
        """Figures of questions as last shown: of that run, else the newest.

        Parameters
        ----------
        questions, run_id : collection of str, str
            What was asked, and of which run.
        policy : str
            How the label of the policy begins: all of it, or the pack's name and a space.
        """
        statement = (
            select(releases.c.figures)
            .where(
                releases.c.question.in_(questions),
                releases.c.policy.startswith(policy, autoescape=True),
            )
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
                        .values({column.name: func.replace(column, person_id, ERASED)})
                    )

    def _read(self, statement: Select[*tuple[Any, ...]]) -> tuple[ReleasedCell, ...]:
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            sets = members(connection, sorted({row.members for row in rows}))
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


def _figures(text: str) -> dict[str, tuple[float, ...]]:
    return {name: tuple(shown) for name, shown in json.loads(text).items()}
