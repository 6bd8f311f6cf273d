"""Routes beside each other as they may be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Any

from vesica.causal.holm import holm
from vesica.core.effect import (
    Contrast,
    RouteComparison,
)
from vesica.core.estimate import Hidden, Shown
from vesica.disclosure.effect_words import coarse, rounded
from vesica.disclosure.figures import Figures
from vesica.disclosure.rounding import probability

__all__ = ["chance", "shown_comparison", "shown_contrasts"]


def shown_comparison(
    comparison: RouteComparison, told: Mapping[Any, tuple[float, Shown | None]], figures: Figures
) -> RouteComparison:
    """Round; a route's own effect is shown as it is on its page."""
    name = f"comparison on {comparison.outcome}"
    own = {r.route: told[(r.route, comparison.outcome), r.effect] for r in comparison.routes}

    def shown(route: str, what: str, value: Shown) -> Shown:
        return rounded(f"{name}: {what}", value, own[route][0], figures)

    return replace(
        comparison,
        routes=tuple(
            replace(
                r,
                effect=own[r.route][1] or Hidden(why="held back"),
                shrunk=shown(r.route, f"{r.route} drawn in", r.shrunk),
                per_cost=None
                if r.per_cost is None
                else _per_cost(r.per_cost, r.shrunk, own[r.route][0],
                               f"{name}: {r.route} by cost", figures),
                best=probability(
                    figures.number(f"{name}: {r.route} best", r.best, 0.0, least=0.05), 2
                ),
            )
            for r in comparison.routes
        ),
        contrasts=shown_contrasts(
            comparison.contrasts,
            name,
            [_both(own[c.first][0], own[c.second][0]) for c in comparison.contrasts],
            figures,
        ),
        spread=float(f"{comparison.spread:.1g}") if math.isfinite(comparison.spread) else 0.0,
    )  # fmt: skip


def _both(first: float, second: float) -> float:
    """Most that one person moves a difference; 0 where it is not known of one of the two."""
    return max(first, second) if min(first, second) > 0 else 0.0


def _per_cost(value: Shown, whole: Shown, step: float, name: str, figures: Figures) -> Shown:
    if isinstance(value, Hidden) or isinstance(whole, Hidden) or not whole.value:
        return value
    return rounded(name, value, step * abs(value.value / whole.value), figures)


def shown_contrasts(
    contrasts: Sequence[Contrast], name: str, moves: Sequence[float], figures: Figures
) -> tuple[Contrast, ...]:
    """Differences, rounded; their p-values are those of the rounded differences.

    So they tell no more than the intervals, and one person does not move them either.
    """
    shown = [
        rounded(f"{name}: {c.first} less {c.second}", c.difference, step, figures)
        for c, step in zip(contrasts, moves, strict=True)
    ]
    chances = [chance(value) for value in shown]
    return tuple(
        replace(c, difference=value, p_value=coarse(alone), adjusted=coarse(whole))
        for c, value, alone, whole in zip(contrasts, shown, chances, holm(chances), strict=True)
    )


def chance(difference: Shown) -> float:
    """Two-sided p-value of an estimate by its interval; 1 if it is hidden."""
    if isinstance(difference, Hidden):
        return 1.0
    normal = NormalDist()
    reach = (difference.high - difference.low) / 2
    if reach <= 0:
        return 0.0 if difference.value else 1.0
    z = abs(difference.value) / reach * normal.inv_cdf((1 + difference.level) / 2)
    return 2 * normal.cdf(-z)
