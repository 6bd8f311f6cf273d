"""Released values made by hand, for the tests of the briefs."""

from __future__ import annotations

import dataclasses
from typing import Any

from bridge_samples import OWN_PLAN, PAIRS, PLAN, PLAN_AUDIT
from case_samples import ATTRIBUTION, PITCH, case
from route_samples import ROUTES, TRIAL

from vesica import report
from vesica.core.age import (
    AgeAnswer,
    AgePoint,
    AgeProfile,
    AgeVerdict,
    EssayOnAge,
    ProxyAudit,
)
from vesica.core.association import CountOverlap, CountOverlapTable
from vesica.core.claims import Claim, Claims, ClaimVerdict
from vesica.core.comparison import Comparison, Direction, Part
from vesica.core.doing import DoingReading, DoingVerdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.health import (
    ClockHealth,
    Finding,
    Health,
    PlatformHealth,
    TableHealth,
    UnitCoverage,
)
from vesica.core.linking import (
    LinkSummary,
    OrganisationAccount,
    OwnLinks,
    PlatformLinks,
    SuggestedLink,
)
from vesica.core.network import AttentionCell, ListeningGroup, Network
from vesica.core.overlap import (
    HalfCheck,
    Overlap,
    ShapeOverlap,
    SharedError,
    SourceLine,
    ThresholdPoint,
    UnitOverlap,
    Verdict,
)
from vesica.core.pairs_answer import PlannedPerson
from vesica.core.personal import Card, FacetLine, SkillLine
from vesica.core.persuasion import Persuasion, PersuasionVerdict, UnitPersuasion
from vesica.core.released import Provenance, Released
from vesica.core.skill_map import MapCell, MapTable, SkillMap, SkillPoint, SkillPoints
from vesica.core.validation import CoverageLine, RankLine, RealLine, Validation, VerdictLine
from vesica.core.vision import DisciplineShare, GroupShare, QuarterPoint, SiloLine, Vision
from vesica.disclosure.case import rounded

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
        ThresholdPoint(
            bar=0.5,
            both=estimate(430, 380, 480),
            chance=estimate(500, 490, 510),
            lift=estimate(0.86, 0.76, 0.96, "1"),
        ),
        ThresholdPoint(
            bar=0.75,
            both=estimate(85, 60, 110),
            chance=estimate(125, 120, 130),
            lift=estimate(0.68, 0.48, 0.88, "1"),
        ),
        ThresholdPoint(bar=0.95, both=HIDDEN, chance=HIDDEN, lift=HIDDEN),
    ),
    by_unit=(
        UnitOverlap(org_unit="Finance", people=180, both=estimate(0.05, 0.05, 0.1, "1")),
        UnitOverlap(org_unit="Legal", people=HIDDEN, both=HIDDEN),
        UnitOverlap(org_unit="Sales", people=250, both=HIDDEN),
    ),
    verdict=Verdict.RARE,
    odds_ratio=estimate(0.54, 0.35, 0.8, "1"),
    correlation_at_bar=estimate(-0.27, -0.45, -0.08, "1"),
    skewness_expertise=estimate(0.9, 0.6, 1.2, "1"),
    skewness_influence=estimate(0.1, -0.2, 0.4, "1"),
    shapes=(
        ShapeOverlap(
            shape="normal",
            primary=True,
            both=estimate(85, 60, 110),
            lift=estimate(0.68, 0.48, 0.88, "1"),
            correlation=estimate(-0.3, -0.46, -0.12, "1"),
        ),
        ShapeOverlap(
            shape="heavy-tailed",
            primary=False,
            both=estimate(91, 65, 120),
            lift=estimate(0.73, 0.52, 0.96, "1"),
            correlation=estimate(-0.29, -0.46, -0.1, "1"),
        ),
    ),
    shared_error=SharedError(
        allowed=0.1, lift=estimate(0.68, 0.39, 0.98, "1"), tipping=-0.15, most=0.6
    ),
    evidence=(
        SourceLine(
            skill="expertise",
            source="practice, consistency",
            people=1400,
            records=73000,
            reliability=0.21,
            narrower=0.04,
        ),
        SourceLine(
            skill="influence",
            source="endorsement",
            people=1990,
            records=6100,
            reliability=0.3,
            narrower=0.0,
        ),
        SourceLine(
            skill="influence",
            source="structure",
            people=HIDDEN,
            records=HIDDEN,
            reliability=0.01,
            narrower=0.22,
        ),
    ),
    halves=(
        HalfCheck(facet="structure", by_errors=0.8, by_halves=estimate(0.77, 0.74, 0.8, "1")),
    ),
    notes=("The fitted shape of the skills fails: expertise is lopsided.",),
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


