"""Outcomes of people and of units by period, out of the relations of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.core.route_evidence import Outcome
from vesica.evidence.compute import pc

if TYPE_CHECKING:
    pass

__all__ = [
    "SKILL_CHECKS",
    "counts_of",
    "days",
    "marks_of",
    "metrics_of",
    "numbers",
    "positions",
    "skills_of",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]
SKILL_CHECKS: Mapping[str, str] = {
    "social media check": "expertise",
    "influence feedback": "influence",
}
"""Measures that stand for a skill; ``[measure.facets.NAME]`` adds an organisation's own."""
_COUNTS = {"posts": "posts", "named for influence": "endorsement"}
_COUNTED = {"posts": "posts a month", "endorsement": "colleagues a month"}


def positions(values: pa.ChunkedArray | pa.Array, known: pa.ChunkedArray | pa.Array) -> Ints:
    """Positions of values among known ones; -1 for the others."""
    if isinstance(known, pa.ChunkedArray):
        known = known.combine_chunks()
    found = pc.index_in(values, value_set=known).fill_null(-1)
    return found.to_numpy(zero_copy_only=False).astype(np.intp)


def numbers(column: pa.ChunkedArray) -> Floats:
    """Values of a column; 0 where there is none."""
    return column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)


def _cells(
    table: pa.Table, ids: pa.Array, column: str, kept: slice = slice(None)
) -> tuple[Days, Ints, Ints, Flags]:
    """Periods of a long table, and where each of its rows goes: person, period, whether at all."""
    days = table[column].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    periods = np.unique(days)[kept]
    person = positions(table["person_id"], ids)
    period = np.clip(np.searchsorted(periods, days), 0, max(len(periods) - 1, 0))
    inside = (person >= 0) & (len(periods) > 0)
    if len(periods):
        inside &= periods[period] == days
    return periods, person[inside], period[inside], inside


def days(values: Sequence[Any]) -> Days:
    """Days of a list of dates."""
    return np.array(values, dtype="datetime64[D]")


def marks_of(table: pa.Table, ids: pa.Array) -> dict[str, Outcome]:
    """Every measure of people by its name, in units of its own spread."""
    known = table.filter(pc.and_(pc.is_valid(table["value_e6"]), pc.is_valid(table["period"])))
    marks = {}
    for name in sorted(pc.unique(known["measure"]).to_pylist()):
        own = known.filter(pc.equal(known["measure"], name))
        periods, person, period, inside = _cells(own, ids, "period")
        values = np.full((len(ids), len(periods)), np.nan)
        errors = np.zeros_like(values)
        values[person, period] = numbers(own["value_e6"])[inside] / 1e6
        errors[person, period] = numbers(own["standard_error_e6"])[inside] / 1e6
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


def skills_of(marks: Mapping[str, Outcome], skills: Mapping[str, str]) -> list[Outcome]:
    """One outcome per skill: the measure with the most values, if it has more than one period."""
    found = []
    for skill in ("expertise", "influence"):
        own = [m for n, m in marks.items() if skills.get(n) == skill and len(m.begin) > 1]
        if own:
            most = max(own, key=lambda m: int(np.isfinite(m.values).sum()))
            found.append(Outcome(name=skill, unit="sd", told=most.told, begin=most.begin,
                                 end=most.end, values=most.values))  # fmt: skip
    return found


def counts_of(table: pa.Table, ids: pa.Array) -> list[Outcome]:
    """What is counted of people month by month."""
    found = []
    for said, name in _COUNTS.items():
        own = table.filter(pc.equal(table["outcome"], said))
        # A month that the evidence covers in part has too few posts.
        kept = slice(1, -1) if said == "posts" else slice(None)
        begin, person, month, inside = _cells(own, ids, "month", kept)
        if not len(begin):
            continue
        values = np.zeros((len(ids), len(begin)))
        values[person, month] = numbers(own["value"])[inside]
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


def metrics_of(rows: list[dict[str, Any]], at: Mapping[str, int]) -> dict[str, Outcome]:
    """Every metric of units by its name."""
    own = [row for row in rows if row["org_unit"] in at and row["value"] is not None]
    metrics = {}
    for name in sorted({row["metric"] for row in own}):
        periods = sorted({row["period"] for row in own if row["metric"] == name})
        values = np.full((len(at), len(periods)), np.nan)
        for row in own:
            if row["metric"] == name:
                values[at[row["org_unit"]], periods.index(row["period"])] = float(row["value"])
        begin = days(periods)
        metrics[name] = Outcome(
            name=name, unit="1", told=f"the units' metric “{name}”, in proportion",
            begin=begin, end=_month_ends(begin), values=values,
        )  # fmt: skip
    return metrics
