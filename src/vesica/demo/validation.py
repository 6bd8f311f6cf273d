"""The measurement tried on simulated organisations, from their files to their claims."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.stats import spearmanr

import vesica
from vesica.api.current import current_run
from vesica.api.provenance import SKILL_RELATIONS
from vesica.api.workspace import Workspace
from vesica.core.canonical import result_hash
from vesica.core.claims import ClaimVerdict
from vesica.core.released import Provenance, Released
from vesica.core.validation import CoverageLine, RankLine, Validation, VerdictLine
from vesica.demo.made import fresh
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.demo.simulator.presets import PRESETS, Preset
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import UsageError
from vesica.schema import Purpose

__all__ = ["TRUTHS", "Trial", "trial", "validate"]

log = logging.getLogger(__name__)

_FORMULA = (
    "simulate an organisation, import its files, run, ask; then compare with the truth that the"
    " simulator wrote down"
)
_SKILLS = ("expertise", "influence")
_FIGURES = ("people with both skills", "correlation of the skills")

TRUTHS: dict[str, Callable[[Preset], bool]] = {
    "rare-overlap": lambda p: p.correlation < 0,
    "by-doing": lambda p: p.doing_effect > p.reading_effect,
    "young-and-old": lambda p: p.age_on_expertise < 0 < p.tenure_on_influence,
    "people-persuade": lambda p: p.persuasion_mean > 0,
}
"""Claims whose truth follows from the parameters of a preset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One organisation: truth, intervals, ranks and verdicts.

    Parameters
    ----------
    preset : str
        Kind of organisation.
    figures : tuple of (float, float, float, float)
        Truth, estimate, low and high of each figure.
    spearman : tuple of float
        Rank correlation of score and truth, for expertise and influence.
    verdicts : dict of str to ClaimVerdict
        By key of the claim.
    """

    preset: str
    figures: tuple[tuple[float, float, float, float], ...]
    spearman: tuple[float, ...]
    verdicts: dict[str, ClaimVerdict]


def trial(preset: str, seed: int, people: int, folder: Path) -> Trial:
    """Simulate one organisation in ``folder``, import its files, run, and ask."""
    made = simulate(people=people, seed=seed, preset=preset, out=folder / "files")
    with (
        _vaults_in(folder / "vaults"),
        fresh(folder / "out", name=preset, simulated=True) as workspace,
    ):
        for file in in_order(folder / "files"):
            workspace.import_file(file)
        workspace.run()
        overlap = current_run(workspace).results["overlap"]
        verdicts = {claim.key: claim.verdict for claim in workspace.claims().value.claims}
        spearman = _spearman(workspace, folder / "files" / "truth" / "people.parquet")
    figures = (
        _against(made.truth.both, overlap["both"]),
        _against(made.truth.correlation, overlap["correlation"]),
    )
    return Trial(preset=preset, figures=figures, spearman=spearman, verdicts=verdicts)


def _against(truth: float, found: dict[str, float]) -> tuple[float, float, float, float]:
    return float(truth), found["value"], found["low"], found["high"]


@contextmanager
def _vaults_in(folder: Path) -> Generator[None]:
    """Keep the vaults of made-up people with their organisations, and out of the user's own."""
    before = os.environ.get("VESICA_VAULT_DIR")
    os.environ["VESICA_VAULT_DIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["VESICA_VAULT_DIR"]
        else:
            os.environ["VESICA_VAULT_DIR"] = before


def _spearman(workspace: Workspace, truth: Path) -> tuple[float, ...]:
    known = pq.read_table(truth)
    place = {
        person: i
        for i, key in enumerate(known["employee_id"].to_pylist())
        if (person := workspace.vault.find(key)) is not None
    }
    scores = current_run(workspace).table("people")
    at = np.array([place.get(p, -1) for p in scores["person_id"].to_pylist()])
    out = []
    for skill in _SKILLS:
        seen = (scores[f"{skill}_se"].to_numpy() < 1 - 1e-9) & (at >= 0)
        true = known[skill].to_numpy().astype(float)[at[seen]]
        out.append(float(spearmanr(scores[f"{skill}_mean"].to_numpy()[seen], true).statistic))
    return tuple(out)


def validate(
    *,
    people: int,
    organisations: int,
    first_seed: int,
    presets: Sequence[str] = tuple(PRESETS),
) -> Released[Validation]:
    """Try the measurement on organisations of every kind.

    Parameters
    ----------
    people : int
        People in each organisation.
    organisations : int
        Organisations of each kind.
    first_seed : int
        Seed of the first; the others follow.
    presets : sequence of str
        Kinds of organisation.

    Raises
    ------
    UsageError
        If there is no organisation to try.
    """
    if organisations < 1:
        raise UsageError(
            f"There is nothing to learn from {organisations} organisations.",
            hint="Ask for one of each kind, or more.",
        )
    trials: dict[str, list[Trial]] = {}
    for preset in presets:
        trials[preset] = []
        for i in range(organisations):
            with tempfile.TemporaryDirectory(prefix="vesica-validate-") as folder:
                trials[preset].append(trial(preset, first_seed + i, people, Path(folder)))
            log.info("%s: %d of %d organisations", preset, i + 1, organisations)
    result = Validation(
        people=people,
        organisations=organisations,
        first_seed=first_seed,
        version=vesica.__version__,
        coverage=tuple(line for group in trials.values() for line in _coverage(group)),
        ranks=tuple(line for group in trials.values() for line in _ranks(group)),
        verdicts=tuple(line for group in trials.values() for line in _verdicts(group)),
    )
    return _released(result)


def _released(result: Validation) -> Released[Validation]:
    """Release through the gate of a workspace that holds nobody."""
    with (
        tempfile.TemporaryDirectory(prefix="vesica-validate-") as folder,
        _vaults_in(Path(folder) / "vaults"),
        fresh(Path(folder) / "out", name="Simulated organisations", simulated=True) as host,
    ):
        return host.gate.release(
            result,
            question="validate",
            purpose=Purpose.OVERLAP,
            audience=Audience.ANALYST,
            provenance=Provenance(
                formula=_FORMULA,
                method="vesica.demo.validation.validate",
                relations=SKILL_RELATIONS,
                rows=(),
                run_id="none: many simulated organisations",
                result_hash=result_hash(result),
            ),
            members=Members(people=frozenset(), units={}),
        )


def _coverage(group: list[Trial]) -> list[CoverageLine]:
    lines = []
    for k, name in enumerate(_FIGURES):
        truth, value, low, high = np.array([t.figures[k] for t in group]).T
        lines.append(
            CoverageLine(
                preset=group[0].preset,
                figure=name,
                organisations=len(group),
                held=int(np.sum((low <= truth) & (truth <= high))),
                truth=float(truth.mean()),
                estimate=float(value.mean()),
            )
        )
    return lines


def _ranks(group: list[Trial]) -> list[RankLine]:
    found = np.array([t.spearman for t in group])
    return [
        RankLine(
            preset=group[0].preset,
            skill=skill,
            organisations=len(group),
            spearman=float(found[:, k].mean()),
            lowest=float(found[:, k].min()),
        )
        for k, skill in enumerate(_SKILLS)
    ]


def _verdicts(group: list[Trial]) -> list[VerdictLine]:
    preset = PRESETS[group[0].preset]
    lines = []
    for key, true in TRUTHS.items():
        said = [t.verdicts[key] for t in group]
        lines.append(
            VerdictLine(
                preset=preset.name,
                claim=key,
                true=true(preset),
                holds=said.count(ClaimVerdict.HOLDS),
                does_not=said.count(ClaimVerdict.DOES_NOT),
                cannot_say=said.count(ClaimVerdict.CANNOT_SAY),
            )
        )
    return lines
