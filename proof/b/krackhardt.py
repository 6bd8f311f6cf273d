"""Leaders among 21 managers: who is turned to for advice, and who is a friend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from proof.b.auc import Scored, pairs, scored
from proof.b.evidence import evidence, names
from proof.figure import Figure, not_run
from proof.registry import proof
from proof.surroundings import data_folder
from vesica.api.influence import influence

__all__ = ["krackhardt"]

# Declared before the first run: advice ties as Vesica imports them (unweighted, without time,
# nobody's manager told), and its score as it is. Leaders are the president and the four vice
# presidents, levels 1 and 2; 5 x 16 = 80 pairs.
TARGET = 0.956


@proof("B.krackhardt")
def krackhardt() -> tuple[Figure, ...]:
    """Area under the curve for the five leaders, from advice and from friendship."""
    folder = data_folder("krackhardt_hightech")
    if folder is None:
        why = "the folder 'krackhardt_hightech' of the real data is not on this machine."
        return (not_run("B.krackhardt.advice", "area for 5 of 21 [1]", ">= .956", why),)
    people = csv.read_csv(folder / "attributes.csv")
    ids = people["id"].to_numpy()
    leader = (people["level"].to_numpy() < 3)[np.argsort(ids)]
    scores = {
        "advice": _score(folder, "advice.csv", ids),
        "friendship": _score(folder, "friends.csv", ids),
        "advice, in-degree": _in_degree(folder, "advice.csv", ids),
        "friendship, in-degree": _in_degree(folder, "friends.csv", ids),
    }
    found = Scored(scores, leader)
    won, total = pairs(scores["advice"], leader)
    gap, low, high = found.difference("advice", "friendship")
    return (
        scored(found, "advice", "B.krackhardt.advice",
               f"area for the {leader.sum()} leaders of {leader.size}, from advice ties [1]",
               least=TARGET, note=f"{won:g} of {total} pairs are right."),
        scored(found, "friendship", "B.krackhardt.friendship",
               "area for the leaders, from friendship ties [1]", least=None,
               note="Friends are chosen among equals, and a friend is not somebody whose word"
               " decides. Vesica leaves ties called friendship out of influence."),
        scored(found, "advice, in-degree", "B.krackhardt.advice-in-degree",
               "area for the leaders, number of advice seekers [1]", least=None),
        scored(found, "friendship, in-degree", "B.krackhardt.friendship-in-degree",
               "area for the leaders, number of friends [1]", least=None),
        Figure(id="B.krackhardt.difference", what="area from advice above that from friendship,"
               " paired [1]", value=gap, low=low, high=high),
    )  # fmt: skip


def _ties(folder: Path, file: str) -> pa.Table:
    ties = csv.read_csv(folder / file)
    return ties.select(ties.column_names[:2]).rename_columns(["source", "target"])


def _score(folder: Path, file: str, ids: np.ndarray) -> np.ndarray:
    """Influence from one kind of tie; the kind is not named, so that friendship counts too."""
    ties = _ties(folder, file)
    data = evidence(
        {
            "people": {"person_id": names(ids)},
            "ties": {
                "source_id": names(ties["source"].to_numpy()),
                "target_id": names(ties["target"].to_numpy()),
            },
        }
    )
    return influence(data).mean


def _in_degree(folder: Path, file: str, ids: np.ndarray) -> np.ndarray:
    target = np.searchsorted(np.sort(ids), _ties(folder, file)["target"].to_numpy())
    return np.bincount(target, minlength=ids.size).astype(float)
