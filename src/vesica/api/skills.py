"""From relations to the two skills: the arrays that methods take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.provenance import SKILL_RELATIONS
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.endorsement import endorsement
from vesica.measure.practice import consistency, practice
from vesica.measure.reach import reach
from vesica.measure.skill import skill
from vesica.network.structure import structure

if TYPE_CHECKING:
    from vesica.engine.base import Engine

__all__ = ["Evidence", "expertise", "fetch", "influence", "row_counts", "units"]

MICRO = 1e-6
"""Fixed-point integers in relations are in millionths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Fetched relations; the roster is sorted by person and gives everyone an index."""

    roster: pa.Table
    posting: pa.Table
    post_cells: pa.Table
    endorsements_received: pa.Table
    contacts: pa.Table
    evidence_rows: pa.Table

    @property
    def people(self) -> pa.Array:
        """Pseudonyms in index order."""
        return self.roster["person_id"].combine_chunks()

    def index(self, ids: pa.ChunkedArray) -> NDArray[np.int64]:
        """Index of each pseudonym in the roster, shape (n,)."""
        found = pc.index_in(ids, value_set=self.people)
        return found.to_numpy(zero_copy_only=False).astype(np.int64)

    def spread(self, table: pa.Table, column: str) -> NDArray[np.int64]:
        """Return a per-person column over the whole roster, 0 where there is no row."""
        out = np.zeros(self.roster.num_rows, dtype=np.int64)
        out[self.index(table["person_id"])] = table[column].to_numpy()
        return out


def fetch(engine: Engine) -> Evidence:
    """Run the relations that the skills rest on.

    Raises
    ------
    EstimationError
        If there is nobody in the roster.
    """
    tables = {name: engine.fetch(name) for name in (*SKILL_RELATIONS, "evidence_rows")}
    tables["roster"] = tables["roster"].sort_by("person_id")
    if tables["roster"].num_rows == 0:
        raise EstimationError(
            "There is nobody in the roster.",
            hint="Import the HR roster first: vesica import roster.csv.",
        )
    return Evidence(**tables)


def units(data: Evidence) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Unit index per person, shape (n_people,), and the units' names in sorted order."""
    names = tuple(sorted(set(data.roster["org_unit"].to_pylist())))
    place = {name: i for i, name in enumerate(names)}
    return np.array([place[u] for u in data.roster["org_unit"].to_pylist()]), names


def row_counts(data: Evidence) -> dict[str, int]:
    """Rows of every evidence table that held data."""
    rows = data.evidence_rows.to_pylist()
    return {r["table_name"]: r["rows"] for r in sorted(rows, key=lambda r: r["table_name"])}


def expertise(data: Evidence) -> Scores:
    """Social Media Expertise: reach per audience, posting rate, consistency.

    Raises
    ------
    EstimationError
        If there are no posts.
    """
    if data.post_cells.num_rows == 0 and data.posting.num_rows == 0:
        raise EstimationError(
            "There are no posts, so expertise cannot be measured.",
            hint="Import posts of organisation or work-related accounts: vesica import posts.csv.",
        )
    makers: dict[str, Callable[[Evidence], Facet]] = {}
    if data.post_cells.num_rows:
        makers["reach"] = _reach
    makers |= {"practice": _practice, "consistency": _consistency}
    return _skill("expertise", data, makers)


def influence(data: Evidence) -> Scores:
    """Leadership Influence: endorsement by colleagues and position in the network.

    Raises
    ------
    EstimationError
        If there are neither nominations nor messages nor ties.
    """
    makers: dict[str, Callable[[Evidence], Facet]] = {}
    if data.endorsements_received.num_rows:
        makers["endorsement"] = _endorsement
    if data.contacts.num_rows:
        makers["structure"] = _structure
    if not makers:
        raise EstimationError(
            "There are no nominations, messages or ties, so influence cannot be measured.",
            hint="Import one of them: vesica import nominations.csv (or messages, or ties).",
        )
    return _skill("influence", data, makers)


def _skill(name: str, data: Evidence, makers: Mapping[str, Callable[[Evidence], Facet]]) -> Scores:
    """Combine the facets that the data carry; the others are named in the note."""
    facets, notes = [], []
    for facet, make in makers.items():
        try:
            facets.append(make(data))
        except EstimationError as error:
            notes.append(f"Left out {facet}: {error.message}")
    scores = skill(name=name, facets=facets)
    return replace(scores, note=" ".join([*notes, scores.note]).strip())


def _reach(data: Evidence) -> Facet:
    cells = data.post_cells
    label = pc.binary_join_element_wise(
        cells["platform"],
        cells["kind"],
        pc.if_else(cells["has_audience"], "audience", "no audience"),
        "\x1f",
    )
    names = sorted(set(label.to_pylist()))
    sums = {
        short: cells[f"{short}_e6"].to_numpy() * MICRO for short in ("y", "yy", "x", "xx", "xy")
    }
    return reach(
        person=data.index(cells["person_id"]),
        cell=pc.index_in(label, value_set=pa.array(names)).to_numpy().astype(np.int64),
        posts=cells["posts"].to_numpy(),
        n_people=data.roster.num_rows,
        **sums,
    )


def _observed(data: Evidence) -> NDArray[np.bool_]:
    seen = np.zeros(data.roster.num_rows, dtype=bool)
    seen[data.index(data.posting["person_id"])] = True
    return seen


def _practice(data: Evidence) -> Facet:
    return practice(
        posts=data.spread(data.posting, "posts"),
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        observed=_observed(data),
    )


def _consistency(data: Evidence) -> Facet:
    return consistency(
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        posts=data.spread(data.posting, "posts"),
        observed=_observed(data),
    )


def _endorsement(data: Evidence) -> Facet:
    received = data.endorsements_received
    return endorsement(
        raters=data.spread(received, "raters"), eligible=data.spread(received, "eligible")
    )


def _structure(data: Evidence) -> Facet:
    contacts = data.contacts
    return structure(
        source=data.index(contacts["source_id"]),
        target=data.index(contacts["target_id"]),
        block=contacts["block"].to_numpy(),
        weight=contacts["weight_e6"].to_numpy() * MICRO,
        n_people=data.roster.num_rows,
        blocks_known=bool(pc.all(contacts["blocks_known"]).as_py()),
    )
