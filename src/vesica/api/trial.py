"""The next round of a route, drawn by lot among people who opted in to being drawn."""

from __future__ import annotations

import csv
import io
import json
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.api.route_answers import digest_of
from vesica.api.route_evidence import RELATIONS, route_evidence
from vesica.api.trial_before import found_before, known_before
from vesica.causal.trial import design_trial
from vesica.core.canonical import result_hash
from vesica.core.released import Provenance, Released
from vesica.core.route_evidence import RouteEvidence
from vesica.core.trial import Arm, Trial
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError, UsageError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["MOST_SEED", "fresh", "trial"]

MOST_SEED = 2**63 - 1
"""Largest seed of a lottery."""

_SKILLS = ("expertise", "influence")
_FORMULA = (
    "places go to keys in the order of a seeded draw; smallest effect = the one that 80 % of"
    " 1,000 simulated lotteries see, on the contacts as they are, adjusted for what is known"
    " before as the analysis will be"
)


def fresh() -> tuple[int, date]:
    """Return a seed that nobody knew before, and the day (UTC)."""
    return secrets.randbits(63), datetime.now(UTC).date()


def trial(
    workspace: Workspace,
    route: str,
    *,
    seats: int,
    waves: int = 1,
    outcome: str = "expertise",
    out: Path | None = None,
    seed: int | None = None,
    drawn_on: date | None = None,
) -> Released[Trial]:
    """Design the next round of a route, and write who goes when.

    Parameters
    ----------
    workspace : Workspace
        Where people opted in.
    route, outcome : str
        What people will do, and the skill that will be measured.
    seats, waves : int
        Places of one wave, and waves.
    out : Path, optional
        Folder for the list and the registration.
    seed : int, optional
        Of a draw that is held again; a new one otherwise, that nobody knew before.
    drawn_on : date, optional
        Day of the draw that is held again; today (UTC) otherwise.

    Raises
    ------
    UsageError
        If the outcome is not a skill, the seed is out of its range, or the folder exists.
    EstimationError
        If too few people opted in, or the places leave nobody to compare with.
    """
    request = Request(question="trial", purpose=Purpose.EFFECTS, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    if outcome not in _SKILLS:
        raise UsageError(
            f"A trial is on expertise or influence, not on '{outcome}'.",
            hint="These are what every person can be measured on, before and after.",
        )
    if out is not None and out.exists():
        raise UsageError(f"'{out}' exists.", hint="Name a folder that does not exist yet.")
    new, today = fresh()
    seed, day = new if seed is None else seed, (drawn_on or today).isoformat()
    if not 0 <= seed <= MOST_SEED:
        raise UsageError(
            f"{seed} is not the seed of a draw.", hint=f"A seed is from 0 to {MOST_SEED}."
        )
    evidence = route_evidence(workspace)
    opted = consents(workspace, Purpose.EFFECTS)
    design = _design(workspace, evidence, opted.granted, route, seats, waves, outcome, seed, day)
    released = workspace.gate.release(
        design,
        question="trial",
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.causal.trial.design_trial",
            relations=RELATIONS,
            rows=evidence.rows,
            run_id=digest_of(workspace),
            result_hash=result_hash(design),
        ),
        members=Members(people=frozenset(evidence.people), units={}),
        consents=opted,
    )
    workspace.state.audit.append(
        workspace.actor, "trial", route=route, outcome=outcome, seats=seats, waves=waves,
        seed=design.seed, drawn_on=design.drawn_on, kind=design.kind,
        registration=design.registration_hash, people=design.people,
    )  # fmt: skip
    if out is not None:
        _write(workspace, released.value, out)
    return released


def _design(
    workspace: Workspace,
    evidence: RouteEvidence,
    granted: frozenset[str],
    route: str,
    seats: int,
    waves: int,
    outcome: str,
    seed: int,
    drawn_on: str,
) -> Trial:
    """Draw by employee keys, which mean the same later; the answer holds pseudonyms."""
    keys = workspace.vault.keys_of("person")
    took = {
        evidence.people[i]
        for arm in evidence.arms
        if arm.route == route
        for i in arm.person[arm.took_part]
    }
    scores = _scores(workspace, outcome)
    asked = [
        p for p in evidence.people if p in granted and p not in took and p in keys and p in scores
    ]
    if len(asked) < 20:
        raise EstimationError(
            "Fewer than 20 people opted in to learning which route works and have not taken"
            f" {route} yet.",
            hint="Ask people to opt in: see docs/how-to/opt-in.md.",
        )
    place = {p: i for i, p in enumerate(asked)}
    where = np.array([place.get(p, -1) for p in evidence.people], dtype=np.intp)
    source, target = where[evidence.source], where[evidence.target]
    inside = (source >= 0) & (target >= 0)
    at = {p: i for i, p in enumerate(evidence.people)}
    known = known_before(evidence, outcome, np.array([at[p] for p in asked], dtype=np.intp))
    design = design_trial(
        route=route,
        outcome_name=outcome,
        people=[keys[p][0] for p in asked],
        seats=seats,
        waves=waves,
        seed=seed,
        drawn_on=drawn_on,
        source=source[inside],
        target=target[inside],
        weight=evidence.weight[inside],
        before=np.array([scores[p] for p in asked]),
        covariates=None if known is None else known.covariates,
        left=None if known is None else known.left,
        found=found_before(workspace, route, outcome),
    )
    owner = {keys[p][0]: p for p in asked}
    arms = tuple(
        Arm(person=owner[a.person], wave=a.wave, cluster=a.cluster) for a in design.assignment
    )
    return replace(design, assignment=arms)


def _scores(workspace: Workspace, skill: str) -> dict[str, float]:
    table = current_run(workspace).table("people")
    ids, means = table["person_id"].to_pylist(), table[f"{skill}_mean"].to_numpy()
    return {p: float(m) for p, m in zip(ids, means, strict=True) if np.isfinite(m)}


def _write(workspace: Workspace, design: Trial, out: Path) -> None:
    """Write who goes when, with keys and names from the vault, and what is fixed beforehand."""
    from vesica.store.atomic import write_file

    out.mkdir(parents=True, mode=0o700)
    keys = workspace.vault.keys_of("person")
    names = workspace.vault.names()
    rows: list[list[Any]] = [["person", "name", "wave", "group drawn together"]]
    rows += sorted(
        [_key(keys[a.person][0]), _key(names.get(a.person, "")), a.wave, a.cluster]
        for a in design.assignment
    )
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    write_file(out / "assignment.csv", text.getvalue().encode())
    registration = {"registration": design.registration, "sha256": design.registration_hash}
    body = json.dumps(registration, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    write_file(out / "registration.json", body.encode())


def _key(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
