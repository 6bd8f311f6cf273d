"""What changed from one run to another, with joiners, leavers and movers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.consents import objecting
from vesica.api.current import current_run
from vesica.api.provenance import provenance
from vesica.core.canonical import from_plain
from vesica.core.comparison import Comparison, Part
from vesica.core.estimate import Estimate, Shown
from vesica.core.overlap import Overlap
from vesica.core.released import Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError, NotFoundError, UsageError
from vesica.measure.change import direction, expected_in, ratio
from vesica.schema import Purpose
from vesica.store.runs import Run, Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["compare"]

JOINED, LEFT, MOVED, STAYED = "joined", "left", "moved to another unit", "stayed"
_FORMULA = (
    "expected overlap of each group = Σ over its people of P(both), in either run; lift ratio ="
    " lift afterwards / lift before; people who object now are left out of both"
)


def compare(
    workspace: Workspace, before: str | None = None, after: str | None = None
) -> Released[Comparison]:
    """Release what became of the overlap between two runs.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    before, after : str, optional
        Runs by id or its beginning; the newest run, and the one sealed before it.

    Raises
    ------
    NotFoundError
        If there are no two runs.
    UsageError
        If both are the same run.
    """
    later = current_run(workspace) if after is None else _named(workspace, after)
    earlier = _earlier(workspace, later) if before is None else _named(workspace, before)
    if earlier.id == later.id:
        raise UsageError(f"Both are run {later.id}.", hint="Name two different runs.")
    gone = objecting(workspace)
    one, two = _rows(earlier, gone), _rows(later, gone)
    groups = _groups(one, two)
    return workspace.gate.release(
        _comparison(workspace, earlier, later, one, two, groups),
        question="compare",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(later, _FORMULA, "vesica.measure.change.ratio"),
        members=Members(people=frozenset(one) | frozenset(two), units=groups),
    )


_Row = tuple[str, float]


def _named(workspace: Workspace, start: str) -> Run:
    runs = Runs(workspace.layout)
    found = [name for name in runs.list() if name.startswith(start)]
    if len(found) != 1:
        raise NotFoundError(
            f"{len(found)} runs begin with '{start}'.", hint=f"Runs: {', '.join(runs.list())}."
        )
    return runs.open(found[0])


def _earlier(workspace: Workspace, later: Run) -> Run:
    runs = Runs(workspace.layout)
    others = [runs.open(name) for name in runs.list() if name != later.id]
    sealed = [r for r in others if r.manifest["sealed_at"] <= later.manifest["sealed_at"]]
    if not sealed:
        raise NotFoundError(
            "There is no earlier run to compare with.",
            hint="Import newer evidence and say 'vesica run'; then compare.",
        )
    return max(sealed, key=lambda r: (r.manifest["sealed_at"], r.id))


def _rows(sealed: Run, gone: frozenset[str]) -> dict[str, _Row]:
    table: pa.Table = sealed.table("people")
    columns = (table[name].to_pylist() for name in ("person_id", "org_unit", "both"))
    return {p: (u, b) for p, u, b in zip(*columns, strict=True) if p not in gone}


def _groups(one: dict[str, _Row], two: dict[str, _Row]) -> dict[str, frozenset[str]]:
    common = one.keys() & two.keys()
    moved = frozenset(p for p in common if one[p][0] != two[p][0])
    return {
        JOINED: frozenset(two.keys() - one.keys()),
        LEFT: frozenset(one.keys() - two.keys()),
        MOVED: moved,
        STAYED: frozenset(common) - moved,
    }


def _comparison(
    workspace: Workspace,
    earlier: Run,
    later: Run,
    one: dict[str, _Row],
    two: dict[str, _Row],
    groups: dict[str, frozenset[str]],
) -> Comparison:
    level = workspace.settings.overlap.level
    a, b = (from_plain(Overlap, run.results["overlap"]) for run in (earlier, later))
    before, after = _estimate(a.both), _estimate(b.both)
    lifts = _estimate(a.lift), _estimate(b.lift)
    change = ratio(*lifts, level=level)
    everyone = _probabilities(one, frozenset(one)), _probabilities(two, frozenset(two))
    luck = [float(np.sum(p * (1 - p))) for p in everyone]
    parts = []
    for who, people in groups.items():
        there = (
            None
            if who == JOINED
            else expected_in(_probabilities(one, people), before, luck[0], level=level)
        )
        here = (
            None
            if who == LEFT
            else expected_in(_probabilities(two, people), after, luck[1], level=level)
        )
        parts.append(Part(who=who, people=len(people), before=there, after=here))
    return Comparison(
        run_before=earlier.id,
        run_after=later.id,
        people_before=len(one),
        people_after=len(two),
        both_before=before,
        both_after=after,
        lift_before=lifts[0],
        lift_after=lifts[1],
        lift_ratio=change,
        parts=tuple(parts),
        direction=direction(change),
    )


def _estimate(value: Shown) -> Estimate:
    if isinstance(value, Estimate):
        return value
    raise EstimationError(
        f"A run holds no number: {value.why}.", hint="Run again with more evidence."
    )


def _probabilities(rows: dict[str, _Row], people: frozenset[str]) -> NDArray[np.float64]:
    return np.sort(np.array([rows[p][1] for p in people], dtype=np.float64))
