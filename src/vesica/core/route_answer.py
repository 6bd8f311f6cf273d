"""Which route works: every way into a route, its effects on every outcome, and all beside."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.effect import Contrast, Effect, EventTime, HonestBound, RouteComparison
from vesica.core.estimate import Shown

__all__ = ["Finding", "RouteAnswer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One route, one way into it, one outcome.

    Parameters
    ----------
    effect : Effect
        The effect, its checks and its grade, or why there is none.
    way : str
        How people came in, as the rows say: ``"lottery"``, ``"opt-in"``, ….
    why : str
        What the design was recognised by.
    began : str
        First and last month in which people began: ``"2025-03"``, ``"2025-03 to 2025-09"``.
    measured : str
        What the outcome is, and when it was measured before and after.
    events : tuple of EventTime
        By time since the beginning, where people began in turn.
    step : str
        How long one step of the events is, in words; empty without events.
    bounds : tuple of HonestBound
        What is left if trends were not parallel.
    one_person : float
        Most that one person moves the estimate; 0 once it is released.
    never : Estimate, Hidden or None
        Where people began in turn: the same effect against those who never began alone. ``None``
        if there are none, or they do not suffice.
    """

    effect: Effect
    way: str
    why: str
    began: str
    measured: str
    events: tuple[EventTime, ...] = ()
    step: str = ""
    bounds: tuple[HonestBound, ...] = ()
    one_person: float = 0.0
    never: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAnswer:
    """What is known of the routes.

    Parameters
    ----------
    people : int
        People of the organisation.
    route, outcome : str
        What was asked for; empty for all.
    findings : tuple of Finding
        By route, way in and outcome; what cannot be told is among them, with the reason.
    comparisons : tuple of RouteComparison
        Routes beside each other, one per outcome that two or more have an effect on.
    assigned : tuple of Contrast
        People who were assigned minus people who chose it, where both are known; one per route
        and outcome, ``first`` and ``second`` say which.
    """

    people: int
    route: str
    outcome: str
    findings: tuple[Finding, ...]
    comparisons: tuple[RouteComparison, ...]
    assigned: tuple[Contrast, ...]

    def best(self, route: str, outcome: str) -> Finding | None:
        """Return the finding on a route and an outcome with the best evidence, if it has one."""
        order = ("randomised", "quasi-experimental", "adjusted", "assumed")
        known = [
            f
            for f in self.findings
            if f.effect.route == route
            and f.effect.outcome == outcome
            and f.effect.estimate is not None
        ]
        return min(known, key=lambda f: order.index(f.effect.grade), default=None)
