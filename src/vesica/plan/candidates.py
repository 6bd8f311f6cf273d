"""Candidate pairs out of all possible ones: the best few of each side, block by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vesica.plan.problem import PLACES, PairGains

__all__ = ["Candidates", "best_candidates", "bound_over_all", "gain_of", "joined", "recall"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Allowed = Callable[[Ints, Ints], NDArray[np.bool_]]

_ROWS = 256
_SLACK = 3
_SLIP = 1e-6
"""Doubt of gains in single precision, as a share of the largest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Pairs to choose from, sorted by mentor and leader.

    Parameters
    ----------
    mentor, leader : ndarray of int64, shape (n_pairs,)
        Rows of the two sides.
    mentor_gain, leader_gain : ndarray of float64, shape (n_pairs,)
        Expected gain of each side [expected new bridges].
    """

    mentor: Ints
    leader: Ints
    mentor_gain: Floats
    leader_gain: Floats


def joined(first: Candidates, second: Candidates, n_leaders: int) -> Candidates:
    """Candidates of both, each pair once."""
    keys = [c.mentor * n_leaders + c.leader for c in (first, second)]
    key, at = np.unique(np.concatenate(keys), return_index=True)
    mentor, leader = np.divmod(key, n_leaders)
    gains = [
        np.concatenate([getattr(c, side) for c in (first, second)])[at]
        for side in ("mentor_gain", "leader_gain")
    ]
    return Candidates(mentor=mentor, leader=leader, mentor_gain=gains[0], leader_gain=gains[1])


def gain_of(gains: PairGains, mentor: Ints, leader: Ints) -> tuple[Floats, Floats]:
    """Expected gain of the mentor and of the leader of each pair [expected new bridges]."""
    own = np.einsum("ij,ij->i", gains.mentor_needs[mentor], gains.leader_offers[leader])
    other = np.einsum("ij,ij->i", gains.mentor_offers[mentor], gains.leader_needs[leader])
    if gains.mentor_room is not None:
        own = np.minimum(own, gains.mentor_room[mentor])
    if gains.leader_room is not None:
        other = np.minimum(other, gains.leader_room[leader])
    return own, other


def best_candidates(
    *,
    gains: PairGains,
    allowed: Allowed,
    k: int = 50,
    mentor_block: Ints | None = None,
    leader_block: Ints | None = None,
    reach: int = 0,
    prices: tuple[Floats, Floats] | None = None,
) -> Candidates:
    """For every person the ``k`` best allowed people of the other side.

    Parameters
    ----------
    gains : PairGains
        Gains of any pair.
    allowed : callable
        Takes rows of mentors and leaders, returns whether each pair keeps the rules.
    k : int
        Candidates per person; fewer where fewer are allowed.
    mentor_block, leader_block : ndarray of int64, shape (n_mentors,) and (n_leaders,)
        Only people of near blocks are compared, such as bands of working hours in their order.
        Without them everyone is compared with everyone.
    reach : int
        How far two blocks may be apart. If the rules allow no pair further apart, nothing is lost.
    prices : tuple of ndarray of float64, or None
        Prices of mentors' and leaders' places, shape (n, 2), from a plan over earlier
        candidates. The best are then the pairs that are worth most beyond these prices, and only
        pairs that are; when there are none, the plan is the best over all pairs.
    """
    n_left, n_right = gains.mentor_needs.shape[0], gains.leader_needs.shape[0]
    left_block = np.zeros(n_left, dtype=np.int64) if mentor_block is None else mentor_block
    right_block = np.zeros(n_right, dtype=np.int64) if leader_block is None else leader_block
    keys = [np.zeros(0, dtype=np.int64)]
    for a, b in _factors(gains, prices):
        for block in np.unique(np.concatenate([left_block, right_block])):
            left = np.flatnonzero(left_block == block)
            near = np.flatnonzero(np.abs(right_block - block) <= reach)
            i, j = _top(a, b, left, near, k, allowed)
            keys.append(i * n_right + j)
            right = np.flatnonzero(right_block == block)
            near = np.flatnonzero(np.abs(left_block - block) <= reach)
            j, i = _top(b, a, right, near, k, lambda x, y: allowed(y, x))
            keys.append(i * n_right + j)
    mentor, leader = np.divmod(np.unique(np.concatenate(keys)), n_right)
    own, other = gain_of(gains, mentor, leader)
    slip = _SLIP * float(np.abs(own + other).max(initial=0.0))
    beyond = own + other
    if prices is not None:
        beyond = _beyond(own, other, prices[0][mentor], prices[1][leader]) - slip
    keep = beyond > 0
    return Candidates(
        mentor=mentor[keep], leader=leader[keep], mentor_gain=own[keep], leader_gain=other[keep]
    )


def _factors(
    gains: PairGains, prices: tuple[Floats, Floats] | None
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Two tables whose product is what pairs are worth, for each way of taking places."""
    mine = gains.mentor_needs, gains.leader_offers
    theirs = gains.mentor_offers, gains.leader_needs
    if prices is None:
        return [(_single(mine[0], theirs[0]), _single(mine[1], theirs[1]))]
    found = []
    for at, to in PLACES:
        parts = ([mine] if at == 0 else []) + ([theirs] if to == 0 else [])
        u, v = prices[0][:, at, None], prices[1][:, to, None]
        found.append(
            (
                _single(*(p[0] for p in parts), -u, np.ones_like(u)),
                _single(*(p[1] for p in parts), np.ones_like(v), -v),
            )
        )
    return found


