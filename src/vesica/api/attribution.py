"""What a change did to a unit's metric: the course it would have had, from other units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.case_series import Series, series
from vesica.api.engines import open_evidence
from vesica.api.route_evidence import left_out
from vesica.core.attribution import UnitAttribution
from vesica.core.canonical import result_hash
from vesica.core.line_of_sight import Attribution
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError, UsageError
from vesica.incentives.attribution import attribution
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["attribute"]

_RELATIONS = ("roster", "metric_series")
_FORMULA = (
    "effect = mean of the metric since the change − its mean foretold from the unit's own earlier"
    " course and from units that the change did not reach; the same for placebos"
)


def attribute(
    workspace: Workspace, unit: str, metric: str, *, since: date, reached: Sequence[str] = ()
) -> Released[UnitAttribution]:
    """Release what a change did to one unit's metric, or refuse with the reason.

    Parameters
    ----------
    unit, metric : str
        Names as they are in the table ``metrics``.
    since : date
        First day of the first period with the change.
    reached : sequence of str
        Other units that the change reached as well: no controls.

    Raises
    ------
    UsageError
        If there is no such metric, unit or period.
    EstimationError
        If the data cannot carry it.
    RefusedError
        If the unit is below the minimum group.
    """
    request = Request(question="attribution", purpose=Purpose.EFFECTS, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    wanted = (*_RELATIONS, "evidence_rows")
    with open_evidence(
        workspace, Purpose.EFFECTS, excluded=left_out(workspace), relations=wanted
    ) as engine:
        tables = {name: engine.fetch(name).to_pylist() for name in wanted}
    rows = [
        (row["org_unit"], row["period"], row["value_e6"])
        for row in tables["metric_series"]
        if row["metric"] == metric and row["value_e6"] is not None
    ]
    known = _series(rows, workspace.settings.case.first_month, metric)
    made = UnitAttribution(
        unit=unit,
        metric=metric,
        since=str(since),
        found=_found(known, unit, since=since, reached=reached),
    )
    units: dict[str, set[str]] = {}
    for row in tables["roster"]:
        units.setdefault(row["org_unit"], set()).add(row["person_id"])
    return workspace.gate.release(
        made,
        question="attribution",
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.incentives.attribution.attribution",
            relations=_RELATIONS,
            rows=tuple(sorted((r["table_name"], r["rows"]) for r in tables["evidence_rows"])),
            run_id="none: computed from the evidence itself",
            result_hash=result_hash(made),
            first_day=str(known.calendar.periods[0]),
            last_day=str(known.calendar.periods[-1]),
        ),
        members=Members(
            people=frozenset(row["person_id"] for row in tables["roster"]),
            units={name: frozenset(group) for name, group in units.items()},
        ),
    )


def _series(rows: list[tuple[str, date, int]], first_month: int, metric: str) -> Series:
    if not rows:
        raise UsageError(
            f"Nothing is measured under the name '{metric}'.",
            hint="Import it into the table 'metrics': org_unit, metric, period, value.",
        )
    return series(rows, first_month=first_month)


def _found(known: Series, unit: str, *, since: date, reached: Sequence[str]) -> Attribution:
    absent = sorted({unit, *reached} - set(known.units))
    if absent:
        raise UsageError(
            f"The metric has no series of {', '.join(absent)}.",
            hint="Name units as they are in the table 'metrics'.",
        )
    periods = list(known.calendar.periods)
    if since not in periods:
        raise UsageError(
            f"There is no period that begins on {since}.",
            hint=f"The first is {periods[0]}, the last {periods[-1]}.",
        )
    row = known.units[unit]
    whole = np.asarray(~np.isnan(known.value).any(axis=1))
    if not whole[row]:
        raise EstimationError(
            f"The series of '{unit}' has periods without a value.",
            hint="Import the missing periods.",
        )
    left = {unit, *reached}
    controls = [k for name, k in known.units.items() if name not in left and whole[k]]
    return attribution(known.value[row], known.value[controls], change=periods.index(since))
