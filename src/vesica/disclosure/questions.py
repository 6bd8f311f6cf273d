"""Questions that the gate can be asked: what answers each, and how the answer is screened.

A new question is one line here. Who may ask it, and what for, stands in the policy packs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vesica.core.age import AgeAnswer
from vesica.core.association import CountOverlapTable
from vesica.core.attribution import UnitAttribution
from vesica.core.case import Case, Pitch
from vesica.core.claims import Claims
from vesica.core.comparison import Comparison
from vesica.core.doing import DoingReading
from vesica.core.health import Health
from vesica.core.linking import LinkSummary, OwnLinks
from vesica.core.network import Network
from vesica.core.overlap import Overlap
from vesica.core.own_plan import OwnPlan
from vesica.core.pairs_answer import PairsAnswer
from vesica.core.personal import Card
from vesica.core.persuasion import Persuasion
from vesica.core.plan_answer import PlanAnswer
from vesica.core.plan_audit import PlanAudit
from vesica.core.route_answer import RouteAnswer
from vesica.core.skill_map import SkillMap, SkillPoints
from vesica.core.trial import Trial
from vesica.core.validation import Validation
from vesica.core.vision import Vision
from vesica.disclosure.age import screen_age
from vesica.disclosure.association import screen_association
from vesica.disclosure.attribution import screen_attribution
from vesica.disclosure.bridges import (
    screen_own_plan,
    screen_pairs,
    screen_plan,
)
from vesica.disclosure.card import screen_card
from vesica.disclosure.case import screen_case, screen_pitch
from vesica.disclosure.claims import screen_claims
from vesica.disclosure.comparison import screen_comparison
from vesica.disclosure.doing import screen_doing
from vesica.disclosure.effect import screen_effect
from vesica.disclosure.health import screen_health
from vesica.disclosure.impact import screen_plan_audit
from vesica.disclosure.linking import screen_links, screen_own_links
from vesica.disclosure.network import screen_network
from vesica.disclosure.overlap import screen_overlap
from vesica.disclosure.persuasion import screen_persuasion
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.skill_map import screen_map, screen_points
from vesica.disclosure.trial import screen_trial
from vesica.disclosure.validation import screen_validation
from vesica.disclosure.vision import screen_vision

__all__ = ["QUESTIONS", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a question leaves.

    Parameters
    ----------
    answer : type
        What its answer is; nothing else leaves under its name. An answer with a ``person_id`` is
        about that one person.
    screen : callable
        Disclosure control of that answer.
    beside : tuple of str
        Other questions that show figures of the same names: they are remembered together.
    """

    answer: type
    screen: Callable[[Any, Context], Screened[Any]]
    beside: tuple[str, ...] = ()


QUESTIONS: Mapping[str, Rule] = {
    "age": Rule(AgeAnswer, screen_age),
    "association": Rule(CountOverlapTable, screen_association),
    "attribution": Rule(UnitAttribution, screen_attribution),
    "case": Rule(Case, screen_case, ("pitch",)),
    "claims": Rule(Claims, screen_claims),
    "compare": Rule(Comparison, screen_comparison),
    "doing": Rule(DoingReading, screen_doing),
    "explain": Rule(Card, screen_card),
    "health": Rule(Health, screen_health),
    "link": Rule(LinkSummary, screen_links),
    "map": Rule(SkillMap, screen_map),
    "network": Rule(Network, screen_network),
    "overlap": Rule(Overlap, screen_overlap),
    "own links": Rule(OwnLinks, screen_own_links),
    "own plan": Rule(OwnPlan, screen_own_plan),
    "pairs": Rule(PairsAnswer, screen_pairs),
    "persuasion": Rule(Persuasion, screen_persuasion),
    "pitch": Rule(Pitch, screen_pitch, ("case",)),
    "plan": Rule(PlanAnswer, screen_plan),
    "plan audit": Rule(PlanAudit, screen_plan_audit),
    "points": Rule(SkillPoints, screen_points),
    "validate": Rule(Validation, screen_validation),
    "effect": Rule(RouteAnswer, screen_effect),
    "trial": Rule(Trial, screen_trial),
    "vision": Rule(Vision, screen_vision),
}
"""Every question that the gate can be asked."""
