"""What taking part does to each metric, as this organisation has estimated it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.engines import open_evidence
from vesica.api.route_evidence import left_out
from vesica.api.route_priors import known_priors
from vesica.core.line_of_sight import Grade
from vesica.core.route_names import common_name
from vesica.incentives.effects import Effect
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["ROUTE", "Route", "estimated"]

ROUTE = "leader participation"
"""The route whose effects on units' metrics the case starts from."""

_STEP = 15
"""The minutes of the route are told in steps of this [min]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The route as this organisation ran it.

    Parameters
    ----------
    effects : mapping of str to Effect
        Of the route as it was run, by metric; a metric of which there is no estimate is absent.
    minutes : float or None
        A week, as the median of those who took part; ``None`` if the evidence does not say.
    held : mapping of str to str
        Metric → what is said where there is an estimate, and it is held back.
    """

    effects: Mapping[str, Effect]
    minutes: float | None
    held: Mapping[str, str] = field(default_factory=dict)


def estimated(workspace: Workspace, metrics: Sequence[str]) -> Route:
    """Return effects of the route as it was run, and how long it took a week.

    They are released figures.
    """
    known, held = known_priors(workspace)
    priors = {
        prior.outcome: prior
        for prior in known
        if prior.route == ROUTE and prior.outcome in metrics and prior.grade != Grade.ASSUMED
    }
    effects = {
        name: Effect(
            metric=name,
            mean=prior.mean,
            standard_error=prior.standard_error,
            grade=Grade(prior.grade),
            own_share=1.0,
            as_run=True,
        )
        for name, prior in priors.items()
    }
    return Route(
        effects=effects,
        minutes=_minutes(workspace),
        held={name: words for (route, name), words in held.items() if route == ROUTE},
    )


def _minutes(workspace: Workspace) -> float | None:
    """Median minutes a week of those who took part, if enough people say."""
    with open_evidence(
        workspace, Purpose.EFFECTS, excluded=left_out(workspace), relations=("route_hours",)
    ) as engine:
        rows = engine.fetch("route_hours").to_pylist()
    taken = [row for row in rows if common_name(row["route"]) == ROUTE]
    people = [row["people"] for row in taken]
    if sum(people) < workspace.gate.policy.minimum_group:
        return None
    middle = float(np.median(np.repeat([row["minutes"] for row in taken], people)))
    return max(_STEP * round(middle / _STEP), _STEP)
