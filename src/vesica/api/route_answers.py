"""What the evidence tells about the routes, worked out once and sealed until the evidence changes.

Effect, plan, pairs, case and claims read the same sealed answer, each through its own release.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import vesica
from vesica.api.engines import BLOCKS
from vesica.api.methods_digest import methods_digest
from vesica.api.route_evidence import left_out, route_evidence
from vesica.core.canonical import canonical_json, from_plain, to_plain
from vesica.core.route_answer import RouteAnswer
from vesica.core.route_names import ALIASES
from vesica.disclosure.effect import arm_label
from vesica.disclosure.gate import Members
from vesica.errors import WorkspaceBusyError
from vesica.store.lock import writer
from vesica.store.runs import Run, Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.route_evidence import RouteEvidence

__all__ = ["KnownRoutes", "digest_of", "known_routes"]

log = logging.getLogger(__name__)

_ROOMS = ("core", "relations", "causal", "api")
_EVERYONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRoutes:
    """Every route on every outcome, before any release.

    Parameters
    ----------
    answer : RouteAnswer
        All findings.
    routes, outcomes : tuple of str
        What can be asked for.
    members : Members
        Who took each route by each way in, and who is the comparison arm.
    rows : tuple of (str, int)
        Evidence tables read, with their rows.
    """

    answer: RouteAnswer
    routes: tuple[str, ...]
    outcomes: tuple[str, ...]
    members: Members
    rows: tuple[tuple[str, int], ...]


def known_routes(workspace: Workspace) -> KnownRoutes:
    """Read the sealed answer; work it out and seal it where there is none.

    It holds for one state of evidence, objections, settings and program, which name it. While
    another process writes to the workspace the answer is worked out and not kept.

    Raises
    ------
    TamperedError
        If what was sealed does not match its hash.
    """
    inputs = _inputs(workspace)
    name = hashlib.sha256(canonical_json(inputs).encode()).hexdigest()[:16]
    sealed = Runs(workspace.layout, folder=workspace.layout.findings)
    if sealed.exists(name):
        return _opened(sealed.open(name))
    made = _worked_out(workspace)
    try:
        with writer(workspace.layout):
            if not sealed.exists(name):
                sealed.clear()
                _seal(sealed, name, inputs, made)
    except WorkspaceBusyError:
        log.info("another process is writing: the effects are not kept")
    return made


def digest_of(workspace: Workspace) -> str:
    """Name the evidence that an answer rests on."""
    inputs = [workspace.evidence.digest(), sorted(left_out(workspace))]
    return f"evidence {hashlib.sha256(canonical_json(inputs).encode()).hexdigest()[:16]}"


def _inputs(workspace: Workspace) -> dict[str, Any]:
    settings = workspace.settings
    return {
        "evidence": workspace.evidence.digest(),
        "left_out": sorted(left_out(workspace)),
        "measure": to_plain(settings.measure),
        "broadcast_recipients": settings.evidence.broadcast_recipients,
        "blocks": BLOCKS,
        "cost": {name: r.cost for name, r in sorted(settings.routes.items()) if r.cost > 0},
        "seed": settings.workspace.seed,
        "version": vesica.__version__,
        "methods": methods_digest(*_ROOMS),
    }


def _worked_out(workspace: Workspace) -> KnownRoutes:
    from vesica.api.route_comparisons import comparisons
    from vesica.api.route_contrasts import assigned
    from vesica.api.route_findings import findings

    evidence = route_evidence(workspace)
    seed = workspace.settings.workspace.seed
    found = findings(evidence, seed=seed)
    routes = tuple(sorted({arm.route for arm in evidence.arms}))
    cost = {name: known for name in routes if (known := _cost(workspace, name)) is not None}
    answer = RouteAnswer(
        people=len(evidence.people),
        route="",
        outcome="",
        findings=tuple(f.finding for f in found),
        comparisons=comparisons(found, cost=cost, seed=seed),
        assigned=assigned(f.finding for f in found),
    )
    return KnownRoutes(
        answer=answer,
        routes=routes,
        outcomes=(*(o.name for o in evidence.outcomes), *evidence.metrics),
        members=_members(evidence),
        rows=evidence.rows,
    )


def _cost(workspace: Workspace, route: str) -> float | None:
    """Cost per person in thousands of the currency, where the settings say one."""
    known = workspace.settings.routes
    chosen = known.get(route) or known.get(ALIASES.get(route, ""))
    return chosen.cost / 1000 if chosen is not None and chosen.cost > 0 else None


def _members(evidence: RouteEvidence) -> Members:
    units: dict[str, frozenset[str]] = {}
    for arm in evidence.arms:
        for took, label in ((True, "took part"), (False, "compared")):
            who = arm.person[arm.took_part == took]
            if who.size:
                name = arm_label(arm.route, arm.way, label)
                units[name] = frozenset(evidence.people[i] for i in who)
    return Members(people=frozenset(evidence.people), units=units)


def _seal(sealed: Runs, name: str, inputs: dict[str, Any], made: KnownRoutes) -> None:
    groups = {_EVERYONE: made.members.people, **made.members.units}
    rows = [(unit, person) for unit, who in sorted(groups.items()) for person in sorted(who)]
    columns = [pa.array([row[k] for row in rows], pa.string()) for k in (0, 1)]
    sealed.seal(
        name,
        manifest={
            "inputs": inputs | {"left_out": len(inputs["left_out"])},
            "rows": dict(made.rows),
        },
        results={"answer": made.answer, "routes": made.routes, "outcomes": made.outcomes},
        tables={"members": pa.table(columns, names=["unit", "person_id"])},
    )


def _opened(run: Run) -> KnownRoutes:
    groups: dict[str, set[str]] = {_EVERYONE: set()}
    members = run.table("members")
    pairs = zip(members["unit"].to_pylist(), members["person_id"].to_pylist(), strict=True)
    for unit, person in pairs:
        groups.setdefault(unit, set()).add(person)
    people = frozenset(groups.pop(_EVERYONE))
    return KnownRoutes(
        answer=from_plain(RouteAnswer, run.results["answer"]),
        routes=tuple(run.results["routes"]),
        outcomes=tuple(run.results["outcomes"]),
        members=Members(people=people, units={u: frozenset(who) for u, who in groups.items()}),
        rows=tuple(sorted(run.manifest["rows"].items())),
    )
