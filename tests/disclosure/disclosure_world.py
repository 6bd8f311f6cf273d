"""A gate over a state that lives in memory, and results to send through it."""

from __future__ import annotations

import contextlib
import itertools
from datetime import datetime

from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import Overlap, ThresholdPoint, UnitOverlap, Verdict
from vesica.core.released import Provenance
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Gate, Members
from vesica.disclosure.policy import load
from vesica.schema import Purpose
from vesica.settings import DisclosureSettings
from vesica.store.releases import ReleasedCell

POLICY = load(DisclosureSettings())
CONGRESS = load(DisclosureSettings(policy="congress", public_figures=True))


class MemoryReleases:
    def __init__(self):
        self.log = []

    def record(self, release, cells):
        assert all(entry.id != release.id for entry, _ in self.log)
        self.log.append((release, tuple(cells)))

    def entries(self):
        return tuple(entry for entry, _ in self.log)

    def has(self, release_id):
        return any(entry.id == release_id for entry, _ in self.log)

    def figures(self, questions, policy, run_id):
        fits = [e for e, _ in self.log if e.question in questions and e.policy.startswith(policy)]
        fits = [e for e in fits if e.figures]
        own = [e for e in fits if e.run_id == run_id]
        return (own or fits)[-1].figures if fits else {}

    def cells(self, run_id=None, quantity=None, *, but=None):
        return tuple(
            ReleasedCell(
                release_id=entry.id,
                time=datetime(2026, 1, 1),
                run_id=entry.run_id,
                table=c.table,
                cell=c.cell,
                quantity=c.quantity,
                members=c.members,
            )
            for entry, cells in self.log
            for c in cells
            if run_id in (None, entry.run_id) and quantity in (None, c.quantity)
            if c.cell != but
        )


class MemoryAudit:
    def __init__(self):
        self.log = []

    def append(self, actor, action, **detail):
        self.log.append((actor, action, detail))
        return str(len(self.log))


class MemoryState:
    def __init__(self):
        self.audit = MemoryAudit()
        self.releases = MemoryReleases()

    def transaction(self):
        return contextlib.nullcontext()


def gate(policy=POLICY, state=None):
    return Gate(state=state or MemoryState(), policy=policy, actor="ada")


def provenance(run_id="run-1", rows=(("posts", 5000),)):
    return Provenance(
        formula="f", method="m", relations=(), rows=rows, run_id=run_id, result_hash="h"
    )


def estimate(value, *, low=None, high=None, unit="people", n=500):
    return Estimate(
        value=value,
        low=value * 0.8 if low is None else low,
        high=value * 1.2 if high is None else high,
        level=0.9,
        unit=unit,
        n=n,
    )


def names(n, prefix="p"):
    return [f"{prefix}{i:05d}" for i in range(n)]


def sized(**sizes):
    """Members of units of these sizes."""
    ids = iter(names(sum(sizes.values())))
    units = {u: frozenset(itertools.islice(ids, n)) for u, n in sizes.items()}
    return Members(people=frozenset().union(*units.values()), units=units)


def overlap(members, **change):
    """An overlap that is comfortably large, unless changed."""
    people = len(members.people)
    skill = people / 4
    parts = {
        "bar": 0.75,
        "people": people,
        "with_evidence": people,
        "expertise": estimate(skill, n=people),
        "influence": estimate(skill, n=people),
        "both": estimate(skill / 2, n=people),
        "chance": estimate(skill * skill / people, n=people),
        "lift": estimate(2.0, unit="1", n=people),
        "correlation": estimate(0.4567, unit="1", n=people),
        "reliability_expertise": 0.8149,
        "reliability_influence": 0.7351,
        "curve": tuple(
            ThresholdPoint(
                bar=bar,
                both=estimate(people * (1 - bar) / 2, n=people),
                chance=estimate(people * (1 - bar) ** 2, n=people),
            )
            for bar in (0.5, 0.75, 0.9)
        ),
        "by_unit": tuple(
            UnitOverlap(
                org_unit=unit,
                people=len(group),
                both=estimate(0.1234, low=0.0823, high=0.2101, unit="1", n=max(1, len(group))),
            )
            for unit, group in sorted(members.units.items())
        ),
        "verdict": Verdict.NOT_RARE,
    }
    return Overlap(**(parts | change))


def release(
    the_gate,
    members,
    result=None,
    *,
    run_id="run-1",
    audience=Audience.ANALYST,
    purpose=Purpose.OVERLAP,
):
    return the_gate.release(
        overlap(members) if result is None else result,
        question="overlap",
        purpose=purpose,
        audience=audience,
        provenance=provenance(run_id),
        members=members,
    )


def shown_units(released):
    return {u.org_unit for u in released.value.by_unit if not isinstance(u.people, Hidden)}
