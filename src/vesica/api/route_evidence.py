"""What is known of routes and outcomes, as arrays in an order that pseudonyms do not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.consents import consents, objecting
from vesica.api.engines import open_evidence
from vesica.evidence.compute import pc
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["RELATIONS", "Arm", "Outcome", "RouteEvidence", "left_out", "route_evidence"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

RELATIONS = (
    "roster",
    "programme_places",
    "outcome_scores",
    "outcome_months",
    "unit_outcomes",
    "contact_sums",
)

SKILL_CHECKS: Mapping[str, str] = {
    "social media check": "expertise",
    "influence feedback": "influence",
}
"""Measures that stand for a skill; ``[measure.facets.NAME]`` adds an organisation's own."""

_COUNTS = {"posts": "posts", "named for influence": "endorsement"}
_COUNTED = {"posts": "posts a month", "endorsement": "colleagues a month"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing measured of people, period by period.

    Parameters
    ----------
    name, unit, told : str
        What it is called, its unit, and what it is in words.
    begin, end : ndarray of datetime64[D], shape (n_periods,)
        First and last day of each period, in order.
    values : ndarray of float64, shape (n_people, n_periods)
        NaN where nothing was measured.
    """

    name: str
    unit: str
    told: str
    begin: Days
    end: Days
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One route and one way into it.

    Parameters
    ----------
    route, way : str
        Route, and how people came in; ``"nobody said"`` where the rows are silent.
    person : ndarray of int, shape (n_rows,)
        Who; each person once, with the first start.
    start, ended : ndarray of datetime64[D], shape (n_rows,)
        First and last day; the first where the last is not known.
    took_part : ndarray of bool, shape (n_rows,)
        False for the comparison arm.
    """

    route: str
    way: str
    person: Ints
    start: Days
    ended: Days
    took_part: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEvidence:
    """People in index order, programmes and outcomes.

    Parameters
    ----------
    people : tuple of str
        Pseudonyms.
    level : ndarray of float64, shape (n_people,)
        0 where it is not known.
    unit : ndarray of int, shape (n_people,)
        Position in ``units``.
    units : tuple of str
        Names.
    arms : tuple of Arm
        By route and way.
    outcomes : tuple of Outcome
        Skills, then counts.
    marks : mapping of str to Outcome
        Every measure by its own name, for cutoffs and covariates.
    metrics : mapping of str to Outcome
        Business metrics; rows are units.
    source, target : ndarray of int
        Ties as positions.
    weight : ndarray of float64
        Their strength.
    rows : tuple of (str, int)
        Evidence tables read.
    """

    people: tuple[str, ...]
    level: Floats
    unit: Ints
    units: tuple[str, ...]
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    marks: Mapping[str, Outcome]
    metrics: Mapping[str, Outcome]
    source: Ints
    target: Ints
    weight: Floats
    rows: tuple[tuple[str, int], ...]

    @property
    def ever(self) -> Flags:
        """Who took part in anything."""
        out = np.zeros(len(self.people), dtype=bool)
        for arm in self.arms:
            out[arm.person[arm.took_part]] = True
        return out


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
    roster = tables["roster"].take(_at(ids, tables["roster"]["person_id"]))
    unit_of = roster["org_unit"].to_pylist()
    units = tuple(sorted(set(unit_of)))
    at = {name: i for i, name in enumerate(units)}
    marks = _marks(tables["outcome_scores"], ids)
    skills = dict(SKILL_CHECKS) | {
        f.measure: f.skill for f in workspace.settings.measure.facets.values()
    }
    ties = tables["contact_sums"]
    source, target = (_at(ties[c], ids) for c in ("source_id", "target_id"))
    inside = (source >= 0) & (target >= 0)
    return RouteEvidence(
        people=people,
        level=_numbers(roster["level"]),
        unit=np.array([at[name] for name in unit_of], dtype=np.intp),
        units=units,
        arms=_arms(tables["programme_places"].to_pylist(), place),
        outcomes=(*_skills(marks, skills), *_counts(tables["outcome_months"], ids)),
        marks={name: mark for name, mark in marks.items() if name not in skills},
        metrics=_metrics(tables["unit_outcomes"].to_pylist(), at),
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
    columns.append(_numbers(roster["level"]))
    for arm in _arms(tables["programme_places"].to_pylist(), place):
        start = np.zeros(len(ids))
        start[arm.person] = arm.start.astype(np.int64) * 2 + arm.took_part
        columns.append(start)
    marks = _marks(tables["outcome_scores"], ids)
    for outcome in (*marks.values(), *_counts(tables["outcome_months"], ids)):
        columns += list(np.nan_to_num(outcome.values, nan=-1e9).T)
    order = np.lexsort(columns[::-1])
    return tuple(ids.take(pa.array(order)).to_pylist())


def _at(values: pa.ChunkedArray | pa.Array, known: pa.ChunkedArray | pa.Array) -> Ints:
    """Positions of values among known ones; -1 for the others."""
    if isinstance(known, pa.ChunkedArray):
        known = known.combine_chunks()
    found = pc.index_in(values, value_set=known).fill_null(-1)
    return found.to_numpy(zero_copy_only=False).astype(np.intp)


def _numbers(column: pa.ChunkedArray) -> Floats:
    return column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)


def _cells(
    table: pa.Table, ids: pa.Array, column: str, kept: slice = slice(None)
) -> tuple[Days, Ints, Ints, Flags]:
    """Periods of a long table, and where each of its rows goes: person, period, whether at all."""
    days = table[column].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    periods = np.unique(days)[kept]
    person = _at(table["person_id"], ids)
    period = np.clip(np.searchsorted(periods, days), 0, max(len(periods) - 1, 0))
    inside = (person >= 0) & (len(periods) > 0)
    if len(periods):
        inside &= periods[period] == days
    return periods, person[inside], period[inside], inside


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
            start=_days([found[p]["start"] for p in sorted(found)]),
            ended=_days([found[p]["ended"] or found[p]["start"] for p in sorted(found)]),
            took_part=np.array([found[p]["took_part"] for p in sorted(found)], dtype=bool),
        )
        for (route, way), found in sorted(groups.items())
    )