def _profile(skill: str, per_decade: float, verdict: AgeVerdict) -> AgeProfile:
    return AgeProfile(
        skill=skill,
        slope=estimate(per_decade, per_decade - 0.07, per_decade + 0.07, "sd"),
        slope_tenure=estimate(per_decade / 2, -0.1, 0.2, "sd"),
        spread=estimate(0.4, 0.2, 0.6, "sd"),
        explained=estimate(0.03, 0.01, 0.05, "1"),
        coverage=estimate(-0.028, -0.053, -0.0029, "1"),
        p_value=0.001,
        curve=tuple(
            AgePoint(
                age=age,
                skill=estimate(
                    per_decade * (age - 45) / 10,
                    per_decade * (age - 45) / 10 - 0.1,
                    per_decade * (age - 45) / 10 + 0.1,
                    "sd",
                ),
            )
            for age in (30, 45, 60)
        ),
        verdict=verdict,
    )


AGE = AgeAnswer(
    people=2000,
    with_age=1890,
    bound_slope=0.1,
    bound_spread=0.2,
    level=0.9,
    profiles=(
        _profile("expertise", -0.02, AgeVerdict.UNDECIDED),
        _profile("influence", 0.1, AgeVerdict.FUNCTION),
    ),
    essay=EssayOnAge.CANNOT_SAY,
    audit=ProxyAudit(
        by_skills=estimate(0.65, 0.62, 0.68, "1"),
        by_tenure=estimate(0.81, 0.78, 0.83, "1"),
        alarm=False,
    ),
    tenure_inflation=2.0,
)

VISION = Vision(
    people=2000,
    disciplines=3,
    lines=(
        SiloLine(
            what="practice",
            index=estimate(0.12, 0.08, 0.17, "1"),
            share=estimate(0.31, 0.29, 0.33, "1"),
        ),
        SiloLine(
            what="expertise",
            index=estimate(0.03, 0, 0.07, "1"),
            share=estimate(0.25, 0.23, 0.27, "1"),
        ),
    ),
    quarters=(
        QuarterPoint(
            quarter="2026-Q1",
            index=estimate(0.14, 0.1, 0.2, "1"),
            share=estimate(0.28, 0.26, 0.3, "1"),
        ),
        QuarterPoint(
            quarter="2026-Q2",
            index=estimate(0.12, 0.08, 0.17, "1"),
            share=estimate(0.31, 0.29, 0.33, "1"),
        ),
    ),
    change=estimate(-0.02, -0.08, 0.04, "1"),
    by_discipline=(
        DisciplineShare(discipline="Finance", people=180, practice=estimate(0.1, 0.05, 0.15, "1")),
        DisciplineShare(discipline="Legal", people=HIDDEN, practice=HIDDEN),
        DisciplineShare(
            discipline="Marketing", people=250, practice=estimate(0.6, 0.55, 0.65, "1")
        ),
    ),
    groups=(
        GroupShare(
            group="senior leaders",
            people=190,
            practice=estimate(0.1, 0.05, 0.15, "1"),
            expertise=estimate(0.2, 0.15, 0.25, "1"),
        ),
        GroupShare(
            group="everyone",
            people=2000,
            practice=estimate(0.3, 0.25, 0.35, "1"),
            expertise=estimate(0.25, 0.2, 0.3, "1"),
        ),
    ),
    target=0.1,
)

COMPARISON = Comparison(
    run_before="8f3a1c00aa",
    run_after="9b1f77c2d0",
    people_before=1890,
    people_after=1900,
    both_before=estimate(76, 57, 96),
    both_after=estimate(98, 77, 121),
    lift_before=estimate(0.63, 0.48, 0.82, "1"),
    lift_after=estimate(0.82, 0.64, 1.1, "1"),
    lift_ratio=estimate(1.3, 0.92, 1.9, "1"),
    parts=(
        Part(who="joined", people=120, before=None, after=HIDDEN),
        Part(who="left", people=110, before=HIDDEN, after=None),
        Part(who="moved to another unit", people=40, before=HIDDEN, after=HIDDEN),
        Part(who="stayed", people=1760, before=estimate(71, 52, 91), after=estimate(91, 70, 110)),
    ),
    direction=Direction.CANNOT_SAY,
)

