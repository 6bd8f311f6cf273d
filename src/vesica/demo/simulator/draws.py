"""Random streams that depend on the seed and a name alone, and draws used in several places."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

__all__ = ["Groups", "logistic", "standardised", "stream", "weighted"]


def stream(seed: int, name: str, chunk: int = 0) -> np.random.Generator:
    """Return the generator of one part of the simulation; parts never share draws."""
    key = (zlib.crc32(name.encode()), chunk)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def logistic(x: np.ndarray) -> np.ndarray:
    """Return the probability whose log odds are ``x``."""
    return 1.0 / (1.0 + np.exp(-x))


def standardised(x: np.ndarray) -> np.ndarray:
    """Return ``x`` with mean 0 and SD 1; all zero if it does not vary."""
    centred = x - x.mean()
    spread = centred.std()
    return centred / spread if spread > 0 else centred


def weighted(rng: np.random.Generator, weight: np.ndarray, size: int) -> np.ndarray:
    """Draw indices with replacement, with probability proportional to ``weight``."""
    edges = np.cumsum(weight)
    drawn = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return np.minimum(drawn, len(weight) - 1)


@dataclass(frozen=True, slots=True)
class Groups:
    """People listed group by group, alike in some trait next to each other.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group of each person.
    order : ndarray of int, shape (n,)
        People sorted by group, then trait.
    place : ndarray of int, shape (n,)
        Where each person stands in ``order``.
    start, size : ndarray of int, shape (n_groups,)
        Where each group begins in ``order``, and how many it has.
    """

    group: np.ndarray
    order: np.ndarray
    place: np.ndarray
    start: np.ndarray
    size: np.ndarray

    @classmethod
    def of(cls, group: np.ndarray, trait: np.ndarray) -> Groups:
        """List people by group, and by trait within it."""
        order = np.lexsort((trait, group))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        size = np.bincount(group)
        return cls(group, order, place, np.cumsum(size) - size, size)

    def anyone(self, rng: np.random.Generator, people: np.ndarray) -> np.ndarray:
        """Draw for each of ``people`` somebody of the same group, uniformly."""
        group = self.group[people]
        offset = (rng.random(len(people)) * self.size[group]).astype(np.int64)
        return self._not_self(people, self.start[group] + offset)

    def alike(self, rng: np.random.Generator, people: np.ndarray) -> np.ndarray:
        """Draw for each of ``people`` somebody of the group who is close in the trait."""
        group = self.group[people]
        reach = np.maximum(1.0, 0.05 * self.size[group])
        spot = self.place[people] + np.rint(rng.laplace(size=len(people)) * reach).astype(np.int64)
        last = self.start[group] + self.size[group] - 1
        return self._not_self(people, np.clip(spot, self.start[group], last))

    def _not_self(self, people: np.ndarray, spot: np.ndarray) -> np.ndarray:
        group = self.group[people]
        within = (spot - self.start[group] + 1) % self.size[group]
        following = self.order[self.start[group] + within]
        drawn = np.where(self.order[spot] == people, following, self.order[spot])
        return np.where(drawn == people, (people + 1) % len(self.order), drawn)
