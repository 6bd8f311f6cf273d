"""Where communication tells nothing about influence or position, and what Vesica then says."""

from __future__ import annotations

import dataclasses

import numpy as np

from proof.b.evidence import drawn, evidence
from proof.figure import Figure
from proof.generator import Organisation, organisation
from proof.registry import proof
from proof.rule import Cell, coverage_table
from vesica.api.influence import influence
from vesica.api.position import position
from vesica.core.scores import Scores
from vesica.errors import EstimationError

__all__ = ["weak"]

# Declared before the first run, and not changed to pass.
PEOPLE = 500
SEEDS = tuple(range(62_001, 62_041))
LEVEL, REACH = 0.9, 1.6448536
SUPPRESSED = 0.5

_WHY = (
    "People of one organisation are not independent draws. A share g of what is left of a score is"
    " chance: how much people differ is estimated, never below nothing, and says a few hundredths"
    " where it is 0. Truth and score then differ by 1 + g and are said to differ by 1 - g, which"
    " for g = .03 holds .889."
)


@proof("B.weak")
def weak() -> tuple[Figure, ...]:
    """Scores on evidence dealt to people at random: refused, suppressed, and wide."""
    claims = hits = people = refused = 0
    shares, widths = [], []
    for seed in SEEDS:
        made = organisation(people=PEOPLE, rho=0.0, seed=seed)
        data = evidence(drawn(_shuffled(made, seed)))
        try:
            scores = influence(data)
        except EstimationError:
            refused += 1
            continue
        known = np.isfinite(scores.noise)
        claims += int(np.sum(_shown(scores)))
        truth = (made.influence - made.influence.mean()) / made.influence.std()
        near = np.abs(truth - scores.mean) < REACH * scores.standard_error
        hits, people = hits + int(near[known].sum()), people + int(known.sum())
        widths.append(float(np.mean(2 * REACH * scores.standard_error)))
        found = position(data, scores, level=LEVEL)
        if found is not None:
            shares.append(found.share.low <= 0.02)
    return (
        Figure(
            id="B.weak.claims",
            what="people with a score that would be shown, of all in 40 organisations [1]",
            value=claims / (len(SEEDS) * PEOPLE),
            target="< 0.05",
            holds=claims < 0.05 * len(SEEDS) * PEOPLE,
            note=f"{refused} of {len(SEEDS)} organisations are refused a score in words: no"
            " evidence tells people apart. A score whose reliability is below one half is"
            " not shown.",
        ),
        Figure(
            id="B.weak.width",
            what="mean width of the 90 % interval of a score, where there is one [sd]",
            value=float(np.mean(widths)) if widths else None,
            note="3.29 is the width without any evidence.",
        ),
        Figure(
            id="B.weak.position",
            what="organisations whose share of influence explained by position reaches 0 [1]",
            value=float(np.mean(shares)) if shares else None,
            target=">= 0.9",
            holds=float(np.mean(shares)) >= LEVEL if shares else None,
        ),
        *coverage_table(
            [
                Cell(
                    id="B.weak.coverage",
                    what="coverage of the 90 % interval of the score [1]",
                    hits=hits,
                    n=people,
                    note=_WHY,
                )
            ]
            if people
            else [],
            LEVEL,
        ),
    )


def _shown(scores: Scores) -> np.ndarray:
    return 1 - scores.standard_error**2 >= SUPPRESSED


def _shuffled(made: Organisation, seed: int) -> Organisation:
    """Everybody is turned to, answered and named at random; how much people write stays."""
    rng = np.random.default_rng(seed)
    m, n = dict(made.messages), dict(made.nominations)
    first = m["answered"] < 0
    asked = np.flatnonzero(first)
    m["recipient"] = m["recipient"].copy()
    m["recipient"][asked] = (m["sender"][asked] + rng.integers(1, PEOPLE, asked.size)) % PEOPLE
    share = float(np.sum(~first)) / asked.size
    answered = asked[rng.random(asked.size) < share]
    back = {
        "sender": m["recipient"][answered],
        "recipient": m["sender"][answered],
        "time": m["time"][answered] + 3600,
        "message": m["message"].max() + 1 + np.arange(answered.size),
        "thread": m["thread"][answered],
        "answered": m["message"][answered],
    }
    messages = {name: np.concatenate([m[name][asked], back[name]]) for name in m}
    n["named"] = (n["rater"] + rng.integers(1, PEOPLE, n["rater"].size)) % PEOPLE
    _pair, index = np.unique(n["rater"] * PEOPLE + n["named"], return_index=True)
    nominations = {name: values[index] for name, values in n.items()}
    return dataclasses.replace(made, messages=messages, nominations=nominations)