CLAIMS = Claims(
    people=2000,
    claims=(
        Claim(
            key="rare-overlap",
            claim="The two skills rarely sit in one person.",
            test="Fewer people have both than chance alone would give, by the whole interval.",
            estimate=estimate(0.63, 0.48, 0.82, "1"),
            verdict=ClaimVerdict.HOLDS,
            why="The overlap is smaller than chance alone would give.",
            settles="",
            question="vesica overlap",
        ),
        Claim(
            key="silo",
            claim="Social media is a silo.",
            test="The silo index of practice is above 0.25, by the whole interval.",
            estimate=estimate(0.12, 0.08, 0.17, "1"),
            verdict=ClaimVerdict.DOES_NOT,
            why="Silo index of practice; 0.25 and above is a silo.",
            settles="",
            question="vesica vision",
        ),
        Claim(
            key="by-doing",
            claim="Social media is learned by doing, not by reading about it.",
            test="Earlier practice helps a post more than earlier reading.",
            estimate=Hidden(why="not measured"),
            verdict=ClaimVerdict.CANNOT_SAY,
            why="There are no learning records.",
            settles="Learning records (xAPI) beside posts with engagement, over more weeks.",
            question="vesica doing",
        ),
        Claim(
            key="opt-in",
            claim="Those who volunteer are not those who gain most.",
            test="Effect among people who were assigned against people who chose.",
            estimate=Hidden(why="no test yet"),
            verdict=ClaimVerdict.CANNOT_SAY,
            why="This version of Vesica does not test it.",
            settles="A programme with both an assigned and a voluntary arm.",
            question="",
        ),
    ),
)

PERSUASION = Persuasion(
    people=2000,
    adopters=1400,
    practices=10,
    adoptions=4200,
    seen=1900,
    window=28,
    naive=estimate(3.4, 3.1, 3.8, "1"),
    matched=estimate(2.9, 2.6, 3.2, "1"),
    ahead=estimate(1.04, 0.99, 1.1, "1"),
    shuffled=estimate(1.6, 1.5, 1.7, "1"),
    direction=estimate(1.7, 1.6, 1.9, "1"),
    net=estimate(2.8, 2.3, 3.2, "1"),
    share=estimate(0.29, 0.25, 0.32, "1"),
    second=estimate(1.01, 0.9, 1.2, "1"),
    individual=640,
    by_unit=(
        UnitPersuasion(
            org_unit="Finance",
            people=180,
            brought=estimate(1.2, 0.9, 1.5, "per 100 weeks"),
            largest=0.5,
        ),
        UnitPersuasion(org_unit="Legal", people=HIDDEN, brought=HIDDEN, largest=1.0),
    ),
    verdict=PersuasionVerdict.PERSUADED,
)

DOING = DoingReading(
    people=1500,
    doers=1480,
    readers=700,
    posts=32_000,
    doing=estimate(0.099, 0.081, 0.12, "1"),
    reading=estimate(0.018, -0.009, 0.045, "1"),
    doing_doubled=estimate(0.071, 0.057, 0.087, "1"),
    reading_doubled=estimate(0.013, -0.0063, 0.032, "1"),
    difference=estimate(0.081, 0.049, 0.12, "1"),
    placebo=estimate(0.0041, -0.03, 0.038, "1"),
    beginners=HIDDEN,
    correlation=0.21,
    inflation=4.5,
    verdict=DoingVerdict.HOLDS,
    why="Practice shows in later posts, and more so than reading does.",
)

LINKS = LinkSummary(
    platforms=(
        PlatformLinks(
            platform="x",
            accounts=420,
            sure=180,
            suggested=40,
            rejected=10,
            nobody=190,
            unlinked_posts=2310,
        ),
    ),
    organisation=(
        OrganisationAccount(
            platform="x",
            handle="acme_people",
            person="Ada Example",
            probability=0.93,
            reasons=("the handle holds the last name",),
        ),
    ),
    left_out=HIDDEN,
)
OWN_LINKS = OwnLinks(
    person_id="p-17",
    links=(
        SuggestedLink(
            number=1,
            platform="mastodon",
            handle="@ada@example.social",
            probability=0.87,
            reasons=("the handle is the first name", "no namesake works here"),
            answer="suggested",
        ),
    ),
)
VALIDATION = Validation(
    people=1000,
    organisations=3,
    first_seed=1,
    version="0.1.0",
    made_on="2026-03-31",
    mark="1a2b3c4",
    coverage=(
        CoverageLine(
            preset="null",
            figure="people with both skills",
            organisations=3,
            held=3,
            truth=62.7,
            estimate=61.0,
        ),
    ),
    ranks=(
        RankLine(preset="null", skill="expertise", organisations=3, spearman=0.81, lowest=0.79),
    ),
    verdicts=(
        VerdictLine(
            preset="null",
            claim="The two skills rarely go together",
            true=False,
            holds=0,
            does_not=2,
            cannot_say=1,
        ),
    ),
    real=(
        RealLine(
            data="Acme",
            check="attention: reliability by two halves of the colleagues",
            found=estimate(0.61, 0.55, 0.66, "1"),
            expected="0.6, by its stated errors",
            held=True,
        ),
        RealLine(
            data="Acme",
            check="placebo of doing",
            found=Hidden(why="no posts"),
            expected="",
            held=None,
        ),
    ),
)


