"""What would make a line of sight false, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vesica.core.line_of_sight import Grade, MetricPart
from vesica.incentives.effects import Effect

__all__ = ["false_if", "scenario_label"]

_MAYBE = 0.05
"""Probability from which a threshold or a cap is worth a sentence."""


def scenario_label(effects: Sequence[Effect]) -> str:
    """Words that must stand on every output, or an empty string."""
    chosen = sorted(e.metric for e in effects if e.grade is Grade.SET)
    if chosen:
        return f"Scenario: the effect on {', '.join(chosen)} was set by hand, not estimated."
    if all(e.grade is Grade.ASSUMED for e in effects):
        return "Scenario: every effect is assumed. Nothing here was measured."
    return ""


def false_if(parts: Sequence[MetricPart], effects: Mapping[str, Effect]) -> tuple[str, ...]:
    """Sentences, the weakest link first."""
    out = [_about_effect(name, effects[name].grade) for name in sorted(effects)]
    for part in parts:
        if part.grade is not Grade.NONE and part.below >= _MAYBE:
            out.append(f"{part.metric} ends short of its threshold: it then pays nothing more.")
        if part.grade is not Grade.NONE and part.capped >= _MAYBE:
            out.append(f"{part.metric} ends above its maximum: more of it pays nothing.")
        if part.grade is Grade.NONE:
            out.append(f"{part.metric} moves with participation: here it is taken to stay.")
    return tuple(out)


def _about_effect(name: str, grade: Grade) -> str:
    if grade is Grade.RANDOMISED:
        return f"The effect on {name} was found by lot, but is another here or this year."
    if grade is Grade.QUASI:
        return f"Something else changed {name} where and when the effect was found."
    if grade is Grade.ADJUSTED:
        return f"Units that do well on {name} take part more, rather than the reverse."
    if grade is Grade.SET:
        return f"The number that was set for {name} is wrong."
    return f"The assumed effect on {name} is wrong: nobody has measured it here."
