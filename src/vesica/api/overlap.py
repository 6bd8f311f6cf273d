"""How many people have each skill, how many both, and what chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.api.current import current_run
from vesica.api.provenance import provenance
from vesica.core.canonical import from_plain
from vesica.core.overlap import Overlap
from vesica.core.released import Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.evidence.compute import pc
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.runs import Run

__all__ = ["members", "overlap"]

_FORMULA = (
    "expected overlap = Σ over people of P(expertise > bar and influence > bar | evidence);"
    " bar = where the expected number of people above it is the top share;"
    " chance = people × top share × top share; lift = overlap / chance"
)


def overlap(workspace: Workspace) -> Released[Overlap]:
    """Release the overlap of the newest run.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    """
    sealed = current_run(workspace)
    return workspace.gate.release(
        from_plain(Overlap, sealed.results["overlap"]),
        question="overlap",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(sealed, _FORMULA, "vesica.measure.overlap.overlap"),
        members=members(sealed),
    )


def members(sealed: Run) -> Members:
    """Who is behind the organisation's figures and behind each unit's."""
    people = sealed.table("people")
    ids = people["person_id"].to_pylist()
    seen = people.filter(pc.greater(people["records"], 0))["person_id"].to_pylist()
    units: dict[str, set[str]] = {}
    for person, unit in zip(ids, people["org_unit"].to_pylist(), strict=True):
        units.setdefault(unit, set()).add(person)
    return Members(
        people=frozenset(ids),
        units={name: frozenset(group) for name, group in sorted(units.items())},
        counted=frozenset(seen),
    )
