"""Mixed-integer programmes by the HiGHS that SciPy ships."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from vesica.errors import EstimationError
from vesica.plan.solvers.quiet import quiet

__all__ = ["Programme", "Solved", "solve"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_INFEASIBLE = 2
_FEASIBLE = 1e-6
_SLIP = 1e-9
_SMALL = 400
"""Programmes with fewer whole variables are solved at once."""

_CORE = 0.08
"""Share of the whole variables that stay open in the first try; those nearest to a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Maximise ``value @ x`` with ``low <= A @ x <= high`` and ``least <= x <= most``.

    Where ``whole``, ``x`` is a whole number.
    """

    value: Floats
    A: sparse.csr_matrix
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    whole: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The best point found and the bound on any; ``x`` is None if there is none."""

    x: Floats | None
    value: float
    bound: float

    def near(self, gap: float) -> bool:
        """Whether the value is within a share ``gap`` of the bound."""
        return self.x is not None and self.bound - self.value <= gap * abs(self.bound) + 1e-12


def solve(programme: Programme, *, gap: float, seconds: float) -> Solved:
    """Solve to a relative ``gap`` or until ``seconds`` are over.

    Larger programmes first solve the relaxation, then only what its prices leave open: values
    whose price is far from zero keep the relaxation's choice. The bound stays that of the whole
    programme. If this is not near enough, prices beyond the distance to the bound fix their
    values for certain, and the rest is solved for points that are no worse.

    Raises
    ------
    EstimationError
        If the time is over before any plan was found.

    References
    ----------
    Huangfu & Hall (2018), doi:10.1007/s12532-017-0130-5: the HiGHS solver. Balas & Zemel (1980),
    doi:10.1287/opre.28.5.1130: the core of a knapsack programme.
    """
    if programme.whole.sum() <= _SMALL or not np.any(programme.value):
        return _branch(programme, gap, seconds)
    relaxed = _relaxation(programme)
    if relaxed is None:
        return _branch(programme, gap, seconds)
    price, bound = relaxed
    size = np.where(programme.whole, np.abs(price), 0.0)
    edge = float(np.quantile(size[programme.whole], _CORE))
    first = _branch(_fixed(programme, price, edge), gap / 2, seconds / 4)
    first = replace(first, bound=bound)
    if first.near(gap) or first.x is None:
        return first if first.x is not None else _branch(programme, gap, seconds)
    left = bound - first.value
    rest = _fixed(programme, price, left * (1 + 1e-9) + 1e-12)
    second = _branch(_no_worse(rest, first.value), gap, seconds)
    if second.x is None or second.value < first.value:
        return replace(first, bound=min(bound, max(first.value, second.bound)))
    return replace(second, bound=min(bound, max(second.value, second.bound)))


def _no_worse(programme: Programme, value: float) -> Programme:
    """Only points that reach ``value``."""
    row = sparse.csr_matrix(programme.value[None, :])
    return replace(
        programme,
        A=sparse.vstack([programme.A, row], format="csr"),
        low=np.append(programme.low, value - _SLIP * max(1.0, abs(value))),
        high=np.append(programme.high, np.inf),
    )


def _branch(programme: Programme, gap: float, seconds: float) -> Solved:
    """Branch and bound over the values that are open; what is fixed moves into the limits."""
    open_ = programme.least < programme.most
    x = programme.least.copy()
    settled = programme.A[:, ~open_] @ x[~open_]
    A, low, high = programme.A[:, open_], programme.low - settled, programme.high - settled
    used = np.diff(A.indptr) > 0
    if (low[~used] > _FEASIBLE).any() or (high[~used] < -_FEASIBLE).any():
        return Solved(x=None, value=-np.inf, bound=-np.inf)
    if not open_.any():
        value = float(programme.value @ x)
        return Solved(x=x, value=value, bound=value)
    size = abs(A[used]).max(axis=1).toarray().ravel() if used.any() else np.zeros(0)
    size[size == 0] = 1.0
    even = sparse.diags(1.0 / size) @ A[used]
    rows = LinearConstraint(even, low[used] / size, high[used] / size) if used.any() else ()
    with quiet():
        found = milp(
            -programme.value[open_],
            integrality=programme.whole[open_].astype(np.int64),
            bounds=Bounds(programme.least[open_], programme.most[open_]),
            constraints=rows,
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )
    if found.status == _INFEASIBLE:
        return Solved(x=None, value=-np.inf, bound=-np.inf)
    if found.x is None:
        raise EstimationError(
            f"No plan was found within {seconds:g} s ({found.message}).",
            hint="Allow more time, or fewer people or rules at once.",
        )
    x[open_] = found.x
    value = float(programme.value @ x)
    further = -float(found.mip_dual_bound if found.mip_dual_bound is not None else found.fun)
    return Solved(x=x, value=value, bound=max(value, further + value - float(-found.fun)))


def _relaxation(programme: Programme) -> tuple[Floats, float] | None:
    """Reduced costs (above 0: wants to be larger) and value of the relaxation."""
    above, below = np.isfinite(programme.high), np.isfinite(programme.low)
    A = sparse.vstack([programme.A[above], -programme.A[below]], format="csr")
    limit = np.concatenate([programme.high[above], -programme.low[below]])
    bounds = np.column_stack([programme.least, programme.most])
    found = linprog(-programme.value, A_ub=A, b_ub=limit, bounds=bounds, method="highs")
    if found.status != 0:
        return None
    return -(found.lower.marginals + found.upper.marginals), -float(found.fun)


def _fixed(programme: Programme, price: Floats, edge: float) -> Programme:
    """Whole variables whose price exceeds ``edge`` stay where the price holds them."""
    least, most = programme.least.copy(), programme.most.copy()
    down, up = programme.whole & (price < -edge), programme.whole & (price > edge)
    most[down] = least[down]
    least[up] = most[up]
    return replace(programme, least=least, most=most)
