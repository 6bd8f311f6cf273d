"""Two open-source matchers on the same file: what their pairs gain, and how long they take."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from proof.c.instances import gains, problem_of
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.plan.candidates import gain_of
from vesica.plan.pairing import pair_up
from vesica.plan.verify import verify_pairs

__all__ = ["peers"]

# Declared before the first run: 500 mentors and 500 leaders, one place each.
SEED, SIDE, TOPICS, APART = 94_000, 500, 6, 0.2
LIMIT = 900
"""Most time for one matcher [s]."""

_PEERS = {"mentor-match": "matching", "mentormatch": "mentormatch"}


@proof("C.peers")
def peers() -> tuple[Figure, ...]:
    """1,000 people, the same gains and the same pairs ruled out, for all three."""
    side = int(os.environ.get("VESICA_PROOF_REPLICATES", SIDE))
    rng = np.random.default_rng(SEED)
    made = gains(side, side, topics=TOPICS, seed=SEED)
    i, j = np.divmod(np.arange(side * side), side)
    table = np.add(*gain_of(made, i, j)).reshape(side, side)
    table[rng.random(table.shape) < APART] = -1.0
    problem = problem_of(i, j, table.ravel(), side, side)
    pair_up(problem_of(i[:1], j[:1], np.ones(1), 1, 1))  # imports; the others' do not count either
    start = time.perf_counter()
    plan = pair_up(problem)
    spent = time.perf_counter() - start
    faults = len(verify_pairs(problem, plan.chosen, gain=plan.gain))
    figures = [
        _gain("vesica", plan.gain, plan.gain, int(plan.chosen.sum()), faults, side),
        Figure(id="C.peers.vesica_seconds", what="Vesica [s]", value=spent, seconds=spent),
    ]
    for name, module in _PEERS.items():
        figures += _peer(name, module, table, plan.gain, spent)
    return tuple(figures)


def _gain(name: str, gain: float, best: float, pairs: int, faults: int, side: int) -> Figure:
    return Figure(
        id=f"C.peers.{name}",
        what=f"gain of {name}'s pairs over the largest [1]",
        value=gain / best,
        note=f"{pairs} pairs of {side}; {faults} break a rule.",
    )


def _peer(name: str, module: str, table: np.ndarray, best: float, ours: float) -> list[Figure]:
    figure_id = name.replace("-", "_")
    target = "gains no more and takes longer than Vesica"
    if importlib.util.find_spec(module) is None:
        return [not_run(f"C.peers.{figure_id}", name, target, f"{name} is not installed")]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gain.npy"
        np.save(file, table)
        code = [sys.executable, "-W", "ignore", "-m", "proof.c.peer_runs", name, str(file)]
        start = time.perf_counter()
        try:
            subprocess.run(code, check=True, timeout=LIMIT, capture_output=True)
        except subprocess.TimeoutExpired:
            return [
                Figure(
                    id=f"C.peers.{figure_id}",
                    what=f"{name} [s]",
                    value=time.perf_counter() - start,
                    target=target,
                    holds=True,
                    note=f"Not done after {LIMIT} s, and stopped.",
                )
            ]
        pairs = np.load(file.with_suffix(".pairs.npy"))
        spent = float(np.load(file.with_suffix(".seconds.npy")))
    worth = table[pairs[:, 0], pairs[:, 1]]
    gain = float(worth[worth > 0].sum())
    total = Figure(
        id=f"C.peers.{figure_id}_seconds",
        what=f"{name} [s]",
        value=spent,
        seconds=spent,
        target=target,
        holds=gain <= best * (1 + 1e-6) and spent > ours,
    )
    return [_gain(figure_id, gain, best, len(pairs), int((worth < 0).sum()), len(table)), total]
