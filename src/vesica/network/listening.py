"""Attention between groups, each person counting once, and what one person does to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from vesica.network.contacts import Contacts

__all__ = ["Listening", "listening"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How one group spreads its attention over kinds of colleagues.

    Parameters
    ----------
    givers : int
        People of the group who turn to anybody.
    givers_move : float
        Most that one person moves it.
    share, lift : ndarray of float64, shape (n_kinds,)
        Mean of the givers' shares, and that divided by what sizes would give.
    share_variance, lift_log_variance : ndarray of float64, shape (n_kinds,)
        From leaving out one person at a time, as giver and as receiver.
    share_moves, lift_moves : ndarray of float64, shape (n_kinds,)
        Most that one person moves them.
    turning, turned_to : ndarray of int64, shape (n_kinds,)
        Givers who turn to somebody of the kind, and whom they turn to.
    turning_moves, turned_to_moves : ndarray of float64, shape (n_kinds,)
        Most that one person moves these, as the only one whom somebody turns to, or who turns.
    """

    givers: int
    givers_move: float
    share: FloatArray
    lift: FloatArray
    share_variance: FloatArray
    lift_log_variance: FloatArray
    share_moves: FloatArray
    lift_moves: FloatArray
    turning: IntArray
    turned_to: IntArray
    turning_moves: FloatArray
    turned_to_moves: FloatArray


def listening(
    *, contacts: Contacts, kind: IntArray, eligible: IntArray, among: BoolArray
) -> Listening:
    """How a group spreads its attention over kinds of colleagues, each giver counting once.

    A giver's attention is shares that add up to 1, however much the giver writes; the group's is
    their mean, so the volume of nobody weighs. What sizes would give is the mean over the same
    givers of the share of each kind among the colleagues whom they could turn to.

    Every person is left out in turn, as giver and as receiver, and what remains is computed
    exactly: the largest change is what one person moves, and their squares add up to the
    variance of the jackknife. That counts the chance of a pair on both its sides, so intervals
    are too wide rather than too narrow. What one person changes in the sizes is bounded: it takes
    at most one colleague from everybody.

    Parameters
    ----------
    contacts : Contacts
        Of everybody.
    kind : ndarray of int64, shape (n_pairs,)
        Kind of the receiver, as the giver sees it.
    eligible : ndarray of int64, shape (n_people, n_kinds)
        Colleagues of each kind whom everybody could turn to.
    among : ndarray of bool, shape (n_people,)
        The group.

    References
    ----------
    Snijders and Borgatti (1999), Connections 22(2), 161-170, for leaving out one person of a
    network with all ties.
    """
    n_kinds = eligible.shape[1]
    own = among[contacts.source]
    givers, g = np.unique(contacts.source[own], return_inverse=True)
    everybody = np.union1d(givers, contacts.target[own])
    p, kinds, w = np.searchsorted(everybody, contacts.target[own]), kind[own], contacts.share[own]
    n, m = givers.size, everybody.size
    if n == 0:
        return _nobody(n_kinds)
    shares = np.bincount(g * n_kinds + kinds, weights=w, minlength=n * n_kinds)
    shares = shares.astype(np.float64).reshape(n, n_kinds)
    possible = eligible[givers] / np.maximum(eligible[givers].sum(axis=1, keepdims=True), 1)
    at = np.searchsorted(everybody, givers)
    whole = w == 1.0
    lost = np.bincount(p[whole], minlength=m) + np.bincount(at, minlength=m)
    rest = np.maximum(n - lost, 1)[:, None]
    left = _without(shares, g, p, kinds, w, m) - _rows(shares, at, m)
    sizes = (
        possible.sum(axis=0) - _sum_of(possible, g[whole], p[whole], m) - _rows(possible, at, m)
    )
    share, expected = shares.mean(axis=0), possible.mean(axis=0)
    lift = _ratio(share, expected)
    share_left, sizes_left = left / rest, np.maximum(sizes, 0.0) / rest
    lift_left = _ratio(share_left, sizes_left)
    factor = (n - 1) / n
    log_change = _ratio(lift_left - lift, lift)
    (turning, turning_moves), (turned_to, turned_to_moves) = _heads(g, p, kinds, at, m, n_kinds)
    return Listening(
        givers=n,
        givers_move=float(lost.max()),
        share=share,
        lift=lift,
        share_variance=factor * np.sum((share_left - share) ** 2, axis=0),
        lift_log_variance=factor * np.sum(log_change**2, axis=0),
        share_moves=np.abs(share_left - share).max(axis=0),
        lift_moves=_lift_moves(lift, lift_left, sizes_left, eligible[givers].sum(axis=1)),
        turning=turning,
        turned_to=turned_to,
        turning_moves=turning_moves,
        turned_to_moves=turned_to_moves,
    )


