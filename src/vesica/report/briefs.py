"""Which brief answers which question; a new question is one line here.

The released value of a brief is what its maker says that it takes, and the published JSON Schema
follows from that.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import Any

from vesica.core.released import Released
from vesica.errors import UsageError
from vesica.report.age import age_brief
from vesica.report.association import association_brief
from vesica.report.attribution import attribution_brief
from vesica.report.brief import Brief
from vesica.report.card import card_brief
from vesica.report.case import case_brief
from vesica.report.claims import claims_brief
from vesica.report.comparison import comparison_brief
from vesica.report.doing import doing_brief
from vesica.report.effect import effect_brief
from vesica.report.health import health_brief
from vesica.report.linking import link_brief, own_links_brief
from vesica.report.network import network_brief
from vesica.report.overlap import overlap_brief
from vesica.report.pairs import pairs_brief
from vesica.report.persuasion import persuasion_brief
from vesica.report.pitch import pitch_brief
from vesica.report.plan import plan_brief
from vesica.report.plan_audit import plan_audit_brief
from vesica.report.plan_own import own_plan_brief
from vesica.report.skill_map import map_brief, points_brief
from vesica.report.trial import trial_brief
from vesica.report.validation import validation_brief
from vesica.report.vision import vision_brief

__all__ = ["BRIEFS", "answer_type", "make_brief", "no_brief"]

BRIEFS: Mapping[str, Callable[..., Brief]] = {
    "age": age_brief,
    "association": association_brief,
    "attribution": attribution_brief,
    "case": case_brief,
    "claims": claims_brief,
    "compare": comparison_brief,
    "doing": doing_brief,
    "explain": card_brief,
    "health": health_brief,
    "link": link_brief,
    "map": map_brief,
    "network": network_brief,
    "overlap": overlap_brief,
    "own links": own_links_brief,
    "own plan": own_plan_brief,
    "pairs": pairs_brief,
    "persuasion": persuasion_brief,
    "pitch": pitch_brief,
    "plan": plan_brief,
    "plan audit": plan_audit_brief,
    "points": points_brief,
    "validate": validation_brief,
    "effect": effect_brief,
    "trial": trial_brief,
    "vision": vision_brief,
}
"""Question → what puts its released answer into words, tables and one figure."""


def make_brief(
    question: str, released: Released[Any], *, organisation: str, simulated: bool
) -> Brief:
    """Put a released answer into words, tables and one figure.

    Raises
    ------
    UsageError
        If the question has no brief.
    """
    if question not in BRIEFS:
        raise no_brief(question, BRIEFS)
    return BRIEFS[question](released, organisation=organisation, simulated=simulated)


def answer_type(question: str) -> type:
    """Return the type of the value that a question's brief is made of."""
    (kind,) = typing.get_args(typing.get_type_hints(BRIEFS[question])["released"])
    return kind


def no_brief(question: str, known: typing.Iterable[str]) -> UsageError:
    """Say which questions have a brief."""
    return UsageError(
        f"There is no brief for '{question}'.", hint=f"Choose one of {', '.join(known)}."
    )
