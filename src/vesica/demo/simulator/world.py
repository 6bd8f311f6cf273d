"""Everybody in the simulated organisation, with what no file shows: skills and hidden trait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAYS, SITES
from vesica.demo.simulator.draws import standardised, stream
from vesica.demo.simulator.organisation import FUNCTIONS, SILO, Lines, lines
from vesica.demo.simulator.presets import Preset
from vesica.demo.simulator.skills import draw_skills

__all__ = ["GENDERS", "NEVER", "World", "build"]

NEVER = 10 * DAYS
_BEGIN = ("Av", "Bel", "Cor", "Dru", "El", "Fen", "Gil", "Hes", "Ib", "Jor", "Kel", "Lun", "Mir")
_END = ("a", "en", "is", "o", "ett", "ume", "ari", "ovin")
GENDERS = ("female", "male", "non-binary")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One row per person in the order of ``lines``; days count from the start of the year.

    Parameters
    ----------
    seed : int
        Seed of every draw.
    preset : Preset
        Parameters of the truth.
    lines : Lines
        Departments and reporting lines.
    level : ndarray of int
        1 to 8; a larger number is more senior.
    number : ndarray of int
        Employee number: a random permutation of 1 to n.
    age, tenure : ndarray of float
        At the start of the year [years].
    hired, left : ndarray of int
        First day; last day, ``NEVER`` for those who stay.
    site, gender : ndarray of int
        Index in ``SITES`` and in ``GENDERS``; -1 is not stated.
    theta1, theta2 : ndarray of float
        Expertise and influence at the start of the year [SD].
    hidden : ndarray of float
        Trait that drives both ties and adoption.
    ids, emails, names : pyarrow string arrays
        How the files name the person.
    """

    seed: int
    preset: Preset
    lines: Lines
    level: np.ndarray
    number: np.ndarray
    age: np.ndarray
    tenure: np.ndarray
    hired: np.ndarray
    left: np.ndarray
    site: np.ndarray
    gender: np.ndarray
    theta1: np.ndarray
    theta2: np.ndarray
    hidden: np.ndarray
    ids: pa.Array
    emails: pa.Array
    names: pa.Array

    @property
    def people(self) -> int:
        """Number of people in the roster."""
        return len(self.level)

    @property
    def by_number(self) -> np.ndarray:
        """People in the order of their employee numbers."""
        return np.argsort(self.number)

    @property
    def stays(self) -> np.ndarray:
        """Who is still there at the end of the year."""
        return self.left >= DAYS

    @property
    def fixed(self) -> np.ndarray:
        """Who is in a department of fixed size."""
        return self.lines.exact[self.lines.unit]

    def rng(self, name: str, chunk: int = 0) -> np.random.Generator:
        """Return the random stream of one part."""
        return stream(self.seed, name, chunk)

    def who(self, index: np.ndarray) -> pa.Array:
        """Return employee ids; null where the index is negative."""
        return self.ids.take(pa.array(index.astype(np.int64), mask=index < 0))


def _lives(place: Lines, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Age, tenure and level: who has been there longer tends to sit higher."""
    n = len(place.level)
    entry = np.clip(19 + rng.gamma(2.4, 4.2, n), 19, 52)
    tenure = np.clip(rng.gamma(1.3, 5.5, n), 0.1, 40)
    tenure = np.minimum(tenure, 68 - entry)
    seniority = standardised(tenure) + 0.6 * standardised(entry) + rng.normal(0, 1.0, n)
    ranked = np.argsort(seniority, kind="stable")
    slots = np.argsort(place.level + rng.random(n), kind="stable")
    person = np.empty(n, dtype=np.int64)
    person[slots] = ranked
    age, tenure, seniority = (entry + tenure)[person], tenure[person], seniority[person]
    led = place.level == 0
    cuts = np.quantile(seniority[led], [0.45, 0.8])
    own = 1 + np.searchsorted(cuts, seniority)
    return age, tenure, np.where(led, own, place.level)


def _names(number: np.ndarray, rng: np.random.Generator) -> tuple[pa.Array, pa.Array, pa.Array]:
    width = max(5, len(str(len(number))))
    first = [b + e for b in _BEGIN for e in _END]
    chosen = rng.integers(0, len(first), len(number))
    digits = [f"{k:0{width}d}" for k in number]
    names = [f"{first[c]} Sim-{d}" for c, d in zip(chosen, digits, strict=True)]
    mails = [
        f"{first[c].lower()}.sim-{d}@example.org" for c, d in zip(chosen, digits, strict=True)
    ]
    return pa.array([f"S{d}" for d in digits]), pa.array(mails), pa.array(names)


def build(*, people: int, seed: int, preset: Preset) -> World:
    """Draw everybody."""
    rng = stream(seed, "world")
    place = lines(people, seed)
    age, tenure, level = _lives(place, rng)
    silo = np.isin(place.function, [k for k, (f, _) in enumerate(FUNCTIONS) if f in SILO])
    theta1, theta2 = draw_skills(
        preset, stream(seed, "skills"), age=age, tenure=tenure, level=level, silo=silo,
        unit=place.unit,
    )  # fmt: skip
    number = rng.permutation(people) + 1
    ids, emails, names = _names(number, rng)
    leaver = (level < 4) & ~place.exact[place.unit] & (rng.random(people) < 0.06)
    left = np.where(leaver, rng.integers(20, DAYS - 5, people), NEVER)
    newcomer = (level < 2) & ~place.exact[place.unit] & ~leaver & (rng.random(people) < 0.05)
    hired = np.where(newcomer, rng.integers(1, DAYS // 2, people), -np.ceil(tenure * 365.25))
    site = rng.choice(len(SITES), size=people, p=[s.share for s in SITES])
    home = rng.choice(len(SITES), size=len(place.head), p=[s.share for s in SITES])
    site = np.where(rng.random(people) < 0.7, home[place.unit], site)
    gender = rng.choice(4, size=people, p=[0.48, 0.48, 0.02, 0.02])
    return World(
        seed=seed, preset=preset, lines=place, level=level, number=number, age=age,
        tenure=np.where(newcomer, 0.0, tenure), hired=hired.astype(np.int64), left=left,
        site=site, gender=np.where(gender == 3, -1, gender), theta1=theta1, theta2=theta2,
        hidden=rng.normal(size=people), ids=ids, emails=emails, names=names,
    )  # fmt: skip
