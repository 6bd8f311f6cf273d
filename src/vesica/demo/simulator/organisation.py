"""The shape of the organisation: functions, departments of uneven size, lines, levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vesica.demo.simulator.draws import stream

__all__ = ["EXACT_SIZES", "FUNCTIONS", "SILO", "Lines", "lines"]

FUNCTIONS = (
    ("Operations", 0.22),
    ("Sales", 0.20),
    ("Engineering", 0.16),
    ("Marketing", 0.11),
    ("Customer service", 0.10),
    ("Finance", 0.08),
    ("Human resources", 0.06),
    ("Communications", 0.04),
    ("Legal", 0.03),
)
SILO = ("Marketing", "Communications")
EXACT_SIZES = (9, 9, 10, 10, 11)
_TYPICAL = 48.0
_UNITS_PER_LEADER = 5


@dataclass(frozen=True, slots=True)
class Lines:
    """Places in the organisation, department by department; the head of each comes first.

    Parameters
    ----------
    unit, function : ndarray of int, shape (n,)
        Department and business discipline of each place.
    manager : ndarray of int, shape (n,)
        Place of the line manager; -1 for the head of the organisation.
    level : ndarray of int, shape (n,)
        4 team lead, 5 department, 6 several departments, 7 function, 8 all; 0 nobody reports.
    head : ndarray of int, shape (n_units,)
        Place of the head of each department.
    exact : ndarray of bool, shape (n_units,)
        Departments whose size is fixed at one of ``EXACT_SIZES``: nobody leaves, nobody objects.
    unit_names : tuple of str
        Names of the departments.
    """

    unit: np.ndarray
    function: np.ndarray
    manager: np.ndarray
    level: np.ndarray
    head: np.ndarray
    exact: np.ndarray
    unit_names: tuple[str, ...]


def _sizes(people: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sizes of the departments, which add up to ``people``, and which of them are fixed."""
    exact = EXACT_SIZES if people >= 5 * sum(EXACT_SIZES) else ()
    rest = people - sum(exact)
    typical = min(_TYPICAL, people / 12)
    drawn = np.rint(typical * np.exp(rng.normal(0.0, 0.7, people // 4 + 10))).astype(np.int64)
    drawn = np.clip(drawn, 12, 400)
    count = int(np.searchsorted(np.cumsum(drawn), rest))
    sizes = drawn[:count]
    sizes[count - 1] += rest - sizes.sum()
    fixed = np.arange(count + len(exact)) >= count
    return np.concatenate([sizes, np.array(exact, dtype=np.int64)]), fixed


def _functions(units: int, rng: np.random.Generator) -> np.ndarray:
    shares = np.array([share for _, share in FUNCTIONS])
    drawn = rng.choice(len(shares), size=units, p=shares / shares.sum())
    covered = min(units, len(shares))
    drawn[:covered] = np.arange(covered)
    return drawn


def lines(people: int, seed: int) -> Lines:
    """Draw the organisation chart of ``people`` places."""
    rng = stream(seed, "lines")
    size, exact = _sizes(people, rng)
    function = _functions(len(size), rng)
    order = np.argsort(function, kind="stable")
    size, exact, function = size[order], exact[order], function[order]
    head = np.cumsum(size) - size
    first = np.searchsorted(function, np.arange(len(FUNCTIONS)))
    nth = np.arange(len(size)) - first[function]
    leader = np.where(nth > 0, head[first[function] + (nth - 1) // _UNITS_PER_LEADER], 0)
    unit = np.repeat(np.arange(len(size)), size)
    local = np.arange(people) - head[unit]
    span = rng.integers(5, 10, len(size))[unit]
    manager = np.where(local > 0, head[unit] + (local - 1) // span, leader[unit])
    manager[0] = -1
    names = tuple(f"{FUNCTIONS[f][0]} {k + 1:02d}" for f, k in zip(function, nth, strict=True))
    level = _levels(manager, head, nth)
    return Lines(unit, function[unit], manager, level, head, exact, names)


def _levels(manager: np.ndarray, head: np.ndarray, nth: np.ndarray) -> np.ndarray:
    reports = np.bincount(manager[1:], minlength=len(manager))
    level = np.where(reports > 0, 4, 0)
    level[head] = 5
    leading = np.isin(head, manager[head[1:]])
    level[head[leading]] = 6
    level[head[nth == 0]] = 7
    level[0] = 8
    return level
