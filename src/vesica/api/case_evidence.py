"""The evidence behind every case of a workspace, read once for each state of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from vesica.api.case_desk import Desk
from vesica.api.case_effects import estimated
from vesica.api.case_series import series
from vesica.api.consents import consents
from vesica.api.engines import open_evidence
from vesica.api.route_evidence import left_out
from vesica.core.canonical import result_hash
from vesica.core.case import Peers
from vesica.core.estimate import Hidden
from vesica.errors import EstimationError
from vesica.incentives.forecast import common_draws
from vesica.schema import Purpose
from vesica.store.ledger import Consents
from vesica.store.runs import Runs

if TYPE_CHECKING:
    import pyarrow as pa

    from vesica.api.workspace import Workspace

__all__ = ["CaseRoom", "room_of"]

_RELATIONS = ("roster", "metric_series", "own_plans", "leader_plans")
_DRAWS = 4000
_SLOTS = 8
_STREAM = 0xCA5E


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRoom:
    """What cases rest on, in one state of evidence, settings and opt-ins.

    Parameters
    ----------
    desk : Desk
        Plans, forecasts, effects.
    consents : Consents
        Who opted in to being shown what is in it, and who objects.
    consenting : frozenset of str
        Leaders with a plan who opted in.
    relations, rows, first_day, last_day
        See :class:`vesica.core.released.Provenance`.
    peers, counted
        The leaders' aggregate once it is worked out, and who is in it.
    """

    desk: Desk
    consents: Consents
    consenting: frozenset[str]
    relations: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    first_day: str
    last_day: str
    peers: list[Peers | Hidden] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)


_rooms: WeakKeyDictionary[Workspace, tuple[str, CaseRoom]] = WeakKeyDictionary()
"""The newest of each workspace: whoever moves an assumption does not read the evidence again."""


def room_of(workspace: Workspace, allowed: Consents | None = None) -> CaseRoom:
    """Return what cases rest on, read again only if evidence, settings or opt-ins changed.

    Parameters
    ----------
    allowed : Consents, optional
        State of the ledger, where it was read for this request already.
    """
    if allowed is None:
        allowed = consents(workspace, Purpose.LINE_OF_SIGHT)
    settings, run = workspace.settings, Runs(workspace.layout).current()
    state = result_hash(
        {
            "evidence": [
                (m.id, sorted((name, t.content_hash) for name, t in m.tables.items()))
                for m in workspace.evidence.imports()
            ],
            "run": None if run is None else run.id,
            "granted": sorted(allowed.granted),
            "objecting": sorted(allowed.objecting),
            "case": settings.case,
            "routes": settings.routes,
            "left_out": sorted(left_out(workspace)),
            "seed": settings.workspace.seed,
        }
    )
    known = _rooms.get(workspace)
    if known is None or known[0] != state:
        known = (state, _read(workspace, allowed))
        _rooms[workspace] = known
    return known[1]


def _read(workspace: Workspace, allowed: Consents) -> CaseRoom:
    settings = workspace.settings
    wanted = (*_RELATIONS, "evidence_rows")
    with open_evidence(
        workspace, Purpose.LINE_OF_SIGHT, excluded=allowed.objecting, relations=wanted
    ) as engine:
        tables = {name: engine.fetch(name) for name in wanted}
    plans: dict[str, list[dict[str, Any]]] = {}
    for row in tables["leader_plans"].to_pylist():
        plans.setdefault(row["person_id"], []).append(row)
    metrics = _metrics(tables["metric_series"], first_month=settings.case.first_month)
    rng = np.random.default_rng([settings.workspace.seed, _STREAM])
    paid = sorted({row["metric"] for rows in plans.values() for row in rows} & set(metrics))
    desk = Desk(
        plans={who: sorted(plans[who], key=_order) for who in sorted(plans)},
        metrics=metrics,
        route=estimated(workspace, paid),
        common=common_draws(rng, draws=_DRAWS, slots=_SLOTS),
        settings=settings.case,
    )
    days = [s.calendar.periods for s in metrics.values()]
    return CaseRoom(
        desk=desk,
        consents=allowed,
        consenting=allowed.granted & frozenset(plans),
        relations=_RELATIONS,
        rows=tuple(
            sorted((r["table_name"], r["rows"]) for r in tables["evidence_rows"].to_pylist())
        ),
        first_day=str(min(d[0] for d in days)) if days else "",
        last_day=str(max(d[-1] for d in days)) if days else "",
    )


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Heaviest metric first; the order of a file tells nothing."""
    return (row["fiscal_year"] or 0, -(row["weight"] or 0), row["metric"])


def _metrics(table: pa.Table, *, first_month: int) -> dict[str, Any]:
    rows: dict[str, list[tuple[str, Any, int]]] = {}
    for row in table.to_pylist():
        if row["value_e6"] is not None:
            rows.setdefault(row["metric"], []).append(
                (row["org_unit"], row["period"], row["value_e6"])
            )
    found = {}
    for name in sorted(rows):
        with suppress(EstimationError):  # a case that needs it says that there is no series
            found[name] = series(rows[name], first_month=first_month)
    return found
