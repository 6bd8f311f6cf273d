"""Every question for every purpose to every audience, with and without opt-in."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from bridge_samples import OWN_PLAN, PAIRS, PLAN, PLAN_AUDIT
from disclosure_world import (
    CONGRESS,
    POLICY,
    MemoryState,
    estimate,
    gate,
    overlap,
    provenance,
    sized,
)
from persuasion_world import persuasion
from report_samples import AGE, CLAIMS, COMPARISON, NETWORK, VALUES, VISION
from route_samples import ROUTES, TRIAL
from test_release_card import ME, card, consents
from test_release_doing import doing
from test_release_map import POINTS, skill_map

from vesica.core.association import CountOverlap, CountOverlapTable
from vesica.core.health import Health
from vesica.core.linking import LinkSummary, OwnLinks
from vesica.core.validation import Validation
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.disclosure.questions import QUESTIONS
from vesica.errors import RefusedError
from vesica.schema import Purpose

MEMBERS = sized(a=60, b=60)
ROW = CountOverlap(
    first="out-degree",
    second="effectiveness",
    people=475,
    top_first=122,
    top_second=119,
    both=43,
    chance=30.563,
    lift=estimate(1.40689, low=1.1111, high=1.7777, unit="1"),
    correlation=estimate(0.1234, unit="1"),
    p_value=0.0035,
)
TABLE = CountOverlapTable(
    rows=(ROW,),
    latent_lift=ROW.lift,
    latent_correlation=ROW.correlation,
    reading="They go together.",
)
RESULTS = {
    "age": replace(AGE, people=120, with_age=110),
    "association": TABLE,
    "attribution": replace(VALUES["attribution"], unit="a"),
    "case": replace(VALUES["case"], person_id=ME),
    "claims": replace(CLAIMS, people=120),
    "compare": replace(COMPARISON, parts=()),
    "doing": doing(),
    "explain": card(ME),
    "health": Health(people=120, tables=(), findings=()),
    "link": LinkSummary(platforms=(), organisation=(), left_out=0),
    "overlap": overlap(MEMBERS),
    "own links": OwnLinks(person_id=ME, links=()),
    "map": replace(skill_map(), tables=skill_map().tables[:1]),
    "points": replace(POINTS, points=()),
    "own plan": replace(OWN_PLAN, person_id=ME),
    "pairs": replace(PAIRS, pairs=(), absent=()),
    "plan": replace(PLAN, assignments=(), pairs=()),
    "plan audit": PLAN_AUDIT,
    "persuasion": persuasion(MEMBERS),
    "effect": replace(ROUTES, people=120),
    "trial": replace(TRIAL, people=120, assignment=()),
    "pitch": replace(VALUES["pitch"], person_id=ME),
    "network": replace(NETWORK, people=120, groups=(), cells=(), totals=()),
    "validate": Validation(
        people=100,
        organisations=1,
        first_seed=1,
        version="0",
        made_on="2026-03-31",
        mark="",
        coverage=(),
        ranks=(),
        verdicts=(),
    ),
    "vision": replace(VISION, people=120, by_discipline=(), groups=()),
}
NOBODY = Members(people=frozenset(), units={})
OWN = (Audience.SELF, Audience.SPONSOR)
PERSONAL = {"explain", "own links", "own plan", "case", "pitch"}
GROUPS_ONLY = (Audience.ANALYST, Audience.LEADER, Audience.COUNCIL)

# (question, purpose, audience, opted in) that are allowed; everything else is refused.
AGGREGATES = {
    ("overlap", Purpose.OVERLAP, Audience.ANALYST),
    ("overlap", Purpose.OVERLAP, Audience.LEADER),
    ("overlap", Purpose.OVERLAP, Audience.COUNCIL),
    ("persuasion", Purpose.OVERLAP, Audience.ANALYST),
    ("persuasion", Purpose.OVERLAP, Audience.LEADER),
    ("persuasion", Purpose.OVERLAP, Audience.COUNCIL),
    ("doing", Purpose.EFFECTS, Audience.ANALYST),
    ("doing", Purpose.EFFECTS, Audience.LEADER),
    ("doing", Purpose.EFFECTS, Audience.COUNCIL),
    ("health", Purpose.HEALTH, Audience.ANALYST),
    ("health", Purpose.HEALTH, Audience.COUNCIL),
    ("explain", Purpose.OWN_SCORE, Audience.SELF),
    ("link", Purpose.HEALTH, Audience.ANALYST),
    ("link", Purpose.HEALTH, Audience.COUNCIL),
    ("own links", Purpose.OWN_SCORE, Audience.SELF),
    ("own plan", Purpose.BRIDGES, Audience.SELF),
    ("pairs", Purpose.BRIDGES, Audience.ANALYST),
    ("plan", Purpose.BRIDGES, Audience.ANALYST),
    ("plan audit", Purpose.BIAS_AUDIT, Audience.ANALYST),
    ("plan audit", Purpose.BIAS_AUDIT, Audience.COUNCIL),
    *(("effect", Purpose.EFFECTS, audience) for audience in GROUPS_ONLY),
    ("trial", Purpose.EFFECTS, Audience.ANALYST),
    ("points", Purpose.OWN_SCORE, Audience.ANALYST),
    ("attribution", Purpose.EFFECTS, Audience.ANALYST),
    *(("age", Purpose.AGE_QUESTION, audience) for audience in GROUPS_ONLY),
    *(
        (question, Purpose.OVERLAP, audience)
        for question in ("claims", "compare", "map", "network", "validate", "vision")
        for audience in GROUPS_ONLY
    ),
}
ALLOWED = {(*key, opted) for key in AGGREGATES for opted in (False, True)} | {
    ("explain", Purpose.OWN_SCORE, Audience.ANALYST, True)
}
CASES = {
    *(("case", Purpose.LINE_OF_SIGHT, who, opted) for who in OWN for opted in (False, True)),
    ("case", Purpose.LINE_OF_SIGHT, Audience.ANALYST, True),
    ("pitch", Purpose.LINE_OF_SIGHT, Audience.ANALYST, True),
    *(("pitch", Purpose.LINE_OF_SIGHT, Audience.SELF, opted) for opted in (False, True)),
}
PUBLIC = (
    ALLOWED
    | {("explain", Purpose.OWN_SCORE, Audience.ANALYST, False)}
    | {
        ("association", Purpose.OVERLAP, audience, opted)
        for audience in (Audience.ANALYST, Audience.LEADER, Audience.COUNCIL)
        for opted in (False, True)
    }
)
ASKED = list(itertools.product(QUESTIONS, Purpose, Audience, (False, True)))


def ask(policy, question, purpose, audience, opted, result=None, state=None):
    return gate(policy, state).release(
        RESULTS[question] if result is None else result,
        question=question,
        purpose=purpose,
        audience=audience,
        provenance=provenance(),
        members=NOBODY if question == "validate" else MEMBERS,
        person={Audience.SELF: ME, Audience.SPONSOR: "sponsor"}.get(audience),
        consents=consents(granted=[ME] if opted else []),
        sponsors=frozenset({"sponsor"}),
    )


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [(POLICY, ALLOWED | CASES), (CONGRESS, PUBLIC | CASES)],
    ids=["default", "congress"],
)
@pytest.mark.parametrize(("question", "purpose", "audience", "opted"), ASKED)
def test_matrix(policy, allowed, question, purpose, audience, opted):
    state = MemoryState()
    if (question, purpose, audience, opted) in allowed:
        released = ask(policy, question, purpose, audience, opted, state=state)
        assert (released.purpose, released.audience) == (purpose, audience)
        (entry,) = state.releases.entries()
        assert released.release_id == entry.id
        action = "release"
    else:
        with pytest.raises(RefusedError) as refusal:
            ask(policy, question, purpose, audience, opted, state=state)
        assert refusal.value.exit_code == 3
        assert refusal.value.hint
        assert state.releases.entries() == ()
        action = "refuse"
    ((actor, logged, detail),) = state.audit.log
    assert (actor, logged) == ("ada", action)
    assert detail["purpose"] == purpose
    assert detail["audience"] == audience
    assert detail["policy"] == policy.label
    assert detail.get("person") == (ME if question in PERSONAL else None)


@pytest.mark.parametrize(("question", "answer"), list(itertools.permutations(QUESTIONS, 2)))
def test_no_answer_leaves_under_the_name_of_another_question(question, answer):
    purpose = next(e.purpose for e in CONGRESS.evaluations if e.question == question)
    audience = Audience.ANALYST
    with pytest.raises(RefusedError):
        ask(CONGRESS, question, purpose, audience, True, RESULTS[answer])


def test_what_has_no_disclosure_control_stays_inside():
    with pytest.raises(RefusedError):
        ask(POLICY, "overlap", Purpose.OVERLAP, Audience.ANALYST, True, {"both": 3})


def test_exact_counts_of_public_figures():
    value = ask(CONGRESS, "association", Purpose.OVERLAP, Audience.ANALYST, False).value
    (row,) = value.rows
    assert (row.people, row.top_first, row.top_second, row.both) == (475, 122, 119, 43)
    assert (row.lift.low, row.lift.value, row.lift.high) == (1.11, 1.41, 1.78)
    assert (row.chance, row.p_value) == (30.6, 0.0035)
