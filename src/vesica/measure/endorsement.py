"""Who colleagues name as someone who changes leaders' minds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.facets import facet_of
from vesica.measure.leniency import worth
from vesica.measure.logistic import logits, measure

__all__ = ["endorsement", "regard"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def endorsement(
    *,
    person: IntArray,
    names: IntArray,
    raters: IntArray,
    barred: IntArray,
    names_given: IntArray,
    raters_giving: IntArray,
    n_people: int,
    name: str = "endorsement",
) -> Facet:
    """Logit of the share of eligible colleagues who name the person, lenient raters less.

    Each rater counts as :func:`vesica.measure.leniency.worth` says. Binomial given the person's
    own share; the spread of shares between people is fitted (see
    :mod:`vesica.measure.logistic`). Colleagues who name together make the true error larger
    than stated: with one record per pair nothing tells this apart from a true difference
    between people. In a skill with several facets it counts as what is peculiar to this facet
    (its uniqueness), and so does not pass for skill.

    Parameters
    ----------
    person, names, raters, barred : ndarray of int64, shape (n_rows,)
        Person; how many names the raters of the row gave; how many of them named the person; and
        how many could not, being of the own line or named in return.
    names_given, raters_giving : ndarray of int64, shape (n_groups,)
        How many raters gave so many names, whomever they named.
    n_people : int
        People in the organisation.
    name : str
        Name of the facet.

    Returns
    -------
    Facet
        Unit ``"logit(share of raters)"``, evidence in eligible raters.
    """
    order = np.argsort(names_given)
    given, giving = names_given[order], raters_giving[order]
    value = worth(names=given, raters=giving, candidates=max(n_people - 1, 1))
    own = value[np.searchsorted(given, names)]

    def by_person(amount: FloatArray) -> FloatArray:
        return np.bincount(person, weights=amount, minlength=n_people).astype(np.float64)

    eligible = np.sum(giving) - by_person(barred.astype(np.float64))
    could = np.sum(giving * value) - by_person(barred * own)
    named = np.minimum(by_person(raters * own), could)
    use = eligible > 0
    return facet_of(
        measure(logits(successes=named[use], trials=could[use])),
        use=use,
        name=name,
        evidence=np.rint(eligible).astype(np.int64),
        unit="logit(share of raters)",
        evidence_unit="eligible raters",
    )


def regard(*, graded: IntArray, strength: FloatArray, squares: FloatArray, n_people: int) -> Facet:
    """Mean strength of the endorsements a person got, above what the same raters usually give.

    Whether somebody is named, and how strongly once named, are different answers of the same
    raters; given the first, the noise of the second is its own.

    Parameters
    ----------
    graded : ndarray of int64, shape (n_people,)
        Endorsements with a strength, by raters who gave several.
    strength, squares : ndarray of float64, shape (n_people,)
        Sum of the strength above the rater's mean, and of its square.
    n_people : int
        People in the organisation.

    Returns
    -------
    Facet
        Unit ``"points"``, evidence in endorsements with a strength.

    Raises
    ------
    EstimationError
        If nobody has two such endorsements, or all are alike.
    """
    use = graded > 0
    n = graded[use].astype(float)
    freedom = float(np.sum(n - 1))
    within = float(np.sum(squares[use] - strength[use] ** 2 / n))
    if freedom < 1 or within <= 0:
        raise EstimationError(
            f"{int(np.sum(graded))} endorsements with a strength do not tell people apart.",
            hint="Import nominations with a strength, several per rater.",
        )
    value, error = np.full(n_people, np.nan), np.full(n_people, np.inf)
    value[use] = strength[use] / n
    error[use] = np.sqrt(within / freedom / n)
    return Facet(
        name="regard",
        value=value,
        standard_error=error,
        evidence=np.asarray(graded, dtype=np.int64),
        unit="points",
        evidence_unit="endorsements with a strength",
    )
