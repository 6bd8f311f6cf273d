"""The HR roster as an HR system exports it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from vesica.demo.simulator.clock import DAYS, SITES, dates
from vesica.demo.simulator.organisation import FUNCTIONS
from vesica.demo.simulator.world import GENDERS, World
from vesica.demo.simulator.writing import Folder, labels

__all__ = ["write_roster"]


def write_roster(world: World, folder: Folder) -> None:
    """Write ``roster.csv``: one row per person, in the order of employee numbers."""
    who = world.by_number
    place = world.lines
    site = world.site[who]
    left = world.left[who]
    born = -np.floor(world.age[who] * 365.25).astype(np.int64)
    table = pa.table(
        {
            "Employee ID": world.who(who),
            "Email": world.emails.take(pa.array(who)),
            "Name": world.names.take(pa.array(who)),
            "Manager ID": world.who(place.manager[who]),
            "Level": world.level[who],
            "Function": labels(place.function[who], [name for name, _ in FUNCTIONS]),
            "Department": labels(place.unit[who], place.unit_names),
            "Location": labels(site, [s.location for s in SITES]),
            "Time zone": labels(site, [s.time_zone for s in SITES]),
            "Country": labels(site, [s.country for s in SITES]),
            "Hire date": dates(world.hired[who]),
            "Termination date": dates(left, missing=left >= DAYS),
            "Date of birth": dates(born),
            "Gender": labels(world.gender[who], GENDERS),
        }
    )
    folder.csv("roster.csv", table)
