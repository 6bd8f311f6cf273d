"""Do people persuade one another? The organisation-level answer, released."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from vesica.api.canonical_order import gather, ordered
from vesica.api.consents import objecting
from vesica.api.engines import open_evidence
from vesica.api.persuasion import LEVEL, RELATIONS, SEEN_DAYS, followed
from vesica.core.canonical import canonical_json, result_hash
from vesica.core.persuasion import Persuasion
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.network.persuasion import persuasion as persuasion_of
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["persuasion"]

_FORMULA = (
    "multiple = adoptions of people who saw a contact adopt in the last"
    f" {SEEN_DAYS} days / adoptions expected of people like them who saw none, by week, unit,"
    " function, level, own activity and own record; net = multiple / the same multiple for people"
    " whose contact is about to adopt; share = (1 - 1 / net) × adoptions after a contact's / all"
)


def persuasion(workspace: Workspace) -> Released[Persuasion]:
    """Release how much people persuade one another, with the placebos.

    Raises
    ------
    EstimationError
        If there are no adoptions or no contacts, or nobody adopted after a contact had.
    """
    request = Request(question="persuasion", purpose=Purpose.OVERLAP, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    left_out = objecting(workspace)
    with open_evidence(
        workspace, Purpose.OVERLAP, excluded=left_out, relations=(*RELATIONS, "evidence_rows")
    ) as engine:
        tables = gather(engine, RELATIONS)
        rows = engine.fetch("evidence_rows").to_pylist()
    world = followed(**ordered(tables))
    answer = persuasion_of(
        spread=world.spread,
        base=world.base,
        unit=world.unit,
        unit_names=world.unit_names,
        level=LEVEL,
    )
    evidence = canonical_json([workspace.evidence.digest(), sorted(left_out)])
    ids = world.people.to_pylist()
    units: dict[str, set[str]] = {name: set() for name in world.unit_names}
    for person, at in zip(ids, world.unit, strict=True):
        units[world.unit_names[at]].add(person)
    return workspace.gate.release(
        answer,
        question="persuasion",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.network.persuasion.persuasion",
            relations=RELATIONS,
            rows=tuple(sorted((r["table_name"], r["rows"]) for r in rows)),
            run_id=f"evidence {hashlib.sha256(evidence.encode()).hexdigest()[:16]}",
            result_hash=result_hash(answer),
        ),
        members=Members(
            people=frozenset(ids),
            units={name: frozenset(group) for name, group in units.items()},
        ),
    )
