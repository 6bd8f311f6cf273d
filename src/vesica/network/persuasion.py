"""Demonstrated persuasion: others adopt after seeing it, beyond what they would have done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.persuasion import Persuasion, PersuasionVerdict, UnitPersuasion
from vesica.errors import EstimationError
from vesica.network.persuasion_baseline import Baseline
from vesica.network.persuasion_joint import Persuaders, persuaders
from vesica.network.persuasion_multiples import Multiple
from vesica.network.persuasion_spread import Spread
from vesica.network.persuasion_tables import Tables

__all__ = ["ENOUGH", "LITTLE", "persuasion"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ENOUGH = 150
"""Weeks of being seen from which on a person gets an estimate of the own."""

LITTLE = 0.05
"""Share of adoptions below which persuasion is called little or none."""

_UNKNOWN = Hidden(why="too few adoptions to tell")
_PER = 100
_THRICE = 3


def persuasion(
    *,
    spread: Spread,
    base: Baseline,
    unit: IntArray,
    unit_names: Sequence[str],
    level: float,
) -> Persuasion:
    """How much people persuade one another, with the placebos.

    Expected adoptions come from people like those who saw a contact's, at the same time, who saw
    none. Three placebos look for what the comparison misses, such as likeness that no file shows.

    1. *Ahead*: do people adopt more who are yet to see a contact adopt? Contacts who attend to
       each other are left out, since there the later adoption may follow from the earlier.
    2. *Shuffled*: do adoptions follow contacts' more than they would if the same adopters, within
       their groups, had adopted at one another's times?
    3. *Direction*: do adoptions come soon after those of contacts who do not attend back, more
       often than soon before? What two people share, shown or hidden, works both ways alike.

    The first, where it is above 1, is divided out. It sees only a part of a hidden likeness, so
    the lower end takes it for three times what it shows; the upper end is that before it. The
    verdict is that people persuade only if the lower ends of this net multiple and of the second
    and third placebo are above 1.

    Parameters
    ----------
    spread : Spread
        From :func:`vesica.network.persuasion_spread.spread`.
    base : Baseline
        From :func:`vesica.network.persuasion_baseline.baseline`.
    unit : ndarray of int64, shape (n_people,)
        Unit of each person.
    unit_names : sequence of str
        Names of the units; without names no unit is looked at, which saves most of the time.
    level : float
        Probability of the intervals.

    Returns
    -------
    Persuasion

    Raises
    ------
    EstimationError
        If nobody adopted after a contact had.

    References
    ----------
    Aral, Muchnik & Sundararajan (2009), doi:10.1073/pnas.0908800106; Anagnostopoulos, Kumar &
    Mahdian (2008), doi:10.1145/1401890.1401897, section 4, for the shuffled times and the
    direction.
    """
    if not np.any(spread.exposed):
        raise EstimationError(
            "Nobody adopted anything soon after a contact had.",
            hint="Import adoptions and contacts of the same people and months.",
        )
    tables = Tables.of(spread=spread, base=base, unit=unit, level=level)
    n, matched, ahead = np.unique(spread.person).size, tables.matched(), tables.ahead()
    net = _net(matched, ahead, level=level, n=n)
    share = _share(net, float(np.mean(spread.exposed)))
    shuffled, direction = (
        _shown(found, level, n) for found in (tables.shuffled(), tables.direction())
    )
    verdict = _verdict(net, share, (shuffled, direction))
    units: tuple[UnitPersuasion, ...] = ()
    if verdict is PersuasionVerdict.PERSUADED and unit_names:
        everyone = persuaders(spread=spread, base=base, level=level)
        units = _units(everyone, unit, unit_names)
    return Persuasion(
        people=spread.n_people,
        adopters=n,
        practices=spread.n_practices,
        adoptions=int(spread.person.size),
        seen=int(np.count_nonzero(spread.exposed)),
        window=spread.window,
        naive=_shown(tables.naive(), level, n),
        matched=_shown(matched, level, n),
        ahead=_shown(ahead, level, n),
        shuffled=shuffled,
        direction=direction,
        net=net,
        share=share,
        second=_shown(tables.second(), level, n),
        individual=int(np.count_nonzero(spread.exposed_weeks >= ENOUGH)),
        by_unit=units,
        verdict=verdict,
    )


def _shown(value: Multiple | None, level: float, n: int) -> Shown:
    return value.estimate(level=level, n=n) if value else _UNKNOWN


def _net(matched: Multiple | None, ahead: Multiple | None, *, level: float, n: int) -> Shown:
    """The multiple after the first placebo, from three times that placebo to none of it."""
    if matched is None or ahead is None:
        return _UNKNOWN
    bias, error = max(ahead.log, 0.0), math.hypot(matched.error, ahead.error)
    _, low, high = replace(matched, log=matched.log - bias, error=error).interval()
    return Estimate(
        value=math.exp(matched.log - bias),
        low=low * math.exp(-(_THRICE - 1) * bias),
        high=max(high, matched.interval()[2]),
        level=level,
        unit="1",
        n=n,
    )


def _share(net: Shown, seen: float) -> Shown:
    """Share of all adoptions that would not have come; no less than none."""
    if isinstance(net, Hidden):
        return net
    value, low, high = (max(seen * (1 - 1 / x), 0.0) for x in (net.value, net.low, net.high))
    return replace(net, value=value, low=low, high=high)


def _verdict(net: Shown, share: Shown, checks: Sequence[Shown]) -> PersuasionVerdict:
    if isinstance(net, Hidden) or isinstance(share, Hidden):
        return PersuasionVerdict.CANNOT_SAY
    if net.low > 1 and all(isinstance(c, Estimate) and c.low > 1 for c in checks):
        return PersuasionVerdict.PERSUADED
    if share.high < LITTLE:
        return PersuasionVerdict.LITTLE
    return PersuasionVerdict.CANNOT_SAY


def _units(
    everyone: Persuaders, unit: IntArray, unit_names: Sequence[str]
) -> tuple[UnitPersuasion, ...]:
    """Means of the people of each unit, weighted by the weeks for which they were seen."""
    own, weeks, count = unit[everyone.person], everyone.weeks, len(unit_names)

    def summed(amount: FloatArray) -> FloatArray:
        return np.bincount(own, weights=amount, minlength=count).astype(np.float64)

    total = np.maximum(summed(weeks), np.finfo(float).tiny)
    mean = _PER * summed(weeks * everyone.mean) / total
    error = _PER * np.sqrt(summed((weeks * everyone.sd) ** 2)) / total
    largest = np.zeros(count)
    np.maximum.at(largest, own, weeks)
    people, reach = np.bincount(unit, minlength=count), ndtri(0.5 + everyone.level / 2)
    return tuple(
        UnitPersuasion(
            org_unit=name,
            people=int(people[u]),
            brought=Estimate(
                value=mean[u],
                low=max(mean[u] - reach * error[u], 0.0),
                high=mean[u] + reach * error[u],
                level=everyone.level,
                unit="per 100 weeks",
                n=int(people[u]),
            )
            if total[u] >= ENOUGH
            else _UNKNOWN,
            largest=float(largest[u] / total[u]),
        )
        for u, name in enumerate(unit_names)
    )
