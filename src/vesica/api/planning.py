"""What a plan starts from: scores of the current run, opt-ins, preferences, restrictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.api.engines import open_evidence
from vesica.api.planning_hours import Workday, workday
from vesica.api.planning_people import pair_people, words
from vesica.api.planning_rules import Restrictions, read_restrictions
from vesica.core.route_names import common_name
from vesica.errors import EstimationError
from vesica.plan.problem import PairPeople
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.ledger import Consents
    from vesica.store.runs import Run

__all__ = ["RELATIONS", "PlanningData", "gain", "gather"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
RELATIONS = (
    "planning_people",
    "planning_preferences",
    "planning_restrictions",
    "planning_history",
)
"""Relations that a plan reads beside those of the scores."""
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningData:
    """Everybody of the current run, one index per person.

    Parameters
    ----------
    run : Run
        Where the scores are from.
    consents : Consents
        For the purpose of planning bridges.
    ids, function, org_unit : tuple of str
        Pseudonym, business discipline and unit.
    first, second, both : ndarray of float64, shape (n,)
        Chance of being above the bar on expertise, on influence, on both [1].
    first_error, second_error : ndarray of float64, shape (n,)
        Standard errors of the two scores [sd].
    senior : ndarray of bool, shape (n,)
        Senior leaders.
    weekly : ndarray of float64, shape (n,)
        Hours a week that the person offers; infinite if not said.
    max_pairs : ndarray of int64, shape (n,)
        Pairs that the person accepts; -1 if not said.
    zone : tuple of frozenset of str
        Words of the comfort zone; empty if not said.
    restrictions : Restrictions
        What binds whom.
    history : frozenset of (int, str)
        Routes that people took before.
    workdays : tuple of Workday or None
        Working hours; None if not known.
    people : PairPeople
        What decides who may be paired.
    """

    run: Run
    consents: Consents
    ids: tuple[str, ...]
    function: tuple[str, ...]
    org_unit: tuple[str, ...]
    first: Floats
    second: Floats
    both: Floats
    first_error: Floats
    second_error: Floats
    senior: Bools
    weekly: Floats
    max_pairs: Ints
    zone: tuple[frozenset[str], ...]
    restrictions: Restrictions
    history: frozenset[tuple[int, str]]
    workdays: tuple[Workday | None, ...]
    people: PairPeople

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.ids)

    @property
    def opted_in(self) -> Bools:
        """Who opted in, shape (n,)."""
        return self.people.opted_in

    @property
    def shown(self) -> frozenset[str]:
        """Who may be named in a plan: opted in, and in the run."""
        return self.consents.granted & frozenset(self.ids)


_read: WeakKeyDictionary[Workspace, tuple[tuple[object, ...], PlanningData]] = WeakKeyDictionary()
"""The newest of each workspace: whoever decides on a plan does not read the evidence again."""


def gather(workspace: Workspace) -> PlanningData:
    """Read all that a plan may know; again only if run, evidence, opt-ins or settings changed.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    EstimationError
        If nobody is left to plan with.
    """
    sealed = current_run(workspace)
    allowed = consents(workspace, Purpose.BRIDGES)
    state = (sealed.id, workspace.evidence.digest(), allowed, workspace.settings)
    known = _read.get(workspace)
    if known is None or known[0] != state:
        known = (state, _gathered(workspace, sealed, allowed))
        _read[workspace] = known
    return known[1]


def _gathered(workspace: Workspace, sealed: Run, allowed: Consents) -> PlanningData:
    with open_evidence(
        workspace, Purpose.BRIDGES, excluded=allowed.objecting, relations=RELATIONS
    ) as engine:
        tables = {name: engine.fetch(name).to_pylist() for name in RELATIONS}
    scores = {row["person_id"]: row for row in sealed.table("people").to_pylist()}
    rows = [row for row in tables["planning_people"] if row["person_id"] in scores]
    if not rows:
        raise EstimationError(
            "There is nobody to plan with.", hint="Import a roster and run 'vesica run'."
        )
    chances = [_chances(scores[row["person_id"]]) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (chances[i], _standing(rows[i])))
    rows, chances = [rows[i] for i in order], [chances[i] for i in order]
    first, second, both, e1, e2 = (np.array(c) for c in zip(*chances, strict=True))
    ids = tuple(row["person_id"] for row in rows)
    place = {person: i for i, person in enumerate(ids)}
    stated = {row["person_id"]: row for row in tables["planning_preferences"]}
    preferred = [stated.get(person, {}) for person in ids]
    units = tuple(row["org_unit"] for row in rows)
    functions = tuple(row["function"] or row["org_unit"] for row in rows)
    workdays = tuple(
        workday(r["time_zone"], p.get("workday_start"), p.get("workday_end"))
        for r, p in zip(rows, preferred, strict=True)
    )
    restrictions = read_restrictions(tables["planning_restrictions"], place, units, functions)
    last_day = sealed.manifest["period"][1] or date.today().isoformat()
    return PlanningData(
        run=sealed,
        consents=allowed,
        ids=ids,
        function=functions,
        org_unit=units,
        first=first,
        second=second,
        both=both,
        first_error=e1,
        second_error=e2,
        senior=np.array([bool(row["senior"]) for row in rows]),
        weekly=np.array([_hours(p.get("capacity_e6")) for p in preferred]),
        max_pairs=np.array(
            [-1 if p.get("max_pairs") is None else p["max_pairs"] for p in preferred],
            dtype=np.int64,
        ),
        zone=tuple(words(p.get("comfort_zone")) for p in preferred),
        restrictions=restrictions,
        history=frozenset(
            (place[row["person_id"]], common_name(row["route"]))
            for row in tables["planning_history"]
            if row["person_id"] in place
        ),
        workdays=workdays,
        people=pair_people(rows, preferred, place, allowed, restrictions, workdays, last_day),
    )


def gain(data: PlanningData, *, expertise: float, influence: float) -> Floats:
    """Rise in each person's chance of having both skills, if the skills rose by so much [1].

    A skill's chance of being above the bar rises as its score's own error has it; how far having
    one skill goes with having the other stays as it is.

    Parameters
    ----------
    data : PlanningData
        Everybody.
    expertise, influence : float
        Rise of each skill [sd].
    """
    first = _risen(data.first, data.first_error, expertise)
    second = _risen(data.second, data.second_error, influence)
    apart = data.first * data.second
    together = np.divide(data.both, apart, out=np.ones(data.n), where=apart > 1e-12)
    after = np.minimum(together * first * second, np.minimum(first, second))
    return after - np.minimum(data.both, np.minimum(data.first, data.second))


def _risen(chance: Floats, error: Floats, rise: float) -> Floats:
    return ndtr(ndtri(np.clip(chance, 1e-12, 1 - 1e-12)) + rise / np.maximum(error, 0.05))


def _chances(row: dict[str, Any]) -> tuple[float, ...]:
    names = ("expertise_above", "influence_above", "both", "expertise_se", "influence_se")
    return tuple(float(f"{row[name]:.{_DIGITS}g}") for name in names)


def _standing(row: dict[str, Any]) -> tuple[Any, ...]:
    """Order among people of equal chances, by values that are no pseudonyms."""
    return (row["org_unit"] or "", row["function"] or "", row["level"] or 0, row["location"] or "")


def _hours(millionths: int | None) -> float:
    return np.inf if millionths is None else millionths / 1e6
