"""Where people stand on both skills: a grid of counts, and rows of people who opted in."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from vesica.api.consents import consents, objecting
from vesica.api.current import current_run
from vesica.api.engines import open_evidence
from vesica.api.overlap import members
from vesica.api.provenance import provenance
from vesica.core.estimate import Estimate
from vesica.core.pairs_answer import PlannedPerson
from vesica.core.released import Released
from vesica.core.skill_map import (
    EVERYBODY,
    MapCell,
    MapTable,
    SkillMap,
    SkillPoint,
    SkillPoints,
)
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.measure.grid import expected_counts
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.runs import Run

__all__ = ["EDGES", "points", "skill_map"]

EDGES = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
"""Where one band of a skill ends and the next begins [sd]."""

_LEVEL = 0.9
_SKILLS = ("expertise", "influence")
_FORMULA = (
    "people in a cell = Σ over people of P(expertise in its band | evidence) × P(influence in its"
    " band | evidence); the interval is that of a sum of independent chances"
)
_POINTS = "score = posterior mean with its standard error; rows of people who opted in, alone"


def skill_map(workspace: Workspace) -> Released[SkillMap]:
    """Release how many people stand where on both skills: everybody, and by discipline.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    """
    check(
        workspace.gate.policy,
        Request(question="map", purpose=Purpose.OVERLAP, audience=Audience.ANALYST),
    )
    sealed = current_run(workspace)
    people, known = sealed.table("people"), members(sealed)
    ids = people["person_id"].to_pylist()
    functions = _functions(workspace)
    groups: dict[str, list[int]] = {}
    for at, person in enumerate(ids):
        groups.setdefault(functions.get(person, "unassigned"), []).append(at)
    answer = SkillMap(
        edges=EDGES,
        level=_LEVEL,
        tables=(
            _table(people, EVERYBODY, np.arange(len(ids))),
            *(_table(people, name, np.array(rows)) for name, rows in sorted(groups.items())),
        ),
        held=(),
    )
    return workspace.gate.release(
        answer,
        question="map",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(sealed, _FORMULA, "vesica.measure.grid.expected_counts"),
        members=Members(
            people=frozenset(ids),
            units={n: frozenset(ids[at] for at in rows) for n, rows in sorted(groups.items())},
            counted=known.counted,
        ),
    )


def _functions(workspace: Workspace) -> dict[str, str]:
    with open_evidence(
        workspace, Purpose.OVERLAP, excluded=objecting(workspace), relations=("roster",)
    ) as engine:
        roster = engine.fetch("roster")
    names = roster["function"].fill_null("unassigned").to_pylist()
    return dict(zip(roster["person_id"].to_pylist(), names, strict=True))


def _table(people: pa.Table, of: str, rows: np.ndarray) -> MapTable:
    taken = people.take(pa.array(rows))
    scores = [
        np.nan_to_num(taken[f"{skill}_{part}"].to_numpy(), nan=default)
        for skill in _SKILLS
        for part, default in (("mean", 0.0), ("se", 1.0))
    ]
    mean, spread = expected_counts(*scores, np.array(EDGES))
    reach = NormalDist().inv_cdf(0.5 + _LEVEL / 2)
    cells = tuple(
        MapCell(
            expertise=i,
            influence=j,
            people=Estimate(
                value=float(mean[i, j]),
                low=float(max(mean[i, j] - reach * spread[i, j], 0.0)),
                high=float(mean[i, j] + reach * spread[i, j]),
                level=_LEVEL,
                unit="people",
                n=len(rows),
            ),
        )
        for i in range(mean.shape[0])
        for j in range(mean.shape[1])
    )
    return MapTable(of=of, people=len(rows), cells=cells)


def points(workspace: Workspace) -> Released[SkillPoints]:
    """Release the scores of people who opted in to being shown to the analyst.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    """
    check(
        workspace.gate.policy,
        Request(question="points", purpose=Purpose.OWN_SCORE, audience=Audience.ANALYST),
    )
    sealed = current_run(workspace)
    allowed = consents(workspace, Purpose.OWN_SCORE)
    shown = allowed.granted - allowed.objecting
    rows = _rows(workspace, sealed, shown)
    strong = [r for r in rows if min(_reliability(r.expertise), _reliability(r.influence)) > 0]
    answer = SkillPoints(
        people=sealed.table("people").num_rows,
        opted_in=len(rows),
        weak=len(rows) - len(strong),
        points=tuple(strong),
    )
    return workspace.gate.release(
        answer,
        question="points",
        purpose=Purpose.OWN_SCORE,
        audience=Audience.ANALYST,
        provenance=provenance(sealed, _POINTS, "vesica.measure.skill.skill"),
        members=members(sealed),
        consents=allowed,
    )


def _reliability(score: Estimate) -> float:
    reach = NormalDist().inv_cdf(0.5 + _LEVEL / 2)
    return 1.0 - ((score.high - score.low) / 2 / reach) ** 2


def _rows(workspace: Workspace, sealed: Run, shown: frozenset[str]) -> list[SkillPoint]:
    names, keys = workspace.vault.names(), workspace.vault.keys_of("person")
    functions = _functions(workspace)
    found = []
    for row in sealed.table("people").to_pylist():
        person = row["person_id"]
        if person not in shown or not all(np.isfinite(row[f"{s}_mean"]) for s in _SKILLS):
            continue
        known = sorted(keys.get(person, ()), key=lambda k: ("@" in k, k))
        key = known[0] if known else ""
        found.append(
            SkillPoint(
                person=PlannedPerson(
                    person_id=person,
                    key=key if "@" in key else key.upper(),
                    name=names.get(person, ""),
                    org_unit=row["org_unit"],
                    function=functions.get(person, ""),
                ),
                expertise=_score(row, "expertise"),
                influence=_score(row, "influence"),
                both=row["both"],
            )
        )
    return sorted(found, key=lambda p: (-p.both, p.person.key, p.person.name))


def _score(row: dict, skill: str) -> Estimate:
    reach = NormalDist().inv_cdf(0.5 + _LEVEL / 2) * row[f"{skill}_se"]
    value = row[f"{skill}_mean"]
    return Estimate(
        value=value, low=value - reach, high=value + reach, level=_LEVEL, unit="sd", n=1
    )
