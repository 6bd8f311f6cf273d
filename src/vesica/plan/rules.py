"""Which rules keep two people apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.plan.problem import PairPeople, PairRules

__all__ = ["broken_rules", "named_rules"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FIXED = (
    "the two are one person",
    "one of the two did not opt in",
    "they stand in one management chain",
    "they were paired before",
    "a reviewer keeps them apart",
    "their working hours share too little",
    "they work at different places",
    "a restriction bars their units",
)
_DAY = 1440.0


def broken_rules(
    *, people: PairPeople, rules: PairRules, mentor: Ints, leader: Ints
) -> NDArray[np.uint64]:
    """Rules that each pair breaks, as bits in the order of :func:`named_rules`; 0 if none.

    Parameters
    ----------
    people : PairPeople
        Everyone.
    rules : PairRules
        What holds.
    mentor, leader : ndarray of int64, shape (n_pairs,)
        Index of both among ``people``.
    """
    n = people.manager.size
    checks = [
        mentor == leader,
        ~(people.opted_in[mentor] & people.opted_in[leader]),
        _in_chain(people.manager, mentor, leader) if rules.own_chain else None,
        _listed(rules.past, mentor, leader, n),
        _listed(rules.vetoed, mentor, leader, n),
        _shared(people, mentor, leader) < rules.shared_minutes,
        people.location[mentor] != people.location[leader] if rules.same_location else None,
        _barred(people.unit, rules.barred_units, mentor, leader),
    ]
    bits = np.zeros(mentor.size, dtype=np.uint64)
    for k, check in enumerate(checks):
        if check is not None:
            bits[check] |= np.uint64(1 << k)
    for k in range(len(people.kinds)):
        first, second = people.comfort[mentor, k], people.comfort[leader, k]
        apart = (first != 0) & (second != 0) & ((first & second) == 0)
        bits[apart] |= np.uint64(1 << (len(_FIXED) + k))
    return bits


def named_rules(bits: int, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Words for the bits that :func:`broken_rules` sets."""
    names = (*_FIXED, *(f"their comfort zones share no {kind}" for kind in kinds))
    return tuple(name for k, name in enumerate(names) if bits >> k & 1)


def _in_chain(manager: Ints, mentor: Ints, leader: Ints) -> Bools:
    found = np.zeros(mentor.size, dtype=bool)
    for below, above in ((mentor, leader), (leader, mentor)):
        at, left = manager[below], np.arange(below.size)
        for _ in range(manager.size):
            going = at >= 0
            at, left = at[going], left[going]
            if not at.size:
                break
            found[left[at == above[left]]] = True
            on = at != above[left]
            at, left = manager[at[on]], left[on]
    return found


def _listed(pairs: Ints | None, mentor: Ints, leader: Ints, n: int) -> Bools | None:
    if pairs is None or not pairs.size:
        return None
    return np.isin(mentor * n + leader, pairs[:, 0] * n + pairs[:, 1])


def _shared(people: PairPeople, mentor: Ints, leader: Ints) -> NDArray[np.float64]:
    s1, e1 = people.starts[mentor], people.ends[mentor]
    s2, e2 = people.starts[leader], people.ends[leader]
    total = np.zeros(mentor.size)
    for shift in (-_DAY, 0.0, _DAY):
        total += np.maximum(np.minimum(e1, e2 + shift) - np.maximum(s1, s2 + shift), 0.0)
    return np.where(np.isnan(s1 + e1 + s2 + e2), np.inf, total)


def _barred(unit: Ints, barred: Bools | None, mentor: Ints, leader: Ints) -> Bools | None:
    if barred is None:
        return None
    first, second = unit[mentor], unit[leader]
    return (first >= 0) & (second >= 0) & barred[first, second]
