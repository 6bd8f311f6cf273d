"""Position in the network of the 117th Congress: leaders, chairs, and effectiveness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv
from scipy.sparse import csr_array
from scipy.stats import rankdata

from proof.b.auc import DRAWS, SEED, Scored, scored
from proof.b.evidence import evidence
from proof.figure import Figure, not_run
from proof.registry import proof
from proof.surroundings import data_folder
from vesica.api.influence import influence
from vesica.network.kernels import page_rank

__all__ = ["congress_position"]

Floats = NDArray[np.float64]

# Declared before the first run: PageRank (damping .85) on reversed edges weighted by
# p_transmission, which is published as .786; Vesica's own score from the same ties beside it.
PUBLISHED = 0.786
PARTIAL = 0.23


@proof("B.congress")
def congress_position() -> tuple[Figure, ...]:
    """Leaders and chairs from position; reach against effectiveness within party and chamber."""
    folder = data_folder("congress_117")
    if folder is None:
        why = "the folder 'congress_117' of the real data is not on this machine."
        return (not_run("B.congress.leaders", "area for 23 leaders of 475 [1]", ".786", why),)
    members = csv.read_csv(folder / "members.csv").sort_by("bioguide")
    edges = csv.read_csv(folder / "influence_edges.csv")
    scores = _scores(folder, members, edges)
    led = np.array([bool(r) for r in members["leadership_role"].to_pylist()])
    chair = np.array([str(c) == "True" for c in members["chair"].to_pylist()])
    leaders, chairs = Scored(scores, led), Scored(scores, chair)
    return (
        _published(leaders, int(led.sum())),
        scored(leaders, "Vesica's score", "B.congress.leaders[Vesica's score]",
               f"area for the {led.sum()} holders of a leadership role [1]", least=None),
        scored(leaders, "colleagues reached", "B.congress.leaders[colleagues reached]",
               "area for the leaders, number of colleagues reached [1]", least=None),
        *(scored(chairs, name, f"B.congress.chairs[{name}]",
                 f"area of {name} for the {chair.sum()} chairs of full committees [1]",
                 least=None)
          for name in scores),
        *_partial(scores, members),
    )  # fmt: skip


def _scores(folder: Path, members: pa.Table, edges: pa.Table) -> dict[str, Floats]:
    ids = np.array(members["bioguide"].to_pylist())
    data = evidence(
        {
            "people": {"person_id": members["bioguide"], "org_unit": members["chamber"]},
            "ties": {
                "source_id": edges["influenced"],
                "target_id": edges["influencer"],
                "weight": pa.array(edges["p_transmission"]).cast(pa.decimal128(18, 6)),
            },
        }
    )
    source = np.searchsorted(ids, np.array(edges["influenced"].to_pylist()))
    target = np.searchsorted(ids, np.array(edges["influencer"].to_pylist()))
    weight = edges["p_transmission"].to_numpy()
    A = csr_array((weight, (target, source)), shape=(ids.size, ids.size))
    return {
        "PageRank": page_rank(A),
        "Vesica's score": influence(data).mean,
        "colleagues reached": np.bincount(target, minlength=ids.size).astype(float),
    }


def _published(found: Scored, leaders: int) -> Figure:
    low, high = found.interval("PageRank")
    value = found.value["PageRank"]
    return Figure(
        id="B.congress.leaders",
        what=f"area of PageRank on reversed edges for the {leaders} holders of a leadership role"
        " [1]",
        value=value,
        low=low,
        high=high,
        target=f"{PUBLISHED:g}",
        holds=round(value, 3) == PUBLISHED,
        note=f"{value:.4f}. Who leads is known before the window, and being a leader makes people"
        " listen: an association, and no forecast.",
    )


def _partial(scores: dict[str, Floats], members: pa.Table) -> list[Figure]:
    """Rank correlation with effectiveness, party and chamber taken out of both."""
    cells = zip(members["chamber"].to_pylist(), members["party"].to_pylist(), strict=True)
    cell = np.unique([f"{c} {'R' if p == 'R' else 'D'}" for c, p in cells], return_inverse=True)[1]
    les = np.array(members["les2_117"].to_pylist(), dtype=float)
    rng = np.random.default_rng(SEED)
    draws = [
        np.concatenate(
            [rng.choice(own, own.size) for own in (np.flatnonzero(cell == c) for c in range(4))]
        )
        for _ in range(DRAWS)
    ]
    figures = []
    for name, score in scores.items():
        value = _within(score, les, cell)
        low, high = np.quantile(
            [_within(score[d], les[d], cell[d]) for d in draws], [0.025, 0.975]
        )
        target = name == "colleagues reached"
        figures.append(
            Figure(
                id=f"B.congress.effectiveness[{name}]",
                what=f"partial rank correlation of {name} with legislative effectiveness, party"
                " and chamber adjusted [1]",
                value=value,
                low=float(low),
                high=float(high),
                target=f"about {PARTIAL:g}, interval above 0" if target else "",
                holds=bool(abs(value - PARTIAL) < 0.05 and low > 0) if target else None,
                note="Members who are effective may be listened to for it, or both may come of"
                " seniority: no direction is claimed.",
            )
        )
    return figures


def _within(x: Floats, y: Floats, cell: NDArray[np.int64]) -> float:
    """Correlation of ranks after the mean rank of each cell is taken out."""
    left = []
    for values in (rankdata(x), rankdata(y)):
        sums = np.bincount(cell, weights=values)
        left.append(values - (sums / np.maximum(np.bincount(cell), 1))[cell])
    return float(np.corrcoef(left[0], left[1])[0, 1])
