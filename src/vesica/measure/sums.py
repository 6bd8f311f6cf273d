"""Sums over posts that a regression with an intercept per person needs, without the posts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

__all__ = ["Cells", "Moments", "Sums", "Times", "collect"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Sums over the posts of a person in a cell (platform, kind, audience known or not).

    Parameters
    ----------
    person, cell, posts : ndarray of int64, shape (n_rows,)
        Index of the person and of the cell, and how many posts.
    y, yy : ndarray of float64, shape (n_rows,)
        Sums of the outcome and of its square.
    v, vy : ndarray of float64, shape (n_rows, k)
        Sums of the covariates, and of each times the outcome.
    vv : ndarray of float64, shape (n_rows, k, k)
        Sums of their products.
    known : ndarray of bool, shape (n_cells, k)
        Whether the covariate is known in the cell; where it is not, its sums are 0.
    """

    person: IntArray
    cell: IntArray
    posts: IntArray
    y: FloatArray
    yy: FloatArray
    v: FloatArray
    vy: FloatArray
    vv: FloatArray
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Posts of a person in an hour of the day or in a week.

    Parameters
    ----------
    person, slot, posts : ndarray of int64, shape (n_rows,)
        Index of the person, of the hour or week, and how many posts.
    """

    person: IntArray
    slot: IntArray
    posts: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Sums over everybody's posts, by what they have in common.

    Parameters
    ----------
    part : ndarray of int64, shape (n_rows,)
        Part of the authors.
    cell : ndarray of int64, shape (n_rows,)
        As in :class:`Cells`.
    slots : ndarray of int64, shape (n_rows, n_families)
        Index of the hour, and of the week, as in :class:`Times`; one column per family.
    posts : ndarray of int64, shape (n_rows,)
        How many posts.
    y : ndarray of float64, shape (n_rows,)
        Sum of the outcome.
    v : ndarray of float64, shape (n_rows, k)
        Sums of the covariates.
    """

    part: IntArray
    cell: IntArray
    slots: IntArray
    posts: IntArray
    y: FloatArray
    v: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """All that :func:`vesica.measure.within.within` reads; covariates are centred.

    Effects come in families (cells, hours, weeks); every post has one slot of each family.

    Parameters
    ----------
    cells : Cells
        Per person and cell.
    posts, y : ndarray of float64, shape (n_people,)
        Totals of each person.
    v : ndarray of float64, shape (n_people, k)
        Totals of the covariates of each person.
    slots : csr_array, shape (n_people, n_slots)
        Posts of each person in each slot.
    family : ndarray of int64, shape (n_slots,)
        Family of each slot; cells are family 0.
    part : ndarray of int64, shape (n_people,)
        Part of each person, from 0.
    yy : ndarray of float64, shape (n_parts,)
    vy : ndarray of float64, shape (n_parts, k)
    vv : ndarray of float64, shape (n_parts, k, k)
    slot_y : ndarray of float64, shape (n_parts, n_slots)
    slot_v : ndarray of float64, shape (n_parts, n_slots, k)
    pairs : ndarray of float64, shape (n_parts, n_slots, n_slots)
        Sums over posts of products of outcome, covariates and slots.
    """

    cells: Cells
    posts: FloatArray
    y: FloatArray
    v: FloatArray
    slots: csr_array
    family: IntArray
    part: IntArray
    yy: FloatArray
    vy: FloatArray
    vv: FloatArray
    slot_y: FloatArray
    slot_v: FloatArray
    pairs: FloatArray


def collect(
    *, cells: Cells, times: Times, moments: Moments, part: IntArray, n_people: int
) -> Sums:
    """Centre the covariates, and bring sums of people and of everybody together.

    A covariate that is not known for a post counts as average.

    Parameters
    ----------
    cells, times, moments : Cells, Times, Moments
        The same posts in three arrangements.
    part : ndarray of int64, shape (n_people,)
        Part of each person, from 0.
    n_people : int
        People in the organisation.
    """
    n_cells, k = cells.known.shape
    n_parts = int(np.max(part, initial=0)) + 1
    mean = _means(cells)
    cells = _centred(cells, mean)
    offset = np.where(cells.known, mean, 0.0)[moments.cell]
    v = moments.v - offset * moments.posts[:, None]
    columns = [moments.cell, *(n_cells + c for c in moments.slots.T)]
    n_slots = max((int(np.max(c, initial=-1)) for c in columns), default=-1) + 1
    family = np.zeros(n_slots, dtype=np.int64)
    for f, column in enumerate(columns[1:], start=1):
        family[column] = f

    def by_slot(a: FloatArray) -> FloatArray:
        out = np.zeros(n_parts * n_slots)
        for column in columns:
            out += np.bincount(moments.part * n_slots + column, a, out.size)
        return out.reshape(n_parts, n_slots)

    def by_person(a: FloatArray) -> FloatArray:
        return np.bincount(cells.person, a, n_people).astype(np.float64)

    def by_part(a: FloatArray) -> FloatArray:
        return np.bincount(part[cells.person], a, n_parts).astype(np.float64)

    pairs = np.zeros(n_parts * n_slots**2)
    for a in columns:
        for b in columns:
            at = (moments.part * n_slots + a) * n_slots + b
            pairs += np.bincount(at, moments.posts.astype(float), pairs.size)
    own = csr_array(
        (cells.posts.astype(float), (cells.person, cells.cell)), shape=(n_people, n_cells)
    )
    calendar = csr_array(
        (times.posts.astype(float), (times.person, times.slot)),
        shape=(n_people, n_slots - n_cells),
    )
    return Sums(
        cells=cells,
        posts=by_person(cells.posts.astype(float)),
        y=by_person(cells.y),
        v=np.stack([by_person(cells.v[:, i]) for i in range(k)], axis=1),
        slots=hstack([own, calendar], format="csr"),
        family=family,
        part=part,
        yy=by_part(cells.yy),
        vy=np.stack([by_part(cells.vy[:, i]) for i in range(k)], axis=1),
        vv=np.stack(
            [np.stack([by_part(cells.vv[:, i, j]) for j in range(k)], axis=1) for i in range(k)],
            axis=1,
        ),
        slot_y=by_slot(moments.y),
        slot_v=np.stack([by_slot(v[:, i]) for i in range(k)], axis=2),
        pairs=pairs.reshape(n_parts, n_slots, n_slots),
    )


def _means(cells: Cells) -> FloatArray:
    posts = np.sum(cells.known[cells.cell] * cells.posts[:, None], axis=0)
    return np.sum(cells.v, axis=0) / np.maximum(posts, 1)


def _centred(cells: Cells, mean: FloatArray) -> Cells:
    """Measure each covariate from its mean over posts where it is known."""
    m = np.where(cells.known[cells.cell], mean, 0.0)
    n = cells.posts[:, None]
    mv = m[:, :, None] * cells.v[:, None, :]
    both = m[:, :, None] * m[:, None, :]
    return replace(
        cells,
        v=cells.v - m * n,
        vy=cells.vy - m * cells.y[:, None],
        vv=cells.vv - mv - np.swapaxes(mv, 1, 2) + both * n[:, :, None],
    )
