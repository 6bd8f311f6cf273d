"""What decides who may be paired, from rows of people and their preferences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning_hours import Workday
from vesica.api.planning_rules import Restrictions
from vesica.plan.problem import PairPeople

if TYPE_CHECKING:
    from vesica.store.ledger import Consents

__all__ = ["KINDS", "pair_people", "words"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
KINDS = ("language", "way of working")


def words(text: str | None) -> frozenset[str]:
    """Words of a preference, separated by ``|``."""
    return frozenset(w.strip().casefold() for w in (text or "").split("|") if w.strip())


def pair_people(
    rows: list[dict[str, Any]],
    preferred: list[dict[str, Any]],
    place: dict[str, int],
    allowed: Consents,
    restrictions: Restrictions,
    workdays: Sequence[Workday | None],
    last_day: str,
) -> PairPeople:
    """Manager, place, hours, comfort zones and opt-in of everybody."""
    zones = [
        words(p.get("comfort_zone")) - restrictions.without[i] for i, p in enumerate(preferred)
    ]
    bits = np.column_stack([_bits([words(p.get("languages")) for p in preferred]), _bits(zones)])
    day = date.fromisoformat(last_day)
    hours = np.array([(np.nan, np.nan) if w is None else w.minutes(day) for w in workdays])
    values = [(row["org_unit"], row["location"] or "") for row in rows]
    unit, location = (_indexed([v[k] for v in values]) for k in (0, 1))
    location = np.where([bool(v[1]) for v in values], location, -1 - np.arange(len(rows)))
    return PairPeople(
        manager=np.array([place.get(row["manager_id"] or "", -1) for row in rows]),
        unit=unit,
        location=location,
        starts=hours[:, 0],
        ends=hours[:, 1],
        kinds=KINDS,
        comfort=bits,
        opted_in=np.array([row["person_id"] in allowed.granted for row in rows]),
        tie=np.arange(len(rows), dtype=np.float64),
    )


def _indexed(names: list[str]) -> Ints:
    _, index = np.unique(np.array(names), return_inverse=True)
    return index.astype(np.int64)


def _bits(words: list[frozenset[str]]) -> NDArray[np.uint64]:
    common = Counter(word for some in words for word in some)
    order = sorted(common, key=lambda w: (-common[w], w))
    at = {word: min(k, 63) for k, word in enumerate(order)}
    return np.array([sum({1 << at[w] for w in some}) for some in words], dtype=np.uint64)
