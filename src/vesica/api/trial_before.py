"""What is known before the next round of a route: covariates, what they leave, earlier effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.route_before_after import LAST, Split, covariates
from vesica.core.effect import Grade
from vesica.core.estimate import Estimate
from vesica.core.route_evidence import Outcome, RouteEvidence
from vesica.errors import EstimationError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Before", "found_before", "known_before"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
_LEAST = 30
_EVER_AFTER = np.datetime64("9999-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the analysis will know of everybody before the start.

    Parameters
    ----------
    covariates : ndarray of float64, shape (n_people, n_covariates)
        As the analysis builds them.
    left : float
        Spread of the outcome that they leave open [sd of the skill].
    """

    covariates: Floats
    left: float


def known_before(evidence: RouteEvidence, outcome: str, who: Ints) -> Before | None:
    """Return what the analysis will adjust for, and what that leaves of the outcome.

    Past periods tell how much it leaves: among people who took part in nothing, the last measure
    is told from what was known in the earlier half of the periods, as the analysis does it.

    Parameters
    ----------
    evidence : RouteEvidence
        From :func:`vesica.api.route_evidence.route_evidence`.
    outcome : str
        What will be measured.
    who : ndarray of int, shape (n_people,)
        People in the draw, as positions in ``evidence.people``.

    Returns
    -------
    Before or None
        ``None`` if the outcome was not measured in two periods of 30 people beyond the
        covariates.
    """
    known = next((o for o in evidence.outcomes if o.name == outcome), None)
    if known is None or len(known.begin) < 2:
        return None
    middle = len(known.begin) // 2
    past = _split(known, middle)
    outside = np.flatnonzero(~evidence.ever & np.isfinite(past.after))
    X, names = covariates(evidence, known, past, outside, known.begin[middle])
    freedom = outside.size - X.shape[1] - 1
    if LAST not in names or freedom < _LEAST:
        return None
    full = np.column_stack([np.ones(outside.size), X])
    y = past.after[outside]
    rest = y - full @ np.linalg.lstsq(full, y, rcond=None)[0]
    now, _ = covariates(evidence, known, _split(known, len(known.begin)), who, _EVER_AFTER)
    return Before(covariates=now, left=float(np.sqrt(rest @ rest / freedom)))


def _split(outcome: Outcome, at: int) -> Split:
    values = outcome.values
    return Split(
        before=np.arange(at, dtype=float),
        last=values[:, at - 1],
        earlier=values[:, : at - 1].mean(axis=1) if at > 1 else None,
        after=values[:, -1],
        words="",
    )


def found_before(workspace: Workspace, route: str, outcome: str) -> Estimate | None:
    """Return the released effect of earlier rounds by the best evidence, if no check failed."""
    try:
        answer = workspace.effect(route, outcome).value
    except (EstimationError, MissingExtraError, UsageError):
        return None
    best = answer.best(route, outcome)
    if best is None or best.effect.grade is Grade.ASSUMED:
        return None
    value = best.effect.estimate
    return value if isinstance(value, Estimate) else None
