"""Adverse-impact audit of a plan, read and released for that purpose alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.engines import open_evidence
from vesica.api.overlap import members
from vesica.core.canonical import result_hash
from vesica.core.plan_audit import AuditGroup, AuditTable, PlanAudit
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience
from vesica.plan.impact import scoring_impact, selection_impact
from vesica.schema import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesica.api.planning import PlanningData
    from vesica.api.workspace import Workspace
    from vesica.core.plan import ImpactAudit

__all__ = ["audit"]

_MOST_GROUPS = 12
_BANDS = ((30, "under 30"), (40, "30 to 39"), (50, "40 to 49"), (60, "50 to 59"), (200, "60 up"))
_PROTECTED = 40
_FORMULA = (
    "selection rate of a group / highest rate of any group, with Koopman's interval and Fisher's"
    " exact test; the same for scores above the median"
)


def audit(
    workspace: Workspace,
    data: PlanningData,
    *,
    could: NDArray[np.bool_],
    selected: NDArray[np.bool_],
    score: NDArray[np.float64],
) -> Released[PlanAudit]:
    """Release the audit of a plan along each protected attribute; age is an axis of its own.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    data : PlanningData
        Everybody.
    could : ndarray of bool, shape (n,)
        Who could have had a place.
    selected : ndarray of bool, shape (n,)
        Who has one by choice.
    score : ndarray of float64, shape (n,)
        By what people were chosen.

    Raises
    ------
    RefusedError
        If too few people could have had a place.
    """
    purpose = Purpose.BIAS_AUDIT
    needed = ("audit_groups", "birth_years")
    with open_evidence(workspace, purpose, relations=needed) as engine:
        groups = engine.fetch("audit_groups").to_pylist()
        born = engine.fetch("birth_years").to_pylist()
    least = workspace.gate.policy.minimum_group
    level = workspace.settings.overlap.level
    place = {person: i for i, person in enumerate(data.ids)}
    axes: dict[str, dict[int, str]] = {}
    for row in groups:
        if row["person_id"] in place:
            axes.setdefault(row["attribute"], {})[place[row["person_id"]]] = row["value"]
    year = int(str(data.run.manifest["period"][1])[:4])
    ages = {place[r["person_id"]]: year - r["birth_year"] for r in born if r["person_id"] in place}
    axes |= _both(axes)
    axes["age band"] = {i: _band(age) for i, age in ages.items()}
    axes["age, 40 and over"] = {
        i: f"{_PROTECTED} and over" if age >= _PROTECTED else f"under {_PROTECTED}"
        for i, age in ages.items()
    }
    tables: list[AuditTable] = []
    for axis, values in axes.items():
        names = tuple(sorted(set(values.values())))
        if not 2 <= len(names) <= _MOST_GROUPS:
            continue
        group = np.array([names.index(values[i]) if i in values else -1 for i in range(data.n)])
        tables += _asked(
            group=group[could],
            names=names,
            axis=axis,
            selected=selected[could],
            score=score[could],
            level=level,
            least=least,
        )
    result = PlanAudit(
        people=int(could.sum()), selected=int((selected & could).sum()), tables=tuple(tables)
    )
    return workspace.gate.release(
        result,
        question="plan audit",
        purpose=purpose,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.plan.impact.selection_impact",
            relations=("audit_groups", "birth_years"),
            rows=(("audit_attributes", len(groups) + len(born)),),
            run_id=data.run.id,
            result_hash=result_hash(result),
        ),
        members=members(data.run),
    )


def _asked(
    *,
    group: NDArray[np.int64],
    names: tuple[str, ...],
    axis: str,
    selected: NDArray[np.bool_],
    score: NDArray[np.float64],
    level: float,
    least: int,
) -> list[AuditTable]:
    by_choice = selection_impact(
        selected=selected, group=group, names=names, axis=axis, level=level, least=least
    )
    by_score = scoring_impact(
        score=score, group=group, names=names, axis=axis, level=level, least=least
    )
    return [_table(by_choice), _table(by_score)]


def _both(axes: Mapping[str, Mapping[int, str]]) -> dict[str, dict[int, str]]:
    """Sex and ethnicity together, where both are known."""
    sex = next((a for a in ("sex", "gender") if a in axes), None)
    origin = next((a for a in ("ethnicity", "race") if a in axes), None)
    if sex is None or origin is None:
        return {}
    shared = {i: f"{axes[sex][i]}, {axes[origin][i]}" for i in axes[sex] if i in axes[origin]}
    return {f"{sex} and {origin}": shared}


def _band(age: int) -> str:
    return next(name for end, name in _BANDS if age < end)


def _table(found: ImpactAudit) -> AuditTable:
    return AuditTable(
        axis=found.axis,
        measure=found.measure,
        level=found.level,
        groups=tuple(
            AuditGroup(
                group=r.group,
                people=r.n,
                rate=r.rate,
                ratio=r.ratio,
                low=r.low,
                high=r.high,
                p_value=r.p_value,
                finding=r.finding,
            )
            for r in found.rows
        ),
        notes=tuple(n for n in found.notes if "no known group" not in n),
    )
