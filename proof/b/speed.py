"""Both skills of a million people from a hundred million rows each: time, memory and growth."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from proof.b.authors import authors
from proof.b.authors import tables as of_authors
from proof.b.evidence import columns, on_files
from proof.figure import Figure
from proof.registry import proof
from vesica.schema import table
from vesica.settings import EngineSettings

__all__ = ["speed"]

# Declared before the first run, and not changed to pass.
SIZES = (100_000, 1_000_000)
ROWS, POSTS = 112, 100  # of the weeks of contact drawn, a tenth fall on the same pair and week
SEED = 64_001
GIB, MOST_GROWTH = 8, 1.1
MEMORY = 3072  # of the engine, of [engine] memory_mib; a million people do not fit its default

_EVIDENCE = {"influence": "ties", "expertise": "posts"}
_CHUNK = 50_000
_UNIT = 40
_CONTACTS = 12
_MONDAY = np.datetime64("2025-01-06")


@proof("B.speed")
def speed() -> tuple[Figure, ...]:
    """From Parquet files to the scores of everyone, each size in a process of its own.

    People of no name: the order of pseudonyms says nothing of who is near whom. Growth is taken
    from processor time, so that others on the machine do not count.
    """
    return tuple(figure for skill in _EVIDENCE for figure in _skill(skill))


def _skill(skill: str) -> tuple[Figure, ...]:
    small, tight = _measured(skill, SIZES[0], (MEMORY, MEMORY * SIZES[0] // SIZES[1]))
    (large,) = _measured(skill, SIZES[1], (MEMORY,))
    growth, in_step = (
        float(np.log(large["cpu"] / s["cpu"]) / np.log(SIZES[1] / SIZES[0]))
        for s in (small, tight)
    )
    note = (
        f"{large['rows']:,} rows of {_EVIDENCE[skill]}; relations {large['relations']:.0f} s,"
        f" methods {large['methods']:.0f} s; {large['cpu']:.0f} s of processor time."
        f" With memory_mib = {MEMORY} for the engine."
    )
    return (
        Figure(
            id=f"B.speed.minutes[{skill}]",
            what=f"{skill} of {SIZES[1]:,} people, two cores [min]",
            value=(large["relations"] + large["methods"]) / 60,
            note=note,
        ),
        Figure(
            id=f"B.speed.memory[{skill}]",
            what="peak memory of it [GiB]",
            value=large["peak_mib"] / 1024,
            target=f"≤ {GIB}",
            holds=large["peak_mib"] <= GIB * 1024,
        ),
        Figure(
            id=f"B.speed.growth[{skill}]",
            what=f"growth exponent of the time from {SIZES[0]:,} to {SIZES[1]:,} people [1]",
            value=growth,
            target=f"≤ {MOST_GROWTH}",
            holds=growth <= MOST_GROWTH,
            note=f"{small['cpu']:.1f} s and {large['cpu']:.1f} s of processor time.",
        ),
        Figure(
            id=f"B.speed.growth.in_step[{skill}]",
            what="the same where the engine's memory grows with the people [1]",
            value=in_step,
            note=f"{tight['cpu']:.1f} s at {SIZES[0]:,} people, which then sort on disk too.",
        ),
    )


def _measured(skill: str, people: int, memories: tuple[int, ...]) -> list[dict[str, float]]:
    """Make the evidence once, and measure it with each memory of the engine [MiB]."""
    with tempfile.TemporaryDirectory(prefix="vesica-speed-") as folder:
        _step("make", skill, str(people), folder)
        return [json.loads(_step("measure", skill, str(m), folder)) for m in memories]


def _step(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "proof.b.speed", *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    return done.stdout


def _ids(people: int) -> pa.Array:
    """Pseudonyms in an order that says nothing."""
    order = np.random.default_rng(SEED).permutation(people)
    return pa.array([f"{k:07d}" for k in order.tolist()])


def _make(skill: str, people: int, folder: Path) -> None:
    """Write the roster, and the evidence in pieces."""
    ids, kind = _ids(people), _EVIDENCE[skill]
    pq.write_table(columns("people", {"person_id": ids}), folder / "people.parquet")
    rng = np.random.default_rng(SEED + 1)
    make = _ties if skill == "influence" else _posts
    with pq.ParquetWriter(folder / f"{kind}.parquet", table(kind).arrow) as writer:
        for first in range(0, people, _CHUNK):
            writer.write_table(make(ids, first, min(_CHUNK, people - first), rng))


def _ties(ids: pa.Array, first: int, count: int, rng: np.random.Generator) -> pa.Table:
    """Weeks of contact: most with the own unit, the rest with anybody, some more sought after."""
    people = len(ids)
    home = (first + np.arange(count))[:, None] // _UNIT * _UNIT
    near = home + rng.integers(0, _UNIT, (count, _CONTACTS))
    anyone = (people * rng.random((count, _CONTACTS)) ** 1.5).astype(np.int64)
    contact = np.where(rng.random((count, _CONTACTS)) < 0.7, near, anyone) % people
    source = np.repeat(np.arange(count), ROWS)
    target = contact[source, rng.integers(0, _CONTACTS, source.size)]
    week = rng.integers(0, 52, source.size)
    key = np.unique((source * people + target) * 52 + week)
    source, target, week = key // 52 // people, key // 52 % people, key % 52
    weight = rng.integers(1, 6, key.size)
    return columns(
        "ties",
        {
            "source_id": ids.take(pa.array(first + source)),
            "target_id": ids.take(pa.array(target)),
            "period": pa.array(_MONDAY + 7 * week),
            "weight": pa.array(weight).cast(pa.decimal128(38, 6)),
        },
    )


def _posts(ids: pa.Array, first: int, count: int, rng: np.random.Generator) -> pa.Table:
    made = authors(people=count, posts=count * POSTS, rng=rng)
    given = of_authors(made)["posts"]
    given["person_id"] = ids.take(pa.array(first + made.person))
    return columns("posts", given)


def _measure(skill: str, memory: int, folder: Path) -> dict[str, float]:
    from vesica.api.expertise import expertise
    from vesica.api.influence import influence
    from vesica.api.skills import arranged, fetch

    files = {name: [folder / f"{name}.parquet"] for name in ("people", _EVIDENCE[skill])}
    started = time.perf_counter()
    limits = EngineSettings(memory_mib=memory)
    with on_files(files, folder / "scratch", limits=limits) as engine:
        tables = fetch(engine)
    data = arranged(tables)
    fetched = time.perf_counter()
    if skill == "influence":
        influence(data)
    else:
        expertise(data)
    return {
        "rows": pq.read_metadata(files[_EVIDENCE[skill]][0]).num_rows,
        "relations": fetched - started,
        "methods": time.perf_counter() - fetched,
        "cpu": time.process_time(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    step, skill, size, folder = sys.argv[1:]  # size: of people to make, of memory to measure with
    if step == "make":
        _make(skill, int(size), Path(folder))
    else:
        print(json.dumps(_measure(skill, int(size), Path(folder))))
