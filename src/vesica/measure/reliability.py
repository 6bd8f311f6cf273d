"""How far scores can be relied on, what each source brings, and what more of it would."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from vesica.core.estimate import Estimate
from vesica.core.overlap import SourceLine
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.measure.bivariate import Data, scores
from vesica.measure.expected import Model
from vesica.measure.intervals import critical
from vesica.measure.joint import Joint
from vesica.measure.prior import Prior

__all__ = ["source_lines", "split_half"]

FloatArray = NDArray[np.float64]

_ENOUGH = 2000
_FEWEST = 10


def split_half(first: Facet, second: Facet, *, level: float) -> Estimate:
    """Reliability of a facet from two halves of its evidence, stepped up to the whole.

    With ``r`` the correlation of the halves over people who have both, the whole has the
    reliability ``2 r / (1 + r)``. It rests on no model of errors, so that it checks theirs; what
    both halves share for another reason than the skill counts as reliable, such as the colleagues
    who are in both.

    Parameters
    ----------
    first, second : Facet
        The same facet, measured from one half of the evidence and from the other.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate

    Raises
    ------
    EstimationError
        If fewer than ten people have both halves, or everyone is alike in one of them.

    References
    ----------
    Brown (1910), doi:10.1111/j.2044-8295.1910.tb00207.x; Spearman (1910),
    doi:10.1111/j.2044-8295.1910.tb00206.x.
    """
    seen = np.isfinite(first.standard_error) & np.isfinite(second.standard_error)
    n = int(np.count_nonzero(seen))
    x, y = first.value[seen], second.value[seen]
    if n < _FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        raise EstimationError(
            f"{n} people have both halves of {first.name}, which must tell them apart.",
            hint="Import more evidence: a longer period, or more people.",
        )
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -0.999, 0.999))
    z, reach = np.arctanh(r), critical(level) / max(n - 3, 1) ** 0.5
    value, low, high = (_stepped_up(float(np.tanh(at))) for at in (z, z - reach, z + reach))
    return Estimate(value=value, low=low, high=high, level=level, unit="1", n=n)


def _stepped_up(r: float) -> float:
    return 2 * r / (1 + r)


def source_lines(fitted: Joint, *, bar: float) -> tuple[SourceLine, ...]:
    """What each source of each skill brings, and what evidence of it for everyone would.

    The second re-evaluates the model: everyone is given at least as much information from the
    source as half of those who have it; people are drawn from the fitted prior at a few thousand
    evenly spread points, the same for every source; and the width of the overlap's interval is
    set against that with the evidence as it is.

    Parameters
    ----------
    fitted : Joint
        Both skills.
    bar : float
        Quantile of each skill that counts as having it.

    Returns
    -------
    tuple of SourceLine
        Sources with any weight, by skill and then by name.
    """
    skills = fitted.expertise, fitted.influence
    at = _spread(skills)
    now = _width(fitted, [s.noise[at] for s in skills], bar)
    lines = []
    for k, skill in enumerate(skills):
        whole = _information(skill)
        for source, columns in sorted(_sources(skill).items()):
            own = np.sum(skill.weights[:, columns], axis=1) * whole
            if not np.any(own > 0):
                continue
            raised = whole + np.maximum(float(np.median(own[own > 0])) - own, 0.0)
            noises = [s.noise[at] for s in skills]
            noises[k] = 1 / np.sqrt(raised[at])
            lines.append(
                SourceLine(
                    skill=skill.skill,
                    source=source,
                    people=int(np.count_nonzero(own > 0)),
                    records=int(sum(np.sum(skill.facets[c].evidence) for c in columns)),
                    reliability=_gain(whole) - _gain(whole - own, of=whole),
                    narrower=max(1 - _width(fitted, noises, bar) / now, 0.0) if now else None,
                )
            )
    return tuple(lines)


def _sources(skill: Scores) -> dict[str, list[int]]:
    """Facets by what they are read from, under the names of the facets."""
    groups: dict[str, list[int]] = {}
    for column, facet in enumerate(skill.facets):
        groups.setdefault(facet.source or facet.name, []).append(column)
    return {", ".join(skill.facets[c].name for c in columns): columns
            for columns in groups.values()}  # fmt: skip


def _information(skill: Scores) -> FloatArray:
    """Inverse error variance of each person's score [1/sd²]."""
    return 1 / np.maximum(skill.noise, 1e-4) ** 2


def _gain(information: FloatArray, of: FloatArray | None = None) -> float:
    """Mean reliability over people who have evidence."""
    seen = (information if of is None else of) > 0
    rest = np.maximum(information[seen], 0.0)
    return float(np.mean(rest / (1 + rest))) if np.any(seen) else 0.0


def _spread(skills: tuple[Scores, Scores]) -> NDArray[np.int64]:
    """A few thousand people, evenly over all there are in the order of their errors."""
    order = np.lexsort(tuple(s.noise for s in reversed(skills)))
    return order[:: -(-order.size // _ENOUGH)]


def _width(fitted: Joint, noises: list[FloatArray], bar: float) -> float:
    """Relative standard error of the overlap at the fitted prior, with errors as given."""
    prior = fitted.model.prior
    eta, shape = prior.eta, prior.shape
    n = noises[0].size
    points = qmc.Halton(d=5, scramble=False).random(n + 1)[1:]
    scale = shape.scale[
        np.minimum(np.searchsorted(np.cumsum(shape.weight), points[:, 4]), shape.scale.size - 1)
    ]
    z = ndtri(points[:, :4])
    rho = np.tanh(eta[4])
    theta = np.sqrt(scale) * np.stack([z[:, 0], rho * z[:, 0] + (1 - rho**2) ** 0.5 * z[:, 1]])
    signals = []
    for j, noise in enumerate(noises):
        error = np.where(np.isfinite(noise), noise, 0.0) * z[:, 2 + j]
        signals.append(eta[j] + np.exp(eta[2 + j]) * theta[j] + error)
    data = Data.of(signals[0], noises[0], signals[1], noises[1])
    gradient = scores(data, eta, shape)[1]
    free = np.array([True, True, True, True, True, fitted.tails])
    bread = np.zeros((6, 6))
    bread[np.ix_(free, free)] = np.linalg.pinv(gradient[:, free].T @ gradient[:, free])
    drawn = Prior(
        eta=eta,
        shape=shape,
        pulls=gradient @ bread,
        bread=bread,
        log_likelihood=0.0,
        people=n,
        floor=1 / max(data.both - 3, 1),
    )
    model = Model.of(data, drawn, np.zeros(n, dtype=np.int64), scale_errors=(0.0, 0.0))
    found = model.at([bar])[0]
    return found.variance**0.5 / max(found.both, 1e-12)
