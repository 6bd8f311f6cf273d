"""Days on which somebody who has not adopted yet could have seen those who have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AHEAD",
    "MORE",
    "NONE",
    "OMITTED",
    "ONE",
    "STATES",
    "TWO",
    "WEEK",
    "Pairs",
    "follow",
    "pairs_of",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

WEEK = 7
NONE, ONE, TWO, MORE, AHEAD, OMITTED = range(6)
STATES = 5


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs sorted by who attends, with where each person's begin."""

    attends: IntArray
    to: IntArray
    line: BoolArray
    one_way: BoolArray
    start: IntArray


def pairs_of(attends: IntArray, to: IntArray, line: BoolArray, n: int) -> Pairs:
    """Sort pairs, and mark those who do not attend back."""
    order = np.lexsort((to, attends))
    attends, to, line = attends[order], to[order], line[order]
    key, back = attends * n + to, to * n + attends
    at = np.minimum(np.searchsorted(key, back), key.size - 1)
    start = np.searchsorted(attends, np.arange(n + 1))
    return Pairs(attends, to, line, key[at] != back, start)


def follow(
    adopted: IntArray, pairs: Pairs, part: slice, length: int, window: int
) -> tuple[NDArray[np.uint8], IntArray, FloatArray]:
    """Follow some people through one practice.

    Parameters
    ----------
    adopted : ndarray of int64, shape (n_people,)
        Day of adoption from the start of the practice; -1 for never.
    pairs : Pairs
        Who attends to whom.
    part : slice
        The people to follow.
    length, window : int
        Days of the practice; days for which an adopter is seen.

    Returns
    -------
    days : ndarray of uint8, shape (STATES, n_part, n_weeks)
        Days at risk by state and week [days].
    state : ndarray of int64, shape (n_part,)
        State on the day of adoption; ``OMITTED`` for who never adopted.
    seen : ndarray of float64, shape (n_people,)
        Days at risk of these people on which each person was seen; half of the day of an
        adoption [days].
    """
    own = adopted[part]
    here = slice(pairs.start[part.start], pairs.start[part.stop])
    shows = adopted[pairs.to[here]] >= 0
    i = (pairs.attends[here] - part.start)[shows]
    j, line = pairs.to[here][shows], pairs.line[here][shows]
    begin = np.minimum(adopted[j] + 1, length)
    end = np.minimum(adopted[j] + window + 1, length)
    before = np.maximum(adopted[j] - window, 0)
    ahead = pairs.one_way[here][shows] & ~line
    shape = (own.size, length)
    count = _cover(i[~line], begin[~line], end[~line], shape)
    state = np.minimum(count, MORE).astype(np.uint8)
    state[(count == 0) & (_cover(i[ahead], before[ahead], adopted[j[ahead]], shape) > 0)] = AHEAD
    left = np.where(own >= 0, own, length)[:, None] < np.arange(length)
    state[left | (_cover(i[line], begin[line], end[line], shape) > 0)] = OMITTED
    rows = np.flatnonzero(own >= 0)
    at_adoption = np.full(own.size, OMITTED)
    at_adoption[rows] = state[rows, own[rows]]
    return _by_week(state), at_adoption, _seen_days(state, own, i, j, begin, end, line, adopted)


def _cover(
    row: IntArray, begin: IntArray, end: IntArray, shape: tuple[int, int]
) -> NDArray[np.int16]:
    """How many of the stretches [begin, end) of a row cover each of its days."""
    wide = shape[1] + 1
    step = np.bincount(row * wide + begin, minlength=shape[0] * wide)
    step -= np.bincount(row * wide + end, minlength=shape[0] * wide)
    step = step.astype(np.int16).reshape(shape[0], wide)
    return np.cumsum(step, axis=1, dtype=np.int16)[:, :-1]


def _by_week(state: NDArray[np.uint8]) -> NDArray[np.uint8]:
    weeks = -(-state.shape[1] // WEEK)
    padded = np.full((state.shape[0], weeks * WEEK), OMITTED, dtype=np.uint8)
    padded[:, : state.shape[1]] = state
    padded = padded.reshape(state.shape[0], weeks, WEEK)
    return np.stack([np.sum(padded == s, axis=2, dtype=np.uint8) for s in range(STATES)])


def _seen_days(
    state: NDArray[np.uint8],
    own: IntArray,
    i: IntArray,
    j: IntArray,
    begin: IntArray,
    end: IntArray,
    line: BoolArray,
    adopted: IntArray,
) -> FloatArray:
    """Days at risk for which each person was seen, half of the day of an adoption."""
    counted = np.zeros((state.shape[0], state.shape[1] + 1), dtype=np.int16)
    np.cumsum(state != OMITTED, axis=1, dtype=np.int16, out=counted[:, 1:])
    days = (counted[i, end] - counted[i, begin]).astype(np.float64)
    day = own[i]
    within = (day >= begin) & (day < end)
    days[within] -= 0.5 * (state[i[within], day[within]] != OMITTED)
    return np.bincount(j[~line], weights=days[~line], minlength=adopted.size).astype(np.float64)
