"""Routes as data: what each costs, who may take it and what it does, declared or set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vesica.core.route_names import common_name
from vesica.core.route_prior import RoutePrior
from vesica.errors import SettingsError
from vesica.plan.effects import effect_draws, shrink_effects

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesica.api.workspace import Workspace
    from vesica.core.plan import RouteEffects
    from vesica.settings import RouteSettings

__all__ = ["MENTORING", "Route", "RouteTable", "routes"]

MENTORING = "reverse mentoring"
"""The route whose worth is its pairs."""

_ASSUMED = "assumed"
# cost [currency], hours, seats, who, needs
_DECLARED: dict[str, tuple[float, float, int, str, tuple[str, ...]]] = {
    "training": (900.0, 24.0, -1, "everyone", ()),
    "stretch promotion": (6000.0, 60.0, 10, "others", ()),
    MENTORING: (300.0, 12.0, -1, "others", ()),
    "leader participation": (200.0, 17.0, -1, "leaders", ("public",)),
    "sponsorship": (500.0, 12.0, -1, "others", ()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route.

    Parameters
    ----------
    name : str
        As in the settings and in ``programmes``.
    cost, hours : float
        Per person [currency; hours].
    seats : int
        Most people; -1 for no limit.
    who : str
        ``"everyone"``, ``"leaders"`` or ``"others"``.
    needs : tuple of str
        What it asks of a comfort zone.
    expertise, influence : RoutePrior or None
        Effect on each skill.
    """

    name: str
    cost: float
    hours: float
    seats: int
    who: str
    needs: tuple[str, ...]
    expertise: RoutePrior | None
    influence: RoutePrior | None

    @property
    def known(self) -> tuple[RoutePrior, ...]:
        """Effects that it has."""
        return tuple(p for p in (self.expertise, self.influence) if p is not None)

    @property
    def grade(self) -> str:
        """Weakest grade of its effects."""
        order = ("randomised", "quasi-experimental", "adjusted", _ASSUMED)
        grades = [p.grade for p in self.known if p.mean != 0] or [_ASSUMED]
        return max(grades, key=lambda g: order.index(g) if g in order else len(order))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTable:
    """All routes that may be used, with their effects as the plan counts on them.

    Parameters
    ----------
    routes : tuple of Route
        In order of their names.
    on_expertise, on_influence : ndarray of float64, shape (n_routes,)
        Effect on each skill after shrinkage [sd].
    effects : RouteEffects
        Size of each effect, both skills together [sd], with its error.
    priors : tuple of RoutePrior
        What it was made of.
    """

    routes: tuple[Route, ...]
    on_expertise: NDArray[np.float64]
    on_influence: NDArray[np.float64]
    effects: RouteEffects
    priors: tuple[RoutePrior, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the routes."""
        return tuple(r.name for r in self.routes)

    def draws(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Joint draws of the effects as multiples of what the plan counts on, (n, n_routes)."""
        size = np.where(self.effects.mean == 0, 1.0, self.effects.mean)
        return effect_draws(self.effects, n=n, rng=rng) / size


def routes(workspace: Workspace, known: Sequence[RoutePrior] | None = None) -> RouteTable:
    """Routes as declared, estimated and set, with effects that were estimated shrunk.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    known : sequence of RoutePrior, optional
        Effects that an earlier version counted with, so that they are not estimated anew.
    """
    from vesica.api.route_priors import route_priors

    settings = workspace.settings.routes
    given = tuple(route_priors(workspace) if known is None else known)
    priors = {(common_name(p.route), p.outcome): p for p in given}
    found = [_route(name, settings.get(name), priors) for name in sorted({*_DECLARED, *settings})]
    kept = tuple(route for route in found if route is not None)
    if not kept:
        raise SettingsError(
            "No route is offered.", hint="Set offered = true in one [routes.NAME]."
        )
    return replace(_table(kept), priors=given)


def _route(
    name: str, chosen: RouteSettings | None, priors: dict[tuple[str, str], RoutePrior]
) -> Route | None:
    if chosen is not None and not chosen.offered:
        return None
    cost, hours, seats, who, needs = _DECLARED.get(name, (0.0, 0.0, -1, "everyone", ()))
    effects = {skill: priors.get((name, skill)) for skill in ("expertise", "influence")}
    if chosen is not None:
        cost = chosen.cost if chosen.cost >= 0 else cost
        hours = chosen.hours if chosen.hours >= 0 else hours
        seats = chosen.seats if chosen.seats >= -1 else seats
        who = chosen.who or who
        if chosen.needs != "-":
            needs = tuple(sorted({w.strip() for w in chosen.needs.split("|") if w.strip()}))
    if not any(effects.values()):
        raise SettingsError(
            f"Nothing is known of what the route '{name}' does.",
            hint=f'Add expertise or influence [sd] to [routes."{name}"] in vesica.toml.',
        )
    return Route(name=name, cost=cost, hours=hours, seats=seats, who=who, needs=needs, **effects)


def _table(kept: tuple[Route, ...]) -> RouteTable:
    each = [
        np.array([getattr(r, s).mean if getattr(r, s) else 0.0 for r in kept])
        for s in ("expertise", "influence")
    ]
    size = each[0] + each[1]
    error = np.array([np.sqrt(sum(p.standard_error**2 for p in r.known)) for r in kept])
    effects = _shrunk(kept, size, error)
    scale = np.divide(effects.mean, size, out=np.zeros(size.size), where=size != 0)
    return RouteTable(
        routes=kept, on_expertise=each[0] * scale, on_influence=each[1] * scale, effects=effects
    )


def _shrunk(
    kept: tuple[Route, ...], size: NDArray[np.float64], error: NDArray[np.float64]
) -> RouteEffects:
    """Shrink what was estimated; what was assumed had no luck that could have chosen it."""
    estimated = np.array([r.grade != _ASSUMED for r in kept])
    whole = shrink_effects(size, error)
    mean, covariance, weight = size.copy(), np.diag(error**2), np.ones(size.size)
    if estimated.sum() > 1:
        part = shrink_effects(size[estimated], error[estimated])
        mean[estimated], weight[estimated] = part.mean, part.weight
        covariance[np.ix_(estimated, estimated)] = part.covariance
    return replace(
        whole,
        mean=mean,
        covariance=covariance,
        weight=weight,
        standard_error=np.sqrt(np.diag(covariance)),
    )