def _attention(giver: str, receiver: str, share: Shown, lift: Shown, heads: int | Hidden):
    return AttentionCell(
        giver=giver,
        receiver=receiver,
        share=share,
        lift=lift,
        turning=heads,
        turned_to=heads,
        moves=None,
    )


NETWORK = Network(
    people=1900,
    everyone=ListeningGroup(name="everyone", people=1900, turning=1700, moves=None),
    groups=(
        ListeningGroup(name="Legal", people=44, turning=40, moves=None),
        ListeningGroup(name="Sales", people=170, turning=160, moves=None),
    ),
    cells=(
        _attention(
            "Legal", "Legal", estimate(0.75, 0.65, 0.85, "1"), estimate(35, 30, 40, "1"), 40
        ),
        _attention(
            "Legal", "Sales", estimate(0.12, 0.06, 0.2, "1"), estimate(1.5, 1.1, 2.2, "1"), 20
        ),
        _attention("Sales", "Legal", HIDDEN, HIDDEN, HIDDEN),
        _attention(
            "Sales", "Sales", estimate(0.77, 0.71, 0.81, "1"), estimate(8.5, 7.5, 9, "1"), 160
        ),
    ),
    totals=(
        _attention(
            "everyone",
            "own discipline",
            estimate(0.79, 0.77, 0.8, "1"),
            estimate(5.5, 5, 6, "1"),
            1700,
        ),
        _attention(
            "everyone",
            "senior leaders",
            estimate(0.02, 0.01, 0.04, "1"),
            Hidden(why="under 2"),
            200,
        ),
    ),
)
BANDS = 8
SKILL_MAP = SkillMap(
    edges=(-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5),
    level=0.9,
    tables=tuple(
        MapTable(
            of=of,
            people=count,
            cells=tuple(
                MapCell(
                    expertise=i,
                    influence=j,
                    people=HIDDEN
                    if i + j > 11
                    else estimate(15.0 + 5 * min(i, j), 10.0, 30.0 + 5 * min(i, j), "people"),
                )
                for i in range(BANDS)
                for j in range(BANDS)
            ),
        )
        for of, count in (("everybody", 1900), ("Sales", 170))
    ),
    held=(("Legal", "fewer than 100 people"),),
)
SKILL_POINTS = SkillPoints(
    people=1900,
    opted_in=770,
    weak=180,
    points=(
        SkillPoint(
            person=PlannedPerson(
                person_id="p-1", key="S1", name="Ada Example", org_unit="Sales", function="Sales"
            ),
            expertise=estimate(1.5, 0.88, 2.1, "sd"),
            influence=estimate(1.4, 0.8, 2.1, "sd"),
            both=0.93,
        ),
    ),
)
VALUES = {
    "map": SKILL_MAP,
    "points": SKILL_POINTS,
    "attribution": ATTRIBUTION,
    "own plan": OWN_PLAN,
    "pairs": PAIRS,
    "plan": PLAN,
    "plan audit": PLAN_AUDIT,
    "case": rounded(case(), 2),
    "pitch": PITCH,
    "link": LINKS,
    "own links": OWN_LINKS,
    "validate": VALIDATION,
    "network": NETWORK,
    "claims": CLAIMS,
    "compare": COMPARISON,
    "vision": VISION,
    "age": AGE,
    "persuasion": PERSUASION,
    "effect": ROUTES,
    "trial": TRIAL,
    "overlap": OVERLAP,
    "health": HEALTH,
    "explain": CARD,
    "association": ASSOCIATION,
    "doing": DOING,
}
QUESTIONS = tuple(VALUES)


def made(
    question: str, *, simulated: bool = True, audience: str = "", **changes: Any
) -> tuple[Any, Released]:
    """Return the brief of a question and its released value."""
    held_back = ("Legal: hidden, fewer than 10 people.",) if question == "overlap" else ()
    value = dataclasses.replace(VALUES[question], **changes)
    audience = audience or (
        "self" if question in {"explain", "own links", "own plan", "case"} else "analyst"
    )
    notes = ("Expertise: The facet breadth hardly moves with the others.",)
    out = released(
        value,
        purpose=question,
        audience=audience,
        hidden=held_back,
        notes=notes if question in {"overlap", "explain"} else (),
    )
    return report.make_brief(question, out, organisation="Acme", simulated=simulated), out
