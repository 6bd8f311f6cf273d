"""What is known of a route before it is tried again: its effect, how sure, on what grounds."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RoutePrior"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePrior:
    """Effect of one route on one outcome, as the plan and the case start from it.

    Parameters
    ----------
    route : str
        Name of the route, such as ``"training"``.
    outcome : str
        ``"expertise"``, ``"influence"``, or the name of a unit's metric.
    mean, standard_error : float
        Per person who takes it [sd of the skill], or per unit in the metric's own unit.
    grade : str
        ``"randomised"``, ``"quasi-experimental"``, ``"adjusted"`` or ``"assumed"``.
    source : str
        Where it comes from, in words.
    """

    route: str
    outcome: str
    mean: float
    standard_error: float
    grade: str
    source: str
