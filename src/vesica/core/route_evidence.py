"""What is known of routes and outcomes, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    pass

__all__ = ["Arm", "Outcome", "RouteEvidence"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing measured of people, period by period.

    Parameters
    ----------
    name, unit, told : str
        What it is called, its unit, and what it is in words.
    begin, end : ndarray of datetime64[D], shape (n_periods,)
        First and last day of each period, in order.
    values : ndarray of float64, shape (n_people, n_periods)
        NaN where nothing was measured.
    """

    name: str
    unit: str
    told: str
    begin: Days
    end: Days
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One route and one way into it.

    Parameters
    ----------
    route, way : str
        Route, and how people came in; ``"nobody said"`` where the rows are silent.
    person : ndarray of int, shape (n_rows,)
        Who; each person once, with the first start.
    start, ended : ndarray of datetime64[D], shape (n_rows,)
        First and last day; the first where the last is not known.
    took_part : ndarray of bool, shape (n_rows,)
        False for the comparison arm.
    """

    route: str
    way: str
    person: Ints
    start: Days
    ended: Days
    took_part: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEvidence:
    """People in index order, programmes and outcomes.

    Parameters
    ----------
    people : tuple of str
        Pseudonyms.
    level : ndarray of float64, shape (n_people,)
        0 where it is not known.
    unit : ndarray of int, shape (n_people,)
        Position in ``units``.
    units : tuple of str
        Names.
    arms : tuple of Arm
        By route and way.
    outcomes : tuple of Outcome
        Skills, then counts.
    marks : mapping of str to Outcome
        Every measure by its own name, for cutoffs and covariates.
    metrics : mapping of str to Outcome
        Business metrics; rows are units.
    source, target : ndarray of int
        Ties as positions.
    weight : ndarray of float64
        Their strength.
    rows : tuple of (str, int)
        Evidence tables read.
    """

    people: tuple[str, ...]
    level: Floats
    unit: Ints
    units: tuple[str, ...]
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    marks: Mapping[str, Outcome]
    metrics: Mapping[str, Outcome]
    source: Ints
    target: Ints
    weight: Floats
    rows: tuple[tuple[str, int], ...]

    @property
    def ever(self) -> Flags:
        """Who took part in anything."""
        out = np.zeros(len(self.people), dtype=bool)
        for arm in self.arms:
            out[arm.person[arm.took_part]] = True
        return out
