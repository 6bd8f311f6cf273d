"""What a plan made from evidence truly brings, on simulated organisations with known skills."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy import stats

from proof.c.instances import replicates
from proof.figure import Figure
from proof.registry import proof
from vesica.api.planning import PlanningData, gather
from vesica.api.planning_limits import Decided, Limits
from vesica.api.planning_problem import build
from vesica.api.planning_routes import MENTORING, routes
from vesica.api.workspace import Workspace
from vesica.demo.made import fresh
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.demo.validation import _vaults_in
from vesica.plan.routes import plan_routes
from vesica.plan.simple import greedy_routes, random_routes

__all__ = ["plan"]

# Declared before the first run.
SEED, ORGANISATIONS, PEOPLE, BUDGET = 94_000, 20, 600, 20_000.0
BAR, SPREAD, DRAWS, RANDOM, LEVEL = 0.75, 0.5, 400, 20, 0.95
COMMON = {"leader participation": "participation"}

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@proof("C.plan")
def plan() -> tuple[Figure, ...]:
    """From files to a plan; its truth from the skills and effects that the simulator wrote.

    Everybody is counted as having opted in. Reverse mentoring is left out: who would be paired
    changes with the plan. A person becomes a bridge if both true skills, each risen by the
    route's true mean effect times a personal factor (mean 1, sd 0.5), reach the true bar.
    """
    rows: dict[str, list[float]] = {}
    for seed in range(SEED, SEED + replicates(ORGANISATIONS)):
        for name, value in _one(seed).items():
            rows.setdefault(name, []).append(value)
    greedy = np.array(rows["plan"]) - np.array(rows["greedy"])
    random = np.array(rows["plan"]) - np.array(rows["random"])
    return (
        _paired(random, "random", "plan less random plan, true new bridges [people]"),
        _paired(greedy, "greedy", "plan less greedy plan, true new bridges [people]"),
        _plain(rows["plan"], "plan", "true new bridges of the plan [people]"),
        _plain(rows["promised"], "promised", "bridges that the plan expected [people]"),
    )


def _one(seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="vesica-plan-") as folder:
        root = Path(folder)
        files = root / "files"
        simulate(people=PEOPLE, seed=seed, preset="essay-right", out=files)
        with (
            _vaults_in(root / "vaults"),
            fresh(root / "out", name="plan", simulated=True) as workspace,
        ):
            for file in in_order(files):
                workspace.import_file(file)
            workspace.run()
            return _tried(workspace, files / "truth", np.random.default_rng(seed))


def _tried(workspace: Workspace, truth: Path, rng: np.random.Generator) -> dict[str, float]:
    data, table = gather(workspace), routes(workspace)
    everyone = np.ones(data.n, dtype=bool)
    problem = build(
        data,
        table,
        workspace.settings.plan,
        limits=Limits(budget=BUDGET),
        decided=Decided(),
        opted_in=everyone,
    ).routes
    eligible = problem.eligible.copy()
    if MENTORING in table.names:
        eligible[:, table.names.index(MENTORING)] = False
    problem = replace(problem, eligible=eligible)
    value = _truth(workspace, data, table.names, truth, rng)
    best = plan_routes(problem, gap=1e-3)
    drawn = [value(random_routes(problem, rng)) for _ in range(RANDOM)]
    return {
        "plan": value(best.route),
        "greedy": value(greedy_routes(problem)),
        "random": float(np.mean(drawn)),
        "promised": best.bridges,
    }


def _truth(
    workspace: Workspace,
    data: PlanningData,
    names: tuple[str, ...],
    truth: Path,
    rng: np.random.Generator,
):
    people = pq.read_table(truth / "people.parquet").to_pylist()
    stays = [row for row in people if not row["left"]]
    bars = [
        float(np.quantile([float(row[s]) for row in stays], BAR))
        for s in ("expertise", "influence")
    ]
    place = {person: i for i, person in enumerate(data.ids)}
    skills = np.full((data.n, 2), np.nan)
    for row in people:
        at = place.get(workspace.vault.find(row["employee_id"]) or "")
        if at is not None:
            skills[at] = float(row["expertise"]), float(row["influence"])
    effects = {row["route"]: row for row in pq.read_table(truth / "routes.parquet").to_pylist()}
    rise = np.array(
        [
            [effects[COMMON.get(n, n)][f"mean_on_{s}"] for s in ("expertise", "influence")]
            for n in names
        ]
    )
    factor = 1.0 + SPREAD * rng.standard_normal((DRAWS, data.n))

    def value(route: Ints) -> float:
        on = np.flatnonzero(route >= 0)
        after = skills[on] + factor[:, on, None] * rise[route[on]]
        became = (after >= np.array(bars)).all(axis=2).mean(axis=0)
        before = (skills[on] >= np.array(bars)).all(axis=1)
        return float(np.nansum(became - before))

    return value


def _interval(values: Floats) -> tuple[float, float, float]:
    mean, error = float(np.mean(values)), float(stats.sem(values))
    low, high = stats.t.interval(LEVEL, len(values) - 1, mean, error)
    return mean, float(low), float(high)


def _paired(values: Floats, name: str, what: str) -> Figure:
    mean, low, high = _interval(values)
    return Figure(
        id=f"C.plan.{name}",
        what=what,
        value=mean,
        low=low,
        high=high,
        target="interval above 0",
        holds=low > 0,
        note=f"{len(values)} organisations of {PEOPLE} people, paired;"
        f" better in {np.mean(values > 0):.0%}.",
    )


def _plain(values: list[float], name: str, what: str) -> Figure:
    mean, low, high = _interval(np.asarray(values))
    return Figure(id=f"C.plan.{name}", what=what, value=mean, low=low, high=high)
