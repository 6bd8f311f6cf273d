"""Who turns to whom: lines, likeness that files show, likeness that none shows, influence."""

from __future__ import annotations

import numpy as np

from vesica.demo.simulator.draws import Groups, logistic
from vesica.demo.simulator.world import World

__all__ = ["SLOTS", "attention", "contacts"]

SLOTS = 16
_UNIT, _LEVEL, _FUNCTION = 8, 3, 2  # after the manager and two reports; the rest is anyone


def _tournament(
    world: World, groups: Groups, people: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw two colleagues and turn to the more influential one, more often than not."""
    one, two = groups.anyone(rng, people), groups.anyone(rng, people)
    edge = world.preset.attention_on_influence * (world.theta2[one] - world.theta2[two])
    chosen = np.where(rng.random(len(people)) < logistic(edge), one, two)
    alike = groups.alike(rng, people)
    return np.where(rng.random(len(people)) < world.preset.hidden_homophily, alike, chosen)


def contacts(world: World) -> np.ndarray:
    """Draw the people whom each person writes to and attends to.

    Returns
    -------
    ndarray of int32, shape (n, SLOTS)
        Contacts, the first is the line manager; the same person may fill several places.
    """
    rng, n = world.rng("contacts"), world.people
    everyone = np.arange(n)
    manager = world.lines.manager
    unit = Groups.of(world.lines.unit, world.hidden)
    kinds = [unit] * _UNIT
    kinds += [Groups.of(world.level, world.hidden)] * _LEVEL
    kinds += [Groups.of(world.lines.function, world.hidden)] * _FUNCTION
    whole = Groups.of(np.zeros(n, dtype=np.int64), world.hidden)
    kinds += [whole] * (SLOTS - 3 - len(kinds))
    table = np.empty((n, SLOTS), dtype=np.int32)
    table[:, 0] = np.where(manager >= 0, manager, whole.anyone(rng, everyone))
    reports = np.argsort(manager, kind="stable")
    count = np.bincount(manager[manager >= 0], minlength=n)
    start = np.searchsorted(manager[reports], everyone)
    for slot in (1, 2):
        child = reports[np.minimum(start + (rng.random(n) * count).astype(np.int64), n - 1)]
        table[:, slot] = np.where(count > 0, child, _tournament(world, unit, everyone, rng))
    for slot, groups in enumerate(kinds, start=3):
        table[:, slot] = _tournament(world, groups, everyone, rng)
    return table


def attention(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return distinct (who attends, to whom) pairs, sorted."""
    n = len(table)
    pairs = np.unique(np.repeat(np.arange(n), SLOTS) * n + table.ravel())
    return pairs // n, pairs % n
