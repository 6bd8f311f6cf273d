"""Relations as the arrays that methods take, one index per person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.canonical_order import gather, ordered, places
from vesica.api.provenance import SKILL_RELATIONS
from vesica.core.scores import Facet, Scores
from vesica.errors import EngineError, EstimationError
from vesica.measure.skill import skill

if TYPE_CHECKING:
    from vesica.engine.base import Engine

__all__ = [
    "MICRO",
    "RELATIONS",
    "Evidence",
    "arranged",
    "combined",
    "fetch",
    "row_counts",
    "units",
]

MICRO = 1e-6
"""Fixed-point integers in relations are in millionths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Fetched relations in an order free of pseudonyms; the roster gives everyone an index."""

    roster: pa.Table
    posting: pa.Table
    post_cells: pa.Table
    endorsements_received: pa.Table
    contacts: pa.Table
    names_given: pa.Table
    replies_received: pa.Table
    position: pa.Table
    authors: pa.Table
    post_times: pa.Table
    post_moments: pa.Table
    answering: pa.Table
    answers_received: pa.Table
    expertise_endorsed: pa.Table
    expertise_names_given: pa.Table
    known_measures: pa.Table
    measured_periods: pa.Table
    skill_checks: pa.Table
    adopted: pa.Table
    attention: pa.Table
    own_activity: pa.Table
    evidence_rows: pa.Table

    @property
    def people(self) -> pa.Array:
        """Pseudonyms in index order."""
        return self.roster["person_id"].combine_chunks()

    def index(self, ids: pa.ChunkedArray) -> NDArray[np.int64]:
        """Index of each pseudonym in the roster, shape (n,).

        Raises
        ------
        EngineError
            If somebody is not in the roster: nobody else is credited with the row.
        """
        found = places(ids, self.people).astype(np.int64)
        if np.any(found < 0):
            raise EngineError(
                "A relation speaks of somebody who is not in the roster.",
                hint="This is a fault of Vesica. Report it.",
            )
        return found

    def spread(self, table: pa.Table, column: str) -> NDArray[np.int64]:
        """Return a per-person column over the whole roster, 0 where there is no row."""
        out = np.zeros(self.roster.num_rows, dtype=np.int64)
        out[self.index(table["person_id"])] = table[column].to_numpy()
        return out


RELATIONS = (*SKILL_RELATIONS, "evidence_rows")
"""What :func:`fetch` asks an engine for."""


def fetch(engine: Engine) -> dict[str, pa.Table]:
    """Run the relations that the skills rest on; :func:`arranged` makes evidence of them.

    Raises
    ------
    EstimationError
        If there is nobody in the roster.
    """
    tables = gather(engine, RELATIONS)
    if tables["roster"].num_rows == 0:
        raise EstimationError(
            "There is nobody in the roster.",
            hint="Import the HR roster first: vesica import roster.csv.",
        )
    return tables


def arranged(tables: dict[str, pa.Table]) -> Evidence:
    """Sort fetched relations; they are given up, so that nothing takes room twice."""
    return Evidence(**ordered(tables))


def units(data: Evidence) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Unit index per person, shape (n_people,), and the units' names in sorted order."""
    names = tuple(sorted(set(data.roster["org_unit"].to_pylist())))
    place = {name: i for i, name in enumerate(names)}
    return np.array([place[u] for u in data.roster["org_unit"].to_pylist()]), names


def row_counts(data: Evidence) -> dict[str, int]:
    """Rows of every evidence table that held data."""
    rows = data.evidence_rows.to_pylist()
    return {r["table_name"]: r["rows"] for r in sorted(rows, key=lambda r: r["table_name"])}


def combined(
    name: str, data: Evidence, makers: Mapping[str, Callable[[Evidence], Facet]]
) -> Scores:
    """Combine the facets that the data carry; the others are named in the note."""
    facets, notes = [], []
    for facet, make in makers.items():
        try:
            facets.append(make(data))
        except EstimationError as error:
            notes.append(f"Left out {facet}: {error.message}")
    scores = skill(name=name, facets=facets)
    return replace(scores, note=" ".join([*notes, scores.note]).strip())
