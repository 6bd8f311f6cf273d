"""Conversation: whether people answer others, and come back to those who answer them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.facets import facet_of
from vesica.measure.logistic import logits, measure

__all__ = ["answering", "bundling", "coming_back"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_FEWEST = 10
_SOURCE = "own posting"


def bundling(*, replies: IntArray, posts: IntArray, weeks: IntArray, squares: FloatArray) -> float:
    """How alike posts of a person in one week are: the correlation of answering or not.

    Within a person, weeks with ``n_w`` posts and ``r_w`` replies have a sum of
    ``(r_w - n_w p)² / n_w`` of ``(weeks - 1) p (1 - p) posts / (posts - 1)`` on average, exactly,
    if the replies are spread over the weeks at random. With a correlation ``rho`` within weeks
    each week adds ``(n_w - 1) rho p (1 - p)`` to that.

    Parameters
    ----------
    replies, posts, weeks : ndarray of int64, shape (n_people,)
        Replies, posts, and weeks with a post, of each person.
    squares : ndarray of float64, shape (n_people,)
        Sum over weeks of ``r_w² / n_w``.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    Crowder (1978), doi:10.2307/2346223, for counts with a correlation; Donner (1986),
    doi:10.2307/1403259, for its estimate.
    """
    use = (weeks > 1) & (posts > weeks)
    n, r, k = (a[use].astype(float) for a in (posts, replies, weeks))
    spread = r / n * (1 - r / n) * n / np.maximum(n - 1, 1)
    extra = float(np.sum(squares[use] - r**2 / n - (k - 1) * spread))
    most = float(np.sum((n - k) * (1 - 1 / k) * spread))
    return min(max(extra / most, 0.0), 1.0) if most > 0 else 0.0


def answering(
    *,
    replies: IntArray,
    posts: IntArray,
    weeks: IntArray,
    squares: FloatArray,
    weekly: IntArray,
) -> Facet:
    """Logit of the share of a person's posts that answer somebody.

    Replies come in bundles, a conversation at a time. Counts are beta-binomial: they are divided
    by ``1 + rho (weekly / posts - 1)``, with the correlation of :func:`bundling`, so that a
    bundle counts once. The share says nothing about volume: given how much somebody posts, its
    error is not that of the volume.

    Parameters
    ----------
    replies, posts, weeks, squares
        As in :func:`bundling`, shape (n_people,).
    weekly : ndarray of int64, shape (n_people,)
        Sum over weeks of the squared number of posts.

    Returns
    -------
    Facet
        Unit ``"logit(share of posts)"``, evidence in posts; nobody without a post has any.
    """
    use = posts > 0
    rho = bundling(replies=replies, posts=posts, weeks=weeks, squares=squares)
    size = 1 + rho * (weekly[use] / posts[use] - 1)
    counts = logits(successes=replies[use] / size, trials=posts[use] / size)
    return facet_of(
        measure(counts),
        use=use,
        name="answering",
        evidence=posts,
        unit="logit(share of posts)",
        evidence_unit="posts",
        source=_SOURCE,
    )


def coming_back(*, answered: IntArray, received: IntArray) -> Facet:
    """Logit of the share of answers received that the person answered in turn.

    Given how many answers somebody got, whether they were answered tells of the person and not
    of the reach of the posts.

    Parameters
    ----------
    answered, received : ndarray of int64, shape (n_people,)
        Answers of others to the person's posts, and those that the person answered.

    Returns
    -------
    Facet
        Unit ``"logit(share of answers)"``, evidence in answers received.

    Raises
    ------
    EstimationError
        If fewer than ten answers were answered.
    """
    use = received > 0
    if int(np.sum(answered)) < _FEWEST:
        raise EstimationError(
            f"{int(np.sum(answered))} of {int(np.sum(received))} answers received were answered;"
            f" {_FEWEST} are needed to tell who comes back.",
            hint="Import posts with what they reply to, of everybody in the conversation.",
        )
    counts = logits(successes=answered[use].astype(float), trials=received[use].astype(float))
    return facet_of(
        measure(counts),
        use=use,
        name="coming back",
        evidence=received,
        unit="logit(share of answers)",
        evidence_unit="answers received",
        source=_SOURCE,
    )
