"""Five who endorse each other: what it gains them."""

from __future__ import annotations

import dataclasses

import numpy as np

from proof.b.evidence import drawn, evidence
from proof.figure import Figure
from proof.generator import Organisation, organisation
from proof.registry import proof
from vesica.api.influence import influence

__all__ = ["ring"]

# Declared before the first run, and not changed to pass.
PEOPLE = 1000
SEEDS = tuple(range(61_001, 61_021))
LIMIT = 0.1


@proof("B.ring")
def ring() -> tuple[Figure, ...]:
    """Gain in the influence score of five who name each other, and of five in a one-way circle."""
    mutual, circle, alone = [], [], []
    for seed in SEEDS:
        made = organisation(people=PEOPLE, rho=0.0, seed=seed)
        five = np.random.default_rng(seed).choice(PEOPLE, 5, replace=False)
        honest = _scores(made)
        each = [(a, b) for a in five for b in five if a != b]
        around = list(zip(five, np.roll(five, 1), strict=True))
        mutual.append(_scores(_with(made, each))[0][five] - honest[0][five])
        circle.append(_scores(_with(made, around))[0][five] - honest[0][five])
        alone.append(_scores(_with(made, each))[1][five] - honest[1][five])
    gain = np.array(mutual)
    return (
        _figure("B.ring.mutual", "gain of five who name each other", gain, LIMIT),
        _figure("B.ring.endorsement", "the same in the facet endorsement alone",
                np.array(alone), LIMIT),
        _figure("B.ring.circle", "gain of five who name the next in a one-way circle",
                np.array(circle), None),
    )  # fmt: skip


def _scores(made: Organisation) -> tuple[np.ndarray, np.ndarray]:
    """Influence, and influence from nominations only [sd]."""
    tables = drawn(made)
    whole = influence(evidence(tables)).mean
    named = influence(evidence({k: v for k, v in tables.items() if k != "messages"})).mean
    return whole, named


def _with(made: Organisation, more: list[tuple[int, int]]) -> Organisation:
    """Return the same organisation with nominations added, in the first place of the raters."""
    named = made.nominations
    there = set(zip(named["rater"].tolist(), named["named"].tolist(), strict=True))
    new = np.array([pair for pair in more if pair not in there]).T
    columns = {
        "rater": np.concatenate([named["rater"], new[0]]),
        "named": np.concatenate([named["named"], new[1]]),
        "rank": np.concatenate([named["rank"], np.zeros(new.shape[1], dtype=np.int64)]),
    }
    return dataclasses.replace(made, nominations=columns)


def _figure(figure_id: str, what: str, gain: np.ndarray, limit: float | None) -> Figure:
    mean = float(np.mean(gain))
    error = float(np.std(gain.mean(axis=1), ddof=1) / np.sqrt(len(gain)))
    return Figure(
        id=figure_id,
        what=f"{what} [sd]",
        value=mean,
        low=mean - 2 * error,
        high=mean + 2 * error,
        target="" if limit is None else f"< {limit:g}, also for the one who gains most",
        holds=None if limit is None else float(np.max(gain)) < limit,
        note=f"{gain.size} people in {len(gain)} organisations of {PEOPLE}; the largest gain of"
        f" one person is {np.max(gain):.2f} sd.",
    )
