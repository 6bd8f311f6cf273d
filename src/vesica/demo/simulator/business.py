"""Business metrics of the units, incentives that pay on them, and pitches to leaders."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAY, DAYS, START, dates, moments
from vesica.demo.simulator.draws import logistic, standardised
from vesica.demo.simulator.programmes import Programmes
from vesica.demo.simulator.world import World
from vesica.demo.simulator.writing import Folder, decimals, labels

__all__ = ["participation", "write_incentives", "write_metrics", "write_pitches"]

_METRICS = (  # name, typical value, season's share, noise's share
    ("qualified leads", 240.0, 0.10, 0.06),
    ("customer satisfaction", 71.0, 0.01, 0.02),
    ("applications per opening", 34.0, 0.08, 0.08),
    ("revenue thousand EUR", 860.0, 0.12, 0.05),
)
_MONTHS = 24
_FIRST_MONTH = np.datetime64("2024-01", "M")
_BONUS = {5: 18_000, 6: 30_000, 7: 65_000, 8: 180_000}
_ARMS = ("generic", "personalised")
_OUTCOMES = ("adopted", "declined", "open")


def _months() -> np.ndarray:
    """First days of the months, in days since the start of the simulated year."""
    months = (_FIRST_MONTH + np.arange(_MONTHS)).astype("datetime64[D]").astype(np.int64)
    return months - START // DAY


def participation(world: World, programmes: Programmes) -> np.ndarray:
    """Share of each unit's managers who take part, by month; shape (n_units, months)."""
    unit, manages = world.lines.unit, world.level >= 4
    count = np.bincount(unit[manages], minlength=len(world.lines.head))
    joined = manages & programmes.took_part
    columns = [
        np.bincount(unit, weights=programmes.done(day + 15.0) * joined, minlength=len(count))
        for day in _months()
    ]
    return np.stack(columns, axis=1) / np.maximum(count, 1)[:, None]


def write_metrics(world: World, programmes: Programmes, folder: Folder) -> None:
    """Write ``metrics.csv``: monthly, with trend, season, noise and the lift of participation."""
    rng, units = world.rng("metrics"), len(world.lines.head)
    size = np.bincount(world.lines.unit) / np.bincount(world.lines.unit).mean()
    share = participation(world, programmes)
    month = np.arange(_MONTHS)
    values, targets = [], []
    for name, typical, season, noise in _METRICS:
        scale = size if name.startswith(("qualified", "revenue")) else np.ones(units)
        level = typical * scale * np.exp(rng.normal(0, 0.15, units))
        trend = 1 + rng.normal(0.04, 0.03, units)[:, None] * month / 12
        wave = 1 + season * np.sin(2 * np.pi * (month + 1) / 12)
        drift = np.cumsum(rng.normal(0, noise / 4, (units, _MONTHS)), axis=1)
        expected = level[:, None] * trend * wave
        lift = 1 + world.preset.kpi_lift * share
        shock = np.exp(drift + rng.normal(0, noise, (units, _MONTHS)))
        values.append(expected * lift * shock)
        targets.append(expected * 1.03)
    value, target = np.stack(values, axis=1), np.stack(targets, axis=1)
    unit, metric, at = (x.ravel() for x in np.indices(value.shape))
    table = {
        "org_unit": labels(unit, world.lines.unit_names),
        "metric": labels(metric, [m[0] for m in _METRICS]),
        "period": dates(_months()[at]),
        "value": decimals(value.ravel(), 2),
        "target": decimals(target.ravel(), 2),
    }
    folder.csv("metrics.csv", pa.table(table))
    truth = {
        "org_unit": labels(np.repeat(np.arange(units), _MONTHS), world.lines.unit_names),
        "period": dates(np.tile(_months(), units)),
        "participation": decimals(share.ravel(), 6),
        "relative_lift": decimals(world.preset.kpi_lift * share.ravel(), 6),
    }
    folder.truth("lift.parquet", pa.table(truth))


def write_incentives(world: World, folder: Folder) -> None:
    """Write ``incentives.csv``: plans of levels 5 to 8, and own plans of half of the heads."""
    rng = world.rng("incentives")
    own = np.sort(world.lines.head[rng.random(len(world.lines.head)) < 0.5])
    own = own[np.argsort(world.number[own])]
    levels = np.array(sorted(_BONUS))
    leader = np.concatenate([np.full(len(levels), -1), own])
    grade = np.concatenate([levels, world.level[own]])
    count = len(leader)
    bonus = np.array([_BONUS[g] for g in levels])[grade - levels[0]]
    bonus = np.where(leader < 0, bonus, np.rint(bonus * rng.uniform(0.8, 1.3, count) / 100) * 100)
    weights = np.array([0.5, 0.3, 0.2])
    row = np.repeat(np.arange(count), 3)
    metric = np.argsort(rng.random((count, len(_METRICS))), axis=1)[:, :3].ravel()
    goal = np.array([m[1] for m in _METRICS])[metric] * np.exp(rng.normal(0, 0.05, 3 * count))
    personal = leader[row] >= 0
    money = pa.array(bonus[row].astype(np.int64)).cast(pa.decimal128(21, 2))
    table = {
        "leader_id": world.who(leader[row]),
        "level": pa.array(grade[row], mask=personal),
        "fiscal_year": np.full(3 * count, 2025),
        "metric": labels(metric, [m[0] for m in _METRICS]),
        "weight": decimals(np.tile(weights, count), 2),
        "threshold": decimals(goal * 0.9, 2),
        "target": decimals(goal, 2),
        "maximum": decimals(goal * 1.15, 2),
        "payout_threshold": np.full(3 * count, 0.5),
        "payout_target": np.full(3 * count, 1.0),
        "payout_maximum": np.full(3 * count, 2.0),
        "target_bonus": money,
        "currency": labels(np.zeros(3 * count, dtype=np.int64), ["EUR"]),
    }
    folder.csv("incentives.csv", pa.table(table))


def write_pitches(world: World, folder: Folder) -> None:
    """Write ``pitches.csv``: practitioners pitch to leaders; the kind of case is drawn by lot."""
    rng, n = world.rng("pitches"), world.people
    leaders = np.flatnonzero((world.level >= 5) & world.stays)
    keen = logistic(-2.6 + world.theta1) * (world.level < 5) * world.stays * (world.hired < 0)
    person = np.flatnonzero(rng.random(n) < keen)
    leader = leaders[rng.integers(0, len(leaders), len(person))]
    arm = rng.integers(0, 2, len(person))
    mature = world.theta1[person] * standardised(world.tenure)[person]
    odds = -1.0 + world.preset.pitch_effect * arm + 0.5 * world.theta2[person] + 0.25 * mature
    day = rng.integers(20, DAYS - 1, len(person))
    agreed = rng.random(len(person)) < logistic(odds)
    outcome = np.where(day > DAYS - 25, 2, np.where(agreed, 0, 1))
    order = np.argsort(world.number[person])
    table = {
        "employee_id": world.who(person),
        "leader_id": world.who(leader),
        "time": moments(START + day * DAY + rng.integers(8 * 3600, 16 * 3600, len(person))),
        "version": labels(np.where(day < DAYS // 2, 0, 1), ["v1", "v2"]),
        "arm": labels(arm, _ARMS),
        "outcome": labels(outcome, _OUTCOMES),
    }
    folder.csv("pitches.csv", pa.table(table).take(pa.array(order)))
