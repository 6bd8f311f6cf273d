"""Person rows of a run, sealed inside the trust boundary and read back for one's own card."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api import position
from vesica.core.canonical import to_plain
from vesica.core.scores import Scores
from vesica.measure.joint import Joint
from vesica.measure.overlap import people_above
from vesica.measure.pooling import standardised

if TYPE_CHECKING:
    from vesica.api.skills import Evidence

__all__ = ["FORM", "digest", "facets", "fit", "people"]

FORM = 2
"""Number of the form of these rows; a run in another form is made anew."""

_CHANCES = frozenset({"eligible raters", "weeks"})
"""Evidence that counts who could have said something, or when: everybody in the roster has it."""

_DIGITS = 4
"""Significant digits that person rows share between runs that count as the same."""


def people(data: Evidence, fitted: Joint, bar: float) -> pa.Table:
    """One row per person: both scores, probabilities above the bar, records, position."""
    columns: dict[str, Any] = {
        "person_id": data.people,
        "org_unit": data.roster["org_unit"].combine_chunks(),
    }
    *alone, both = people_above(fitted, bar=bar)
    for scores, above in zip((fitted.expertise, fitted.influence), alone, strict=True):
        columns[f"{scores.skill}_mean"] = scores.mean
        columns[f"{scores.skill}_se"] = scores.standard_error
        columns[f"{scores.skill}_above"] = above
    columns["records"] = _records(data, fitted.expertise, fitted.influence)
    columns["both"] = both
    columns |= position.columns(data, fitted.influence)
    return pa.table(columns)


def _records(data: Evidence, *skills: Scores) -> NDArray[np.int64]:
    """Records of each person on either skill; 0 for who is in the roster and nowhere else."""
    found = data.spread(data.posting, "posts")
    found = found + data.spread(data.endorsements_received, "raters")
    for facet in (facet for scores in skills for facet in scores.facets):
        if facet.evidence_unit not in _CHANCES:
            found = found + facet.evidence
    return found


def facets(data: Evidence, expertise: Scores, influence: Scores) -> pa.Table:
    """One row per person and facet: value in sd, standard error, evidence, weight."""
    parts = []
    for scores in (expertise, influence):
        for k, facet in enumerate(scores.facets):
            value, error = standardised(facet)
            parts.append(
                pa.table(
                    {
                        "person_id": data.people,
                        "skill": pa.repeat(scores.skill, len(value)),
                        "facet": pa.repeat(facet.name, len(value)),
                        "value": value,
                        "standard_error": error,
                        "evidence": facet.evidence,
                        "evidence_unit": pa.repeat(facet.evidence_unit, len(value)),
                        "weight": scores.weights[:, k],
                    }
                )
            )
    return pa.concat_tables(parts)


def fit(scores: Scores) -> dict[str, Any]:
    """How one skill was put together, without person rows."""
    return {
        "skill": scores.skill,
        "reliability": scores.reliability,
        "facets": [f.name for f in scores.facets],
        "loadings": to_plain(scores.loadings),
        "uniquenesses": to_plain(scores.uniquenesses),
        "note": scores.note,
    }


def digest(table: pa.Table) -> str:
    """Hash of the person rows without their pseudonyms, whatever order they are in."""
    names = [n for n in table.column_names if n not in ("person_id", "org_unit")]
    columns = np.column_stack([_rounded(table[n].to_numpy()) for n in names])
    columns = columns[np.lexsort(columns.T[::-1])] + 0.0
    return hashlib.sha256(columns.tobytes()).hexdigest()


def _rounded(x: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(x == 0, 0, np.floor(np.log10(np.abs(x))))
    scale = 10.0 ** (_DIGITS - 1 - size)
    return np.round(x * scale) / scale
