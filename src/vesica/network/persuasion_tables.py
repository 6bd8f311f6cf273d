"""Observed and expected adoptions by unit and practice, and the multiples that follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.network.persuasion_baseline import Baseline
from vesica.network.persuasion_days import AHEAD, MORE, NONE, ONE, STATES, TWO, WEEK
from vesica.network.persuasion_multiples import Multiple, clustered, multiple, table
from vesica.network.persuasion_spread import Spread

__all__ = ["Tables"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_EXPOSED = (ONE, TWO, MORE)
_ALONE = (NONE, AHEAD)
_TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Sums by state, unit of the person at risk, and practice.

    Parameters
    ----------
    observed, expected, weeks : ndarray of float64, shape (STATES, n_units, n_practices)
        Adoptions, adoptions expected from the baseline, and time at risk [weeks].
    seen, shuffled_seen : ndarray of float64, shape (n_units, n_practices)
        Adopters' contacts who adopted within the window before, and their number if the times
        of adopters were shuffled.
    before, after : ndarray of float64, shape (n_units, n_practices)
        Adopters' one-way contacts who adopted within the window before, and after.
    level : float
        Probability of intervals made from the multiples.
    """

    observed: FloatArray
    expected: FloatArray
    weeks: FloatArray
    seen: FloatArray
    shuffled_seen: FloatArray
    before: FloatArray
    after: FloatArray
    level: float

    @classmethod
    def of(cls, *, spread: Spread, base: Baseline, unit: IntArray, level: float) -> Tables:
        """Sum over people, day by day kept apart by state."""
        shape = (int(unit.max()) + 1, spread.n_practices)
        own = unit[spread.person]

        def counted(amount: FloatArray) -> FloatArray:
            return table(amount, own, spread.practice, shape)

        def summed(amount: FloatArray) -> FloatArray:
            each = [np.bincount(unit, weights=a, minlength=shape[0]) for a in amount.T]
            return np.stack(each, axis=1).astype(np.float64)

        days = np.stack([d.sum(axis=2, dtype=np.int64) for d in spread.days], axis=2)
        return cls(
            observed=np.stack([counted((spread.state == s).astype(float)) for s in range(STATES)]),
            expected=np.stack([summed(amount) for amount in base.expected]),
            weeks=np.stack([summed(amount) for amount in days]) / WEEK,
            seen=counted(spread.seen.astype(float)),
            shuffled_seen=counted(spread.shuffled),
            before=counted(spread.before.astype(float)),
            after=counted(spread.after.astype(float)),
            level=level,
        )

    @property
    def _events(self) -> float:
        return float(self.observed[[*_ALONE]].sum())

    def _against(self, states: tuple[int, ...]) -> Multiple | None:
        observed, expected = self.observed[[*states]].sum(axis=0), self.expected[[*states]]
        return multiple(observed, expected.sum(axis=0), level=self.level, events=self._events)

    def matched(self) -> Multiple | None:
        """Adoptions of those who saw a contact's, over those of people like them."""
        return self._against(_EXPOSED)

    def ahead(self) -> Multiple | None:
        """The same of those who saw none yet, but whose contact is about to adopt."""
        return self._against((AHEAD,))

    def naive(self) -> Multiple | None:
        """The same against everybody who saw none, at any time of the practice."""
        alone, weeks = self.observed[[*_ALONE]], self.weeks[[*_ALONE]]
        rate = alone.sum(axis=(0, 1)) / np.maximum(weeks.sum(axis=(0, 1)), 1.0)
        expected = self.weeks[[*_EXPOSED]].sum(axis=0) * rate
        observed = self.observed[[*_EXPOSED]].sum(axis=0)
        return multiple(observed, expected, level=self.level, events=self._events)

    def shuffled(self) -> Multiple | None:
        """Adoptions in the wake of contacts', over those at shuffled times."""
        pairs = max(float(self.seen.sum()), 1.0)
        return multiple(self.seen, self.shuffled_seen, level=self.level, events=pairs)

    def direction(self) -> Multiple | None:
        """Adoptions in the wake of those of one-way contacts, over those ahead of theirs."""
        ahead = max(float(self.after.sum()), 1.0)
        return multiple(self.before, self.after, level=self.level, events=ahead)

    def second(self) -> Multiple | None:
        """Adoptions of those who saw two, over those if each had added what a single one adds."""
        one, two = self.observed[ONE] - self.expected[ONE], self.weeks[TWO]
        ratio = 2 * float(two.sum()) / max(float(self.weeks[ONE].sum()), _TINY)
        added = ratio * float(one.sum())
        seen, alone = self.observed[TWO], self.expected[TWO]
        mean = float(alone.sum()) + added
        if seen.sum() <= 0 or mean <= 0:
            return None
        shift = two / two.sum() - self.weeks[ONE] / self.weeks[ONE].sum()
        part = seen / seen.sum() - (alone + ratio * one + added * shift) / mean
        least = 1 / float(seen.sum()) + ratio**2 * float(self.observed[ONE].sum()) / mean**2
        noise = float(alone.sum()) - ratio * float(self.expected[ONE].sum())
        more = (noise / mean) ** 2 / self._events
        log = math.log(float(seen.sum()) / mean)
        return clustered(log, part, least=least, more=more, level=self.level)
