"""Who could have seen whose adoption, day by day, while not having adopted yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.errors import EstimationError
from vesica.network.persuasion_days import (
    MORE,
    OMITTED,
    ONE,
    STATES,
    TWO,
    WEEK,
    Pairs,
    follow,
    pairs_of,
)

__all__ = ["Spread", "spread"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_CHUNK = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Practices that spread, as counts of days at risk and a list of adoptions.

    A day of a person who has not adopted yet is in one state: no contact seen (``NONE``), one,
    two or more contacts seen (``ONE``, ``TWO``, ``MORE``), or none seen yet while a contact who
    does not attend to the person is about to adopt (``AHEAD``). Days on which somebody of the
    own reporting line is seen are ``OMITTED``.

    Parameters
    ----------
    n_people, window : int
        People of the organisation; days for which an adopter is seen.
    days : tuple of ndarray of uint8, each of shape (STATES, n_people, n_weeks)
        Days at risk per practice, state, person and week [days].
    person, practice, week, state : ndarray of int64, shape (n_adoptions,)
        Adoptions, with the state of the person on that day.
    seen : ndarray of int64, shape (n_adoptions,)
        Contacts who adopted within the window before.
    shuffled : ndarray of float64, shape (n_adoptions,)
        What ``seen`` would be on average if the adopters of each practice and group had adopted
        at one another's times.
    before, after : ndarray of int64, shape (n_adoptions,)
        Contacts who do not attend to the person and adopted within the window before or after.
    group : ndarray of int64, shape (n_people,)
        Groups that take practices up at times of their own, such as functions.
    pair_adoption, pair_exposer : ndarray of int64, shape (n_pairs,)
        For every adoption in the states one to more: each contact seen.
    exposed_weeks : ndarray of float64, shape (n_people,)
        Weeks for which people at risk saw this person, summed over people and practices; half
        of the day of an adoption counts.
    """

    n_people: int
    window: int
    days: tuple[NDArray[np.uint8], ...]
    person: IntArray
    practice: IntArray
    week: IntArray
    state: IntArray
    seen: IntArray
    shuffled: FloatArray
    before: IntArray
    after: IntArray
    group: IntArray
    pair_adoption: IntArray
    pair_exposer: IntArray
    exposed_weeks: FloatArray

    @property
    def exposed(self) -> BoolArray:
        """Adoptions by people who saw a contact's, shape (n_adoptions,)."""
        return np.isin(self.state, (ONE, TWO, MORE))

    @property
    def n_practices(self) -> int:
        """Practices that somebody adopted."""
        return len(self.days)


def spread(
    *,
    person: IntArray,
    practice: IntArray,
    day: IntArray,
    attends: IntArray,
    to: IntArray,
    own_line: BoolArray,
    group: IntArray,
    n_people: int,
    window: int,
) -> Spread:
    """Follow each practice from its first to its last adoption.

    Who has a contact that adopted is exposed from the day after, for ``window`` days, to that
    contact. Contacts in the own line are kept apart: whether they persuade or decide cannot be
    told, and so the days on which one of them is seen are left out.

    Parameters
    ----------
    person, practice, day : ndarray of int64, shape (n_adoptions,)
        Who adopted which practice (0 to n - 1) on which day; one row per person and practice.
    attends, to : ndarray of int64, shape (n_pairs,)
        Who attends to whom; distinct pairs.
    own_line : ndarray of bool, shape (n_pairs,)
        Whether one of the two is the other's manager.
    group : ndarray of int64, shape (n_people,)
        Group of each person, codes from 0: whoever shares news and deadlines, as a function does.
    n_people : int
        People of the organisation.
    window : int
        Days for which an adopter is seen.

    Returns
    -------
    Spread

    Raises
    ------
    EstimationError
        If nobody adopted anything, or nobody attends to anybody.
    """
    if person.size == 0 or attends.size == 0:
        raise EstimationError(
            f"There are {person.size} adoptions and {attends.size} pairs of people in contact.",
            hint="Import adoptions, and messages or ties: persuasion needs both.",
        )
    pairs = pairs_of(attends, to, own_line, n_people)
    parts = [
        _campaign(person[practice == p], day[practice == p], pairs, group, window)
        for p in range(int(practice.max()) + 1)
    ]
    sizes = [part.person.size for part in parts]
    first = np.cumsum([0, *sizes[:-1]])
    return Spread(
        n_people=n_people,
        window=window,
        days=tuple(part.days for part in parts),
        person=np.concatenate([part.person for part in parts]),
        practice=np.repeat(np.arange(len(parts)), sizes),
        week=np.concatenate([part.week for part in parts]),
        state=np.concatenate([part.state for part in parts]),
        seen=np.concatenate([part.seen for part in parts]),
        shuffled=np.concatenate([part.shuffled for part in parts]),
        before=np.concatenate([part.before for part in parts]),
        after=np.concatenate([part.after for part in parts]),
        group=group,
        pair_adoption=np.concatenate(
            [part.pair_adoption + at for part, at in zip(parts, first, strict=True)]
        ),
        pair_exposer=np.concatenate([part.pair_exposer for part in parts]),
        exposed_weeks=np.sum([part.exposed_weeks for part in parts], axis=0),
    )


