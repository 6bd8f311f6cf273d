"""Simulate one organisation and write its files and its truth."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.accounts import draw_accounts, write_accounts
from vesica.demo.simulator.adoptions import write_adoptions
from vesica.demo.simulator.business import write_incentives, write_metrics, write_pitches
from vesica.demo.simulator.choices import (
    write_consents,
    write_measures,
    write_preferences,
    write_restrictions,
)
from vesica.demo.simulator.contacts import contacts
from vesica.demo.simulator.endorsements import write_nominations
from vesica.demo.simulator.learning import draw_learning, write_learning
from vesica.demo.simulator.messages import write_messages
from vesica.demo.simulator.posts import write_posts
from vesica.demo.simulator.presets import preset_named
from vesica.demo.simulator.programmes import draw_programmes, write_moves, write_programmes
from vesica.demo.simulator.roster import write_roster
from vesica.demo.simulator.world import World, build
from vesica.demo.simulator.writing import Folder, decimals, labels
from vesica.errors import UsageError

__all__ = ["BAR", "SimulationReport", "TruthFigures", "simulate"]

BAR = 0.75
_SMALLEST = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthFigures:
    """The truth that an estimate of the overlap should find, among people who have not left.

    Parameters
    ----------
    people : int
        People looked at.
    expertise, influence, both : int
        People at or above the 75th percentile of the skill, and of both.
    chance : float
        People that would have both if the skills were independent.
    correlation : float
        Correlation of the two skills.
    """

    people: int
    expertise: int
    influence: int
    both: int
    chance: float
    correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationReport:
    """What a simulation wrote.

    Parameters
    ----------
    folder : Path
        Where the files are.
    preset : str
        Which organisation it is.
    seed : int
        Seed of every draw.
    files : mapping of str to int
        Rows of every file, by its path within the folder.
    truth : TruthFigures
        What is true of the two skills.
    """

    folder: Path
    preset: str
    seed: int
    files: Mapping[str, int]
    truth: TruthFigures


def truth_figures(world: World) -> TruthFigures:
    """Count who has which skill, among people who have not left."""
    one, two = world.theta1[world.stays], world.theta2[world.stays]
    first, second = one >= np.quantile(one, BAR), two >= np.quantile(two, BAR)
    return TruthFigures(
        people=len(one),
        expertise=int(first.sum()),
        influence=int(second.sum()),
        both=int((first & second).sum()),
        chance=float(first.mean() * second.sum()),
        correlation=float(np.corrcoef(one, two)[0, 1]),
    )


def _write_truth(world: World, figures: TruthFigures, folder: Folder) -> None:
    who = world.by_number
    table = {
        "employee_id": world.who(who),
        "email": world.emails.take(pa.array(who)),
        "expertise": decimals(world.theta1[who], 6),
        "influence": decimals(world.theta2[who], 6),
        "hidden": decimals(world.hidden[who], 6),
        "department": labels(world.lines.unit[who], world.lines.unit_names),
        "level": world.level[who],
        "age": decimals(world.age[who], 2),
        "tenure": decimals(world.tenure[who], 2),
        "left": pa.array(~world.stays[who]),
    }
    folder.truth("people.parquet", pa.table(table))
    content = {
        "seed": world.seed,
        "people": world.people,
        "parameters": dataclasses.asdict(world.preset),
        "figures": dataclasses.asdict(figures),
    }
    folder.text("truth/parameters.json", json.dumps(content, indent=2, sort_keys=True) + "\n")


def simulate(
    *, people: int, seed: int, preset: str, out: Path, messages_per_person: int = 60,
    posts_per_person: int = 10,
) -> SimulationReport:  # fmt: skip
    """Simulate one organisation with known truth, and write it as its systems would export it.

    The same arguments give the same bytes, whatever the number of threads.

    Parameters
    ----------
    people : int
        People in the roster, at least 100.
    seed : int
        Seed of every draw, not negative.
    preset : str
        Name of one of ``PRESETS``.
    out : Path
        Folder for the files; new, empty, or an earlier simulation.
    messages_per_person, posts_per_person : int
        Mean rows per person, each at least 1.

    Returns
    -------
    SimulationReport
        Files with row counts, and the truth.

    Raises
    ------
    UsageError
        If an argument does not fit.
    """
    chosen = preset_named(preset)
    for name, value, least in (
        ("people", people, _SMALLEST), ("seed", seed, 0),
        ("messages_per_person", messages_per_person, 1), ("posts_per_person", posts_per_person, 1),
    ):  # fmt: skip
        if value < least:
            raise UsageError(f"'{name}' is {value}.", hint=f"It is a number from {least} on.")
    folder = Folder(Path(out))
    folder.open(preset=preset, about=chosen.about, seed=seed)
    world = build(people=people, seed=seed, preset=chosen)
    table, accounts = contacts(world), draw_accounts(world)
    learning, programmes = draw_learning(world), draw_programmes(world)
    _log.info("drew %d people", people)
    write_roster(world, folder)
    write_messages(world, table, folder, messages_per_person=messages_per_person)
    _log.info("wrote messages")
    write_posts(world, accounts, learning, programmes, folder, posts_per_person=posts_per_person)
    _log.info("wrote posts")
    write_accounts(world, accounts, folder)
    write_nominations(world, table, programmes, folder)
    write_learning(world, learning, folder)
    write_adoptions(world, table, programmes, folder)
    _log.info("wrote adoptions")
    write_programmes(world, programmes, folder)
    write_moves(world, programmes, folder)
    write_metrics(world, programmes, folder)
    write_incentives(world, folder)
    write_pitches(world, folder)
    write_measures(world, programmes, folder)
    write_preferences(world, folder)
    write_restrictions(world, folder)
    write_consents(world, folder)
    figures = truth_figures(world)
    _write_truth(world, figures, folder)
    return SimulationReport(
        folder=folder.root, preset=preset, seed=seed,
        files=MappingProxyType(dict(folder.rows)), truth=figures,
    )  # fmt: skip
