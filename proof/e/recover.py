"""Simulated organisations through files: released effects of every route against the truth."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from proof.figure import Figure
from proof.registry import proof
from proof.rule import Cell, coverage_table
from vesica.api.route_evidence import route_evidence
from vesica.api.route_findings import Found, find
from vesica.api.workspace import Workspace
from vesica.core.effect import Design, Grade
from vesica.core.estimate import Estimate
from vesica.demo.simulator import simulate

__all__ = ["compared", "recover"]

# Declared before the first run: 10 organisations of 3,000 people, both skills.
ORGANISATIONS = int(os.environ.get("VESICA_PROOF_REPLICATES", "10"))
PEOPLE = 3000
FIRST_SEED = 71_001
PRESET = "essay-right"
_FILES = ("roster.csv", "programmes.csv", "measures.csv", "nominations.csv")
_RAMP = 60.0
_YEAR = np.datetime64("2025-01-06")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One effect beside its truth [sd]."""

    route: str
    way: str
    outcome: str
    design: Design
    grade: Grade
    value: float
    error: float
    truth: float

    @property
    def held(self) -> bool:
        """Whether the interval at 95 % holds the truth."""
        return bool(abs(self.value - self.truth) <= 1.96 * self.error)


@contextmanager
def organisation(seed: int, people: int = PEOPLE) -> Iterator[tuple[Workspace, Path]]:
    """Simulate, write files, import what the effects need."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        simulate(people=people, seed=seed, preset=PRESET, out=files, messages_per_person=1,
                 posts_per_person=1)  # fmt: skip
        before = os.environ.get("VESICA_VAULT_DIR")
        os.environ["VESICA_VAULT_DIR"] = str(Path(folder) / "vaults")
        try:
            with Workspace.create(Path(folder) / "acme", simulated=True) as workspace:
                for name in _FILES:
                    workspace.import_file(files / name)
                yield workspace, files
        finally:
            if before is None:
                del os.environ["VESICA_VAULT_DIR"]
            else:
                os.environ["VESICA_VAULT_DIR"] = before


def compared(workspace: Workspace, files: Path) -> tuple[Compared, ...]:
    """Estimate every route on both skills, and put the truth of the same people beside it."""
    evidence = route_evidence(workspace)
    gains = _gains(workspace, files, evidence.people)
    found = []
    for arm in evidence.arms:
        for outcome in evidence.outcomes:
            if outcome.name not in gains:
                continue
            one = find(evidence, arm, outcome, seed=1, draws=200)
            e = one.finding.effect
            if not isinstance(e.estimate, Estimate) or e.standard_error is None:
                continue
            own, sd = gains[outcome.name]
            # The measure is in units of its own spread among those measured; so is the truth.
            truth = _truth(one, arm, outcome, own) / sd
            found.append(
                Compared(route=arm.route, way=arm.way, outcome=outcome.name,
                         design=e.design, grade=e.grade, value=e.estimate.value,
                         error=e.standard_error, truth=truth)
            )  # fmt: skip
    return tuple(found)


def _gains(
    workspace: Workspace, files: Path, people: tuple[str, ...]
) -> dict[str, tuple[NDArray[np.float64], float]]:
    """Each person's gain by skill, and the spread by which the measure was divided."""
    place = {p: i for i, p in enumerate(people)}
    table = pq.read_table(files / "truth" / "gains.parquet")
    ids = workspace.vault.find_all(table["employee_id"].to_pylist())
    out = {}
    evidence = route_evidence(workspace)
    raw = {"expertise": "social media check", "influence": "influence feedback"}
    for skill, measure in raw.items():
        own = np.zeros(len(people))
        for person, gain in zip(ids, table[f"gain_{skill}"].to_pylist(), strict=True):
            if person in place:
                own[place[person]] = float(gain)
        out[skill] = own, _divided(workspace, evidence, measure, skill)
    return out


def _divided(workspace: Workspace, evidence, measure: str, skill: str) -> float:
    from vesica.api.engines import open_evidence
    from vesica.schema import Purpose

    with open_evidence(workspace, Purpose.EFFECTS) as engine:
        rows = engine.fetch("outcome_scores").to_pylist()
    place = {p: i for i, p in enumerate(evidence.people)}
    shown = next(o for o in evidence.outcomes if o.name == skill)
    for row in rows:
        if row["measure"] == measure and row["person_id"] in place and row["value_e6"]:
            at = int(np.flatnonzero(shown.begin == np.datetime64(row["period"]))[0])
            return row["value_e6"] / 1e6 / shown.values[place[row["person_id"]], at]
    raise ValueError(f"Nothing was measured by {measure}.")


def _truth(one: Found, arm, outcome, gain: NDArray[np.float64]) -> float:
    """Average true gain of those who took part, at the periods the estimate is about."""
    took = arm.took_part
    if one.finding.effect.design is Design.WAITING_LIST:
        took = arm.start == arm.start.min()
    if one.finding.effect.design is not Design.STAGGERED:
        return float(gain[arm.person[took]].mean())
    # Over cohorts by their size, each averaged over the periods since it began.
    at = np.searchsorted(outcome.end, arm.start)
    known = np.isfinite(outcome.values[arm.person]).all(axis=1)
    total = weight = 0.0
    for cohort in np.unique(at[took & known]):
        own = took & known & (at == cohort)
        if cohort == 0 or cohort >= len(outcome.end):
            continue
        days = (outcome.end[cohort:] - _YEAR).astype(float)[None, :]
        start = (arm.start[own] - _YEAR).astype(float)[:, None]
        done = np.clip((days - start) / _RAMP, 0.0, 1.0).mean(axis=1)
        total += float((gain[arm.person[own]] * done).sum())
        weight += own.sum()
    return total / weight


@proof("E.recover")
def recover() -> tuple[Figure, ...]:
    """Bias and coverage of the effects by route, through files; selection on gain."""
    every: list[Compared] = []
    for k in range(ORGANISATIONS):
        with organisation(FIRST_SEED + k) as (workspace, files):
            every += compared(workspace, files)
    figures, cells = [], []
    for key in sorted({(c.route, c.way, c.outcome) for c in every}):
        own = [c for c in every if (c.route, c.way, c.outcome) == key]
        name = ", ".join(key)
        gaps = np.array([c.value - c.truth for c in own])
        error = float(gaps.std(ddof=1) / np.sqrt(len(gaps))) if len(gaps) > 1 else float("nan")
        usable = sum(c.grade is not Grade.ASSUMED for c in own)
        figures.append(
            Figure(
                id=f"E.recover.bias[{name}]",
                what=f"released effect less truth, {name} [sd]",
                value=float(gaps.mean()),
                low=float(gaps.mean() - 2 * error),
                high=float(gaps.mean() + 2 * error),
                note=f"Mean truth {np.mean([c.truth for c in own]):.3f}; {len(own)} of"
                f" {ORGANISATIONS} organisations give an estimate, {usable} of them without a"
                " failed check.",
            )
        )
    for label, wanted in (
        ("by lot", (Design.LOTTERY, Design.WAITING_LIST)),
        ("in turn or at a cutoff", (Design.STAGGERED, Design.CUTOFF)),
        ("by choice, no check failed", (Design.OPT_IN,)),
    ):
        own = [c for c in every if c.design in wanted and c.grade is not Grade.ASSUMED]
        if own:
            cells.append(
                Cell(id=f"E.recover.coverage[{label}]", what=f"intervals that hold the truth,"
                     f" {label} [1]", hits=sum(c.held for c in own), n=len(own))
            )  # fmt: skip
    return (*figures, *coverage_table(cells, 0.95))
