"""Posts one by one, arranged as the sums that the within-person regression reads."""

from __future__ import annotations

import numpy as np

from vesica.measure.sums import Cells, Moments, Times, collect


def arranged(*, person, cell, clocks, y, v, n_people, known=None, part=None):
    """``clocks``: one array of slots per family; ``v``: covariates, shape (n_posts, k)."""
    n, k = v.shape
    n_cells = int(cell.max()) + 1
    known = np.ones((n_cells, k), dtype=bool) if known is None else known
    part = np.zeros(n_people, dtype=np.int64) if part is None else part
    sizes = [int(c.max()) + 1 for c in clocks]
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    clocks = [c + f for c, f in zip(clocks, first, strict=True)]
    v = np.where(known[cell], v, 0.0)
    own = grouped(np.stack([person, cell], axis=1))
    times = [grouped(np.stack([person, c], axis=1)) for c in clocks]
    common = grouped(np.stack([part[person], cell, *clocks], axis=1))
    products = np.einsum("ni,nj->nij", v, v).reshape(n, k * k)
    return collect(
        cells=Cells(
            person=own[0][:, 0], cell=own[0][:, 1], posts=total(own, np.ones(n)).astype(int),
            y=total(own, y), yy=total(own, y * y), v=totals(own, v),
            vy=totals(own, v * y[:, None]), vv=totals(own, products).reshape(-1, k, k),
            known=known,
        ),
        times=Times(
            person=np.concatenate([t[0][:, 0] for t in times]),
            slot=np.concatenate([t[0][:, 1] for t in times]),
            posts=np.concatenate([total(t, np.ones(n)) for t in times]).astype(int),
        ),
        moments=Moments(
            part=common[0][:, 0], cell=common[0][:, 1], slots=common[0][:, 2:],
            posts=total(common, np.ones(n)).astype(int), y=total(common, y),
            v=totals(common, v),
        ),
        part=part,
        n_people=n_people,
    )  # fmt: skip


def grouped(key):
    return np.unique(key, axis=0, return_inverse=True)


def total(group, a):
    return np.bincount(group[1].reshape(-1), weights=a)


def totals(group, a):
    return np.stack([total(group, column) for column in a.T], axis=1)
