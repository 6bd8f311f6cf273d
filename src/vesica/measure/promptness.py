"""Being answered soon: how long people outside the own line take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError

__all__ = ["promptness"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_ROUNDS = 3


def promptness(
    *,
    person: IntArray,
    other: IntArray,
    asked: IntArray,
    delays: IntArray,
    delay: FloatArray,
    squares: FloatArray,
    n_people: int,
) -> Facet:
    """How much sooner than usual a person is answered, on the logarithmic scale.

    Delays come above what is usual on the same channel, at the same time of day and load. What
    is left after the answerer's own habit and the pair's volume is the person's. Whether a
    message is answered, and how soon once it is, are told by different facets; the noise of the
    one is not that of the other.

    Parameters
    ----------
    person, other, asked : ndarray of int64, shape (n_pairs,)
        As for :func:`vesica.measure.responsiveness.responsiveness`.
    delays : ndarray of int64, shape (n_pairs,)
        Answers whose delay is known.
    delay, squares : ndarray of float64, shape (n_pairs,)
        Sums of the log delay above the usual one, and of its square.
    n_people : int
        People in the organisation.

    Returns
    -------
    Facet
        Unit ``"log(usual delay / delay)"``, evidence in answers.

    Raises
    ------
    EstimationError
        If no pair has two answers with a delay.
    """
    seen = delays > 0
    i, j, n = person[seen], other[seen], delays[seen].astype(float)
    mean = delay[seen] / n
    freedom = float(np.sum(n - 1))
    if freedom < 1:
        raise EstimationError(
            f"{int(np.sum(n))} answers with a delay do not tell how much delays vary.",
            hint="Import messages that say which message they answer.",
        )
    noise = max(float(np.sum(squares[seen] - n * mean**2)) / freedom, 1e-9)
    mean = mean - _on_volume(mean, n, np.log(asked[seen].astype(float)))
    theta, pair = np.zeros(n_people), 0.0
    for _ in range(_ROUNDS):
        w = 1 / (pair + noise / n)
        habit, spread = _shrunk(j, mean - theta[i], w, n_people)
        theta, _v = _shrunk(i, mean - habit[j], w, n_people)
        left = mean - habit[j] - theta[i]
        pair = max(float(np.sum(n * left**2) - noise * n.size) / float(np.sum(n)), 0.0)
    w = 1 / (pair + noise / n)
    total = _summed(i, w, n_people)
    use = total > 0
    sums = _summed(i, w * (mean - habit[j]), n_people)
    borrowed = _summed(i, w**2 * spread[j], n_people)
    value, error = np.full(n_people, np.nan), np.full(n_people, np.inf)
    value[use] = -sums[use] / total[use]
    error[use] = np.sqrt(1 / total[use] + borrowed[use] / total[use] ** 2)
    return Facet(
        name="promptness",
        value=value,
        standard_error=error,
        evidence=_summed(i, n, n_people).astype(np.int64),
        unit="log(usual delay / delay)",
        evidence_unit="answers",
        source="delays of answers",
    )


def _on_volume(y: FloatArray, w: FloatArray, x: FloatArray) -> FloatArray:
    """Fit of a straight line of delay on the pair's volume."""
    total = float(np.sum(w))
    x = x - float(np.sum(w * x)) / total
    size = float(np.sum(w * x**2))
    slope = float(np.sum(w * x * y)) / size if size > 0 else 0.0
    return float(np.sum(w * y)) / total + slope * x


def _shrunk(
    who: IntArray, y: FloatArray, w: FloatArray, n_people: int
) -> tuple[FloatArray, FloatArray]:
    """Means of one side, drawn to 0 as far as they are noise, and their variances."""
    total = _summed(who, w, n_people)
    use = total > 0
    mean = _summed(who, w * y, n_people)[use] / total[use]
    s2 = 1 / total[use]
    between = max(float(np.average(mean**2 - s2, weights=1 / s2)), 0.0)
    keep = between / (between + s2)
    value, variance = np.zeros(n_people), np.zeros(n_people)
    value[use], variance[use] = keep * mean, between * (1 - keep)
    return value, variance


def _summed(who: IntArray, amount: FloatArray, n_people: int) -> FloatArray:
    return np.bincount(who, weights=amount, minlength=n_people).astype(np.float64)
