"""What people choose and what binds them: preferences, consents, restrictions; and measures."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAY, SITES, START, dates, moments
from vesica.demo.simulator.organisation import FUNCTIONS
from vesica.demo.simulator.programmes import Programmes
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, decimals, labels
from vesica.schema import Purpose

__all__ = ["OPT_IN", "write_consents", "write_measures", "write_preferences", "write_restrictions"]

OPT_IN = 0.40
_LEADERS_OPT_IN = 0.60
"""Leaders are asked in person whether they want to see what is in it for them."""
_WITHDRAWN = 0.05
_OBJECTING = 0.006
_ZONES = (
    "internal", "internal|public", "internal|public|video", "internal|video", "internal|mentoring",
)  # fmt: skip
_BOUND = {"Legal": "no public posting", "Finance": "approval before public posting"}
_WAVES = (5, 95, 185, 275, 355)  # days
_ERROR = 0.35


def write_preferences(world: World, folder: Folder) -> None:
    """Write ``preferences.csv``: about two people in three have stated theirs."""
    rng = world.rng("preferences")
    who = world.by_number[rng.random(world.people) < 0.65]
    n = len(who)
    spoken = sorted({s.language for s in SITES})
    lists = ["en", *(f"en|{code}" for code in spoken if code != "en")]
    own = np.array(
        [lists.index("en" if s.language == "en" else f"en|{s.language}") for s in SITES]
    )
    languages = np.where(
        rng.random(n) < 0.15, rng.integers(0, len(lists), n), own[world.site[who]]
    )
    begin = rng.integers(7, 11, n)
    table = {
        "employee_id": world.who(who),
        "languages": labels(languages, lists),
        "workday_start": begin,
        "workday_end": begin + rng.integers(7, 10, n),
        "capacity_hours_per_week": decimals(rng.integers(1, 9, n) * 0.5, 1),
        "max_pairs": rng.choice([0, 1, 2, 3], size=n, p=[0.08, 0.5, 0.3, 0.12]),
        "comfort_zone": labels(rng.choice(5, size=n, p=[0.3, 0.3, 0.15, 0.15, 0.1]), _ZONES),
    }
    folder.csv("preferences.csv", pa.table(table))


def write_consents(world: World, folder: Folder) -> None:
    """Write ``consents.csv``: 40 % have opted in; some withdrew, a few objected or restricted.

    Nobody in a department of fixed size takes evidence out, so that its size stays what it is.
    """
    rng, who = world.rng("consents"), world.by_number
    n = len(who)
    opted = rng.random(n) < OPT_IN / (1 - _WITHDRAWN)
    back = opted & (rng.random(n) < _WITHDRAWN)
    bridges = opted & (rng.random(n) < 0.75)
    objects = ~opted & ~world.fixed[who] & (rng.random(n) < _OBJECTING / (1 - OPT_IN))
    kind = rng.random(n)
    day = rng.integers(0, 120, n)
    plan = [(opted, p, "grant", 0) for p in (Purpose.OWN_SCORE, Purpose.OVERLAP)]
    plan += [(bridges, Purpose.BRIDGES, "grant", 0)]
    plan += [(back, p, "withdraw", 140) for p in (Purpose.OWN_SCORE, Purpose.OVERLAP)]
    plan += [(back & bridges, Purpose.BRIDGES, "withdraw", 140)]
    asked = np.where(world.level[who] >= 5, _LEADERS_OPT_IN, OPT_IN)
    learn = world.rng("consents to learning").random(n) < OPT_IN
    case = world.rng("consents to cases").random(n) < asked
    plan += [(case & ~objects, Purpose.LINE_OF_SIGHT, "grant", 0)]
    plan += [(learn & ~objects, Purpose.EFFECTS, "grant", 0)]
    for purpose in (Purpose.SKILLS, Purpose.OVERLAP):
        plan += [(objects & (kind < 0.75), purpose, "object", 30)]
        plan += [(objects & (kind >= 0.75), purpose, "restrict", 30)]
    plan += [(objects & (kind < 0.1), p, "lift", 160) for p in (Purpose.SKILLS, Purpose.OVERLAP)]
    second = rng.integers(8 * 3600, 17 * 3600, n)
    parts = []
    for chosen, purpose, action, later in plan:
        at = np.flatnonzero(chosen)
        zero = np.zeros(len(at), dtype=np.int64)
        parts.append(
            pa.table(
                {
                    "employee_id": world.who(who[at]),
                    "purpose": labels(zero, [str(purpose)]),
                    "action": labels(zero, [action]),
                    "time": moments(START + (day[at] + later) * DAY + second[at]),
                }
            )
        )
    folder.csv("consents.csv", parts)


def write_restrictions(world: World, folder: Folder) -> None:
    """Write ``restrictions.csv``: rules of whole departments, and of some persons."""
    rng, place = world.rng("restrictions"), world.lines
    names = [name for name, _ in FUNCTIONS]
    rule = np.full(len(place.head), -1)
    for k, bound in enumerate(_BOUND):
        rule[place.function[place.head] == names.index(bound)] = k
    units = np.flatnonzero(rule >= 0)
    person = world.by_number[rng.random(world.people) < 0.015]
    own = 2 + rng.integers(0, 2, len(person))
    rules = [*_BOUND.values(), "no video", "no posting during closed periods"]
    table = {
        "employee_id": world.who(np.concatenate([np.full(len(units), -1), person])),
        "org_unit": labels(np.concatenate([units, np.full(len(person), -1)]), place.unit_names),
        "rule": labels(np.concatenate([rule[units], own]), rules),
    }
    folder.csv("restrictions.csv", pa.table(table))


def write_measures(world: World, programmes: Programmes, folder: Folder) -> None:
    """Write ``measures.csv``: ratings, and quarterly checks of those in programmes and others."""
    rng, who = world.rng("measures"), world.by_number
    checked = (programmes.route[who] >= 0) | (rng.random(len(who)) < 0.1)
    people = who[checked & world.stays[who] & (world.hired[who] < 0)]
    rated = who[world.hired[who] < 0]
    parts = [_measured(world, rated, "performance rating", -5, programmes.rating[rated], np.nan)]
    for day in _WAVES:
        done = programmes.done_by(people, day)
        for name, skill in (
            ("social media check", world.theta1[people] + done * programmes.gain1[people]),
            ("influence feedback", world.theta2[people] + done * programmes.gain2[people]),
        ):
            value = skill + rng.normal(0, _ERROR, len(people))
            parts.append(_measured(world, people, name, day, value, _ERROR))
    folder.csv("measures.csv", parts)


def _measured(
    world: World, people: np.ndarray, name: str, day: int, value: np.ndarray, error: float
) -> pa.Table:
    size = len(people)
    return pa.table(
        {
            "employee_id": world.who(people),
            "measure": labels(np.zeros(size, dtype=np.int64), [name]),
            "period": dates(np.full(size, day)),
            "value": decimals(value, 3),
            "standard_error": decimals(np.full(size, error), 3),
        }
    )
