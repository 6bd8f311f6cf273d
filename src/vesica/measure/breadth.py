"""Breadth: over how many platforms and kinds of post a person's practice is spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.facets import facet_of
from vesica.measure.logistic import Measured

__all__ = ["breadth"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_LEAST = 1e-3


def breadth(*, person: IntArray, place: IntArray, posts: IntArray, n_people: int) -> Facet:
    """Chance that two posts of a person are on different platforms or of different kinds.

    It is ``1 - 1 / effective number`` of places, with the effective number of Hill and Simpson,
    estimated from pairs of posts so that the number of posts does not move it. Its variance
    needs the person's true shares of places. These are taken between the shares seen and the
    organisation's, the more so the fewer the posts (Dirichlet shares; how alike people are is
    fitted to how often two posts of a person differ): who wrote twice in one place is not known
    to be a specialist.

    Parameters
    ----------
    person, place, posts : ndarray of int64, shape (n_rows,)
        Posts of a person in a place (platform and kind).
    n_people : int
        People in the organisation.

    Returns
    -------
    Facet
        Unit ``"1"``, evidence in posts; fewer than two posts are no evidence.

    Raises
    ------
    EstimationError
        If all posts are in one place, or nobody has two posts.

    References
    ----------
    Hill (1973), doi:10.2307/1934352; Simpson (1949), doi:10.1038/163688a0, for estimate and
    variance; Mosimann (1962), doi:10.1093/biomet/49.1-2.65, for the shares.
    """
    n_places = int(np.max(place, initial=-1)) + 1
    common = np.bincount(place, weights=posts, minlength=n_places)
    common = common / max(float(common.sum()), 1.0)
    total = np.bincount(person, weights=posts, minlength=n_people).astype(np.float64)
    same = np.bincount(person, weights=posts * (posts - 1.0), minlength=n_people)
    use = total > 1
    n = total[use]
    differ = 1 - same[use] / (n * (n - 1))
    size = _likeness(differ, n, 1 - float(np.sum(common**2)))
    two, three = (x[use] for x in _powers(person, place, posts, size * common, total + size))
    spread = two - two**2
    variance = (4 * (n - 2) * np.maximum(three - two**2, 0.0) + 2 * spread) / (n * (n - 1))
    return facet_of(
        Measured(
            value=differ,
            standard_error=np.sqrt(variance),
            mean=float(np.mean(differ)),
            sd=float(np.std(differ)),
        ),
        use=use,
        name="breadth",
        evidence=total.astype(np.int64),
        unit="1",
        evidence_unit="posts",
        source="own posting",
    )


def _likeness(differ: FloatArray, n: FloatArray, most: float) -> float:
    """Size of the Dirichlet distribution of people's shares.

    Pairs of posts of one person differ ``size / (size + 1)`` times as often as pairs of
    anybody's.
    """
    if most <= 0 or n.size == 0:
        raise EstimationError(
            "All posts are on one platform and of one kind, or nobody has two: breadth says"
            " nothing.",
            hint="Import posts of further platforms.",
        )
    # Every person counts alike but for the noise of few posts.
    weight = n / (n + 4)
    kept = float(np.sum(weight * differ) / np.sum(weight)) / most
    kept = min(max(kept, _LEAST), 1 - _LEAST)
    return kept / (1 - kept)


def _powers(
    person: IntArray, place: IntArray, posts: IntArray, alpha: FloatArray, size: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Sums of squares and of cubes of each person's shares, drawn towards everyone's."""
    out = []
    before, after = alpha[place], alpha[place] + posts
    for power in (2, 3):
        added = np.bincount(person, weights=after**power - before**power, minlength=size.size)
        out.append((float(np.sum(alpha**power)) + added) / size**power)
    return out[0], out[1]
