"""What a trial will be able to see: its lottery held many times on the graph as it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from vesica.core.trial import Power
from vesica.errors import EstimationError

__all__ = ["assign", "intraclass", "simulate_power"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_EFFECTS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.8)


def intraclass(*, outcome: Floats, cluster: Ints) -> float:
    """Share of the variance that people of one cluster have in common (analysis of variance).

    Parameters
    ----------
    outcome : ndarray of float64, shape (n_people,)
        Measured before.
    cluster : ndarray of int, shape (n_people,)
        Cluster.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    EstimationError
        If every person is a cluster, or there is one cluster.

    References
    ----------
    Donner (1986), doi:10.2307/1403259, section 3.
    """
    _, at = np.unique(cluster, return_inverse=True)
    size = np.bincount(at).astype(float)
    k, n = size.size, outcome.size
    if k < 2 or k == n:
        raise EstimationError(
            f"{n} people in {k} clusters do not tell what clusters have in common.",
            hint="Give clusters of at least two people, and at least two of them.",
        )
    mean = np.bincount(at, weights=outcome) / size
    between = float(size @ (mean - outcome.mean()) ** 2) / (k - 1)
    within = float(np.sum((outcome - mean[at]) ** 2)) / (n - k)
    average = (n - float(size @ size) / n) / (k - 1)
    shared = (between - within) / average
    return float(np.clip(shared / (shared + within), 0.0, 1.0)) if shared + within > 0 else 0.0


def assign(*, cluster: Ints, seats: int, waves: int, rng: np.random.Generator) -> Ints:
    """Hold the lottery: whole clusters to waves of ``seats`` people, the rest to none.

    Parameters
    ----------
    cluster : ndarray of int, shape (n_people,)
        What is drawn together, ``0 .. n_clusters - 1``.
    seats : int
        Places of one wave; a cluster joins the wave that it fits best, so that the size of a wave
        may differ by up to half a cluster.
    waves : int
        Number of waves.
    rng : numpy.random.Generator
        For the order of the draw.

    Returns
    -------
    ndarray of int, shape (n_people,)
        1 for the first wave, …; 0 for the rest.
    """
    size = np.bincount(cluster)
    wave = np.zeros(size.size, np.intp)
    filled, current = 0, 1
    for c in rng.permutation(size.size):
        if current > waves:
            break
        # Half of a cluster beyond the line is nearer to the line than leaving it out.
        if filled + size[c] / 2 <= seats or filled == 0:
            wave[c], filled = current, filled + int(size[c])
        if filled >= seats:
            filled, current = 0, current + 1
    return wave[cluster]


def simulate_power(
    *,
    cluster: Ints,
    community: Ints,
    source: Ints,
    target: Ints,
    weight: Floats,
    seats: int,
    waves: int,
    icc: float,
    spill: float,
    persistence: float,
    drawn: str,
    rng: np.random.Generator,
    draws: int = 1000,
    covariates: Floats | None = None,
    left: float = 1.0,
    power: float = 0.8,
    significance: float = 0.05,
) -> Power:
    """Smallest effect that a lottery can see.

    Outcomes have a part that a community shares, a lasting part of the person, and chance. An
    effect reaches people inside in full, and people outside by ``spill`` times the share of their
    contacts who are inside. The estimate is adjusted for covariates, each with an interaction, as
    :func:`vesica.causal.means.difference_in_means` does; what they tell of the outcome drops out
    of it, so that only what they leave is drawn. The test is that of holding the lottery again.

    Parameters
    ----------
    cluster : ndarray of int, shape (n_people,)
        What is drawn together.
    community : ndarray of int, shape (n_people,)
        Who has something in common.
    source, target, weight
        Ties, as in :func:`vesica.causal.communities.communities`.
    seats, waves : int
        As in :func:`assign`.
    icc : float
        Share of the variance that a community has in common [1].
    spill : float
        Part of the effect that reaches somebody all of whose contacts are inside [1].
    persistence : float
        Share of a person's own variance that lasts from period to period [1].
    drawn : str
        ``"people"`` or ``"clusters"``, for the result.
    rng : numpy.random.Generator
        For the draws.
    draws : int
        Lotteries.
    covariates : ndarray of float64, shape (n_people, n_covariates), optional
        What the analysis adjusts for.
    left : float
        Spread of the outcome that they leave open [sd].
    power, significance : float
        Probability of seeing the effect, and of a false alarm.

    Raises
    ------
    EstimationError
        If a lottery leaves nobody on one side.
    """
    n = cluster.size
    X = np.empty((n, 0)) if covariates is None else np.asarray(covariates, float)
    apart = source != target
    A = coo_array((weight[apart], (source[apart], target[apart])), shape=(n, n)).tocsr()
    A = A + A.T
    strength = np.asarray(A.sum(axis=1), float).ravel()
    shared, own = np.sqrt(icc), np.sqrt(1 - icc)
    lasting, passing = np.sqrt(persistence), np.sqrt(1 - persistence)
    groups = int(community.max()) + 1
    chance, gain, leak = np.empty(draws), np.empty(draws), np.empty(draws)
    for r in range(draws):
        wave = assign(cluster=cluster, seats=seats, waves=waves, rng=rng)
        level = shared * rng.standard_normal(groups)[community]
        person = lasting * rng.standard_normal(n)
        parts = []
        for period in range(1, waves + 1):
            inside = (wave > 0) & (wave <= period)
            if inside.all() or not inside.any():
                continue
            y = left * (level + own * (person + passing * rng.standard_normal(n)))
            near = np.divide(A @ inside.astype(float), strength, out=np.zeros(n),
                             where=strength > 0)  # fmt: skip
            reach = np.where(inside, 1.0, spill * near)
            weight_of = _weights(X, inside)
            parts.append((weight_of @ y, weight_of @ reach, float(near[~inside].mean())))
        if not parts:
            raise EstimationError(
                f"{seats} places in {waves} waves leave nobody to compare with among {n} people.",
                hint="Hold a place back, or begin in more waves.",
            )
        chance[r], gain[r], leak[r] = np.mean(parts, axis=0)
    limit = float(np.quantile(np.abs(chance), 1 - significance))

    def seen(effect: float) -> float:
        return float(np.mean(np.abs(chance + effect * gain) > limit))

    low, high = 0.0, 0.05
    while seen(high) < power:
        high *= 2
        if high > 100:
            raise EstimationError(
                f"No effect is seen with probability {power}: people outside gain as much.",
                hint="Draw whole communities, or fewer people.",
            )
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) >= power else (middle, high)
    return Power(
        drawn=drawn, detectable=high, power=power, significance=significance,
        curve=tuple((e, seen(e)) for e in _EFFECTS), contamination=float(leak.mean()),
        draws=draws,
    )  # fmt: skip


def _weights(X: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Weight of each outcome in the adjusted difference: each arm is told at everybody's average.

    Within an arm w = 1/n + (x - m)ᵀ S⁻¹ (x̄ - m), with the arm's mean m and sum of products S.
    """
    out = np.empty(inside.size)
    for side, sign in ((inside, 1.0), (~inside, -1.0)):
        own = X[side]
        apart = own - own.mean(axis=0)
        step = np.linalg.pinv(apart.T @ apart, hermitian=True) @ (X - own.mean(axis=0)).mean(
            axis=0
        )
        out[side] = sign * (1 / own.shape[0] + apart @ step)
    return out
