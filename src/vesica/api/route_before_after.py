"""What was measured before and after a programme, and what was known before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vesica.causal.design import Recognised
from vesica.causal.effects import conclude
from vesica.causal.fit import Fit
from vesica.causal.spillover import exposure, spillover
from vesica.core.effect import Check
from vesica.core.route_answer import Finding
from vesica.core.route_evidence import Arm, Outcome, RouteEvidence
from vesica.errors import EstimationError

__all__ = [
    "LAST",
    "LEVEL",
    "Found",
    "Split",
    "covariates",
    "finding_of",
    "refused",
    "scores_behind",
    "span",
    "spill",
    "split_at",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
LEVEL = 0.95
_KNOWN = 0.9
"""Share of people of whom a covariate must be known to be used; the rest get the average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding, and what each person contributes to its error.

    Parameters
    ----------
    finding : Finding
        Not released yet.
    influence : ndarray of float64, shape (n_people,), or None
        ``None`` where the method does not tell.
    """

    finding: Finding
    influence: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What was measured before and after a programme, of everybody."""

    before: Floats
    last: Floats | None
    earlier: Floats | None
    after: Floats
    words: str


LAST = "the outcome right before"


def split_at(
    outcome: Outcome, start: np.datetime64, ended: np.datetime64, until: np.datetime64 | None
) -> Split:
    """Average what was measured after the programme; take the values before it."""
    before = np.flatnonzero(outcome.end < start)
    open_until = np.ones(len(outcome.begin), dtype=bool)
    if until is not None:
        open_until = outcome.end < until
    after = np.flatnonzero((outcome.begin >= ended) & open_until)
    if not after.size:
        after = np.flatnonzero((outcome.begin > start) & open_until)
    if not after.size:
        raise EstimationError(
            f"{outcome.name.capitalize()} was not measured after the programme began"
            + (" and before the second wave did." if until is not None else "."),
            hint="Measure it again.",
        )
    words = f"{outcome.told}; after: {span(outcome.begin[after])}"
    words += f"; before: {span(outcome.begin[before])}" if before.size else "; not known before"
    values = outcome.values
    return Split(
        before=before.astype(float),
        last=values[:, before[-1]] if before.size else None,
        earlier=values[:, before[:-1]].mean(axis=1) if before.size > 1 else None,
        after=values[:, after].mean(axis=1),
        words=words,
    )


def span(days: NDArray[np.datetime64]) -> str:
    """First and last month of some days."""
    first, last = (str(d.astype("datetime64[M]")) for d in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def covariates(
    e: RouteEvidence, outcome: Outcome, split: Split, who: Ints, start: np.datetime64
) -> tuple[Floats, tuple[str, ...]]:
    """What was known before: level, the outcome, the other outcomes and measures."""
    found: dict[str, Floats] = {"level": e.level}
    if split.last is not None:
        found[LAST] = split.last
    if split.earlier is not None:
        found["the outcome earlier"] = split.earlier
    for other in (*e.outcomes, *e.marks.values()):
        before = np.flatnonzero(other.end < start)
        if other.name != outcome.name and before.size:
            found[f"{other.name} before"] = other.values[:, before].mean(axis=1)
    columns = {}
    for name, values in found.items():
        own = values[who]
        known = np.isfinite(own)
        if known.size and known.mean() >= _KNOWN and np.std(own[known]) > 0:
            columns[name] = np.where(known, own, own[known].mean())
    X = np.column_stack(list(columns.values())) if columns else np.empty((who.size, 0))
    return X, tuple(columns)


def spill(e: RouteEvidence, treated: Flags, who: Ints, y: Floats) -> Sequence[Check]:
    """Whether people who stayed out change with their contacts."""
    share, strength = exposure(source=e.source, target=e.target, weight=e.weight, treated=treated)
    known = np.isfinite(y)
    at = who[known]
    return (
        spillover(outcome=y[known], treated=treated[at], share=share[at], strength=strength[at]),
    )


def scores_behind(e: RouteEvidence, arm: Arm) -> tuple[str, Floats, float] | None:
    """Return a measure from before that parts those who took part from those who did not."""
    inside, outside = arm.took_part, ~arm.took_part
    if arm.way != "cutoff" or not (inside.any() and outside.any()):
        return None
    for name, mark in sorted(e.marks.items()):
        before = np.flatnonzero(mark.end <= arm.start.min())
        if not before.size:
            continue
        score = mark.values[arm.person][:, before[-1]]
        if np.isfinite(score).mean() < _KNOWN:
            continue
        lowest, highest = np.nanmin(score[inside]), np.nanmax(score[outside])
        if lowest > highest:
            return name, score, float(lowest)
    return None


def finding_of(
    e: RouteEvidence,
    arm: Arm,
    outcome: Outcome,
    named: Recognised,
    effect,
    fit: Fit | None,
    who: Ints,
    words: str,
) -> Found:
    """Put an effect into a finding, with what each person contributes."""
    influence, largest = None, 0.0
    if fit is not None and fit.influence.size == who.size:
        influence = np.zeros(len(e.people))
        influence[who] = fit.influence
        largest = float(np.max(np.abs(fit.influence)))
    finding = Finding(
        effect=effect, way=arm.way, why=named.why, began=span(np.sort(arm.start[arm.took_part])),
        measured=words, one_person=largest,
    )  # fmt: skip
    return Found(finding=finding, influence=influence)


def refused(arm: Arm, outcome: Outcome, named: Recognised, why: str) -> Found:
    """Return a finding that says why there is no effect."""
    effect = conclude(
        route=arm.route, outcome_name=outcome.name, recognised=named, fit=None, method="none",
        checks=(), level=LEVEL, unit=outcome.unit, refused=why,
    )  # fmt: skip
    counts = replace(
        effect,
        people_treated=int(arm.took_part.sum()),
        people_compared=int((~arm.took_part).sum()),
    )
    began = span(np.sort(arm.start[arm.took_part])) if arm.took_part.any() else ""
    return Found(
        finding=Finding(effect=counts, way=arm.way, why=named.why, began=began,
                        measured=outcome.told)
    )  # fmt: skip