def _nobody(n_kinds: int) -> Listening:
    none, zero = np.zeros(n_kinds), np.zeros(n_kinds, dtype=np.int64)
    return Listening(
        givers=0,
        givers_move=1.0,
        share=none,
        lift=none,
        share_variance=none,
        lift_log_variance=none,
        share_moves=none,
        lift_moves=none,
        turning=zero,
        turned_to=zero,
        turning_moves=none + 1.0,
        turned_to_moves=none + 1.0,
    )


def _without(
    shares: FloatArray, g: IntArray, p: IntArray, kinds: IntArray, w: FloatArray, m: int
) -> FloatArray:
    """Sum of the givers' shares once each person is gone as a receiver, shape (m, n_kinds).

    Who turned to the person with a share ``w`` of the own attention spreads the rest anew: what
    goes elsewhere grows by ``1 / (1 - w)``. Who turned to nobody else gives nothing any more.
    """
    n_kinds = shares.shape[1]
    some = w < 1.0
    more = w[some] / (1.0 - w[some])
    grown = csr_array((more, (p[some], g[some])), shape=(m, shares.shape[0])) @ shares
    gone = np.bincount(p[some] * n_kinds + kinds[some], weights=more, minlength=m * n_kinds)
    gone = gone.reshape(m, n_kinds)
    return shares.sum(axis=0) + grown - gone - _sum_of(shares, g[~some], p[~some], m)


def _sum_of(rows: FloatArray, g: IntArray, p: IntArray, m: int) -> FloatArray:
    """Sum of the givers' rows by receiver, shape (m, n_kinds)."""
    ones = np.ones(g.size)
    return csr_array((ones, (p, g)), shape=(m, rows.shape[0])) @ rows


def _lift_moves(
    lift: FloatArray, lift_left: FloatArray, sizes_left: FloatArray, colleagues_of: IntArray
) -> FloatArray:
    """Most that one person moves the lifts: by contacts, and by being one colleague less.

    Among ``E`` colleagues, one less of a kind takes at most ``1 / (E - 1)`` from its share, and
    one less of another kind makes the share at most ``1 + 1 / (E - 1)`` times as large.
    """
    one = 1.0 / max(int(colleagues_of.min()) - 1, 1)
    highest = _ratio(lift_left * sizes_left, np.maximum(sizes_left - one, 0.0))
    lowest = lift_left / (1.0 + one)
    most = np.maximum(np.abs(highest - lift), np.abs(lowest - lift)).max(axis=0)
    return np.where((sizes_left > one).all(axis=0), most, np.maximum(most, lift))


def _rows(rows: FloatArray, at: IntArray, m: int) -> FloatArray:
    """Rows of the givers at their places among everybody, shape (m, n_kinds)."""
    out = np.zeros((m, rows.shape[1]))
    out[at] = rows
    return out


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def _heads(
    g: IntArray, p: IntArray, kinds: IntArray, at: IntArray, m: int, n_kinds: int
) -> tuple[tuple[IntArray, FloatArray], tuple[IntArray, FloatArray]]:
    """People on both sides of each kind, and most that one person takes away with them."""
    giver, receiver = at[g] * n_kinds + kinds, p * n_kinds + kinds
    given = np.bincount(giver, minlength=m * n_kinds)
    received = np.bincount(receiver, minlength=m * n_kinds)

    def side(here: IntArray, alone: IntArray) -> tuple[IntArray, FloatArray]:
        lost = (here > 0) + np.bincount(alone, minlength=m * n_kinds)
        most = lost.reshape(m, n_kinds).max(axis=0).astype(np.float64)
        return np.count_nonzero(here.reshape(m, n_kinds), axis=0), np.maximum(most, 1.0)

    return side(given, receiver[given[giver] == 1]), side(received, giver[received[receiver] == 1])
