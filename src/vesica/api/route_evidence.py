"""What is known of routes and outcomes, in an order that pseudonyms do not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.consents import consents, objecting
from vesica.api.engines import open_evidence
from vesica.api.route_outcomes import (
    SKILL_CHECKS,
    counts_of,
    days,
    marks_of,
    metrics_of,
    numbers,
    positions,
    skills_of,
)
from vesica.core.route_evidence import Arm, RouteEvidence
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["RELATIONS", "left_out", "route_evidence"]

RELATIONS = (
    "roster",
    "programme_places",
    "outcome_scores",
    "outcome_months",
    "unit_outcomes",
    "contact_sums",
)


def left_out(workspace: Workspace) -> frozenset[str]:
    """People who object to being measured, or to learning from them which route works."""
    return objecting(workspace) | consents(workspace, Purpose.EFFECTS).objecting


def route_evidence(workspace: Workspace) -> RouteEvidence:
    """Read programmes, outcomes and ties for the purpose of learning which route works."""
    with open_evidence(
        workspace,
        Purpose.EFFECTS,
        excluded=left_out(workspace),
        relations=(*RELATIONS, "evidence_rows"),
    ) as engine:
        tables = {name: engine.fetch(name) for name in RELATIONS}
        counted = engine.fetch("evidence_rows").to_pylist()
    people = _ordered(tables)
    place = {person: i for i, person in enumerate(people)}
    ids = pa.array(people, pa.string())
    roster = tables["roster"].take(positions(ids, tables["roster"]["person_id"]))
    unit_of = roster["org_unit"].to_pylist()
    units = tuple(sorted(set(unit_of)))
    at = {name: i for i, name in enumerate(units)}
    marks = marks_of(tables["outcome_scores"], ids)
    skills = dict(SKILL_CHECKS) | {
        f.measure: f.skill for f in workspace.settings.measure.facets.values()
    }
    ties = tables["contact_sums"]
    source, target = (positions(ties[c], ids) for c in ("source_id", "target_id"))
    inside = (source >= 0) & (target >= 0)
    return RouteEvidence(
        people=people,
        level=numbers(roster["level"]),
        unit=np.array([at[name] for name in unit_of], dtype=np.intp),
        units=units,
        arms=_arms(tables["programme_places"].to_pylist(), place),
        outcomes=(*skills_of(marks, skills), *counts_of(tables["outcome_months"], ids)),
        marks={name: mark for name, mark in marks.items() if name not in skills},
        metrics=metrics_of(tables["unit_outcomes"].to_pylist(), at),
        source=source[inside],
        target=target[inside],
        weight=ties["weight_e6"].to_numpy().astype(float)[inside] / 1e6,
        rows=tuple(sorted((row["table_name"], row["rows"]) for row in counted)),
    )


def _ordered(tables: Mapping[str, pa.Table]) -> tuple[str, ...]:
    """Sort people by what is known of them, never by their pseudonyms."""
    roster = tables["roster"].sort_by("person_id")
    ids = roster["person_id"].combine_chunks()
    place = {person: i for i, person in enumerate(ids.to_pylist())}
    columns: list[NDArray[Any]] = [
        np.unique(roster[name].cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)
                  .astype(str), return_inverse=True)[1]
        for name in ("org_unit", "function", "location")
    ]  # fmt: skip
    columns.append(numbers(roster["level"]))
    for arm in _arms(tables["programme_places"].to_pylist(), place):
        start = np.zeros(len(ids))
        start[arm.person] = arm.start.astype(np.int64) * 2 + arm.took_part
        columns.append(start)
    marks = marks_of(tables["outcome_scores"], ids)
    for outcome in (*marks.values(), *counts_of(tables["outcome_months"], ids)):
        columns += list(np.nan_to_num(outcome.values, nan=-1e9).T)
    order = np.lexsort(columns[::-1])
    return tuple(ids.take(pa.array(order)).to_pylist())


def _arms(rows: list[dict[str, Any]], place: Mapping[str, int]) -> tuple[Arm, ...]:
    groups: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: (r["start"], not r["took_part"])):
        way = row["assigned"] or "nobody said"
        first = groups.setdefault((row["route"], way), {})
        first.setdefault(place[row["person_id"]], row)
    return tuple(
        Arm(
            route=route,
            way=way,
            person=np.array(sorted(found), dtype=np.intp),
            start=days([found[p]["start"] for p in sorted(found)]),
            ended=days([found[p]["ended"] or found[p]["start"] for p in sorted(found)]),
            took_part=np.array([found[p]["took_part"] for p in sorted(found)], dtype=bool),
        )
        for (route, way), found in sorted(groups.items())
    )
