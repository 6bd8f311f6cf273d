"""Candidate pairs out of all possible ones: the best few of each side, block by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.plan.problem import PairGains

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
        Prices of mentors' and leaders' places, from a plan over earlier candidates. The best are
        then the pairs that are worth most beyond these prices, and only pairs that are; when
        there are none, the plan is the best over all pairs.
    """
    n_left, n_right = gains.mentor_needs.shape[0], gains.leader_needs.shape[0]
    left_block = np.zeros(n_left, dtype=np.int64) if mentor_block is None else mentor_block
    right_block = np.zeros(n_right, dtype=np.int64) if leader_block is None else leader_block
    a = np.hstack([gains.mentor_needs, gains.mentor_offers]).astype(np.float32)
    b = np.hstack([gains.leader_offers, gains.leader_needs]).astype(np.float32)
    if prices is not None:
        u, v = (p.astype(np.float32)[:, None] for p in prices)
        a, b = np.hstack([a, -u, np.ones_like(u)]), np.hstack([b, np.ones_like(v), -v])
    keys = [np.zeros(0, dtype=np.int64)]
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
    worth = own + other
    slip = _SLIP * float(np.abs(worth).max(initial=0.0))
    keep = worth > (0.0 if prices is None else prices[0][mentor] + prices[1][leader] + slip)
    return Candidates(
        mentor=mentor[keep], leader=leader[keep], mentor_gain=own[keep], leader_gain=other[keep]
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
    n_left, n_right = gains.mentor_needs.shape[0], gains.leader_needs.shape[0]
    a = np.hstack([gains.mentor_needs, gains.mentor_offers, np.ones((n_left, 1))])
    b = np.hstack([gains.leader_offers, gains.leader_needs, -leader_price[:, None]])
    i, j = _top(
        a.astype(np.float32),
        b.astype(np.float32),
        np.arange(n_left),
        np.arange(n_right),
        1,
        allowed,
    )
    own, other = gain_of(gains, i, j)
    price = mentor_price.copy()
    slip = _SLIP * float(np.abs(own + other).max(initial=0.0))
    np.maximum.at(price, i, own + other - leader_price[j] + slip)
    price = np.maximum(price, 0.0)
    return float(price @ mentor_capacity + leader_price @ leader_capacity)


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
