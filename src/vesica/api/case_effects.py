"""What taking part does to each metric, as this organisation has estimated it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

from vesica.core.estimate import Estimate
from vesica.core.line_of_sight import Grade
from vesica.core.route_names import ALIASES
from vesica.errors import VesicaError
from vesica.incentives.effects import Effect
from vesica.store.atomic import write_file

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["ROUTE", "estimated"]

ROUTE = "leader participation"
"""The route whose effects on units' metrics the case starts from."""

_NAMES = (*(name for name, route in ALIASES.items() if route == ROUTE), ROUTE)
_RELATIVE = "1"


def estimated(
    workspace: Workspace, metrics: Sequence[str], *, state: str, hours: float
) -> dict[str, Effect]:
    """Effects per hour a week, by metric; a metric of which there is no estimate is absent.

    They are released figures. Working them out takes seconds, so they are kept until evidence or
    settings change.

    Parameters
    ----------
    state : str
        Hash of what they rest on.
    hours : float
        Hours a week of the route where its effect was estimated.
    """
    memo = workspace.layout.scratch / f"case-effects-{state[:32]}.json"
    if memo.is_file():
        known = json.loads(memo.read_text(encoding="utf-8"))
    else:
        known = {name: found for name in metrics if (found := _found(workspace, name))}
        memo.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(memo, json.dumps(known).encode())
    return {
        name: Effect(
            metric=name,
            mean=mean / hours,
            standard_error=error / hours,
            grade=Grade(grade),
            own_share=0.0,  # its size rests on assumed hours, the weakest link
        )
        for name, (mean, error, grade) in known.items()
    }


def _found(workspace: Workspace, metric: str) -> tuple[float, float, str] | None:
    """Relative effect, its standard error and its grade; none where nothing carries one."""
    for route in _NAMES:
        try:
            best = workspace.effect(route, metric).value.best(route, metric)
        except VesicaError:
            continue
        value = None if best is None else best.effect.estimate
        if best is None or not isinstance(value, Estimate) or value.unit != _RELATIVE:
            continue
        if str(best.effect.grade) in (Grade.RANDOMISED, Grade.QUASI, Grade.ADJUSTED):
            reach = NormalDist().inv_cdf((1 + value.level) / 2)
            return value.value, (value.high - value.low) / 2 / reach, str(best.effect.grade)
    return None
