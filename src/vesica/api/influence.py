"""Leadership Influence: its facets from relations."""

from __future__ import annotations

from collections.abc import Callable

from vesica.api.skills import MICRO, Evidence, combined
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.endorsement import endorsement
from vesica.network.structure import structure

__all__ = ["influence"]


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
    return combined("influence", data, makers)


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