def _single(*parts: Floats) -> NDArray[np.float32]:
    return np.hstack(parts).astype(np.float32)


def _beyond(own: Floats, other: Floats, u: Floats, v: Floats) -> Floats:
    """What pairs are worth beyond the prices of the places that suit them best."""
    return np.max(
        [
            (own if a == 0 else np.minimum(own, 0.0))
            + (other if b == 0 else np.minimum(other, 0.0))
            - u[:, a]
            - v[:, b]
            for a, b in PLACES
        ],
        axis=0,
    )


def recall(
    *, found: Candidates, gains: PairGains, allowed: Allowed, sample: Ints, k: int
) -> float:
    """Share of the truly best ``k`` leaders of the sampled mentors that are candidates [1].

    Equal gains count as found if as many as good were found: the rank, not the name, matters.
    """
    n_right = gains.leader_needs.shape[0]
    everyone = np.arange(n_right)
    start = np.searchsorted(found.mentor, np.arange(gains.mentor_needs.shape[0] + 1))
    hits = possible = 0
    for i in sample:
        row = np.full(n_right, i)
        ok = allowed(row, everyone)
        own, other = gain_of(gains, row[ok], everyone[ok])
        best = np.sort((own + other)[own + other > 0])[::-1][:k]
        if not best.size:
            continue
        at = slice(start[i], start[i + 1])
        have = found.mentor_gain[at] + found.leader_gain[at]
        hits += min(best.size, int((have >= best[-1] - 1e-9 * abs(best[-1])).sum()))
        possible += best.size
    return hits / possible if possible else 1.0


def bound_over_all(
    *,
    gains: PairGains,
    allowed: Allowed,
    mentor_capacity: Ints,
    leader_capacity: Ints,
    mentor_price: Floats,
    leader_price: Floats,
) -> float:
    """Bound on the gain of any pairs among everyone, candidates or not [expected new bridges].

    Raises the mentors' prices until no allowed pair is worth more than its two places; prices
    like that bound every matching. What it exceeds the plan by is what more candidates could
    still bring, at most.
    """
    whole = replace(gains, mentor_room=None, leader_room=None)  # no less than with the limits
    price = mentor_price.copy()
    n_left, n_right = gains.mentor_needs.shape[0], gains.leader_needs.shape[0]
    for (at, to), (a, b) in zip(
        PLACES, _factors(whole, (np.zeros_like(mentor_price), leader_price)), strict=True
    ):
        i, j = _top(a, b, np.arange(n_left), np.arange(n_right), 1, allowed)
        own, other = gain_of(whole, i, j)
        worth = (own if at == 0 else 0.0) + (other if to == 0 else 0.0)
        slip = _SLIP * float(np.abs(own + other).max(initial=0.0))
        np.maximum.at(price[:, at], i, worth - leader_price[j, to] + slip)
    price = np.maximum(price, 0.0)
    places = [
        np.stack([np.minimum(c, 1), np.maximum(c - 1, 0)], axis=1)
        for c in (mentor_capacity, leader_capacity)
    ]
    return float((price * places[0]).sum() + (leader_price * places[1]).sum())


def _top(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    left: Ints,
    right: Ints,
    k: int,
    allowed: Allowed,
) -> tuple[Ints, Ints]:
    """Best ``k`` allowed columns of each row of ``a @ b.T``: looks at more until enough are."""
    none = np.zeros(0, dtype=np.int64)
    found: list[tuple[Ints, Ints]] = [(none, none)]
    if not right.size:
        return none, none
    for at in range(0, left.size, _ROWS):
        rows = left[at : at + _ROWS]
        score = a[rows] @ b[right].T
        want, open_rows = min(_SLACK * k, right.size), np.arange(rows.size)
        while open_rows.size:
            part = score[open_rows]
            order = np.argpartition(part, right.size - want, axis=1)[:, right.size - want :]
            order = np.take_along_axis(
                order, np.argsort(-np.take_along_axis(part, order, 1), axis=1, kind="stable"), 1
            )
            i = np.repeat(rows[open_rows], want)
            j = right[order.ravel()]
            ok = allowed(i, j).reshape(open_rows.size, want)
            enough = (ok.sum(axis=1) >= k) | (want == right.size)
            keep = ok & (np.cumsum(ok, axis=1) <= k) & enough[:, None]
            found.append((i[keep.ravel()], j[keep.ravel()]))
            open_rows = open_rows[~enough]
            want = min(4 * want, right.size)
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
