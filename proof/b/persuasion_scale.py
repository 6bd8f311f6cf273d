"""Persuasion among a million people: time and memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

import numpy as np

from proof.b.spreading import SEEN_DAYS, Spreading, spreading
from proof.figure import Figure
from proof.registry import proof

__all__ = ["scale"]

SIZES = (100_000, 1_000_000)
PRACTICES = 10
SEED = 4900
MINUTES, GIB = 10, 8


@proof("B.persuasion-scale")
def scale() -> tuple[Figure, ...]:
    """From arrays to everyone's interval, at two sizes, each in a process of its own.

    One thread, timed by its own processor time, so that others on the machine do not count.
    """
    small, large = (_measured(people) for people in SIZES)
    growth = np.log(large["seconds"] / small["seconds"]) / np.log(SIZES[1] / SIZES[0])
    note = (
        f"{PRACTICES} practices, {large['pairs']:,} pairs, {large['adoptions']:,} adoptions,"
        f" {large['weeks']:,.0f} exposed edge-weeks; follow {large['follow']:.0f} s, baseline"
        f" {large['baseline']:.0f} s, all effects {large['joint']:.0f} s. On arrays: relations"
        " come before it."
    )
    return (
        Figure(
            id="B.persuasion-scale.minutes",
            what="persuasion of 1,000,000 people, one thread [min]",
            value=large["seconds"] / 60,
            target=f"< {MINUTES}",
            holds=large["seconds"] < MINUTES * 60,
            seconds=large["seconds"],
            note=note,
        ),
        Figure(
            id="B.persuasion-scale.memory",
            what="peak memory of it, with the making of the data [GiB]",
            value=large["peak_mib"] / 1024,
            target=f"≤ {GIB}",
            holds=large["peak_mib"] <= GIB * 1024,
        ),
        Figure(
            id="B.persuasion-scale.growth",
            what="growth exponent of the time from 100,000 to 1,000,000 people [1]",
            value=float(growth),
            target="≤ 1.1",
            holds=bool(growth <= 1.1),
            note=f"{small['seconds']:.1f} s and {large['seconds']:.1f} s.",
        ),
    )


def _measured(people: int) -> dict[str, float]:
    command = [sys.executable, "-m", "proof.b.persuasion_scale", str(people)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def _measure(people: int) -> dict[str, float]:
    from vesica.network.persuasion_baseline import baseline
    from vesica.network.persuasion_joint import persuaders
    from vesica.network.persuasion_spread import spread

    made: Spreading = spreading(people=people, practices=PRACTICES, seed=SEED)
    marks = [time.process_time()]
    followed = spread(
        person=made.person,
        practice=made.practice,
        day=made.day,
        attends=made.attends,
        to=made.to,
        own_line=np.zeros(made.to.size, dtype=bool),
        group=made.function,
        n_people=people,
        window=SEEN_DAYS,
    )
    marks.append(time.process_time())
    factors = np.stack([made.function, made.level, made.activity], axis=1)
    base = baseline(spread=followed, factors=factors, unit=made.unit)
    marks.append(time.process_time())
    persuaders(spread=followed, base=base, level=0.9)
    marks.append(time.process_time())
    follow, fit, joint = np.diff(marks).tolist()
    return {
        "seconds": marks[-1] - marks[0],
        "follow": follow,
        "baseline": fit,
        "joint": joint,
        "pairs": made.to.size,
        "adoptions": made.person.size,
        "weeks": float(followed.exposed_weeks.sum()),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
