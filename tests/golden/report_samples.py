"""Released values made by hand, for the tests of the briefs."""

from __future__ import annotations

import dataclasses
from typing import Any

from vesica import report
from vesica.core.association import CountOverlap, CountOverlapTable
from vesica.core.estimate import Estimate, Hidden
from vesica.core.health import (
    ClockHealth,
    Finding,
    Health,
    PlatformHealth,
    TableHealth,
    UnitCoverage,
)
from vesica.core.overlap import Overlap, ThresholdPoint, UnitOverlap, Verdict
from vesica.core.personal import Card, FacetLine, SkillLine
from vesica.core.released import Provenance, Released

HIDDEN = Hidden(why="fewer than 10 people")


def estimate(value: float, low: float, high: float, unit: str = "people") -> Estimate:
    return Estimate(value=value, low=low, high=high, level=0.9, unit=unit, n=2000)


def released(
    value: Any,
    *,
    purpose: str = "overlap",
    audience: str = "analyst",
    hidden: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Released:
    return Released(
        value=value,
        purpose=purpose,
        audience=audience,
        policy="default 1.0",
        release_id="rel-000012",
        hidden=hidden,
        provenance=Provenance(
            formula="both = sum over people of Pr(both skills above the bar | evidence)",
            method="vesica.measure.overlap.overlap",
            relations=("posting", "endorsements_received"),
            rows=(("people", 2000), ("posts", 20183)),
            run_id="20261122-8f3a1c",
            result_hash="9b1f" * 16,
            first_day="2026-01-05",
            last_day="2026-07-05",
            notes=notes,
        ),
    )


OVERLAP = Overlap(
    bar=0.75,
    people=2000,
    with_evidence=1240,
    expertise=estimate(500, 470, 530),
    influence=estimate(490, 460, 520),
    both=estimate(85, 60, 110),
    chance=estimate(125, 120, 130),
    lift=estimate(0.68, 0.48, 0.88, "1"),
    correlation=estimate(-0.3, -0.46, -0.12, "1"),
    reliability_expertise=0.62,
    reliability_influence=0.55,
    curve=(
        ThresholdPoint(bar=0.5, both=estimate(430, 380, 480), chance=estimate(500, 490, 510)),
        ThresholdPoint(bar=0.75, both=estimate(85, 60, 110), chance=estimate(125, 120, 130)),
        ThresholdPoint(bar=0.95, both=HIDDEN, chance=HIDDEN),
    ),
    by_unit=(
        UnitOverlap(org_unit="Finance", people=180, both=estimate(0.05, 0.05, 0.1, "1")),
        UnitOverlap(org_unit="Legal", people=HIDDEN, both=HIDDEN),
        UnitOverlap(org_unit="Sales", people=250, both=HIDDEN),
    ),
    verdict=Verdict.RARE,
)

HEALTH = Health(
    people=2000,
    tables=(
        TableHealth(
            table="people",
            rows=2000,
            quarantined=3,
            excluded=0,
            people=2000,
            first="2024-01-01",
            last="2026-09-30",
        ),
        TableHealth(
            table="pitches",
            rows=9,
            quarantined=0,
            excluded=1,
            people=HIDDEN,
            first="2026-03-01",
            last="2026-03-01",
        ),
        TableHealth(
            table="consents", rows=0, quarantined=0, excluded=0, people=0, first="", last=""
        ),
    ),
    findings=(
        Finding(
            severity="blocks",
            question="case",
            message="No leader's incentive plan is in the evidence.",
            fix="Import one: vesica import incentives.csv",
        ),
        Finding(
            severity="widens",
            question="overlap",
            message="188 people have an account but no post in the window.",
            fix="Import a longer export.",
        ),
    ),
    covering=("messages", "posts"),
    units=(
        UnitCoverage(org_unit="Legal", people=HIDDEN, shares=(HIDDEN, HIDDEN)),
        UnitCoverage(org_unit="Sales", people=250, shares=(0.9, HIDDEN)),
        UnitCoverage(org_unit="Finance", people=180, shares=(1.0, 0.45)),
    ),
    clocks=(ClockHealth(table="messages", midnight=0.26, weekend=0.04, future=0.0),),
    platforms=(
        PlatformHealth(
            platform="x", accounts=410, open_accounts=120, posts=9100, unlinked_posts=2400
        ),
    ),
)

CARD = Card(
    person_id="k3v9",
    skills=(
        SkillLine(
            skill="expertise",
            score=estimate(0.8, 0.3, 1.3, "sd"),
            reliability=0.7,
            above_bar=0.55,
            facets=(
                FacetLine(
                    facet="reach",
                    value=estimate(1.1, 0.5, 1.7, "sd"),
                    evidence=41,
                    evidence_unit="posts",
                    weight=0.7,
                ),
                FacetLine(
                    facet="consistency", value=None, evidence=0, evidence_unit="weeks", weight=0.0
                ),
            ),
        ),
        SkillLine(
            skill="influence",
            score=None,
            reliability=0.31,
            above_bar=None,
            facets=(
                FacetLine(
                    facet="endorsement",
                    value=estimate(-0.1, -1.0, 0.8, "sd"),
                    evidence=2,
                    evidence_unit="raters",
                    weight=1.0,
                ),
                FacetLine(
                    facet="structure",
                    value=None,
                    evidence=0,
                    evidence_unit="contacts",
                    weight=0.0,
                ),
            ),
        ),
    ),
    both=None,
)


def _row(first: str, both: int, lift: Estimate, p_value: float) -> CountOverlap:
    return CountOverlap(
        first=first,
        second="legislative effectiveness",
        people=475,
        top_first=122,
        top_second=119,
        both=both,
        chance=30.6,
        lift=lift,
        correlation=estimate(0.12, 0.03, 0.2, "1"),
        p_value=p_value,
    )


ASSOCIATION = CountOverlapTable(
    rows=(
        _row("out-degree", 43, estimate(1.41, 1.13, 1.68, "1"), 0.0035),
        _row("summed transmission", 32, estimate(1.05, 0.77, 1.31, "1"), 0.79),
    ),
    latent_lift=estimate(1.1, 0.8, 1.4, "1"),
    latent_correlation=HIDDEN,
    reading="One of two ways to measure reach goes with effectiveness.",
)

MAKERS = {
    "overlap": report.overlap_brief,
    "health": report.health_brief,
    "card": report.card_brief,
    "association": report.association_brief,
}
VALUES = {"overlap": OVERLAP, "health": HEALTH, "card": CARD, "association": ASSOCIATION}
QUESTIONS = tuple(VALUES)


def made(
    question: str, *, simulated: bool = True, audience: str = "", **changes: Any
) -> tuple[Any, Released]:
    """Return the brief of a question and its released value."""
    held_back = ("Legal: hidden, fewer than 10 people.",) if question == "overlap" else ()
    value = dataclasses.replace(VALUES[question], **changes)
    audience = audience or ("self" if question == "card" else "analyst")
    notes = ("Expertise: The facet breadth hardly moves with the others.",)
    out = released(
        value,
        purpose=question,
        audience=audience,
        hidden=held_back,
        notes=notes if question in {"overlap", "card"} else (),
    )
    return MAKERS[question](out, organisation="Acme", simulated=simulated), out
