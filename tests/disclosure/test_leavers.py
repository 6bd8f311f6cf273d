"""Somebody compares the release before a person left with the one after."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from disclosure_world import MemoryState, gate, names, release

from vesica.core.canonical import to_plain
from vesica.core.overlap import Verdict
from vesica.core.scores import Scores
from vesica.disclosure.gate import Members
from vesica.measure.overlap import overlap

PAIRS, BAR, UNITS = 200, 0.75, 4
ABOVE_GUESSING = 0.05
"""What an attacker may be better than the base rate, by which 200 pairs cannot tell from luck."""


def scores(name, signal, noise):
    gain = 1 / (1 + noise**2)
    none = np.zeros(0)
    return Scores(
        skill=name,
        mean=gain * signal,
        standard_error=np.sqrt(1 - gain),
        signal=signal,
        noise=noise,
        facets=(),
        loadings=none,
        uniquenesses=none,
        weights=np.zeros((len(signal), 0)),
        reliability=float(np.mean(gain)),
    )


def measured(x, noise, unit):
    first, second = (
        scores(s, x[:, k], noise[:, k]) for k, s in enumerate(("expertise", "influence"))
    )
    return overlap(
        expertise=first,
        influence=second,
        unit=unit,
        unit_names=[f"u{k}" for k in range(UNITS)],
        bar=BAR,
        level=0.9,
    )


def members(people, unit):
    units = {
        f"u{k}": frozenset(p for p, u in zip(people, unit, strict=True) if u == k)
        for k in range(UNITS)
    }
    return Members(people=frozenset(people), units=units)


def pair(rng, *, above):
    """Exact results before and after, with their members; who leaves is above both bars or not."""
    n, rho = int(rng.integers(150, 500)), rng.uniform(-0.4, 0.6)
    skills = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=n)
    noise = rng.uniform(0.3, 1.0, size=(n, 2))
    x = skills + noise * rng.normal(size=(n, 2))
    unit = rng.integers(0, UNITS, size=n)
    high = (skills >= np.quantile(skills, BAR, axis=0)).all(axis=1)
    leaver = int(rng.choice(np.flatnonzero(high == above)))
    stays = np.arange(n) != leaver
    people = np.array(names(n))
    return (
        (measured(x, noise, unit), members(people, unit)),
        (
            measured(x[stays], noise[stays], unit[stays]),
            members(people[stays], unit[stays]),
        ),
    )


def numbers(value):
    """Every number of a result by its place."""

    def walk(plain, path):
        if isinstance(plain, dict):
            for key, inner in plain.items():
                yield from walk(inner, (*path, key))
        elif isinstance(plain, list):
            for key, inner in enumerate(plain):
                unit = inner.get("org_unit", key) if isinstance(inner, dict) else key
                yield from walk(inner, (*path, unit))
        elif isinstance(plain, (int, float)):
            yield path, float(plain)

    verdict = {("verdict",): float(list(Verdict).index(value.verdict))}
    return dict(walk(to_plain(value), ())) | verdict


def change(before, after, place):
    """Difference; a figure of the organisation that is hidden counts as 0.

    Which unit the leaver was in is known to everybody: the others are looked at.
    """
    if place[0] == "by_unit" and not (place in before and place in after):
        return 0.0
    return after.get(place, 0.0) - before.get(place, 0.0)


def best_attack(before, after, above):
    """Accuracy of the best rule of one threshold on one difference, chosen with hindsight."""
    places = sorted({place for found in (*before, *after) for place in found}, key=str)
    best = max(above.mean(), 1 - above.mean())
    for place in places:
        moved = np.array([change(a, b, place) for a, b in zip(before, after, strict=True)])
        for cut, sign in itertools.product(np.unique(moved), (1, -1)):
            best = max(best, float(np.mean((sign * moved >= sign * cut) == above)))
    return best


@pytest.mark.slow
def test_nobody_can_tell_whether_the_leaver_was_above_the_bar():
    rng = np.random.default_rng(21)
    above = np.arange(PAIRS) % 2 == 0
    exact: list[list[dict]] = [[], []]
    shown: list[list[dict]] = [[], []]
    changed = 0
    for one in above:
        state, pairs = MemoryState(), pair(rng, above=bool(one))
        released = [
            release(gate(state=state), who, result, run_id=f"run-{k}").value
            for k, (result, who) in enumerate(pairs)
        ]
        for k, (result, _) in enumerate(pairs):
            exact[k].append(numbers(result))
            shown[k].append(numbers(released[k]))
        figures = [replace(value, by_unit=()) for value in released]
        changed += figures[0] != figures[1]
    base = 0.5
    assert best_attack(*exact, above) > base + 0.2  # the attack works where nothing guards
    assert best_attack(*shown, above) <= base + ABOVE_GUESSING
    assert changed <= PAIRS * ABOVE_GUESSING
