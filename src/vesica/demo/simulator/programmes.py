"""Programmes: routes, how people came to be in them, what each person gains, and moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAY, DAYS, START, dates, moments
from vesica.demo.simulator.draws import logistic, standardised
from vesica.demo.simulator.world import NEVER, World
from vesica.demo.simulator.writing import Folder, decimals, labels

__all__ = ["RATING_CUT", "Programmes", "draw_programmes", "write_moves", "write_programmes"]

RATING_CUT = 3.25
_RAMP = 60
_ASSIGNED = ("lottery", "waiting list", "cutoff", "staggered", "opt-in", "nominated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmes:
    """At most one programme per person.

    Parameters
    ----------
    route, assigned : ndarray of int, shape (n,)
        Index in the preset's routes and in the ways of assignment; -1 for no programme.
    start : ndarray of int, shape (n,)
        First day; for the comparison arm, the day on which the others began.
    took_part : ndarray of bool, shape (n,)
        Whether the person was in it.
    gain1, gain2 : ndarray of float, shape (n,)
        What each person would gain, or gained, in expertise and influence [SD].
    rating : ndarray of float, shape (n,)
        Performance rating before the year; stretch promotions go to those at the cut or above.
    """

    route: np.ndarray
    assigned: np.ndarray
    start: np.ndarray
    took_part: np.ndarray
    gain1: np.ndarray
    gain2: np.ndarray
    rating: np.ndarray

    def done(self, day: np.ndarray | float) -> np.ndarray:
        """Share of the gain that each person has by the day, 0 to 1."""
        return self.done_by(np.arange(len(self.start)), day)

    def done_by(self, person: np.ndarray, day: np.ndarray | float) -> np.ndarray:
        """Share of the gain that the given people have by the given days."""
        ramp = np.clip((day - self.start[person]) / _RAMP, 0.0, 1.0)
        return np.where(self.took_part[person], ramp, 0.0)


def draw_programmes(world: World) -> Programmes:
    """Draw who is offered what, how it is assigned, and what it does."""
    rng, preset, n = world.rng("programmes"), world.preset, world.people
    names = [r.name for r in preset.routes]
    rating = 3.0 + 0.35 * world.theta1 + 0.35 * world.theta2 + rng.normal(0, 0.5, n)
    rating = np.round(np.clip(rating, 1.0, 5.0), 2)
    route, assigned = np.full(n, -1), np.full(n, -1)
    start, took = np.full(n, NEVER), np.zeros(n, dtype=bool)
    lot, draw, appeal = rng.random(n), rng.random(n), rng.normal(size=n)
    free = world.stays & (world.hired < 0)

    def place(
        who: np.ndarray, name: str, way: str, day: np.ndarray | int, part: np.ndarray
    ) -> None:
        chosen = who & (route < 0) & free
        route[chosen], assigned[chosen] = names.index(name), _ASSIGNED.index(way)
        start[chosen], took[chosen] = np.broadcast_to(day, n)[chosen], part[chosen]

    wave = rng.integers(0, 5, len(world.lines.head))[world.lines.unit]
    never = wave == 4
    begin = np.where(never, 56, 56 + 63 * wave)
    place(world.level >= 4, "participation", "staggered", begin, ~never)
    half = draw < 0.5
    place(lot < 0.06, "training", "lottery", 70, half)
    eager = draw < logistic(-preset.opt_in_selection * appeal)
    everyone = np.ones(n, dtype=bool)
    invited = (lot >= 0.06) & (lot < 0.14)
    place(invited & eager, "training", "opt-in", 70, everyone)
    place((lot >= 0.14) & (lot < 0.18), "reverse mentoring", "waiting list",
          np.where(half, 84, 252), everyone)  # fmt: skip
    place((lot >= 0.18) & (lot < 0.26) & (world.level >= 2), "stretch promotion", "cutoff", 98,
          rating >= RATING_CUT)  # fmt: skip
    liked = standardised(world.theta2) + rng.normal(0, 0.7, n) > 1.2
    place((lot >= 0.26) & (lot < 0.5) & liked, "sponsorship", "nominated", 112, everyone)
    scale = 1.0 + preset.gain_spread * appeal
    known = np.maximum(route, 0)
    on1 = np.array([r.on_expertise for r in preset.routes])[known] * scale
    on2 = np.array([r.on_influence for r in preset.routes])[known] * scale
    return Programmes(route=route, assigned=assigned, start=start, took_part=took,
                      gain1=np.where(route < 0, 0.0, on1), gain2=np.where(route < 0, 0.0, on2),
                      rating=rating)  # fmt: skip


def write_programmes(world: World, programmes: Programmes, folder: Folder) -> None:
    """Write ``programmes.csv`` and the truth about gains."""
    who = world.by_number[programmes.route[world.by_number] >= 0]
    names = [r.name for r in world.preset.routes]
    start = programmes.start[who]
    route = labels(programmes.route[who], names)
    table = {
        "employee_id": world.who(who),
        "route": route,
        "start": dates(start),
        "end": dates(start + 84),
        "assigned": labels(programmes.assigned[who], _ASSIGNED),
        "took_part": pa.array(programmes.took_part[who]),
    }
    folder.csv("programmes.csv", pa.table(table))
    gains = {
        "gain_expertise": decimals(programmes.gain1[who], 6),
        "gain_influence": decimals(programmes.gain2[who], 6),
    }
    folder.truth("gains.parquet", pa.table({**table, **gains}))
    effects = {
        "route": names,
        "mean_on_expertise": [r.on_expertise for r in world.preset.routes],
        "mean_on_influence": [r.on_influence for r in world.preset.routes],
    }
    folder.truth("routes.parquet", pa.table(effects))


def write_moves(world: World, programmes: Programmes, folder: Folder) -> None:
    """Write ``moves.csv``: stretch promotions of the route, and the usual moves."""
    rng, n = world.rng("moves"), world.people
    stretch = (programmes.took_part) & (programmes.assigned == _ASSIGNED.index("cutoff"))
    usual = ~stretch & world.stays & (world.hired < 0) & (rng.random(n) < 0.06)
    kind = np.where(stretch, 1, rng.choice([0, 2, 3], size=n, p=[0.5, 0.2, 0.3]))
    day = np.where(stretch, programmes.start, rng.integers(0, DAYS, n))
    who = world.by_number[(stretch | usual)[world.by_number]]
    table = {
        "employee_id": world.who(who),
        "time": moments(START + day[who] * DAY),
        "kind": labels(kind[who], ("promotion", "stretch", "acting", "lateral")),
    }
    folder.csv("moves.csv", pa.table(table))
