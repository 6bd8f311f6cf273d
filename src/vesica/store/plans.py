"""Plans in versions: who has which place, and what named humans decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, or_, select

from vesica.errors import NotFoundError
from vesica.store.database import reading, writing
from vesica.store.tables import plan_decisions, plan_places, plans
from vesica.store.times import from_microseconds, to_microseconds

__all__ = ["FREE", "LOCK", "PUBLISH", "VETO", "Place", "PlanBook", "StoredDecision", "StoredPlan"]

LOCK, VETO, FREE, PUBLISH = "lock", "veto", "free", "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a plan.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    other_id : str or None
        The leader of a pair; None for a place on a route.
    route, how, why : str
        Route, how the place came about, and the reason.
    gain : float
        Of the person [expected new bridges].
    other_gain : float or None
        Of the leader of a pair.
    """

    person_id: str
    other_id: str | None
    route: str
    how: str
    why: str
    gain: float
    other_gain: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """One version.

    Parameters
    ----------
    number : int
        Of the version; never used again.
    parent : int or None
        Version that it was made from.
    time : str
        UTC, ISO 8601.
    actor, run_id : str
        Who made it, from which run.
    request, figures : Mapping
        What was asked, and what came out; no person is in them.
    """

    number: int
    parent: int | None
    time: str
    actor: str
    run_id: str
    request: Mapping[str, Any]
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """What a named human decided.

    Parameters
    ----------
    plan : int
        Version that the decision made, or published.
    actor, by : str
        Account of the machine, and name of who decided.
    action : str
        One of :data:`LOCK`, :data:`VETO`, :data:`FREE`, :data:`PUBLISH`.
    reason : str
        In that human's words.
    person_id, other_id : str or None
        Whom it concerns.
    route : str
        Which route; empty for all.
    time : str
        UTC, ISO 8601; empty before it is stored.
    """

    plan: int
    actor: str
    by: str
    action: str
    reason: str
    person_id: str | None = None
    other_id: str | None = None
    route: str = ""
    time: str = ""


class PlanBook:
    """Versions are added and never changed; an erasure takes a person's rows out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        *,
        parent: int | None,
        actor: str,
        run_id: str,
        request: Mapping[str, Any],
        figures: Mapping[str, Any],
        places: Sequence[Place],
    ) -> int:
        """Store a version and return its number."""
        row = {
            "parent": parent,
            "time": to_microseconds(datetime.now(UTC)),
            "actor": actor,
            "run_id": run_id,
            "request": json.dumps(request, sort_keys=True),
            "figures": json.dumps(figures, sort_keys=True),
        }
        with writing(self._engine) as connection:
            (number,) = connection.execute(insert(plans), row).inserted_primary_key or (0,)
            rows = [
                {
                    "plan": number,
                    "person_id": p.person_id,
                    "other_id": p.other_id,
                    "route": p.route,
                    "how": p.how,
                    "why": p.why,
                    "gain": p.gain,
                    "other_gain": p.other_gain,
                }
                for p in places
            ]
            if rows:
                connection.execute(insert(plan_places), rows)
        return int(number)

    def decide(self, decisions: Sequence[StoredDecision]) -> None:
        """Store decisions, all or none."""
        now = to_microseconds(datetime.now(UTC))
        names = ("plan", "actor", "by", "action", "person_id", "other_id", "route", "reason")
        rows = [{n: getattr(d, n) for n in names} | {"time": now} for d in decisions]
        with writing(self._engine) as connection:
            connection.execute(insert(plan_decisions), rows)

    def all(self) -> tuple[StoredPlan, ...]:
        """Every version, by number."""
        with reading(self._engine) as connection:
            return tuple(_plan(row) for row in connection.execute(select(plans)))

    def one(self, number: int) -> StoredPlan:
        """Return one version.

        Raises
        ------
        NotFoundError
            If there is no such version.
        """
        found = [plan for plan in self.all() if plan.number == number]
        if not found:
            raise NotFoundError(
                f"There is no plan {number}.", hint="See those there are: vesica plan list."
            )
        return found[0]

    def places(self, number: int) -> tuple[Place, ...]:
        """Places of one version, in the order in which they were stored."""
        where = plan_places.c.plan == number
        statement = select(plan_places).where(where).order_by(plan_places.c.number)
        with reading(self._engine) as connection:
            return tuple(_place(row) for row in connection.execute(statement))

    def decisions(self, *numbers: int) -> tuple[StoredDecision, ...]:
        """Decisions that made or published the versions, oldest first; all if none is named."""
        statement = select(plan_decisions).order_by(plan_decisions.c.number)
        if numbers:
            statement = statement.where(plan_decisions.c.plan.in_(numbers))
        with reading(self._engine) as connection:
            return tuple(_decision(row) for row in connection.execute(statement))

    def line(self, number: int) -> tuple[int, ...]:
        """A version and those that it was made from, oldest first."""
        parents = {plan.number: plan.parent for plan in self.all()}
        out, at = [], number
        while at is not None:
            out.append(at)
            at = parents.get(at)
        return tuple(reversed(out))

    def published(self) -> StoredDecision | None:
        """The newest decision to publish."""
        made = [d for d in self.decisions() if d.action == PUBLISH]
        return made[-1] if made else None

    def of(self, person_id: str) -> dict[str, list[dict[str, Any]]]:
        """Places and decisions about a person, without the other of a pair."""
        with reading(self._engine) as connection:
            found = {}
            for name, table in (("places", plan_places), ("decisions", plan_decisions)):
                about = or_(table.c.person_id == person_id, table.c.other_id == person_id)
                statement = select(table).where(about).order_by(table.c.number)
                rows = [dict(row._mapping) for row in connection.execute(statement)]
                found[name] = [_own(row, person_id) for row in rows]
        return found

    def forget(self, pseudonym: str) -> None:
        """Delete every row about a person."""
        with writing(self._engine) as connection:
            for table in (plan_places, plan_decisions):
                about = or_(table.c.person_id == pseudonym, table.c.other_id == pseudonym)
                connection.execute(delete(table).where(about))


def _own(row: dict[str, Any], person_id: str) -> dict[str, Any]:
    kept = {k: v for k, v in row.items() if k not in ("person_id", "other_id", "number")}
    side = "person" if row["person_id"] == person_id else "other"
    if "time" in kept:
        kept["time"] = from_microseconds(kept["time"]).isoformat()
    return kept | {"as": side}


def _plan(row: Row) -> StoredPlan:
    return StoredPlan(
        number=row.number,
        parent=row.parent,
        time=from_microseconds(row.time).isoformat(),
        actor=row.actor,
        run_id=row.run_id,
        request=json.loads(row.request),
        figures=json.loads(row.figures),
    )


def _place(row: Row) -> Place:
    return Place(
        person_id=row.person_id,
        other_id=row.other_id,
        route=row.route,
        how=row.how,
        why=row.why,
        gain=row.gain,
        other_gain=row.other_gain,
    )


def _decision(row: Row) -> StoredDecision:
    return StoredDecision(
        plan=row.plan,
        actor=row.actor,
        by=row.by,
        action=row.action,
        reason=row.reason,
        person_id=row.person_id,
        other_id=row.other_id,
        route=row.route,
        time=from_microseconds(row.time).isoformat(),
    )
