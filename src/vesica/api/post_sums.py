"""Sums over posts from relations: what the within-person regressions read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.canonical_order import places
from vesica.evidence.compute import pc
from vesica.measure.sums import Cells, Moments, Sums, Times, collect

__all__ = ["PostTables", "post_sums"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_MICRO = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTables:
    """The same posts per person and cell, per person and time, and over everybody.

    Parameters
    ----------
    people : pyarrow.Array
        Pseudonyms of the roster, in index order.
    authors, cells, times, moments : pyarrow.Table
        As ``authors``, ``post_cells``, ``post_times`` and ``post_moments``, or their like in
        ``vesica.relations.learning``.
    """

    people: pa.Array
    authors: pa.Table
    cells: pa.Table
    times: pa.Table
    moments: pa.Table

    def early(self) -> PostTables:
        """Only the posts that are ``early``."""
        kept = (t.filter(t["early"]) for t in (self.cells, self.times, self.moments))
        cells, times, moments = kept
        return PostTables(
            people=self.people, authors=self.authors, cells=cells, times=times, moments=moments
        )


def post_sums(tables: PostTables, covariates: Sequence[str]) -> Sums:
    """Arrange relations as :func:`vesica.measure.sums.collect` takes them.

    Parameters
    ----------
    tables : PostTables
        Relations.
    covariates : sequence of str
        Short names as in the columns of the relations; ``"x"``, the audience, is known only
        where ``has_audience`` says so.
    """
    n_people = len(tables.people)
    ids = tables.authors["person_id"]
    who = places(ids, tables.people)
    place = np.zeros(len(who), dtype=np.int64)
    place[tables.authors["author"].to_numpy()] = who
    part = np.zeros(n_people, dtype=np.int64)
    part[who] = tables.authors["part"].to_numpy()
    labels = [_label(t) for t in (tables.cells, tables.moments)]
    names = pa.array(sorted(pc.unique(labels[0]).to_pylist()), pa.string())
    cell, common = (_position(label, names) for label in labels)
    audience = np.array([n.endswith(_KNOWN) for n in names.to_pylist()], dtype=bool)
    known = np.stack([audience if c == "x" else np.ones_like(audience) for c in covariates], 1)
    slots = np.unique(tables.times["slot"].to_numpy())
    moments = tables.moments
    clock = (moments["hour"].to_numpy(), moments["week"].to_numpy() + _hours())
    return collect(
        cells=_cells(tables, cell, known, covariates),
        times=Times(
            person=place[tables.times["author"].to_numpy()],
            slot=np.searchsorted(slots, tables.times["slot"].to_numpy()),
            posts=tables.times["posts"].to_numpy(),
        ),
        moments=Moments(
            part=moments["part"].to_numpy(),
            cell=common,
            slots=np.stack([np.searchsorted(slots, at) for at in clock], axis=1),
            posts=moments["posts"].to_numpy(),
            y=_real(moments, "y"),
            v=np.stack([_real(moments, c) for c in covariates], axis=1),
        ),
        part=part,
        n_people=n_people,
    )


_KNOWN = "\x1faudience"


def _hours() -> int:
    from vesica.relations.expertise import HOURS

    return HOURS


def _label(table: pa.Table) -> pa.ChunkedArray:
    known = pc.if_else(table["has_audience"], "audience", "no audience")
    return pc.binary_join_element_wise(table["platform"], table["kind"], known, "\x1f")


def _position(label: pa.ChunkedArray, names: pa.Array) -> IntArray:
    found = pc.index_in(label, value_set=names)
    return found.to_numpy(zero_copy_only=False).astype(np.int64)


def _real(table: pa.Table, name: str) -> FloatArray:
    return table[f"{name}_e6"].to_numpy() * _MICRO


def _cells(
    tables: PostTables, cell: IntArray, known: NDArray[np.bool_], covariates: Sequence[str]
) -> Cells:
    rows = tables.cells
    person = places(rows["person_id"], tables.people)
    k = len(covariates)
    vv = np.empty((rows.num_rows, k, k))
    for i, a in enumerate(covariates):
        for j, b in enumerate(covariates[i:], start=i):
            vv[:, i, j] = vv[:, j, i] = _real(rows, a + b)
    return Cells(
        person=person.astype(np.int64),
        cell=cell,
        posts=rows["posts"].to_numpy(),
        y=_real(rows, "y"),
        yy=_real(rows, "yy"),
        v=np.stack([_real(rows, c) for c in covariates], axis=1),
        vy=np.stack([_real(rows, f"{c}y") for c in covariates], axis=1),
        vv=vv,
        known=known,
    )
