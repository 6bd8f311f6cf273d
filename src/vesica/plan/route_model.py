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
    """One rule in words: rows over the cells, or cells that it closes or forces.

    ``per_place`` is what each row subtracts for every place of the plan.
    """

    name: str
    A: sparse.csr_matrix
    low: Floats
    high: Floats
    closes: Bools | None = None
    forces: Bools | None = None
    per_place: Floats | None = None


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
        """The programme that maximises expected bridges under all rules but ``without``.

        Where a rule counts by places, their number is one more variable, the last: its rows
        would otherwise run over all cells.
        """
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
        made = Programme(
            value=self.gain, A=A, low=low, high=high, least=least, most=most, whole=whole
        )
        return _with_total(made, kept) if any(r.per_place is not None for r in kept) else made


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


def _with_total(made: Programme, rules: list[Rule]) -> Programme:
    """Add the number of places as a variable, and the row that makes it so."""
    cells = made.value.size
    per_place = [np.zeros(r.A.shape[0]) if r.per_place is None else r.per_place for r in rules]
    column = np.zeros(made.A.shape[0])
    known = np.concatenate(per_place)
    column[: known.size] = -known
    total = sparse.csr_matrix(np.append(np.ones(cells), -1.0)[None, :])
    wide = sparse.hstack([made.A, sparse.csr_matrix(column[:, None])])
    return Programme(
        value=np.append(made.value, 0.0),
        A=sparse.vstack([wide, total], format="csr"),
        low=np.append(made.low, 0.0),
        high=np.append(made.high, 0.0),
        least=np.append(made.least, 0.0),
        most=np.append(made.most, float(cells)),
        whole=np.append(made.whole, False),
    )


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
    could = np.asarray((problem.eligible & problem.opted_in[:, None]).any(axis=1))
    return [
        rule
        for names, group in problem.fair_groups
        for rule in _fair(model, problem, names, group, could)
    ]


def _fair(
    model: RouteModel, problem: RouteProblem, names: tuple[str, ...], group: Ints, could: Bools
) -> list[Rule]:
    """Two rows per group: not too few places, and not too many."""
    assert problem.fairness is not None
    people = np.bincount(group[could], minlength=len(names))
    share, tol = people / max(people.sum(), 1), problem.fairness.tolerance
    rules = []
    for g in np.flatnonzero(people).tolist():
        inside = sparse.csr_matrix((group[model.person] == g).astype(float)[None, :])
        rules.append(
            Rule(
                name=f"fairness to {names[g]}",
                A=sparse.vstack([inside, inside], format="csr"),
                low=np.array([-1.0, -np.inf]),
                high=np.array([np.inf, 1.0]),
                per_place=share[g] * np.array([1 - tol, 1 + tol]),
            )
        )
    return rules