def _days(values: Sequence[Any]) -> Days:
    return np.array(values, dtype="datetime64[D]")


def _marks(table: pa.Table, ids: pa.Array) -> dict[str, Outcome]:
    known = table.filter(pc.and_(pc.is_valid(table["value_e6"]), pc.is_valid(table["period"])))
    marks = {}
    for name in sorted(pc.unique(known["measure"]).to_pylist()):
        own = known.filter(pc.equal(known["measure"], name))
        periods, person, period, inside = _cells(own, ids, "period")
        values = np.full((len(ids), len(periods)), np.nan)
        errors = np.zeros_like(values)
        values[person, period] = _numbers(own["value_e6"])[inside] / 1e6
        errors[person, period] = _numbers(own["standard_error_e6"])[inside] / 1e6
        spread = _spread(values[:, 0], errors[:, 0])
        marks[name] = Outcome(
            name=name, unit="sd", told=f"the measure “{name}”", begin=periods, end=periods,
            values=values / spread,
        )  # fmt: skip
    return marks


def _spread(values: Floats, errors: Floats) -> float:
    """Standard deviation of what is measured, its error taken out."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return 1.0
    variance = float(np.var(values[known], ddof=1)) - float(np.mean(errors[known] ** 2))
    return float(np.sqrt(variance)) if variance > 0 else 1.0


def _skills(marks: Mapping[str, Outcome], skills: Mapping[str, str]) -> list[Outcome]:
    """One outcome per skill: the measure with the most values, if it has more than one period."""
    found = []
    for skill in ("expertise", "influence"):
        own = [m for n, m in marks.items() if skills.get(n) == skill and len(m.begin) > 1]
        if own:
            most = max(own, key=lambda m: int(np.isfinite(m.values).sum()))
            found.append(Outcome(name=skill, unit="sd", told=most.told, begin=most.begin,
                                 end=most.end, values=most.values))  # fmt: skip
    return found


def _counts(table: pa.Table, ids: pa.Array) -> list[Outcome]:
    found = []
    for said, name in _COUNTS.items():
        own = table.filter(pc.equal(table["outcome"], said))
        # A month that the evidence covers in part has too few posts.
        kept = slice(1, -1) if said == "posts" else slice(None)
        begin, person, month, inside = _cells(own, ids, "month", kept)
        if not len(begin):
            continue
        values = np.zeros((len(ids), len(begin)))
        values[person, month] = _numbers(own["value"])[inside]
        found.append(
            Outcome(
                name=name,
                unit=_COUNTED[name],
                told=f"{_COUNTED[name]}, as counted",
                begin=begin,
                end=_month_ends(begin),
                values=values,
            )
        )
    return found


def _month_ends(begin: Days) -> Days:
    return (begin.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1


def _metrics(rows: list[dict[str, Any]], at: Mapping[str, int]) -> dict[str, Outcome]:
    own = [row for row in rows if row["org_unit"] in at and row["value"] is not None]
    metrics = {}
    for name in sorted({row["metric"] for row in own}):
        periods = sorted({row["period"] for row in own if row["metric"] == name})
        values = np.full((len(at), len(periods)), np.nan)
        for row in own:
            if row["metric"] == name:
                values[at[row["org_unit"]], periods.index(row["period"])] = float(row["value"])
        begin = _days(periods)
        metrics[name] = Outcome(
            name=name, unit="1", told=f"the units' metric “{name}”, in proportion",
            begin=begin, end=_month_ends(begin), values=values,
        )  # fmt: skip
    return metrics
