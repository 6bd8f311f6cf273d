"""Nominations: a survey in which colleagues name each other, with leniency and own-line bias."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import dates
from vesica.demo.simulator.contacts import SLOTS
from vesica.demo.simulator.programmes import Programmes
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, labels

__all__ = ["QUESTIONS", "write_nominations"]

QUESTIONS = ("influence", "expertise")
_RESPONSE = 0.6
_SURVEY = 273  # day: early October
_KNOWN, _STRANGERS = 6, 2
_BLOCK = 20_000  # raters


def _named(
    world: World, table: np.ndarray, skill: np.ndarray, rater: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Whom each nomination goes to: the best in the rater's eyes of a few who come to mind."""
    n, size = world.people, len(rater)
    slots = rng.integers(0, SLOTS, (size, _KNOWN))
    known = table[rater[:, None], slots].astype(np.int64)
    mind = np.concatenate([known, rng.integers(0, n, (size, _STRANGERS))], axis=1)
    manager = world.lines.manager
    line = (manager[rater][:, None] == mind) | (manager[mind] == rater[:, None])
    appeal = world.preset.nomination_on_skill * skill[mind] + world.preset.own_line_bias * line
    appeal = appeal + rng.gumbel(size=mind.shape)
    gone = ~world.stays[mind] | (mind == rater[:, None])
    return mind[np.arange(size), np.argmax(np.where(gone, -np.inf, appeal), axis=1)]


def _block(
    world: World, table: np.ndarray, skills: tuple[np.ndarray, ...], raters: np.ndarray,
    rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    leniency = rng.normal(0.0, 0.4, len(raters))
    day = _SURVEY + rng.integers(0, 14, len(raters))
    rows = []
    for question, skill in enumerate((skills[0], skills[1])):
        names = np.maximum(1, rng.poisson(3.0 * np.exp(leniency)))
        row = np.repeat(np.arange(len(raters)), names)
        nominee = _named(world, table, skill, raters[row], rng)
        keep = np.unique(row * world.people + nominee, return_index=True)[1]
        row, nominee = row[keep], nominee[keep]
        strength = 3.2 + 0.5 * skill[nominee] + leniency[row] + rng.normal(0, 0.6, len(row))
        valid = (nominee != raters[row]) & world.stays[nominee]
        strength = np.clip(np.rint(strength), 1, 5).astype(np.int64)
        rows.append(np.stack([row, nominee, np.full(len(row), question), strength])[:, valid])
    row, nominee, question, strength = np.concatenate(rows, axis=1)
    return pa.table(
        {
            "nominator": world.emails.take(pa.array(raters[row])),
            "nominee": world.emails.take(pa.array(nominee)),
            "question": labels(question, QUESTIONS),
            "strength": strength,
            "date": dates(day[row]),
        }
    )


def write_nominations(
    world: World, table: np.ndarray, programmes: Programmes, folder: Folder
) -> None:
    """Write ``nominations.csv``; about 60 % of the people answer."""
    done = programmes.done(_SURVEY)
    skills = (world.theta2 + done * programmes.gain2, world.theta1 + done * programmes.gain1)
    answers = world.rng("answers").random(world.people) < _RESPONSE
    who = world.by_number
    raters = who[(answers & world.stays & (world.hired < _SURVEY))[who]]

    def blocks() -> Iterator[pa.Table]:
        for number, start in enumerate(range(0, len(raters), _BLOCK)):
            rng = world.rng("nominations", number)
            yield _block(world, table, skills, raters[start : start + _BLOCK], rng)

    folder.csv("nominations.csv", blocks())
