"""Leadership Influence: its facets from relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.own_facets import own_facets
from vesica.api.persuasion import persuasion_facet
from vesica.api.skills import MICRO, Evidence, combined, row_counts, units
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.endorsement import endorsement, regard
from vesica.measure.promptness import promptness
from vesica.measure.responsiveness import responsiveness
from vesica.measure.skill import skill
from vesica.network.structure import structure
from vesica.settings import FacetSettings

__all__ = ["blocks_known", "contact_arrays", "influence", "senior_leaders"]

_LEAST_LEADERS = 3

Maker = Callable[[Evidence], Facet]


def influence(data: Evidence, own: Mapping[str, FacetSettings] | None = None) -> Scores:
    """Leadership Influence: being named, being answered, being turned to, reaching the top.

    What senior leaders say and do counts in the facet of its own and nowhere else, so that no
    facet shares evidence with another.

    Raises
    ------
    EstimationError
        If there are neither nominations nor messages nor ties.
    """
    makers: dict[str, Maker] = {}
    if data.names_given.num_rows:
        makers["endorsement"] = _endorsement
    if int(pc.sum(data.endorsements_received["graded"]).as_py() or 0):
        makers["regard"] = _regard
    if int(pc.sum(data.replies_received["answered"]).as_py() or 0):
        makers["responsiveness"] = _responsiveness
    if int(pc.sum(data.replies_received["delays"]).as_py() or 0):
        makers["promptness"] = _promptness
    if data.contacts.num_rows:
        makers["structure"] = _structure
    makers |= own_facets(
        data, own or {}, skill="influence", taken=(*makers, "persuasion", "senior leaders")
    )
    if not makers:
        raise EstimationError(
            "There are no nominations, messages or ties, so influence cannot be measured.",
            hint="Import one of them: vesica import nominations.csv (or messages, or ties).",
        )
    if np.count_nonzero(_senior(data)) >= _LEAST_LEADERS and set(makers) != {"structure"}:
        makers["senior leaders"] = senior_leaders
    if row_counts(data).get("adoptions"):
        makers["persuasion"] = persuasion_facet
    return combined("influence", data, makers)


def senior_leaders(data: Evidence) -> Facet:
    """Influence on senior leaders: whom they name, and whose messages they answer.

    Whom they turn to unasked is left to structure: it goes with being turned to by everybody,
    beyond what influence explains, and would count that twice.

    Raises
    ------
    EstimationError
        If senior leaders neither named nor answered anybody, or treat all alike.
    """
    parts: list[Facet] = []
    for make in (_named_by_leaders, _answered_by_leaders):
        try:
            parts.append(make(data))
        except EstimationError:
            continue
    if not parts:
        raise EstimationError(
            "Senior leaders named and answered nobody.",
            hint="Import levels or decision rights, and nominations or messages with replies.",
        )
    both = skill(name="influence on senior leaders", facets=parts)
    seen = np.isfinite(both.noise)
    return Facet(
        name="senior leaders",
        value=np.where(seen, both.signal, np.nan),
        standard_error=both.noise,
        evidence=np.sum([p.evidence for p in parts], axis=0).astype(np.int64),
        unit="sd",
        evidence_unit="chances to be named or answered",
    )


def _senior(data: Evidence) -> NDArray[np.bool_]:
    out = np.zeros(data.roster.num_rows, dtype=bool)
    flags = data.position["senior"].to_numpy(zero_copy_only=False)
    out[data.index(data.position["person_id"])] = flags
    return out


def _by_rank(table: pa.Table, *, senior: bool) -> pa.Table:
    return table.filter(table["senior"] if senior else pc.invert(table["senior"]))


def _endorsed(data: Evidence, name: str, *, senior: bool) -> Facet:
    rows = _by_rank(data.endorsements_received, senior=senior)
    given = _by_rank(data.names_given, senior=senior)
    if given.num_rows == 0:
        raise EstimationError("Nobody of these raters named anybody.", hint="Import nominations.")
    return endorsement(
        person=data.index(rows["person_id"]),
        names=rows["names"].to_numpy(),
        raters=rows["raters"].to_numpy(),
        barred=rows["barred"].to_numpy(),
        names_given=given["names"].to_numpy(),
        raters_giving=given["raters"].to_numpy(),
        n_people=data.roster.num_rows,
        name=name,
    )


def _endorsement(data: Evidence) -> Facet:
    return _endorsed(data, "endorsement", senior=False)


def _named_by_leaders(data: Evidence) -> Facet:
    return _endorsed(data, "named by senior leaders", senior=True)


def _regard(data: Evidence) -> Facet:
    received, n = data.endorsements_received, data.roster.num_rows
    person = data.index(received["person_id"])

    def total(column: str, scale: float) -> NDArray[np.float64]:
        weights = received[column].to_numpy() * scale
        return np.bincount(person, weights=weights, minlength=n).astype(np.float64)

    return regard(
        graded=total("graded", 1.0).astype(np.int64),
        strength=total("strength_e6", MICRO),
        squares=total("strength_sq_e6", MICRO),
        n_people=n,
    )


def _answered(data: Evidence, name: str, *, senior: bool) -> Facet:
    replies = data.replies_received
    other = data.index(replies["other_id"])
    own = _senior(data)[other] == senior
    unit, _names = units(data)
    return responsiveness(
        person=data.index(replies["person_id"])[own],
        other=other[own],
        asked=replies["asked"].to_numpy()[own],
        answered=replies["answered"].to_numpy()[own],
        unit=unit,
        n_people=data.roster.num_rows,
        name=name,
    )


def _responsiveness(data: Evidence) -> Facet:
    return _answered(data, "responsiveness", senior=False)


def _answered_by_leaders(data: Evidence) -> Facet:
    return _answered(data, "answered by senior leaders", senior=True)


def _promptness(data: Evidence) -> Facet:
    replies = data.replies_received
    return promptness(
        person=data.index(replies["person_id"]),
        other=data.index(replies["other_id"]),
        asked=replies["asked"].to_numpy(),
        delays=replies["delays"].to_numpy(),
        delay=replies["delay_e6"].to_numpy() * MICRO,
        squares=replies["delay_sq_e6"].to_numpy() * MICRO,
        n_people=data.roster.num_rows,
    )


def contact_arrays(data: Evidence) -> dict[str, NDArray[np.int64]]:
    """Who turned to whom, when and how much, as :func:`structure` takes it."""
    contacts = data.contacts
    return {
        "source": data.index(contacts["source_id"]),
        "target": data.index(contacts["target_id"]),
        "block": contacts["block"].to_numpy(),
        "weight": contacts["weight_e6"].to_numpy(),
    }


def blocks_known(data: Evidence) -> bool:
    """Whether all contacts are dated."""
    return bool(pc.all(data.contacts["blocks_known"]).as_py())


def _structure(data: Evidence) -> Facet:
    return structure(
        **contact_arrays(data),
        n_people=data.roster.num_rows,
        blocks_known=blocks_known(data),
    )
