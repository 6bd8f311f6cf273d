"""How we know: what a run says about where its figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.core.released import Provenance

if TYPE_CHECKING:
    from vesica.store.runs import Run

__all__ = ["SKILL_RELATIONS", "provenance"]

SKILL_RELATIONS = (
    "roster",
    "posting",
    "post_cells",
    "endorsements_received",
    "contacts",
    "names_given",
    "replies_received",
    "position",
    "authors",
    "post_times",
    "post_moments",
    "answering",
    "answers_received",
    "expertise_endorsed",
    "expertise_names_given",
    "known_measures",
    "measured_periods",
    "skill_checks",
    "adopted",
    "attention",
    "own_activity",
)
"""Relations that the two skills rest on."""


def provenance(sealed: Run, formula: str, method: str) -> Provenance:
    """How we know: what a run's manifest says about where a figure comes from."""
    first, last = sealed.manifest["period"]
    return Provenance(
        formula=formula,
        method=method,
        relations=SKILL_RELATIONS,
        rows=tuple(sorted(sealed.manifest["rows"].items())),
        run_id=sealed.id,
        result_hash=sealed.result_hash,
        first_day=first,
        last_day=last,
        notes=tuple(
            f"{fit['skill'].capitalize()}: {fit['note']}"
            for fit in sealed.results["skills"]
            if fit["note"]
        ),
    )
