"""The rules of a route plan as named rows of a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from vesica.plan.problem import RouteProblem
from vesica.plan.solvers.highs import Programme

__all__ = ["RouteModel", "Rule", "build"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in words: rows over the cells, or cells that it closes or forces."""

    name: str
    A: sparse.csr_matrix
    low: Floats
    high: Floats
    closes: Bools | None = None
    forces: Bools | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteModel:
    """Cells (person, route) that could be assigned, and the rules over them.

    Cells stand in an order of values (``tie``, gains), so that the order of people decides
    nothing.
    """

    person: Ints
    route: Ints
    gain: Floats
    rules: tuple[Rule, ...]

    def programme(self, *, without: frozenset[str] = frozenset()) -> Programme:
        """The programme that maximises expected bridges under all rules but ``without``."""
        kept = [rule for rule in self.rules if rule.name not in without]
        least, most = np.zeros(self.gain.size), np.ones(self.gain.size)
        for rule in kept:
            if rule.closes is not None:
                most[rule.closes] = 0.0
            if rule.forces is not None:
                least[rule.forces] = 1.0
        clash = least > most
        A = sparse.vstack([rule.A for rule in kept], format="csr")
        low, high = (np.concatenate([getattr(r, end) for r in kept]) for end in ("low", "high"))
        if clash.any():
            least = np.minimum(least, most)
            A = sparse.vstack([A, sparse.csr_matrix((1, self.gain.size))], format="csr")
            low, high = np.append(low, 1.0), np.append(high, 1.0)
        whole = np.ones(self.gain.size, dtype=bool)
        return Programme(
            value=self.gain, A=A, low=low, high=high, least=least, most=most, whole=whole
        )


def build(problem: RouteProblem) -> RouteModel:
    """Write the rules of ``problem`` as rows."""
    gain = problem.gain
    order = np.lexsort((*gain.T, problem.unit, problem.tie))
    open_cells = (problem.eligible & problem.opted_in[:, None] & ~problem.vetoed) | problem.locked
    at, route = np.nonzero(open_cells[order])
    person = order[at]
    model = RouteModel(person=person, route=route, gain=gain[person, route], rules=())
    rules = [
        _one_each(model, problem),
        *_cells(model, problem),
        *_limits(model, problem),
        *_seats(model, problem),
        *_coverage(model, problem),
        *_fairness(model, problem),
    ]
    return RouteModel(person=person, route=route, gain=model.gain, rules=tuple(rules))


def _row(name: str, coefficients: Floats, low: float, high: float) -> Rule:
    A = sparse.csr_matrix(coefficients[None, :])
    return Rule(name=name, A=A, low=np.array([low]), high=np.array([high]))


def _one_each(model: RouteModel, problem: RouteProblem) -> Rule:
    people, row = np.unique(model.person, return_inverse=True)
    cells = np.arange(model.person.size)
    shape = (people.size, cells.size)
    A = sparse.csr_matrix((np.ones(cells.size), (row, cells)), shape=shape)
    return Rule(
        name="one route per person",
        A=A,
        low=np.full(people.size, -np.inf),
        high=np.ones(people.size),
    )


def _cells(model: RouteModel, problem: RouteProblem) -> list[Rule]:
    i, r = model.person, model.route
    nothing = sparse.csr_matrix((0, i.size))
    none = np.zeros(0)
    closed = {
        "eligibility": ~problem.eligible[i, r],
        "opt-in": ~problem.opted_in[i],
        "vetoes": problem.vetoed[i, r],
    }
    rules = [
        Rule(name=name, A=nothing, low=none, high=none, closes=cells)
        for name, cells in closed.items()
    ]
    forced = problem.locked[i, r]
    return [*rules, Rule(name="locks", A=nothing, low=none, high=none, forces=forced)]


def _limits(model: RouteModel, problem: RouteProblem) -> list[Rule]:
    limits = (
        ("budget", problem.cost, problem.budget),
        ("hours", problem.hours, problem.hours_limit),
    )
    return [
        _row(name, each[model.route], -np.inf, limit)
        for name, each, limit in limits
        if np.isfinite(limit)
    ]


def _seats(model: RouteModel, problem: RouteProblem) -> list[Rule]:
    return [
        _row(f"seats of {name}", (model.route == r).astype(float), -np.inf, float(seats))
        for r, (name, seats) in enumerate(zip(problem.routes, problem.seats, strict=True))
        if seats >= 0
    ]


def _coverage(model: RouteModel, problem: RouteProblem) -> list[Rule]:
    return [
        _row(
            f"coverage of {name}",
            (problem.discipline[model.person] == d).astype(float),
            least,
            np.inf,
        )
        for d, (name, least) in enumerate(zip(problem.disciplines, problem.coverage, strict=True))
        if least > 0
    ]


def _fairness(model: RouteModel, problem: RouteProblem) -> list[Rule]:
    if problem.fairness is None:
        return []
    could = (problem.eligible & problem.opted_in[:, None]).any(axis=1)
    people = np.bincount(problem.unit[could], minlength=len(problem.units))
    share, tol = people / max(people.sum(), 1), problem.fairness.tolerance
    rules = []
    for u, name in enumerate(problem.units):
        if not people[u]:
            continue
        inside = (problem.unit[model.person] == u).astype(float)
        rows = np.stack([inside - (1 - tol) * share[u], inside - (1 + tol) * share[u]])
        rules.append(
            Rule(
                name=f"fairness to {name}",
                A=sparse.csr_matrix(rows),
                low=np.array([-1.0, -np.inf]),
                high=np.array([np.inf, 1.0]),
            )
        )
    return rules
