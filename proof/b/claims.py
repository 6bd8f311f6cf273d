"""Does the essay hold here?: right and false verdicts where the truth is known."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy import stats

from proof.figure import Figure
from proof.registry import proof
from proof.rule import ALPHA, holm
from proof.shell import say
from proof.workers import workers
from vesica.core.claims import Claim, ClaimVerdict
from vesica.core.estimate import Hidden
from vesica.demo.made import fresh
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.demo.simulator.presets import PRESETS
from vesica.demo.validation import TRUTHS

__all__ = ["claims"]

# Declared before the first run, and not changed to pass.
KINDS = ("essay-right", "essay-wrong", "null")
ORGANISATIONS = 100
FIRST_SEED = 90_001
PEOPLE = 1000
FALSE = 0.05
RIGHT = 0.9

# Evidence on which these claims rest; files on programmes, incentives and the like are not read.
FILES = {
    "accounts.csv",
    "adoptions.csv",
    "consents.csv",
    "learning.ndjson",
    "messages.csv",
    "nominations.csv",
    "posts.csv",
    "roster.csv",
}

# How large the effect is where the claim is true, in the unit of its estimate: with the width of
# the interval it gives the chance to see it. The other true claims are large enough.
SIZES = {("essay-right", "by-doing"): 0.08}
_REACH = 1.6448536

_Answers = Mapping[str, Claim]


def _one(job: tuple[str, int]) -> tuple[str, _Answers]:
    """Claims on one organisation, from its files; the worker's vaults go with the folder."""
    kind, seed = job
    with tempfile.TemporaryDirectory(prefix="vesica-claims-") as name:
        folder = Path(name)
        os.environ["VESICA_VAULT_DIR"] = str(folder / "vaults")
        simulate(people=PEOPLE, seed=seed, preset=kind, out=folder / "files")
        with fresh(folder / "out", name=kind, simulated=True) as workspace:
            for file in in_order(folder / "files"):
                if file.name in FILES:
                    workspace.import_file(file)
            workspace.run()
            found = workspace.claims().value.claims
    return kind, {claim.key: claim for claim in found if claim.key in TRUTHS}


@proof("B.claims")
def claims() -> tuple[Figure, ...]:
    """Verdicts on the essay's claims, from files, on three kinds of organisation."""
    each = int(os.environ.get("VESICA_PROOF_REPLICATES", ORGANISATIONS))
    jobs = [(kind, FIRST_SEED + i) for kind in KINDS for i in range(each)]
    found: dict[str, list[_Answers]] = {kind: [] for kind in KINDS}
    with workers() as pool:
        for n, (kind, answers) in enumerate(pool.map(_one, jobs), start=1):
            found[kind].append(answers)
            if n % 10 == 0:
                say(f"    {n} of {len(jobs)} organisations")
    cells = [(kind, key) for kind in KINDS for key in TRUTHS]
    wrong = [
        sum(a[key].verdict is _opposite(kind, key) for a in found[kind]) for kind, key in cells
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
            holds=bool(p >= ALPHA),
        )
        for (kind, key), k, p in zip(cells, wrong, adjusted, strict=True)
    ]
    return (*figures, *(_right(kind, key, found[kind], each) for kind, key in cells))


def _opposite(kind: str, key: str) -> ClaimVerdict:
    return ClaimVerdict.DOES_NOT if TRUTHS[key](PRESETS[kind]) else ClaimVerdict.HOLDS


def _right(kind: str, key: str, group: list[_Answers], each: int) -> Figure:
    """How often the truth was said; a target only where the claim is true.

    Where the intervals are too wide for the effect, the target is what their width allows.
    """
    true = TRUTHS[key](PRESETS[kind])
    word = ClaimVerdict.HOLDS if true else ClaimVerdict.DOES_NOT
    k = sum(a[key].verdict is word for a in group)
    power = _power(SIZES.get((kind, key)), [a[key] for a in group])
    figure_id, what = (
        f"B.claims.right[{kind}.{key}]",
        f"truth said of '{key}' in '{kind}' [1]",
    )
    if not true:
        return _share(figure_id, what, k, each, target="", holds=None)
    if power >= RIGHT:
        target = f"at least {RIGHT:g}"
        return _share(figure_id, what, k, each, target=target, holds=k / each >= RIGHT)
    left = stats.binomtest(k, each, power, alternative="less").pvalue
    return _share(
        figure_id,
        what,
        k,
        each,
        target=f"power does not allow {RIGHT:g}: by the width of its intervals {power:.2f}, not"
        f" rejected at {ALPHA:g}; 'cannot say' otherwise",
        holds=bool(left >= ALPHA),
    )


def _power(size: float | None, group: list[Claim]) -> float:
    """Chance that an interval is all on the side of an effect of this size."""
    if size is None:
        return 1.0
    errors = [
        (claim.estimate.high - claim.estimate.low) / (2 * _REACH)
        for claim in group
        if not isinstance(claim.estimate, Hidden)
    ]
    return float(np.mean(stats.norm.cdf(size / np.array(errors) - _REACH))) if errors else 0.0


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
