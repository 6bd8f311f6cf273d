"""Demonstrated persuasion from relations: the arrays that it takes, and the facet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.canonical_order import places
from vesica.api.skills import Evidence
from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.network.persuasion_baseline import Baseline, baseline
from vesica.network.persuasion_facet import demonstrated_persuasion
from vesica.network.persuasion_spread import Spread, spread

__all__ = ["LEVEL", "RELATIONS", "SEEN_DAYS", "Followed", "followed", "persuasion_facet"]

IntArray = NDArray[np.int64]

RELATIONS = ("roster", "adopted", "attention", "own_activity")
"""Relations that persuasion rests on."""

SEEN_DAYS = 28
"""Days for which an adopter counts as seen."""

LEVEL = 0.9
"""Probability of the intervals."""

_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Practices that spread, in the order of the roster.

    Parameters
    ----------
    people : pyarrow string array
        Pseudonyms.
    spread : Spread
        Who could have seen whose adoption.
    base : Baseline
        What people would have done anyway.
    unit : ndarray of int64, shape (n_people,)
        Unit of each person.
    unit_names : tuple of str
        Names of the units, sorted.
    """

    people: pa.Array
    spread: Spread
    base: Baseline
    unit: IntArray
    unit_names: tuple[str, ...]


def persuasion_facet(data: Evidence) -> Facet:
    """Persuasion of each person whom others saw for long enough, as a facet of influence.

    Raises
    ------
    EstimationError
        If the data cannot carry it; the message says why.
    """
    world = followed(data.roster, data.adopted, data.attention, data.own_activity)
    return demonstrated_persuasion(
        spread=world.spread, base=world.base, unit=world.unit, level=LEVEL
    )


def followed(
    roster: pa.Table, adopted: pa.Table, attention: pa.Table, own_activity: pa.Table
) -> Followed:
    """Turn relations into arrays, and fit what people would have done anyway.

    Raises
    ------
    EstimationError
        If there are no adoptions or no contacts.
    """
    if adopted.num_rows == 0 or attention.num_rows == 0:
        raise EstimationError(
            f"There are {adopted.num_rows} adoptions of practices that began within the window,"
            f" and {attention.num_rows} pairs of people in contact.",
            hint="Import adoptions, and messages or ties: persuasion needs both.",
        )
    people = roster["person_id"].combine_chunks()
    unit, names = _coded(roster["org_unit"])
    function, _ = _coded(roster["function"])
    level = roster["level"].fill_null(-1).to_numpy()
    practice, _ = _coded(adopted["practice"])
    practices = spread(
        person=_index(people, adopted["person_id"]),
        practice=practice,
        day=adopted["day"].to_numpy().astype("datetime64[D]").astype(np.int64),
        attends=_index(people, attention["source_id"]),
        to=_index(people, attention["target_id"]),
        own_line=attention["own_line"].to_numpy(),
        group=function,
        n_people=len(people),
        window=SEEN_DAYS,
    )
    factors = np.stack(
        [function, np.unique(level, return_inverse=True)[1], _tenths(people, own_activity)], axis=1
    )
    base = baseline(spread=practices, factors=factors, unit=unit)
    return Followed(people=people, spread=practices, base=base, unit=unit, unit_names=names)


def _index(people: pa.Array, ids: pa.ChunkedArray) -> IntArray:
    return places(ids, people).astype(np.int64)


def _coded(column: pa.ChunkedArray) -> tuple[IntArray, tuple[str, ...]]:
    """Codes in the order of the labels, and the labels."""
    filled = column.fill_null("unassigned")
    names = pc.unique(filled).sort()
    return pc.index_in(filled, value_set=names).to_numpy().astype(np.int64), tuple(
        names.to_pylist()
    )


def _tenths(people: pa.Array, activity: pa.Table) -> IntArray:
    """Tenth of the organisation by own activity; people equally active are in the same."""
    paid = np.zeros(len(people), dtype=np.int64)
    paid[_index(people, activity["person_id"])] = activity["weight_e6"].to_numpy()
    below = np.searchsorted(np.sort(paid), paid)
    return below * _PARTS // len(people)
