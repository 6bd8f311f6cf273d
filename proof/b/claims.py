"""Does the essay hold here?: right and false verdicts where the truth is known."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from scipy import stats

from proof.figure import Figure
from proof.registry import proof
from proof.rule import ALPHA, holm
from proof.shell import say
from vesica.core.claims import ClaimVerdict
from vesica.demo.simulator.presets import PRESETS
from vesica.demo.validation import TRUTHS, Trial, trial

__all__ = ["claims"]

# Declared before the first run, and not changed to pass.
KINDS = ("essay-right", "essay-wrong", "null")
ORGANISATIONS = 100
FIRST_SEED = 90_001
PEOPLE = 1000
FALSE = 0.05
RIGHT = 0.9


def _one(job: tuple[str, int]) -> Trial:
    preset, seed = job
    with tempfile.TemporaryDirectory(prefix="vesica-claims-") as folder:
        return trial(preset, seed, PEOPLE, Path(folder))


@proof("B.claims")
def claims() -> tuple[Figure, ...]:
    """Verdicts on the essay's claims, from files, on three kinds of organisation."""
    each = int(os.environ.get("VESICA_PROOF_REPLICATES", ORGANISATIONS))
    jobs = [(kind, FIRST_SEED + i) for kind in KINDS for i in range(each)]
    found: dict[str, list[Trial]] = {kind: [] for kind in KINDS}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for n, result in enumerate(pool.map(_one, jobs), start=1):
            found[result.preset].append(result)
            if n % 10 == 0:
                say(f"    {n} of {len(jobs)} organisations")
    cells = [(kind, key) for kind in KINDS for key in TRUTHS]
    wrong = [
        sum(t.verdicts[key] is _opposite(kind, key) for t in found[kind]) for kind, key in cells
    ]
    tests = [stats.binomtest(k, each, FALSE, alternative="greater").pvalue for k in wrong]
    adjusted = holm(tests)
    figures = [
        _share(
            f"B.claims.false[{kind}.{key}]",
            f"opposite of the truth said of '{key}' in '{kind}' [1]",
            k,
            each,
            target=f"at most {FALSE:g}, not rejected at {ALPHA:g} (exact binomial, Holm)",
            holds=p >= ALPHA,
        )
        for (kind, key), k, p in zip(cells, wrong, adjusted, strict=True)
    ]
    return (*figures, *(_right(kind, key, found[kind], each) for kind, key in cells))


def _opposite(kind: str, key: str) -> ClaimVerdict:
    return ClaimVerdict.DOES_NOT if TRUTHS[key](PRESETS[kind]) else ClaimVerdict.HOLDS


def _right(kind: str, key: str, group: list[Trial], each: int) -> Figure:
    """How often the truth was said; a target only where the claim is true."""
    true = TRUTHS[key](PRESETS[kind])
    word = ClaimVerdict.HOLDS if true else ClaimVerdict.DOES_NOT
    k = sum(t.verdicts[key] is word for t in group)
    return _share(
        f"B.claims.right[{kind}.{key}]",
        f"truth said of '{key}' in '{kind}' [1]",
        k,
        each,
        target=f"at least {RIGHT:g} where power allows" if true else "",
        holds=k / each >= RIGHT if true else None,
    )


def _share(
    figure_id: str, what: str, k: int, n: int, *, target: str, holds: bool | None
) -> Figure:
    interval = stats.binomtest(k, n).proportion_ci(method="exact")
    return Figure(
        id=figure_id,
        what=what,
        value=k / n,
        low=float(interval.low),
        high=float(interval.high),
        target=target,
        holds=holds,
        note=f"{k} of {n} organisations of {PEOPLE:,} people, from their files.",
    )
