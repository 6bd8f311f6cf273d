"""Both skills together: the prior under each shape, and which of them the figures rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Scores
from vesica.errors import EstimationError
from vesica.measure.bivariate import Data
from vesica.measure.expected import Model
from vesica.measure.prior import fit
from vesica.measure.skewness import LOPSIDED, Skewness, skewness, tie

__all__ = ["LEAST_EVIDENCE", "LEAST_FOR_SHAPE", "Joint", "joint"]

IntArray = NDArray[np.int64]

LEAST_EVIDENCE = 4
"""People measured on both skills without whom nothing can be said of the two together."""

LEAST_FOR_SHAPE = 200
"""People measured on both skills without whom the shape of the skills cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Two skills fitted together.

    Parameters
    ----------
    expertise, influence : Scores
        As measured.
    unit : ndarray of int64, shape (n_people,)
        Index of each person's unit.
    normal : Model
        With a normal prior.
    heavy : Model or None
        With a bivariate t prior; ``None`` with too few people.
    skewness : tuple of Skewness
        Of expertise and influence.
    tie : float
        Standard errors by which people far out on one skill are far out on the other more often
        than the prior says; see :func:`vesica.measure.skewness.tie`.
    tails : bool
        Whether the figures rest on the bivariate t.
    """

    expertise: Scores
    influence: Scores
    unit: IntArray
    normal: Model
    heavy: Model | None
    skewness: tuple[Skewness, Skewness]
    tie: float
    tails: bool

    @property
    def model(self) -> Model:
        """The one that the figures rest on."""
        return self.heavy if self.tails and self.heavy is not None else self.normal

    @property
    def other(self) -> Model | None:
        """The one beside it."""
        return self.normal if self.tails else self.heavy

    @property
    def lopsided(self) -> bool:
        """Whether either skill departs from every symmetric shape."""
        return any(s.lopsided for s in self.skewness)

    @property
    def tied(self) -> bool:
        """Whether the tails of the skills go together otherwise than in the prior."""
        return abs(self.tie) > LOPSIDED

    @property
    def both(self) -> int:
        """People measured on both skills."""
        return self.normal.data.both


def joint(expertise: Scores, influence: Scores, unit: IntArray, *, level: float) -> Joint:
    """Fit both shapes and choose.

    The figures rest on the bivariate t where it raises the log likelihood by more than
    ``log(n) / 2``, with ``n`` people measured on both: the price of one number in the
    approximation of the marginal likelihood of a shape. They rest on the normal where either
    skill is lopsided: there the t takes the longer tail for two, and the normal errs less.

    Parameters
    ----------
    expertise, influence : Scores
        Of the same people in the same order.
    unit : ndarray of int64, shape (n_people,)
        Index of each person's unit.
    level : float
        Probability of the intervals of the skewness.

    Raises
    ------
    EstimationError
        If fewer than ``LEAST_EVIDENCE`` people have evidence on both skills.

    References
    ----------
    Schwarz (1978), doi:10.1214/aos/1176344136, for the price.
    """
    data = Data.of(expertise.signal, expertise.noise, influence.signal, influence.noise)
    if data.both < LEAST_EVIDENCE:
        raise EstimationError(
            f"{data.both} of {data.x1.size} people have evidence on both skills; the overlap"
            f" needs {LEAST_EVIDENCE}.",
            hint="Import evidence on both skills of the same people, or link their accounts.",
        )
    errors = expertise.noise_scale_error, influence.noise_scale_error
    normal = Model.of(data, fit(data, tails=False), unit, scale_errors=errors)
    heavy = None
    if data.both >= LEAST_FOR_SHAPE:
        start = np.append(normal.prior.eta[:5], 0.1)
        heavy = Model.of(data, fit(data, tails=True, start=start), unit, scale_errors=errors)
    found = Joint(
        expertise=expertise,
        influence=influence,
        unit=unit,
        normal=normal,
        heavy=heavy,
        skewness=_skewness(data, heavy or normal, level),
        tie=0.0,
        tails=False,
    )
    if heavy is not None and not found.lopsided:
        gain = heavy.prior.log_likelihood - normal.prior.log_likelihood
        found = replace(found, tails=gain > 0.5 * math.log(data.both))
    prior = found.model.prior
    return replace(found, tie=tie(data=data, eta=prior.eta, shape=prior.shape))


def _skewness(data: Data, model: Model, level: float) -> tuple[Skewness, Skewness]:
    eta, shape = model.prior.eta, model.prior.shape
    first, second = (
        skewness(
            x=x, precision=p, mean=float(eta[j]), sd=float(np.exp(eta[j + 2])), shape=shape,
            level=level,
        )
        for j, (x, p) in enumerate(((data.x1, data.p1), (data.x2, data.p2)))
    )  # fmt: skip
    return first, second
