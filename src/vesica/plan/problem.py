"""The algebra of a plan: people, routes, pairs and what binds them, as frozen arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "PLACES",
    "Fairness",
    "PairGains",
    "PairPeople",
    "PairProblem",
    "PairRules",
    "RouteProblem",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Sets = NDArray[np.uint64]
PLACES = ((0, 0), (0, 1), (1, 0))
"""Places that a pair can take of mentor and leader: 0 the first, which brings the person's own
gain, 1 a further one. A pair in further places of both would bring nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPeople:
    """What decides whether two people may be paired; nothing here says how good a pair is.

    Parameters
    ----------
    manager, unit, location : ndarray of int64, shape (n_people,)
        Index of the manager, of the unit and of the location; -1 where there is none.
    starts, ends : ndarray of float64, shape (n_people,)
        Working hours [minutes after midnight UTC]; ``ends`` may pass 1,440; NaN if not known.
    kinds : tuple of str
        What a comfort zone speaks of: ``("language", "format", "topic", …)``, at most 32.
    comfort : ndarray of uint64, shape (n_people, n_kinds)
        For each kind the set of things a person accepts, as bits; 0 if nothing is known, which
        rules nothing out.
    opted_in : ndarray of bool, shape (n_people,)
        Who agreed to be paired.
    tie : ndarray of float64, shape (n_people,)
        Who goes first among equals, smaller first; must come from values, not from pseudonyms.
    """

    manager: Ints
    unit: Ints
    location: Ints
    starts: Floats
    ends: Floats
    kinds: tuple[str, ...]
    comfort: Sets
    opted_in: Bools
    tie: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRules:
    """Which rules hold for pairs.

    Parameters
    ----------
    own_chain : bool
        True if nobody is paired with a person above or below in the own management chain.
    shared_minutes : float
        Working time that two people must have in common [minutes per day].
    same_location : bool
        True if pairs must share a location.
    barred_units : ndarray of bool, shape (n_units, n_units), or None
        True where a mentor of the row's unit may not be paired with a leader of the column's.
    past, vetoed : ndarray of int64, shape (n, 2)
        People (mentor, leader) who were paired before, or whom a named reviewer kept apart.
    """

    own_chain: bool = True
    shared_minutes: float = 60.0
    same_location: bool = False
    barred_units: Bools | None = None
    past: Ints | None = None
    vetoed: Ints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairGains:
    """Expected gain of both sides of any pair, as products of what each side brings.

    The mentor's gain from leader ``j`` is ``mentor_needs[i] @ leader_offers[j]``; the leader's
    gain from mentor ``i`` is ``mentor_offers[i] @ leader_needs[j]`` [expected new bridges].

    Parameters
    ----------
    mentor_needs, mentor_offers : ndarray of float64, shape (n_mentors, n_factors)
        One row per mentor; a factor is for example a topic.
    leader_offers, leader_needs : ndarray of float64, shape (n_leaders, n_factors)
        One row per leader.
    mentor_room, leader_room : ndarray of float64, shape (n_mentors,) and (n_leaders,), or None
        Most that each can gain at all, 1 - P(both) [expected new bridges]; None for no limit.
    """

    mentor_needs: Floats
    mentor_offers: Floats
    leader_offers: Floats
    leader_needs: Floats
    mentor_room: Floats | None = None
    leader_room: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairProblem:
    """Reverse mentors, leaders and the pairs that could be made.

    Parameters
    ----------
    mentor_capacity, leader_capacity : ndarray of int64, shape (n_mentors,) and (n_leaders,)
        Most pairs each takes part in.
    mentor, leader : ndarray of int64, shape (n_pairs,)
        Candidate pairs, as rows of the two arrays above; each pair at most once.
    mentor_gain, leader_gain : ndarray of float64, shape (n_pairs,)
        Expected gain of each side [expected new bridges].
    mentor_tie, leader_tie : ndarray of float64, shape (n_mentors,) and (n_leaders,)
        Who goes first among equals, smaller first.
    locked, vetoed : ndarray of bool, shape (n_pairs,)
        Pairs that must be made, and pairs that must not.
    """

    mentor_capacity: Ints
    leader_capacity: Ints
    mentor: Ints
    leader: Ints
    mentor_gain: Floats
    leader_gain: Floats
    mentor_tie: Floats
    leader_tie: Floats
    locked: Bools
    vetoed: Bools

    @property
    def gain(self) -> Floats:
        """Expected gain of both sides together, shape (n_pairs,) [expected new bridges]."""
        return self.mentor_gain + self.leader_gain

    def counted(self, chosen: Bools) -> tuple[Floats, Floats]:
        """Gains of both sides as they count in a set of pairs, each of shape (n_pairs,).

        Nobody becomes a bridge twice: of the gains that a person has from several pairs only the
        largest counts, with that pair. A loss counts with every pair.
        """
        counts = []
        for at, own in ((self.mentor, self.mentor_gain), (self.leader, self.leader_gain)):
            counted = np.where(chosen, np.minimum(own, 0.0), 0.0)
            made = np.flatnonzero(chosen & (own > 0))
            made = made[np.argsort(-own[made], kind="stable")]
            first = made[np.unique(at[made], return_index=True)[1]]
            counted[first] = own[first]
            counts.append(counted)
        return counts[0], counts[1]

    def total(self, chosen: Bools) -> float:
        """What a set of pairs gains in all, each person's own gain once [expected new bridges]."""
        return float(sum(side.sum() for side in self.counted(chosen)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """Each group's share of the places follows its share of the people who could have one.

    Parameters
    ----------
    tolerance : float
        0.2 lets the share differ by a fifth either way; one place more or less always may.
    by : tuple of str
        What the groups are: ``"unit"``, ``"discipline"`` or both; never age.
    """

    tolerance: float = 0.2
    by: tuple[Literal["unit", "discipline"], ...] = ("unit",)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteProblem:
    """People, routes and everything that limits who takes which; each takes at most one.

    Parameters
    ----------
    routes, units, disciplines : tuple of str
        Names.
    exposure : ndarray of float64, shape (n_people, n_routes)
        How far a route's effect reaches a person [1]: the gain is ``exposure * effect``.
    effect : ndarray of float64, shape (n_routes,)
        Expected new bridges per person who takes the route, already shrunk.
    base : ndarray of float64, shape (n_people,)
        Chance of becoming a bridge without the plan [1].
    eligible, locked, vetoed : ndarray of bool, shape (n_people, n_routes)
        What may be, must be and must not be assigned.
    opted_in : ndarray of bool, shape (n_people,)
        Who agreed.
    unit, discipline : ndarray of int64, shape (n_people,)
        Index into the names.
    cost, hours : ndarray of float64, shape (n_routes,)
        Per person [currency; hours].
    seats : ndarray of int64, shape (n_routes,)
        Most people per route; -1 for no limit.
    budget, hours_limit : float
        Of the whole plan; infinite for no limit.
    coverage : ndarray of int64, shape (n_disciplines,)
        Least people with a route per discipline.
    fairness : Fairness or None
        By unit, discipline or both.
    tie : ndarray of float64, shape (n_people,)
        Who goes first among equals, smaller first; from values, not from pseudonyms.
    """

    routes: tuple[str, ...]
    units: tuple[str, ...]
    disciplines: tuple[str, ...]
    exposure: Floats
    effect: Floats
    base: Floats
    eligible: Bools
    locked: Bools
    vetoed: Bools
    opted_in: Bools
    unit: Ints
    discipline: Ints
    cost: Floats
    hours: Floats
    seats: Ints
    budget: float
    hours_limit: float
    coverage: Ints
    fairness: Fairness | None
    tie: Floats

    @property
    def fair_groups(self) -> tuple[tuple[tuple[str, ...], Ints], ...]:
        """Names and members of every grouping that fairness looks at."""
        if self.fairness is None:
            return ()
        known = {
            "unit": (self.units, self.unit),
            "discipline": (self.disciplines, self.discipline),
        }
        return tuple(known[by] for by in self.fairness.by)

    @property
    def gain(self) -> Floats:
        """Expected new bridges per assignment, shape (n_people, n_routes)."""
        return self.exposure * self.effect
