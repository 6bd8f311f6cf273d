"""The audit of a plan at the gate: exact counts cannot be solved for from what is printed."""

from __future__ import annotations

import numpy as np
import pytest
from disclosure_world import POLICY, MemoryState, gate, provenance, sized
from scipy import stats

from vesica.core.estimate import Hidden
from vesica.core.plan_audit import AuditGroup, AuditTable, PlanAudit
from vesica.disclosure.audience import Audience
from vesica.plan.impact import ratio_interval, selection_impact
from vesica.schema import Purpose

MEMBERS = sized(a=150, b=150)


def _audit(*groups: tuple[int, int]) -> PlanAudit:
    """Audit groups of so many people, of whom so many were selected."""
    selected, group = [], []
    for k, (people, chosen) in enumerate(groups):
        selected += [True] * chosen + [False] * (people - chosen)
        group += [k] * people
    found = selection_impact(
        selected=np.array(selected), group=np.array(group), names=list("abcde")[: len(groups)],
        axis="age band",
    )  # fmt: skip
    rows = tuple(
        AuditGroup(group=r.group, people=r.n, rate=r.rate, ratio=r.ratio, low=r.low, high=r.high,
                   p_value=r.p_value, finding=r.finding)
        for r in found.rows
    )  # fmt: skip
    table = AuditTable(axis="age band", measure="selection", level=0.95, groups=rows,
                       notes=found.notes)  # fmt: skip
    return PlanAudit(people=len(group), selected=sum(selected), tables=(table,))


def _asked(result: PlanAudit, state=None) -> AuditTable:
    released = gate(POLICY, state).release(
        result, question="plan audit", purpose=Purpose.BIAS_AUDIT, audience=Audience.ANALYST,
        provenance=provenance(), members=MEMBERS,
    )  # fmt: skip
    return released.value.tables[0]


def test_everything_printed_follows_from_rounded_counts():
    shown = _asked(_audit((59, 5), (107, 26), (33, 9), (5, 0), (61, 20)))
    top = next(g for g in shown.groups if g.finding == "compared with")
    for row in shown.groups:
        if isinstance(row.people, Hidden):
            assert (row.rate, row.ratio, row.low, row.high, row.p_value) == (None,) * 5
            continue
        k, m = round(row.rate * row.people), round(top.rate * top.people)
        assert row.people % 2 == 0
        assert row.rate == pytest.approx(k / row.people, abs=6e-4)
        if row is top:
            continue
        assert row.ratio == pytest.approx(k / row.people / (m / top.people), rel=0.06)
        low, high = ratio_interval(k, row.people, m, top.people, 0.95)
        assert (row.low, row.high) == pytest.approx((low, high), rel=0.06)
        p = stats.fisher_exact([[k, row.people - k], [m, top.people - m]]).pvalue
        assert row.p_value == pytest.approx(p, rel=0.06)


def test_one_person_less_does_not_show_beside_what_was_shown():
    state = MemoryState()
    before = _asked(_audit((59, 6), (107, 26), (33, 9), (61, 20)), state)
    after = _asked(_audit((58, 6), (107, 26), (33, 9), (61, 20)), state)
    assert after.groups == before.groups


def test_notes_count_nobody():
    shown = _asked(_audit((59, 5), (107, 26), (33, 9), (5, 4), (61, 20)))
    assert not any(character.isdigit() for note in shown.notes for character in
                   note.replace("at least 10 people", ""))  # fmt: skip
