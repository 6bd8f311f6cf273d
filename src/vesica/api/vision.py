"""Whether social media is part of every discipline, or one department's silo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.canonical_order import gather, ordered
from vesica.api.consents import objecting
from vesica.api.current import current_run
from vesica.api.engines import open_evidence
from vesica.api.overlap import members
from vesica.api.provenance import SKILL_RELATIONS
from vesica.core.canonical import result_hash
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.released import Provenance, Released
from vesica.core.vision import DisciplineShare, GroupShare, QuarterPoint, SiloLine, Vision
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.integration import (
    practice_shares,
    silo_change,
    silo_index,
    skill_shares,
    spread_of,
)
from vesica.measure.intervals import share_interval
from vesica.measure.share import share
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["EVERYONE", "SENIOR", "vision"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SENIOR, EVERYONE = "senior leaders", "everyone"
_QUARTER_DAYS = np.timedelta64(3, "M")
_FORMULA = (
    "silo index = 1 - Σ over disciplines of people × entropy(share) / (people of all ×"
    " entropy(share of all)): 0 where all disciplines practise alike, 1 where each does wholly or"
    " not at all; shares are drawn towards each other as far as they differ by luck"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """The roster in index order, and who practised when."""

    people: pa.Array
    names: tuple[str, ...]
    discipline: IntArray
    senior: BoolArray
    practice: pa.Table
    covered: tuple[np.datetime64, np.datetime64] | None
    level: float
    seed: int

    @property
    def sizes(self) -> IntArray:
        return np.bincount(self.discipline, minlength=len(self.names))

    def active(self, quarter: np.datetime64 | None = None) -> BoolArray:
        """Who practised, in one quarter or at all."""
        rows = self.practice
        if quarter is not None:
            rows = rows.filter(pc.equal(rows["quarter"], pa.scalar(quarter.astype(object))))
        found = pc.index_in(rows["person_id"], value_set=self.people).to_numpy()
        out = np.zeros(len(self.people), dtype=bool)
        out[found.astype(np.int64)] = True
        return out

    def draws(self, active: BoolArray, stream: int) -> FloatArray:
        """Draws of the share of each discipline that practises."""
        return practice_shares(
            active=np.bincount(self.discipline[active], minlength=len(self.names)),
            people=self.sizes,
            rng=np.random.default_rng([self.seed, stream]),
        )


def vision(workspace: Workspace) -> Released[Vision]:
    """Release how far practice and expertise are one discipline's own.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    EstimationError
        If there is only one discipline, or nobody or everybody practises.
    """
    request = Request(question="vision", purpose=Purpose.OVERLAP, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    sealed = current_run(workspace)
    scores = sealed.table("people")
    world = _world(workspace)
    answer = _answer(workspace, world, scores)
    ids = world.people.to_pylist()
    units: dict[str, set[str]] = {name: set() for name in world.names}
    for person, at in zip(ids, world.discipline, strict=True):
        units[world.names[at]].add(person)
    leaders = frozenset(p for p, senior in zip(ids, world.senior, strict=True) if senior)
    return workspace.gate.release(
        answer,
        question="vision",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.measure.integration.silo_index",
            relations=("practice_quarters", "senior_leaders", *SKILL_RELATIONS),
            rows=tuple(sorted(sealed.manifest["rows"].items())),
            run_id=sealed.id,
            result_hash=result_hash(answer),
        ),
        members=Members(
            people=frozenset(ids),
            units={name: frozenset(group) for name, group in units.items()} | {SENIOR: leaders},
            counted=members(sealed).group & frozenset(ids),
        ),
    )


def _world(workspace: Workspace) -> _World:
    names = ("roster", "practice_quarters", "senior_leaders")
    with open_evidence(
        workspace,
        Purpose.OVERLAP,
        excluded=objecting(workspace),
        relations=(*names, "post_weeks"),
    ) as engine:
        tables = gather(engine, names)
        weeks = engine.fetch("post_weeks")
    tables = ordered(tables)
    roster, leaders = tables["roster"], tables["senior_leaders"]
    people = roster["person_id"].combine_chunks()
    functions = roster["function"].fill_null("unassigned").to_pylist()
    names = tuple(sorted(set(functions)))
    place = {name: i for i, name in enumerate(names)}
    first, last = weeks["first_post_day"][0].as_py(), weeks["last_post_day"][0].as_py()
    return _World(
        people=people,
        names=names,
        discipline=np.array([place[f] for f in functions], dtype=np.int64),
        senior=np.isin(
            np.asarray(people.to_pylist()), np.asarray(leaders["person_id"].to_pylist(), dtype=str)
        ),
        practice=tables["practice_quarters"],
        covered=None if first is None else (np.datetime64(first), np.datetime64(last)),
        level=workspace.settings.overlap.level,
        seed=workspace.settings.workspace.seed,
    )


def _answer(workspace: Workspace, world: _World, scores: pa.Table) -> Vision:
    active = world.active()
    quarters, change = _over_time(world)
    target = workspace.settings.vision.target_index
    return Vision(
        people=len(world.people),
        disciplines=len(world.names),
        lines=(
            _line("practice", world.draws(active, 0), world),
            _line("expertise", _expertise(world, scores, workspace.settings.overlap.bar), world),
        ),
        quarters=quarters,
        change=change,
        by_discipline=_by_discipline(world, world.draws(active, 0)),
        groups=tuple(
            _group(name, who, active, world, scores)
            for name, who in (
                (SENIOR, world.senior),
                (EVERYONE, np.ones(len(world.people), dtype=bool)),
            )
        ),
        target=target if target < 1 else None,
    )


def _line(what: str, draws: FloatArray, world: _World) -> SiloLine:
    sizes, level = world.sizes, world.level
    return SiloLine(
        what=what,
        index=silo_index(shares=draws, people=sizes, level=level),
        share=spread_of(draws, sizes, level),
    )


def _expertise(world: _World, scores: pa.Table, bar: float) -> FloatArray:
    at = pc.index_in(world.people, value_set=scores["person_id"].combine_chunks())
    place = at.to_numpy(zero_copy_only=False).astype(np.int64)
    mean, error = (scores[f"expertise_{n}"].to_numpy()[place] for n in ("mean", "se"))
    gain = 1 - error**2
    seen = gain > 1e-9
    safe = np.where(seen, gain, 1.0)
    return skill_shares(
        signal=np.where(seen, mean / safe, 0.0),
        noise=np.where(seen, np.sqrt((1 - safe) / safe), np.inf),
        group=world.discipline,
        n_groups=len(world.names),
        bar=bar,
        rng=np.random.default_rng([world.seed, 1]),
    )


def _over_time(world: _World) -> tuple[tuple[QuarterPoint, ...], Shown]:
    """Silo index of practice in each whole quarter, and the change from first to last."""
    drawn = []
    for i, quarter in enumerate(_whole_quarters(world)):
        try:
            drawn.append((quarter, world.draws(world.active(quarter), 2 + i)))
        except EstimationError:
            continue
    points = tuple(
        QuarterPoint(
            quarter=_label(quarter),
            index=silo_index(shares=shares, people=world.sizes, level=world.level),
            share=spread_of(shares, world.sizes, world.level),
        )
        for quarter, shares in drawn
    )
    if len(drawn) < 2:
        return points, Hidden(why="the evidence covers fewer than two whole quarters")
    return points, silo_change(
        before=drawn[0][1], after=drawn[-1][1], people=world.sizes, level=world.level
    )


def _whole_quarters(world: _World) -> list[np.datetime64]:
    if world.covered is None:
        return []
    first, last = world.covered
    month = first.astype("datetime64[M]")
    start = month - (month.astype(np.int64) % 3).astype("timedelta64[M]")
    found = []
    while (start + _QUARTER_DAYS).astype("datetime64[D]") <= last + 1:
        if start.astype("datetime64[D]") >= first:
            found.append(start.astype("datetime64[D]"))
        start += _QUARTER_DAYS
    return found


def _label(quarter: np.datetime64) -> str:
    day = quarter.astype(object)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _by_discipline(world: _World, draws: FloatArray) -> tuple[DisciplineShare, ...]:
    low, middle, high = np.quantile(
        draws, [(1 - world.level) / 2, 0.5, (1 + world.level) / 2], axis=0
    )
    return tuple(
        DisciplineShare(
            discipline=name,
            people=int(world.sizes[i]),
            practice=Estimate(
                value=float(middle[i]),
                low=float(low[i]),
                high=float(high[i]),
                level=world.level,
                unit="1",
                n=int(world.sizes[i]),
            ),
        )
        for i, name in enumerate(world.names)
    )


def _group(
    name: str, who: BoolArray, active: BoolArray, world: _World, scores: pa.Table
) -> GroupShare:
    n = int(np.count_nonzero(who))
    if n == 0:
        gone = Hidden(why="there are none")
        return GroupShare(group=name, people=gone, practice=gone, expertise=gone)
    at = pc.index_in(world.people, value_set=scores["person_id"].combine_chunks())
    p = scores["expertise_above"].to_numpy()[at.to_numpy(zero_copy_only=False).astype(np.int64)]
    above = p[who]
    value, spread = float(np.mean(above)), float(np.sum(above * (1 - above))) ** 0.5 / n
    return GroupShare(
        group=name,
        people=n,
        practice=share(int(np.count_nonzero(active & who)), n, level=world.level),
        expertise=share_interval(value, spread**2, level=world.level, n=n),
    )