@dataclass(frozen=True, slots=True)
class _Campaign:
    """One practice: the parts of a :class:`Spread`, adoptions in the order of people."""

    days: NDArray[np.uint8]
    person: IntArray
    week: IntArray
    state: IntArray
    seen: IntArray
    shuffled: FloatArray
    before: IntArray
    after: IntArray
    pair_adoption: IntArray
    pair_exposer: IntArray
    exposed_weeks: FloatArray


def _campaign(
    person: IntArray, day: IntArray, pairs: Pairs, group: IntArray, window: int
) -> _Campaign:
    n_people, length = group.size, int(day.max() - day.min()) + 1
    adopted = np.full(n_people, -1)
    adopted[person] = day - day.min()
    days = np.zeros((STATES, n_people, -(-length // WEEK)), dtype=np.uint8)
    state = np.full(n_people, OMITTED)
    exposed = np.zeros(n_people)
    for begin in range(0, n_people, _CHUNK):
        part = slice(begin, min(begin + _CHUNK, n_people))
        days[:, part], state[part], seen_days = follow(adopted, pairs, part, length, window)
        exposed += seen_days
    both = (adopted[pairs.attends] >= 0) & (adopted[pairs.to] >= 0) & ~pairs.line
    i, j, one_way = pairs.attends[both], pairs.to[both], pairs.one_way[both]
    later = adopted[i] - adopted[j]
    seen, ahead = (later > 0) & (later <= window), (later < 0) & (later >= -window)
    chance = _chance(adopted, group, window)[group[i], group[j]]
    credited = seen & (state[i] != OMITTED)
    who = np.flatnonzero(adopted >= 0)
    index = np.cumsum(adopted >= 0) - 1

    def counted(which: BoolArray) -> IntArray:
        return np.bincount(i[which], minlength=n_people)[who]

    return _Campaign(
        days=days,
        person=who,
        week=adopted[who] // WEEK,
        state=state[who],
        seen=counted(seen),
        shuffled=np.bincount(i, weights=chance, minlength=n_people)[who].astype(np.float64),
        before=counted(seen & one_way),
        after=counted(ahead & one_way),
        pair_adoption=index[i[credited]],
        pair_exposer=j[credited],
        exposed_weeks=exposed / WEEK,
    )


def _chance(adopted: IntArray, group: IntArray, window: int) -> FloatArray:
    """Share of pairs of adopters, by group of the one and the other, that come within the window.

    The one adopts 1 to ``window`` days after the other. Nobody is paired with the own self.
    """
    who = np.flatnonzero(adopted >= 0)
    groups, length = int(group.max()) + 1, int(adopted.max()) + 1
    on = np.bincount(group[who] * length + adopted[who], minlength=groups * length)
    on = on.reshape(groups, length).astype(np.float64)
    before = np.concatenate([np.zeros((groups, 1)), np.cumsum(on, axis=1)], axis=1)
    at = np.arange(length)
    earlier = before[:, at] - before[:, np.maximum(at - window, 0)]
    size = on.sum(axis=1)
    pairs = np.outer(size, size) - np.diag(size)
    return np.divide(on @ earlier.T, pairs, out=np.zeros(pairs.shape), where=pairs > 0)
