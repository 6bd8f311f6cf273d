"""A roster of people with names as names are spread, and accounts: theirs and outsiders'.

Written apart from the room that links: it shares no code and no list with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Scene", "scene"]

_SOUNDS = "b br d f g gr h j k kl l m n p r s sch st t tr v w z"
_ONSETS = _SOUNDS.split()
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ei"]
_CODAS = ["", "", "n", "r", "l", "s", "m", "tt", "nd", "rt"]
_PLAYFUL = "sky moon pixel river tofu raven echo comet panda fjord lemon quartz"
_NICKS = _PLAYFUL.split()
_TRADES = ["photo", "writes", "social", "media", "talks", "designs", "codes", "music"]
_PLACES = ("Berlin", "Lisbon", "Toronto", "Nairobi", "Osaka")
_UNITS = ("Marketing", "Finance", "Research", "Logistics", "Service", "Legal")
_STYLES = (0.22, 0.16, 0.14, 0.08, 0.05, 0.1, 0.1, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """People and accounts in columns; ``owner`` is the index of the person, -1 for outsiders."""

    first: list[str]
    last: list[str]
    email: list[str]
    place: list[str]
    unit: list[str]
    handle: list[str]
    display: list[str]
    owner: np.ndarray


def scene(*, people: int, own: int, outsiders: int, seed: int) -> Scene:
    """Draw a roster, and accounts of some of its people and of outsiders of the same names."""
    rng = np.random.default_rng(seed)
    firsts, lasts = _stock(rng, 400, 1), _stock(rng, 6000, 2)
    n = people + outsiders
    first = [firsts[k] for k in _drawn(rng, len(firsts), n, 0.7)]
    last = [lasts[k] for k in _drawn(rng, len(lasts), n, 0.6)]
    place = [_PLACES[k] for k in rng.integers(0, len(_PLACES), n)]
    unit = [_UNITS[k] for k in rng.integers(0, len(_UNITS), n)]
    mine = rng.choice(people, own, replace=False)
    bearers = np.concatenate([mine, np.arange(people, n)])
    order = rng.permutation(len(bearers))
    handles, displays, used = [], [], set()
    for who in bearers[order]:
        handle = _handle(rng, first[who], last[who], place[who])
        while handle in used:
            handle += str(rng.integers(0, 10))
        used.add(handle)
        handles.append(handle)
        displays.append(_display(rng, first[who], last[who], place[who]))
    owner = np.where(bearers < people, bearers, -1)[order]
    return Scene(
        first=first[:people],
        last=last[:people],
        email=_emails(first[:people], last[:people]),
        place=place[:people],
        unit=unit[:people],
        handle=handles,
        display=displays,
        owner=owner,
    )


def _stock(rng: np.random.Generator, size: int, syllables: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < size:
        parts = [
            rng.choice(_ONSETS) + rng.choice(_VOWELS) + (rng.choice(_CODAS) if k else "")
            for k in range(syllables + 1)
        ]
        names["".join(parts).capitalize()] = None
    return list(names)


def _drawn(rng: np.random.Generator, size: int, n: int, exponent: float) -> np.ndarray:
    weights = 1 / np.arange(1, size + 1) ** exponent
    return rng.choice(size, n, p=weights / weights.sum())


def _emails(first: list[str], last: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for a, b in zip(first, last, strict=True):
        local = f"{a}.{b}".lower()
        seen[local] = seen.get(local, 0) + 1
        out.append(f"{local}{seen[local] if seen[local] > 1 else ''}@example.org")
    return out


def _handle(rng: np.random.Generator, first: str, last: str, place: str) -> str:
    a, b = first.lower(), last.lower()
    style = rng.choice(len(_STYLES), p=_STYLES)
    nick = f"{rng.choice(_NICKS)}{rng.choice(_NICKS)}{rng.integers(1, 999)}"
    forms = (
        f"{a}{b}",
        f"{a}{rng.choice(['_', '.', '-'])}{b}{rng.choice(['', str(rng.integers(60, 99))])}",
        f"{a[0]}{b}",
        f"{a}{b[0]}{rng.integers(1, 99)}",
        f"{b}{a}",
        f"{b}_{rng.choice([*_TRADES, place.lower()])}",
        f"{a}_{rng.choice(_TRADES)}{rng.integers(1, 99)}",
        nick,
    )
    return forms[style]


def _display(rng: np.random.Generator, first: str, last: str, place: str) -> str:
    if rng.random() < 0.45:
        return ""
    style = rng.choice(4, p=[0.72, 0.1, 0.08, 0.1])
    forms = (
        f"{first} {last}",
        f"{first} {last} ({place})",
        f"{first[:3]} {last}",
        f"{rng.choice(_NICKS)} {rng.choice(_NICKS)}",
    )
    return forms[style]
