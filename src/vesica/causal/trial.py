"""Design the next round of a programme so that its effect can be told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vesica.causal.communities import communities
from vesica.causal.power import assign, intraclass, simulate_power
from vesica.core.canonical import canonical_json
from vesica.core.estimate import Estimate
from vesica.core.route_names import common_name
from vesica.core.trial import Arm, Power, Trial
from vesica.errors import EstimationError

__all__ = ["LITERATURE", "design_trial", "register"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LITERATURE = 0.6
"""Effect of workplace training on learning and behaviour in the published literature, roughly
[sd]: Arthur, Bennett, Edens & Bell (2003), doi:10.1037/0021-9010.88.2.234, report .60 to .63."""

_SOURCE = "Arthur and others (2003, doi:10.1037/0021-9010.88.2.234)"

_HIDDEN = 0.1
"""Part of an effect that interference may hide before whole clusters are drawn [1]."""

_LEAST_CLUSTERS = 8


def design_trial(
    *,
    route: str,
    outcome_name: str,
    people: Sequence[str],
    seats: int,
    waves: int,
    seed: int,
    drawn_on: str,
    source: Ints,
    target: Ints,
    weight: Floats,
    before: Floats,
    covariates: Floats | None = None,
    left: float | None = None,
    found: Estimate | None = None,
    unit: Ints | None = None,
    spill: float = 0.3,
    persistence: float = 0.5,
    draws: int = 1000,
) -> Trial:
    """Design a lottery, a waiting list or a stepped wedge, and say what it can see.

    More people than places in all waves: a lottery, with a comparison arm. As many places as
    people: a waiting list in two waves, or a stepped wedge in more. People are drawn one by one;
    whole clusters are drawn where interference would hide more than a tenth of the effect.

    Parameters
    ----------
    route, outcome_name : str
        What people will do, and what will be measured.
    people : sequence of str, length n_people
        Everybody who may be drawn, by a key that means the same later and elsewhere.
    seats, waves : int
        Places of one wave, and waves.
    seed : int
        Of the lottery.
    drawn_on : str
        Day of the draw. Route, outcome and day go into the stream with the seed, so that two
        routes never share a draw.
    source, target : ndarray of int, shape (n_ties,)
        Ties between them, as positions in ``people``.
    weight : ndarray of float64, shape (n_ties,)
        Strength of the ties.
    before : ndarray of float64, shape (n_people,)
        The outcome as it is now; tells what clusters have in common.
    covariates : ndarray of float64, shape (n_people, n_covariates), optional
        What the analysis will adjust for; the outcome before if not given.
    left : float, optional
        Spread of the outcome that they leave open [sd]; if not given, what the outcome before
        leaves of it if as much of it lasts as ``persistence`` says.
    found : Estimate, optional
        What earlier rounds of the route have changed [sd].
    unit : ndarray of int, shape (n_people,), optional
        Clusters, if they are to be units and not communities of communication.
    spill : float
        Part of the effect that reaches somebody all of whose contacts take part [1].
    persistence : float
        Share of a person's own variance that lasts from period to period [1].
    draws : int
        Lotteries simulated.

    Raises
    ------
    EstimationError
        If there are no places, a key twice, or nobody to compare with.
    """
    n = len(people)
    if len(set(people)) != n or seats < 1 or waves < 1 or n < 4:
        raise EstimationError(
            f"A lottery needs at least 4 different people and one place; given are {n} people"
            f" ({len(set(people))} different), {seats} places and {waves} waves.",
            hint="Give each person once, and the places of a wave.",
        )
    order = np.argsort(np.asarray(people), kind="stable")
    place = np.empty(n, np.intp)
    place[order] = np.arange(n)
    names = [people[i] for i in order]
    start, end, now = place[source], place[target], np.asarray(before, float)[order]
    adjusted = now[:, None] if covariates is None else np.asarray(covariates, float)[order]
    open_ = float(np.sqrt(1 - persistence**2)) if left is None else left
    everyone = seats * waves >= n
    if everyone:
        waves = max(waves, 2)
        seats = -(-n // waves)
    group = (
        communities(source=start, target=end, weight=weight, n_people=n, least=4)
        if unit is None
        else np.unique(np.asarray(unit)[order], return_inverse=True)[1]
    )
    clusters = int(group.max()) + 1
    icc = intraclass(outcome=now, cluster=group) if 1 < clusters < n else 0.0
    # With everybody served in the end, the last wave is who the others are compared with.
    compared = waves - 1 if everyone else waves
    # What a trial can see does not depend on how the lot falls.
    rng = np.random.default_rng([1, _of(route, outcome_name)])
    powers: dict[str, Power] = {}
    for drawn, what in (("people", np.arange(n)), ("clusters", group)):
        if drawn == "clusters" and clusters < _LEAST_CLUSTERS:
            continue
        powers[drawn] = simulate_power(
            cluster=what, community=group, source=start, target=end, weight=weight, seats=seats,
            waves=compared, icc=icc, spill=spill, persistence=persistence, drawn=drawn, rng=rng,
            draws=draws, covariates=adjusted, left=open_,
        )  # fmt: skip
    hidden = spill * powers["people"].contamination
    chosen = powers["clusters" if hidden > _HIDDEN and "clusters" in powers else "people"]
    beside = next((p for p in powers.values() if p is not chosen), None)
    what = group if chosen.drawn == "clusters" else np.arange(n)
    lot = np.random.default_rng([seed, _of(route, outcome_name, drawn_on)])
    wave = assign(cluster=what, seats=seats, waves=compared, rng=lot)
    if everyone:
        wave = np.where(wave == 0, waves, wave)
    kind = "lottery" if not everyone else "waiting list" if waves == 2 else "stepped wedge"
    assignment = tuple(
        Arm(person=name, wave=int(w), cluster=int(c))
        for name, w, c in zip(names, wave, what, strict=True)
    )
    registration, digest = register(
        route=route, outcome_name=outcome_name, kind=kind, seed=seed, drawn_on=drawn_on,
        power=chosen, assignment=assignment, icc=icc, left=open_, spill=spill,
    )  # fmt: skip
    return Trial(
        kind=kind, drawn=chosen.drawn, people=n, seats=seats, waves=waves,
        clusters=int(what.max()) + 1, seed=seed, drawn_on=drawn_on, icc=icc, left=open_,
        chosen=chosen, beside=beside,
        sentence=_sentence(route, outcome_name, chosen, hidden, found),
        assignment=assignment, registration=registration, registration_hash=digest,
    )  # fmt: skip


def register(
    *,
    route: str,
    outcome_name: str,
    kind: str,
    seed: int,
    drawn_on: str,
    power: Power,
    assignment: Sequence[Arm],
    icc: float,
    left: float,
    spill: float,
) -> tuple[dict[str, Any], str]:
    """What is fixed before the start, and its hash; nobody is named in it.

    Parameters
    ----------
    route, outcome_name, kind, seed, drawn_on, power, assignment, icc, left, spill
        As in :class:`vesica.core.trial.Trial` and :func:`design_trial`.
    """
    listed = "\n".join(f"{a.person}\t{a.wave}" for a in assignment)
    waves = sorted({a.wave for a in assignment})
    plan = {
        "route": route,
        "outcome": outcome_name,
        "kind": kind,
        "drawn": power.drawn,
        "seed": seed,
        "drawn_on": drawn_on,
        "people_by_wave": {str(w): sum(a.wave == w for a in assignment) for w in waves},
        "assignment_sha256": hashlib.sha256(listed.encode()).hexdigest(),
        "analysis": "difference in means by wave, covariates adjusted; the lottery held again",
        "clusters_in_errors": power.drawn == "clusters",
        "significance": power.significance,
        "power": power.power,
        "smallest_detectable_sd": round(power.detectable, 4),
        "assumed_shared_variance": round(icc, 4),
        "assumed_sd_left_by_covariates": round(left, 4),
        "assumed_spillover": spill,
        "checks": ["balance", "attrition", "no spillover"],
    }
    return plan, hashlib.sha256(canonical_json(plan).encode()).hexdigest()


def _of(*about: str) -> int:
    """Return a number that stands for what a draw is about."""
    return int.from_bytes(hashlib.sha256(canonical_json(about).encode()).digest()[:16], "big")


def _sentence(
    route: str, outcome: str, power: Power, hidden: float, found: Estimate | None
) -> str:
    """Say what the trial can see beside what earlier rounds changed, or else the literature."""
    size = power.detectable
    told = f"This trial can see {size:.2f} sd with {power.power * 100:.0f} % probability."
    if found is not None:
        told += f" {_beside_own(size, found)}"
    elif common_name(route) == "training" and outcome == "expertise":
        more = "no more than" if size <= LITERATURE else "more than"
        told += f" That is {more} the {LITERATURE} sd that {_SOURCE} report of training at work."
    else:
        told += " Nothing is known here of what the route changes to compare that with."
    if power.drawn == "people" and hidden > _HIDDEN:
        told += f" Contacts between the arms hide about {hidden * 100:.0f} % of the effect."
    return told


def _beside_own(size: float, found: Estimate) -> str:
    told = (
        f"Earlier rounds here gave {found.value:g} sd, with a {found.level * 100:g} % interval"
        f" from {found.low:g} to {found.high:g}"
    )
    if found.low <= 0:
        return f"{told}, which may be nothing."
    if size <= found.low:
        return f"{told}: it would see even the least of that."
    if size <= found.value:
        return f"{told}: it would see that, and miss the least of it."
    return f"{told}: it would most likely miss that."
