"""The measurement tried on simulated organisations, from their files to their claims."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from vesica.core.validation import CoverageLine, RankLine, RealLine, Validation, VerdictLine
from vesica.demo.made import fresh
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.demo.simulator.presets import PRESETS, Preset
from vesica.demo.validation_real import on_congress, on_own
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
_SECONDS_PER_1000 = 25.0
"""What an organisation of 1,000 people takes on a machine that does little else [s]."""

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
    own: Workspace | None = None,
    congress: Path | None = None,
    mark: str = "",
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
    own : Workspace, optional
        A workspace that has been run, whose evidence is tried as well.
    congress : Path, optional
        Folder with the public files of the 117th US Congress.
    mark : str
        Kept in the report, such as the commit.

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
    real = _real(own, congress)
    trials: dict[str, list[Trial]] = {preset: [] for preset in presets}
    clock = _Clock(jobs=organisations * len(presets))
    log.info("%d organisations of %d people: %s", clock.jobs, people, clock.before(people=people))
    for preset in presets:
        for i in range(organisations):
            with _quietly(), tempfile.TemporaryDirectory(prefix="vesica-validate-") as folder:
                trials[preset].append(trial(preset, first_seed + i, people, Path(folder)))
            log.info("%s, %d of %d: %s", preset, i + 1, organisations, clock.after_one())
    result = Validation(
        people=people,
        organisations=organisations,
        first_seed=first_seed,
        version=vesica.__version__,
        made_on=datetime.now(UTC).date().isoformat(),
        mark=mark,
        coverage=tuple(line for group in trials.values() for line in _coverage(group)),
        ranks=tuple(line for group in trials.values() for line in _ranks(group)),
        verdicts=tuple(line for group in trials.values() for line in _verdicts(group)),
        real=real,
    )
    return _released(result)


@dataclass(slots=True, kw_only=True)
class _Clock:
    """Says how long a row of like jobs takes, from how long those that are done took."""

    jobs: int
    done: int = 0
    began: float = field(default_factory=time.monotonic)

    def before(self, *, people: int) -> str:
        """Say what to expect; on a machine that is busy it is some times that."""
        seconds = self.jobs * _SECONDS_PER_1000 * max(people / 1000, 0.5)
        return f"about {_minutes(seconds)} where the machine does little else"

    def after_one(self) -> str:
        """Count one job, and say what is left."""
        self.done += 1
        left = (time.monotonic() - self.began) / self.done * (self.jobs - self.done)
        return f"{_minutes(left)} left" if left else "all done"


@contextmanager
def _quietly() -> Generator[None]:
    """Leave out what each step of one organisation would say of itself."""
    logger = logging.getLogger("vesica")
    before = logger.level
    logger.setLevel(max(before, logging.WARNING))
    try:
        yield
    finally:
        logger.setLevel(before)


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _real(own: Workspace | None, congress: Path | None) -> tuple[RealLine, ...]:
    lines: tuple[RealLine, ...] = () if own is None else on_own(own)
    if congress is not None:
        with (
            tempfile.TemporaryDirectory(prefix="vesica-validate-") as folder,
            _vaults_in(Path(folder) / "vaults"),
        ):
            lines += on_congress(congress, Path(folder) / "out")
    return lines


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
