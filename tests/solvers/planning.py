"""Small problems for the tests of pairs and plans."""

from __future__ import annotations

import itertools

import numpy as np

from vesica.plan.problem import PairPeople, PairProblem, RouteProblem


def pairs(gain, *, mentor_capacity=None, leader_capacity=None, mentor_gain=None, **changes):
    """A full table of candidate pairs; gains have the shape (mentors, leaders)."""
    gain = np.asarray(gain, dtype=float)
    n, m = gain.shape
    own = gain / 2 if mentor_gain is None else np.asarray(mentor_gain, dtype=float)
    i, j = np.divmod(np.arange(n * m), m)
    fields = {
        "mentor_capacity": np.asarray(np.ones(n) if mentor_capacity is None else mentor_capacity),
        "leader_capacity": np.asarray(np.ones(m) if leader_capacity is None else leader_capacity),
    }
    given = {
        **{name: value.astype(np.int64) for name, value in fields.items()},
        "mentor": i,
        "leader": j,
        "mentor_gain": own.ravel(),
        "leader_gain": (gain - own).ravel(),
        "mentor_tie": np.arange(n, dtype=float),
        "leader_tie": np.arange(m, dtype=float),
        "locked": np.zeros(n * m, dtype=bool),
        "vetoed": np.zeros(n * m, dtype=bool),
    }
    return PairProblem(**{**given, **changes})


def best_by_hand(problem):
    """Largest gain of any set of pairs, each person's own gain once: every row's choices."""
    table = {}
    for a in range(problem.mentor.size):
        table.setdefault(int(problem.mentor[a]), []).append(
            (
                int(problem.leader[a]),
                float(problem.mentor_gain[a]),
                float(problem.leader_gain[a]),
            )
        )
    memory = {}

    def best(i, left, had):
        """Mentors from ``i`` on; leaders have places ``left`` and gained ``had`` already."""
        if i == problem.mentor_capacity.size:
            return 0.0
        if (i, left, had) not in memory:
            options = []
            for size in range(min(int(problem.mentor_capacity[i]), len(table.get(i, []))) + 1):
                for some in itertools.combinations(table.get(i, []), size):
                    rest, gained = list(left), list(had)
                    total = max([0.0, *(own for _, own, _ in some)])
                    for j, own, other in some:
                        rest[j] -= 1
                        total += min(own, 0.0) + min(other, 0.0) + max(other - gained[j], 0.0)
                        gained[j] = max(gained[j], other)
                    if min(rest, default=0) >= 0:
                        options.append(total + best(i + 1, tuple(rest), tuple(gained)))
            memory[i, left, had] = max(options)
        return memory[i, left, had]

    leaders = problem.leader_capacity.tolist()
    return best(0, tuple(leaders), (0.0,) * len(leaders))


def people(n, **changes):
    """People whom no rule keeps apart."""
    given = {
        "manager": np.full(n, -1),
        "unit": np.zeros(n, dtype=np.int64),
        "location": np.zeros(n, dtype=np.int64),
        "starts": np.full(n, 480.0),
        "ends": np.full(n, 960.0),
        "kinds": ("language", "format"),
        "comfort": np.zeros((n, 2), dtype=np.uint64),
        "opted_in": np.ones(n, dtype=bool),
        "tie": np.arange(n, dtype=float),
    }
    return PairPeople(**{**given, **changes})


def routes(n, *, seed=0, n_routes=2, **changes):
    """People and routes without any limit."""
    rng = np.random.default_rng(seed)
    given = {
        "routes": tuple(f"route {r}" for r in range(n_routes)),
        "units": ("north", "south"),
        "disciplines": ("sales", "care"),
        "exposure": rng.random((n, n_routes)),
        "effect": np.linspace(0.2, 0.1, n_routes),
        "base": rng.random(n) * 0.2,
        "eligible": np.ones((n, n_routes), dtype=bool),
        "locked": np.zeros((n, n_routes), dtype=bool),
        "vetoed": np.zeros((n, n_routes), dtype=bool),
        "opted_in": np.ones(n, dtype=bool),
        "unit": np.arange(n) % 2,
        "discipline": np.arange(n) // 2 % 2,
        "cost": np.linspace(3.0, 1.0, n_routes),
        "hours": np.linspace(2.0, 5.0, n_routes),
        "seats": np.full(n_routes, -1),
        "budget": np.inf,
        "hours_limit": np.inf,
        "coverage": np.zeros(2, dtype=np.int64),
        "fairness": None,
        "tie": np.arange(n, dtype=float),
    }
    return RouteProblem(**{**given, **changes})
