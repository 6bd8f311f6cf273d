"""What would make a line of sight false, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vesica.core.line_of_sight import Grade, MetricPart
from vesica.incentives.effects import Effect

__all__ = ["about_minutes", "false_if", "scenario_label"]

_MAYBE = 0.05
"""Probability from which a threshold or a cap is worth a sentence."""


def scenario_label(effects: Sequence[Effect], changed: Sequence[str] = ()) -> str:
    """Words that must stand on every output, or an empty string.

    Parameters
    ----------
    effects : sequence of Effect
        Effects on the metrics of the plan.
    changed : sequence of str
        What somebody assumed instead of the usual, such as ``"40 minutes a week"``.
    """
    chosen = sorted(e.metric for e in effects if e.grade is Grade.SET)
    carried = any(e.found is not None for e in effects)
    guessed = not chosen and all(e.grade is Grade.ASSUMED for e in effects)
    held = sorted({e.held for e in effects if e.held})
    said = []
    if changed:
        said.append(f"Scenario, set by hand and not estimated: {', '.join(changed)}.")
    elif chosen:
        said.append(f"Scenario: the effect on {', '.join(chosen)} was set by hand, not estimated.")
    elif guessed:
        said.append("Scenario: every effect is assumed.")
    if carried:
        said.append("That the effect grows with the minutes is assumed.")
    elif guessed and not held:
        said.append("Nothing here was measured.")
    said += [f"{words[0].upper()}{words[1:]}." for words in held]
    return " ".join(said)


def false_if(
    parts: Sequence[MetricPart], effects: Mapping[str, Effect], *, nothing: bool = False
) -> tuple[str, ...]:
    """Sentences, the weakest link first.

    Parameters
    ----------
    parts : sequence of MetricPart
        The metrics of the plan.
    effects : mapping of str to Effect
        By metric.
    nothing : bool
        Whether the answer is that nothing changes: then a metric that ends where the curve rises
        makes it false, and not one that ends where it is flat.
    """
    if nothing:
        return _nothing_is_false_if(parts)
    out = [_about_effect(name, effects[name]) for name in sorted(effects)]
    for part in parts:
        if part.grade is not Grade.NONE and part.below >= _MAYBE:
            out.append(f"{part.metric} ends short of its threshold: it then pays nothing more.")
        if part.grade is not Grade.NONE and part.capped >= _MAYBE:
            out.append(f"{part.metric} ends above its maximum: more of it pays nothing.")
        if part.grade is Grade.NONE:
            out.append(f"{part.metric} moves with participation: here it is taken to stay.")
    return tuple(out)


def _nothing_is_false_if(parts: Sequence[MetricPart]) -> tuple[str, ...]:
    out = []
    for part in parts:
        if part.grade is Grade.NONE:
            out.append(f"{part.metric} moves with participation: here it is taken to stay.")
        elif part.capped >= max(_MAYBE, part.below):
            out.append(f"{part.metric} ends below its maximum: more of it would then pay.")
        elif part.below >= _MAYBE:
            out.append(f"{part.metric} reaches its threshold: more of it would then pay.")
        else:
            out.append(f"The effect on {part.metric} is larger than it is taken to be here.")
    return tuple(out)


def _about_effect(name: str, effect: Effect) -> str:
    if effect.found is not None:
        return f"The effect on {name} does not grow with the hours: that it does is assumed."
    grade = effect.grade
    if grade is Grade.RANDOMISED:
        return f"The effect on {name} was found by lot, but is another here or this year."
    if grade is Grade.QUASI:
        return f"Something else changed {name} where and when the effect was found."
    if grade is Grade.ADJUSTED:
        return f"Units that do well on {name} take part more, rather than the reverse."
    if grade is Grade.SET:
        return f"The number that was set for {name} is wrong."
    if effect.held:
        return f"The assumed effect on {name} is not that of the estimate, which is held back."
    return f"The assumed effect on {name} is wrong: nobody has measured it here."


def about_minutes(minutes: float, *, known: bool, chosen: bool) -> str:
    """What the time that the route took has to do with the answer.

    Parameters
    ----------
    minutes : float
        A week, of the route as it was run.
    known : bool
        Whether the evidence says so; it is assumed otherwise.
    chosen : bool
        Whether the case is about other minutes than those.
    """
    took = f"{minutes:g} minutes a week"
    theirs = (
        f"It took them {took} at the median."
        if known
        else f"That it took them {took} is assumed: the evidence does not say."
    )
    if chosen:
        return (
            "The effect was found for taking part as leaders here did. That it grows with the"
            f" minutes is assumed. {theirs}"
        )
    rests = "" if known else " Only the cost of time rests on it."
    return f"The change is that of taking part as leaders here did. {theirs}{rests}"
