"""Adoption of practices: own inclination, and persuasion by those one attends to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAY, WEEKS, moments, utc, working_second
from vesica.demo.simulator.contacts import attention
from vesica.demo.simulator.programmes import Programmes
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, decimals, labels

__all__ = ["Spread", "draw_persuasion", "spread", "write_adoptions"]

_LENGTH = 26  # weeks of a campaign
_CONTAGIOUS = 4  # weeks during which an adopter is seen
_SEEN = 0.1  # share of exposures that a log has
_PRACTICES = (
    "short video updates", "open office hours", "customer replies", "weekly leader post",
    "community of practice", "live question session", "shared reading list",
    "employee advocacy", "field stories", "crisis drill", "peer review of posts",
    "listening report",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spread:
    """One campaign: week since the start of the year in which each person adopted, or -1."""

    practice: str
    first: int
    week: np.ndarray


def draw_persuasion(world: World, programmes: Programmes) -> np.ndarray:
    """Draw beta: the weekly probability of adopting that each person adds as an adopter."""
    preset, rng = world.preset, world.rng("persuasion")
    skill = world.theta2 + programmes.done(182) * programmes.gain2
    log = preset.persuasion_on_influence * skill
    log = log + rng.normal(0, preset.persuasion_spread, world.people)
    raw = np.exp(np.minimum(log, 4.0))
    return np.minimum(preset.persuasion_mean * raw / raw.mean(), 0.5)


def _practice(number: int) -> str:
    """Return the name of a campaign's practice."""
    known = len(_PRACTICES)
    lap = f" {number // known + 1}" if number >= known else ""
    return _PRACTICES[number % known] + lap


def spread(
    world: World, pairs: tuple[np.ndarray, np.ndarray], beta: np.ndarray, number: int
) -> Spread:
    """Let one practice spread, week by week, through those who attend to adopters."""
    preset, rng, n = world.preset, world.rng("campaign", number), world.people
    attends, to = pairs
    first = int(rng.integers(0, WEEKS - _LENGTH + 1))
    taste = preset.hidden_on_adoption * world.hidden
    taste = taste + rng.normal(0, 0.3, int(world.lines.unit.max()) + 1)[world.lines.unit]
    base = np.minimum(preset.base_hazard * np.exp(taste), 0.5)
    refusal = np.log1p(-beta)
    week = np.full(n, -1)
    for now in range(first, first + _LENGTH):
        contagious = (week >= 0) & (week < now) & (week >= now - _CONTAGIOUS)
        seen = contagious[to]
        refused = np.bincount(attends[seen], weights=refusal[to[seen]], minlength=n)
        shock = np.exp(rng.normal(0, 0.25))
        chance = 1 - (1 - np.minimum(base * shock, 0.9)) * np.exp(refused)
        there = (world.hired < now * 7) & (world.left >= now * 7 + 6)
        adopts = (week < 0) & there & (rng.random(n) < chance)
        week[adopts] = now
    return Spread(_practice(number), first, week)


def _adopted(world: World, campaign: Spread, number: int) -> tuple[pa.Table, np.ndarray]:
    rng = world.rng("adopted", number)
    day = campaign.week * 7 + rng.integers(0, 5, world.people)
    time = utc(np.maximum(day, 0), working_second(rng, world.people), world.site)
    who = world.by_number[campaign.week[world.by_number] >= 0]
    columns = {
        "employee_id": world.who(who),
        "practice": pa.array([campaign.practice]).take(pa.array(np.zeros(len(who), np.int64))),
        "time": moments(time[who]),
    }
    return pa.table(columns), time


def _exposed(
    world: World, pairs: tuple[np.ndarray, np.ndarray], campaign: Spread, time: np.ndarray,
    number: int,
) -> pa.Table:  # fmt: skip
    """A log has some of the occasions on which a person saw a contact's use."""
    rng = world.rng("exposed", number)
    attends, to = pairs
    pick = np.flatnonzero((campaign.week[to] >= 0) & (rng.random(len(to)) < _SEEN))
    seen = time[to[pick]] + rng.integers(3600, _CONTAGIOUS * 7 * DAY, len(pick))
    order = np.lexsort((world.number[to[pick]], world.number[attends[pick]]))
    pick, seen = pick[order], seen[order]
    names = labels(np.zeros(len(pick), np.int64), [campaign.practice])
    return pa.table(
        {
            "employee_id": world.who(attends[pick]),
            "practice": names,
            "exposer_id": world.who(to[pick]),
            "time": moments(seen),
        }
    )


def write_adoptions(
    world: World, table: np.ndarray, programmes: Programmes, folder: Folder
) -> None:
    """Write ``adoptions.csv`` and ``exposures.csv``, and the truth behind them."""
    pairs = attention(table)
    beta = draw_persuasion(world, programmes)
    seen: list[pa.Table] = []

    def campaigns() -> Iterator[pa.Table]:
        for number in range(world.preset.campaigns):
            campaign = spread(world, pairs, beta, number)
            adopted, time = _adopted(world, campaign, number)
            seen.append(_exposed(world, pairs, campaign, time, number))
            yield adopted

    folder.csv("adoptions.csv", campaigns())
    folder.csv("exposures.csv", seen)
    who = world.by_number
    folder.truth(
        "persuasion.parquet",
        pa.table({"employee_id": world.who(who), "beta": decimals(beta[who], 8)}),
    )
    ties = {"employee_id": world.who(pairs[0]), "attends_to": world.who(pairs[1])}
    folder.truth("attention.parquet", pa.table(ties))
