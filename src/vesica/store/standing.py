"""Who is in the organisation, as the full lists of it said one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

__all__ = ["standing"]


def standing(files: Sequence[Path]) -> dict[str, tuple[date, bool]]:
    """The newest that was said of each person: the day, and whether a list names them.

    Parameters
    ----------
    files : sequence of Path
        Files of the table of listings, in their sequence; those that do not exist are left out.
        Of two of one day the later one counts.
    """
    newest: dict[str, tuple[date, bool]] = {}
    for file in files:
        if not file.exists():
            continue
        columns = pq.read_table(file, columns=["person_id", "as_of", "listed"]).columns
        for person, day, listed in zip(*(c.to_pylist() for c in columns), strict=True):
            if person not in newest or newest[person][0] <= day:
                newest[person] = day, listed
    return newest
