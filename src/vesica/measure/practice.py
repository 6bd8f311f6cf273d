"""How much and how regularly people practise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, logit

from vesica.core.scores import Facet
from vesica.measure.facets import facet_of
from vesica.measure.logistic import Counts, measure, rates

__all__ = ["ENOUGH", "MONTH", "clumpiness", "consistency", "practice", "spacing"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ENOUGH = 1.645
"""Standard deviations above the usual posting rate beyond which more posts count no more."""

MONTH = 4
"""Weeks of a month, as spacing counts them."""

_RARE = 1e-6
_FEWEST, _MOST = np.log(1e-3), np.log(1e4)


def practice(
    *, posts: IntArray, active_weeks: IntArray, weeks: IntArray, observed: NDArray[np.bool_]
) -> Facet:
    """Log of posts and replies per week, with an error that knows that posts come in bursts.

    The posts of a week are negative binomial around the person's own rate. How clumped they are
    is the same for everyone and is read off the weeks without a post: see :func:`clumpiness`.
    Nobody's rate is minus infinity: who never posted has the measurement that follows from so
    many empty weeks (see :mod:`vesica.measure.logistic`). What somebody writes beyond
    ``ENOUGH`` standard deviations above the usual rate counts no more: practice shows less and
    less in what it brings, and volume alone must not make an expert.

    Parameters
    ----------
    posts, active_weeks, weeks : ndarray of int64, shape (n_people,)
        Posts, weeks with at least one, and weeks of the window.
    observed : ndarray of bool, shape (n_people,)
        Whether posting of the person could have been seen; a person without an account has no
        evidence, which is not the same as no posts.

    Returns
    -------
    Facet
        Unit ``"log(posts per week)"``, evidence in weeks.
    """
    use = observed & (weeks > 0)
    size = clumpiness(posts=posts[use], active_weeks=active_weeks[use], weeks=weeks[use])
    counts = rates(events=posts[use].astype(float), exposure=weeks[use].astype(float), size=size)
    found = measure(counts)
    return facet_of(
        replace(found, value=np.minimum(found.value, found.mean + ENOUGH * found.sd)),
        use=use,
        name="practice",
        evidence=weeks,
        unit="log(posts per week)",
        evidence_unit="weeks",
        source="own posting",
    )


def consistency(
    *,
    active_weeks: IntArray,
    weeks: IntArray,
    posts: IntArray,
    observed: NDArray[np.bool_],
) -> Facet:
    """How evenly a person's posts are spread over weeks, whatever their number.

    The share of active weeks follows from the posting rate almost entirely: as a facet of its
    own it would count practice twice, and push reach out of the skill. Active
    weeks are therefore compared with those that so many posts fill on average, as clumped as
    everyone's are (:func:`clumpiness`). Of the weeks that could have been active beside the
    first, the person's were so, in logits, more or less often than that. One post says nothing.
    The binomial error is a little too large, since filled weeks make others less likely.

    Parameters
    ----------
    active_weeks, weeks : ndarray of int64, shape (n_people,)
        Weeks with at least one post, and weeks of the window.
    observed : ndarray of bool, shape (n_people,)
        Whether posting of the person could have been seen.
    posts : ndarray of int64, shape (n_people,)
        Posts in the window.

    Returns
    -------
    Facet
        Unit ``"logit(share of weeks)"``, evidence in weeks.
    """
    use = observed & (weeks > 1) & (posts > 1)
    return _evenness(posts, active_weeks, weeks, use, name="consistency", unit="weeks")


def spacing(
    *,
    active_weeks: IntArray,
    active_months: IntArray,
    months: IntArray,
    observed: NDArray[np.bool_],
) -> Facet:
    """How evenly a person's active weeks are spread over months: practice with gaps between.

    Of two people with as many active weeks, one has them all in spring and the other some in
    every season. As :func:`consistency` takes weeks given posts, this takes months given active
    weeks: the months filled are compared with those that so many weeks fill on average, as
    clumped as everyone's are.

    Parameters
    ----------
    active_weeks : ndarray of int64, shape (n_people,)
        Weeks with at least one post, of those that make whole months.
    active_months, months : ndarray of int64, shape (n_people,)
        Months of four weeks with at least one post, and months of the window.
    observed : ndarray of bool, shape (n_people,)
        Whether posting of the person could have been seen.

    Returns
    -------
    Facet
        Unit ``"logit(share of months)"``, evidence in months.

    References
    ----------
    Stafford & Dewar (2014), doi:10.1177/0956797613511466, for practice that is spaced.
    """
    use = observed & (months > 1) & (active_weeks > 1)
    return _evenness(active_weeks, active_months, months, use, name="spacing", unit="months")


def _evenness(
    things: IntArray,
    filled: IntArray,
    places: IntArray,
    use: NDArray[np.bool_],
    *,
    name: str,
    unit: str,
) -> Facet:
    """Logit by which a person's things fill more places than so many things usually do."""
    y, w = things[use].astype(float), places[use].astype(float)
    size = clumpiness(posts=things[use], active_weeks=filled[use], weeks=places[use])
    could = np.minimum(y, w) - 1
    usual = np.clip((_active(y, w, size) - 1) / could, _RARE, 1 - _RARE)
    seen = np.clip(filled[use].astype(float) - 1, 0, could)
    counts = Counts(successes=seen, trials=could, offset=logit(usual))
    return facet_of(
        measure(counts),
        use=use,
        name=name,
        evidence=places,
        unit=f"logit(share of {unit})",
        evidence_unit=unit,
        source="own posting",
    )


def clumpiness(*, posts: IntArray, active_weeks: IntArray, weeks: IntArray) -> float:
    """Size of the negative binomial of a week's posts; infinite where posts do not clump.

    Given a person's total, the split over weeks does not depend on the person's rate: it is
    Dirichlet-multinomial, and its expected count of empty weeks is known. The size makes the
    expected active weeks of everyone together equal the observed ones.

    Parameters
    ----------
    posts, active_weeks, weeks : ndarray of int64, shape (n_people,)
        Posts, weeks with at least one, and weeks of the window.

    Returns
    -------
    float
        Positive; the variance of a week's posts is ``mean + mean² / size``.

    References
    ----------
    Mosimann (1962), doi:10.1093/biomet/49.1-2.65, for the distribution of the split.
    """
    telling = (posts > 1) & (weeks > 1)
    pairs, people = np.unique(
        np.stack([posts[telling], weeks[telling]], axis=1), axis=0, return_counts=True
    )
    y, w = pairs[:, 0].astype(float), pairs[:, 1].astype(float)
    seen = float(np.sum(active_weeks[telling]))

    def excess(log_size: float) -> float:
        return float(np.sum(people * _active(y, w, float(np.exp(log_size))))) - seen

    if y.size == 0 or excess(_MOST) <= 0:
        return np.inf
    if excess(_FEWEST) >= 0:
        return float(np.exp(_FEWEST))
    return float(np.exp(brentq(excess, _FEWEST, _MOST, xtol=1e-12)))


def _active(y: FloatArray, w: FloatArray, size: float) -> FloatArray:
    """Weeks of ``w`` that ``y`` posts fill on average."""
    if np.isinf(size):
        return w * (1 - (1 - 1 / w) ** y)
    a, b = size * w, size * (w - 1)
    return w * (1 - np.exp(gammaln(a) - gammaln(b) + gammaln(y + b) - gammaln(y + a)))
