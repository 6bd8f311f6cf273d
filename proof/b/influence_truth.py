"""Influence against the truth of the second generator: score, facets, and what is in neither."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from proof.b.evidence import drawn, evidence
from proof.b.positions import positions
from proof.figure import Figure
from proof.generator import organisation
from proof.registry import proof
from proof.rule import Cell, coverage_table
from vesica.api.influence import blocks_known, contact_arrays, influence
from vesica.api.skills import Evidence
from vesica.core.scores import Facet
from vesica.measure.pooling import standardised
from vesica.measure.skill import skill
from vesica.network.kernels import page_rank
from vesica.network.structure import kernel_facet

__all__ = ["influence_truth"]

# Declared before the first run, and not changed to pass; the seeds that the facets were chosen on
# are 1 to 5.
PEOPLE = 1000
SEEDS = tuple(range(63_001, 63_031))
RHO = -0.34
REACH = 1.6448536


@proof("B.influence")
def influence_truth() -> tuple[Figure, ...]:
    """Correlation with the truth, coverage, and what becomes of a correlation with the truth."""
    now, before, paired, found, hits, people = [], [], [], [], 0, 0
    alone: dict[str, list[float]] = defaultdict(list)
    for seed in SEEDS:
        made = organisation(people=PEOPLE, rho=RHO, seed=seed)
        data = evidence(drawn(made))
        truth = (made.influence - made.influence.mean()) / made.influence.std()
        scores = influence(data)
        now.append(float(np.corrcoef(scores.mean, truth)[0, 1]))
        before.append(float(np.corrcoef(_former(data, scores.facets), truth)[0, 1]))
        paired.append(now[-1] - before[-1])
        near = np.abs(truth - scores.mean) < REACH * scores.standard_error
        hits, people = hits + int(near.sum()), people + near.size
        for name, facet in _alone(data, scores.facets).items():
            alone[name].append(_correlation(standardised(facet)[0], truth))
        known = np.isfinite(scores.noise)
        w = 1 / (1 + scores.noise[known] ** 2)
        practice = (made.practice - made.practice.mean()) / made.practice.std()
        latent = float(np.sum(w * scores.signal[known] * practice[known]) / np.sum(w))
        found.append(latent - float(np.corrcoef(made.practice, made.influence)[0, 1]))
    return (
        _mean("B.influence.truth", "correlation of the score with true influence [1]", now),
        _mean("B.influence.former", "the same for endorsement and PageRank alone [1]", before),
        _mean("B.influence.better", "paired difference of the two [1]", paired, "> 0"),
        _mean(
            "B.influence.latent",
            f"error of the correlation with true expertise, which is {RHO:g} [1]",
            found,
            "interval holds 0",
        ),
        *coverage_table(
            [
                Cell(
                    id="B.influence.coverage",
                    what="coverage of the 90 % interval of a person's score [1]",
                    hits=hits,
                    n=people,
                    note="People of one organisation share loadings, and are not independent.",
                )
            ],
            0.9,
        ),
        *(
            _mean(f"B.influence.alone[{name}]", f"the same for {name} alone [1]", values)
            for name, values in sorted(alone.items())
        ),
    )


def _correlation(value: np.ndarray, truth: np.ndarray) -> float:
    """Pearson's, and 0 for what tells nobody apart."""
    return float(np.corrcoef(value, truth)[0, 1]) if np.ptp(value) > 0 else 0.0


def _alone(data: Evidence, facets: tuple[Facet, ...]) -> dict[str, Facet]:
    """Every facet of the score, and other positions in the same graph."""
    contacts = contact_arrays(data)
    seen = np.bincount(contacts["source"], minlength=PEOPLE) > 0
    seen |= np.bincount(contacts["target"], minlength=PEOPLE) > 0
    leader = np.zeros(PEOPLE, dtype=bool)
    flags = data.position["senior"].to_numpy(zero_copy_only=False)
    leader[data.index(data.position["person_id"])] = flags
    others = {
        name: kernel_facet(
            kernel, name=name, unit="1", n_people=PEOPLE, blocks_known=blocks_known(data),
            **contacts,
        )
        for name, kernel in positions(leader[seen]).items()
    }  # fmt: skip
    return {facet.name: facet for facet in facets} | others


def _former(data: Evidence, facets: tuple[Facet, ...]) -> np.ndarray:
    """Endorsement and PageRank with equal loadings, as it was before."""
    rows = data.contacts
    rank = kernel_facet(
        lambda A, _whole: np.log(page_rank(A) * A.shape[0]),
        name="structure",
        unit="log(attention relative to average)",
        source=data.index(rows["source_id"]),
        target=data.index(rows["target_id"]),
        block=rows["block"].to_numpy(),
        weight=rows["weight_e6"].to_numpy(),
        n_people=data.roster.num_rows,
        blocks_known=True,
    )
    named = next(f for f in facets if f.name == "endorsement")
    return skill(name="influence", facets=[named, rank]).mean


def _mean(figure_id: str, what: str, values: list[float], target: str = "") -> Figure:
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / len(values) ** 0.5)
    low, high = mean - 2 * error, mean + 2 * error
    holds = {"": None, "> 0": low > 0, "interval holds 0": low <= 0 <= high}[target]
    return Figure(
        id=figure_id,
        what=what,
        value=mean,
        low=low,
        high=high,
        target=target,
        holds=holds,
        note=f"{len(values)} organisations of {PEOPLE}; interval ± 2 Monte Carlo errors.",
    )
