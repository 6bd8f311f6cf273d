"""Released pairs and plans made by hand, for the tests of the briefs."""

from vesica.core.estimate import Estimate, Hidden
from vesica.core.own_plan import OwnMeeting, OwnPlan
from vesica.core.pairs_answer import (
    AbsentPair,
    OptInLine,
    PairRow,
    PairsAnswer,
    PlannedPerson,
    RuleCount,
    Sessions,
)
from vesica.core.plan import FrontierPoint, PriceOfRule
from vesica.core.plan_answer import Assignment, Decision, PlanAnswer, PlanRegret, RouteLine
from vesica.core.plan_audit import AuditGroup, AuditTable, PlanAudit


def _estimate(value, low, high, unit="people"):
    return Estimate(value=value, low=low, high=high, level=0.9, unit=unit, n=600)


def _person(number, name, unit="Sales"):
    return PlannedPerson(
        person_id=f"p{number}", key=f"E{number:03d}", name=name, org_unit=unit, function=unit
    )


ADA, BEN = _person(1, "Ada Aldermoor"), _person(2, "Ben Birkenstein", "Finance")
PAIR = PairRow(
    mentor=ADA,
    leader=BEN,
    mentor_gain=0.04,
    leader_gain=0.11,
    lead=0.02,
    locked=False,
    why="Mentor surely knows social media; 6 h a day shared.",
)
REACH = (
    OptInLine(share=0.1, bridges=_estimate(0.5, 0.4, 0.6)),
    OptInLine(share=0.4, bridges=_estimate(2.0, 1.6, 2.4)),
    OptInLine(share=0.8, bridges=Hidden(why="under 0.5 people")),
)
PAIRS = PairsAnswer(
    people=2000,
    opted_in=600,
    mentors=100,
    leaders=Hidden(why="fewer than 10 people"),
    pairs=(PAIR,),
    gain=0.15,
    gap=0.0,
    blocking=1,
    stable_gain=0.14,
    price=0.07,
    rules=(RuleCount(rule="their working hours share too little", away=40),),
    absent=(AbsentPair(first=ADA, second=BEN, why="They are paired."),),
    reach=REACH,
    sessions=Sessions(count=7, minutes=45, weeks_between=3),
    unread=("approval before public posting",),
    kept=_estimate(0.97, 0.94, 1.0, "1"),
)
AUDIT = AuditTable(
    axis="age, 40 and over",
    level=0.95,
    measure="selection",
    groups=(
        AuditGroup(
            group="40 and over",
            people=140,
            rate=0.2,
            ratio=1.0,
            low=None,
            high=None,
            p_value=None,
            finding="compared with",
        ),
        AuditGroup(
            group="under 40",
            people=270,
            rate=0.1,
            ratio=0.5,
            low=0.33,
            high=0.76,
            p_value=0.0079,
            finding="adverse",
        ),
        AuditGroup(
            group="others",
            people=Hidden(why="fewer than 10 people"),
            rate=None,
            ratio=None,
            low=None,
            high=None,
            p_value=None,
            finding="too few to say",
        ),
    ),
    notes=("Too few people to say: others. This is not a pass.",),
)
PLAN_AUDIT = PlanAudit(people=410, selected=52, tables=(AUDIT,))
PLAN = PlanAnswer(
    version=2,
    status="draft",
    objective="bridges",
    budget=50000.0,
    hours_limit=None,
    horizon=26,
    people=2000,
    opted_in=600,
    assignments=(
        Assignment(
            person=ADA,
            route="training",
            gain=0.2,
            how="chosen",
            why="Is listened to, and lacks practice with social media.",
        ),
        Assignment(
            person=BEN,
            route="training",
            gain=0.1,
            how="drawn by lot",
            why="Drawn by lot, with a chance of 10%.",
        ),
    ),
    pairs=(PAIR,),
    routes=(
        RouteLine(
            route="training",
            chosen=1,
            drawn=1,
            seats=None,
            cost=900.0,
            hours=24.0,
            expertise=0.3,
            influence=0.0,
            grade="assumed",
            source="expertise: set in vesica.toml",
        ),
    ),
    bridges=_estimate(0.45, 0.1, 0.9),
    worst=0.1,
    spent=2100.0,
    hours=60.0,
    gap=0.001,
    frontier=(
        FrontierPoint(budget=25000.0, spent=20000.0, bridges=0.3, bound=0.3),
        FrontierPoint(budget=50000.0, spent=40000.0, bridges=0.45, bound=0.46),
    ),
    prices=(
        PriceOfRule(name="one more seat in training", bridges=0.2, share=0.44, told=True),
        PriceOfRule(
            name="without the rule 'no public posting'", bridges=0.05, share=0.12, told=True
        ),
        PriceOfRule(name="without vetoes", bridges=0.0, share=0.0, told=False),
    ),
    regret=PlanRegret(plan=0.45, greedy=0.4, random=_estimate(0.1, 0.05, 0.2)),
    rules=(RuleCount(rule="comfort zones", away=Hidden(why="fewer than 10 people")),),
    audit=(AUDIT,),
    reach=REACH,
    decisions=(
        Decision(
            version=2,
            time="2026-11-23T05:00:00+00:00",
            by="Ada Lovelace",
            action="veto",
            person="Cem Castellano",
            other="",
            route="training",
            reason="on leave",
        ),
    ),
    left=0,
    asked=(),
    broken=(),
    unread=(),
)
OWN_PLAN = OwnPlan(
    person_id="p1",
    version=2,
    published="2026-11-23",
    route="reverse mentoring",
    how="chosen",
    why="Knows social media, and is not yet listened to by leaders.",
    partners=("Ben Birkenstein",),
    meetings=(
        OwnMeeting(
            day="2026-11-30",
            minutes=45,
            with_whom="Ben Birkenstein",
            start="2026-11-30T14:00:00+00:00",
        ),
        OwnMeeting(day="2026-12-21", minutes=45, with_whom="Ben Birkenstein"),
    ),
)
