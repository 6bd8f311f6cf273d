"""The run: evidence in, both skills and their overlap out, sealed under its result hash."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import vesica
from vesica.api import catalogue, people_rows, skills
from vesica.api.consents import objecting
from vesica.api.current import people_digest
from vesica.api.engines import open_evidence
from vesica.api.evidence_sheet import halves
from vesica.api.expertise import expertise as expertise_of
from vesica.api.influence import influence as influence_of
from vesica.api.methods_digest import methods_digest
from vesica.api.people import finish_erasures
from vesica.core.canonical import canonical_json, to_plain
from vesica.measure.joint import joint
from vesica.measure.overlap import overlap
from vesica.schema import Purpose
from vesica.store.lock import writer
from vesica.store.runs import Run, Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["RunSummary", "run"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run did.

    Parameters
    ----------
    run_id, result_hash : str
        The sealed run, and the hash of its canonical results.
    already : bool
        True if the same evidence and settings had been run before; nothing was computed.
    """

    run_id: str
    result_hash: str
    already: bool


def run(workspace: Workspace) -> RunSummary:
    """Measure both skills and their overlap, and seal the result.

    The same evidence, settings and objections give the same run: it is not computed twice.

    Raises
    ------
    EstimationError
        If the evidence carries no score of one of the skills.
    WorkspaceBusyError
        If another process is writing.
    """
    runs = Runs(workspace.layout)
    with writer(workspace.layout):
        finish_erasures(workspace)
        inputs = _inputs(workspace, objecting(workspace))
        run_id = hashlib.sha256(canonical_json(inputs).encode()).hexdigest()[:16]
        already = runs.exists(run_id)
        sealed = runs.open(run_id) if already else _compute(workspace, runs, run_id, inputs)
        runs.make_current(run_id)
    workspace.state.audit.append(
        workspace.actor, "run", run_id=run_id, result_hash=sealed.result_hash, already=already
    )
    return RunSummary(run_id=run_id, result_hash=sealed.result_hash, already=already)


def _inputs(workspace: Workspace, objecting: frozenset[str]) -> dict[str, Any]:
    settings = workspace.settings
    return {
        "evidence": workspace.evidence.digest(),
        "objecting": sorted(objecting),
        "measure": to_plain(settings.measure),
        "overlap": to_plain(settings.overlap),
        "broadcast_recipients": settings.evidence.broadcast_recipients,
        "relations": hashlib.sha256(canonical_json(catalogue.texts()).encode()).hexdigest(),
        "seed": settings.workspace.seed,
        "version": vesica.__version__,
        "methods": methods_digest("relations", "measure", "network", "api"),
        "rows": people_rows.FORM,
    }


def _compute(workspace: Workspace, runs: Runs, run_id: str, inputs: dict[str, Any]) -> Run:
    settings = workspace.settings
    excluded = frozenset(inputs["objecting"])
    log.info("reading relations")
    wanted = (*skills.RELATIONS, "period")
    with open_evidence(workspace, Purpose.SKILLS, excluded=excluded, relations=wanted) as engine:
        tables = skills.fetch(engine)
        (covered,) = engine.fetch("period").to_pylist()
    data = skills.arranged(tables)
    log.info("measuring expertise and influence")
    chosen = settings.measure
    expertise, influence = expertise_of(data, chosen), influence_of(data, chosen.facets)
    unit, unit_names = skills.units(data)
    bar = settings.overlap.bar
    fitted = joint(expertise, influence, unit, level=settings.overlap.level)
    result = overlap(
        expertise=expertise,
        influence=influence,
        unit=unit,
        unit_names=unit_names,
        bar=bar,
        level=settings.overlap.level,
        fitted=fitted,
    )
    checked = halves(data, (expertise, influence), level=settings.overlap.level)
    result = replace(result, halves=checked)
    people = people_rows.people(data, fitted, bar)
    facets = people_rows.facets(data, expertise, influence)
    results = {
        "overlap": to_plain(result),
        "skills": [people_rows.fit(scores) for scores in (expertise, influence)],
        "people": people_rows.digest(people),
    }
    log.info("sealing the run")
    manifest = {
        "inputs": inputs | {"objecting": len(inputs["objecting"])},
        "rows": skills.row_counts(data),
        "period": [str(covered[day] or "") for day in ("first_day", "last_day")],
        "objecting": people_digest(excluded),
        "engine": "duckdb",
        "policy": settings.disclosure.policy,
    }
    return runs.seal(
        run_id, manifest=manifest, results=results, tables={"people": people, "facets": facets}
    )
