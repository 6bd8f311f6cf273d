"""Who listens to whom, between disciplines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.canonical_order import gather, ordered, places
from vesica.api.consents import objecting
from vesica.api.current import current_run
from vesica.api.engines import open_evidence
from vesica.api.overlap import members
from vesica.core.canonical import result_hash
from vesica.core.estimate import Estimate
from vesica.core.network import AttentionCell, CellMoves, ListeningGroup, Network
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.intervals import ratio_interval, share_interval
from vesica.network.contacts import Contacts, colleagues, contacts_of
from vesica.network.listening import Listening, listening
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["network"]

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

EVERYONE, OWN, SENIOR = "everyone", "own discipline", "senior leaders"
_RELATIONS = ("roster", "contacts", "reporting_lines", "senior_leaders")
_FORMULA = (
    "share = mean over the people of a discipline who turn to anybody of the share of their own"
    " attention that goes to the other discipline; lift = share / mean over the same people of"
    " that discipline's share of the colleagues outside their own line; interval from leaving out"
    " one person at a time"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """The roster in index order, and who turned to whom outside the own line."""

    people: pa.Array
    names: tuple[str, ...]
    discipline: IntArray
    senior: BoolArray
    contacts: Contacts
    line: tuple[IntArray, IntArray]
    level: float

    def colleagues(self, group: IntArray, n_groups: int) -> IntArray:
        person, other = self.line
        return colleagues(group=group, n_groups=n_groups, line_person=person, line_other=other)


def network(workspace: Workspace) -> Released[Network]:
    """Release who listens to whom between disciplines, without a name.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    EstimationError
        If nobody is on record as turning to anybody outside the own line.
    """
    request = Request(question="network", purpose=Purpose.OVERLAP, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    sealed = current_run(workspace)
    world = _world(workspace)
    answer = _answer(world)
    ids = world.people.to_pylist()
    units: dict[str, set[str]] = {f"discipline {name}": set() for name in world.names}
    for person, at in zip(ids, world.discipline, strict=True):
        units[f"discipline {world.names[at]}"].add(person)
    units[SENIOR] = {p for p, senior in zip(ids, world.senior, strict=True) if senior}
    first, last = sealed.manifest["period"]
    return workspace.gate.release(
        answer,
        question="network",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.network.listening.listening",
            relations=_RELATIONS,
            rows=tuple(sorted(sealed.manifest["rows"].items())),
            run_id=sealed.id,
            result_hash=result_hash(answer),
            first_day=first,
            last_day=last,
        ),
        members=Members(
            people=frozenset(ids),
            units={name: frozenset(group) for name, group in units.items()},
            counted=members(sealed).group & frozenset(ids),
        ),
    )


def _world(workspace: Workspace) -> _World:
    with open_evidence(
        workspace, Purpose.OVERLAP, excluded=objecting(workspace), relations=_RELATIONS
    ) as engine:
        tables = gather(engine, _RELATIONS)
    tables = ordered(tables)
    roster, pairs, line = tables["roster"], tables["contacts"], tables["reporting_lines"]
    if pairs.num_rows == 0:
        raise EstimationError(
            "Nobody is on record as turning to anybody outside the own line.",
            hint="Import messages or ties: vesica import messages.csv (or ties).",
        )
    people = roster["person_id"].combine_chunks()
    functions = roster["function"].fill_null("unassigned").to_pylist()
    names = tuple(sorted(set(functions)))
    place = {name: i for i, name in enumerate(names)}
    for end in ("person_id", "other_id"):  # a manager may be outside the roster
        line = line.filter(pc.is_in(line[end], value_set=people))
    senior = np.zeros(len(people), dtype=bool)
    senior[_index(tables["senior_leaders"]["person_id"], people)] = True
    return _World(
        people=people,
        names=names,
        discipline=np.array([place[f] for f in functions], dtype=np.int64),
        senior=senior,
        contacts=contacts_of(
            source=_index(pairs["source_id"], people),
            target=_index(pairs["target_id"], people),
            weight=pairs["weight_e6"].to_numpy(),
            n=len(people),
        ),
        line=(_index(line["person_id"], people), _index(line["other_id"], people)),
        level=workspace.settings.overlap.level,
    )


def _index(ids: pa.ChunkedArray, people: pa.Array) -> IntArray:
    return places(ids, people).astype(np.int64)


def _answer(world: _World) -> Network:
    n, at, pairs = len(world.people), world.discipline, world.contacts
    everybody = np.ones(n, dtype=bool)
    eligible = world.colleagues(at, len(world.names))
    found = [
        listening(contacts=pairs, kind=at[pairs.target], eligible=eligible, among=at == g)
        for g in range(len(world.names))
    ]
    same = np.take_along_axis(eligible, at[:, None], axis=1)[:, 0]
    inside = listening(
        contacts=pairs,
        kind=(at[pairs.source] == at[pairs.target]).astype(np.int64),
        eligible=np.column_stack([eligible.sum(axis=1) - same, same]),
        among=everybody,
    )
    leaders = listening(
        contacts=pairs,
        kind=world.senior[pairs.target].astype(np.int64),
        eligible=world.colleagues(world.senior.astype(np.int64), 2),
        among=everybody,
    )
    return Network(
        people=n,
        everyone=_group(EVERYONE, n, inside),
        groups=tuple(
            _group(name, int(np.count_nonzero(at == g)), found[g])
            for g, name in enumerate(world.names)
        ),
        cells=tuple(
            _cell(giver, receiver, found[g], k, world.level)
            for g, giver in enumerate(world.names)
            for k, receiver in enumerate(world.names)
        ),
        totals=(
            _cell(EVERYONE, OWN, inside, 1, world.level),
            _cell(EVERYONE, SENIOR, leaders, 1, world.level),
        ),
    )


def _group(name: str, people: int, found: Listening) -> ListeningGroup:
    return ListeningGroup(name=name, people=people, turning=found.givers, moves=found.givers_move)


def _cell(giver: str, receiver: str, found: Listening, k: int, level: float) -> AttentionCell:
    n = max(found.givers, 1)
    fewer = max(n - int(found.givers_move), 1)
    share, lift = min(float(found.share[k]), 1.0), float(found.lift[k])
    share_moves, lift_moves = float(found.share_moves[k]), float(found.lift_moves[k])

    def of_share(moved: float, gone: float) -> Estimate:
        return share_interval(
            min(max(share + moved, 0.0), 1.0),
            float(found.share_variance[k]) - gone**2,
            level=level,
            n=fewer if moved else n,
        )

    def of_lift(moved: float, gone: float) -> Estimate:
        spread = float(found.lift_log_variance[k]) - (gone / lift) ** 2 if lift else 0.0
        return ratio_interval(max(lift + moved, 0.0), spread, level=level, n=n)

    return AttentionCell(
        giver=giver,
        receiver=receiver,
        share=of_share(0.0, 0.0),
        lift=of_lift(0.0, 0.0),
        turning=int(found.turning[k]),
        turned_to=int(found.turned_to[k]),
        moves=CellMoves(
            share=_most(of_share, share_moves),
            lift=_most(of_lift, lift_moves),
            turning=float(found.turning_moves[k]),
            turned_to=float(found.turned_to_moves[k]),
        ),
    )


def _most(interval: Callable[[float, float], Estimate], moves: float) -> float:
    """Most that one person moves a value or an end of its interval.

    Who moves the value most takes that square out of the variance, too: the interval of what is
    left lies elsewhere, and is narrower.
    """
    whole = interval(0.0, 0.0)
    return max(
        abs(end - before)
        for moved in (-moves, moves)
        for gone in (0.0, moves)
        for end, before in zip(_ends(interval(moved, gone)), _ends(whole), strict=True)
    )


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high
