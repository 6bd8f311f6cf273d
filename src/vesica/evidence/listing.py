"""Rosters without dates: lists of everybody on one day, and who has left since the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.errors import UsageError
from vesica.schema import TABLES
from vesica.store.manifest import LISTINGS, ListRecord
from vesica.store.snapshots import Evidence, TableCounts

__all__ = ["KINDS", "Asked", "Listed", "Listing"]

KINDS = ("roster", "scim")
"""Kinds of file that list people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was said about a list when it was given.

    Parameters
    ----------
    whole : bool or None
        Whether it names everybody.
    as_of : date or None
        Its day.
    """

    whole: bool | None = None
    as_of: date | None = None

    @property
    def anything(self) -> bool:
        """Whether anything was said."""
        return self.whole is not None or self.as_of is not None

    def check(self, kind: str, name: str, today: date) -> None:
        """Refuse what cannot be said of a file of this kind.

        Raises
        ------
        UsageError
            If it lists no people, or the day has not come.
        """
        if not self.anything:
            return
        if kind not in KINDS:
            raise UsageError(
                f"{name}: --full, --partial and --as-of are for rosters; this is '{kind}'.",
                hint="Leave them out.",
            )
        if self.as_of is not None and self.as_of > today:
            raise UsageError(
                f"{name}: --as-of {self.as_of} is after today, {today}.",
                hint="Give the day on which the list was exported.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What became of a list of people, without naming anybody.

    Parameters
    ----------
    as_of : str
        Its day as an ISO date.
    whole : bool
        Whether it was taken to name everybody.
    missing : int
        People of the earlier list whom it does not name, and who count as having left.
    """

    as_of: str
    whole: bool
    missing: int

    @property
    def announcement(self) -> str:
        """What to tell whoever imported it; empty if nobody is missing."""
        if not self.missing:
            return ""
        who = "1 person" if self.missing == 1 else f"{self.missing:,} people"
        verb = "is" if self.missing == 1 else "are"
        return (
            f"{who} of the earlier list {verb} missing here; they count as having left on"
            f" {self.as_of}. If this file lists only part of the organisation, import it with"
            " --partial."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list says about who is in the organisation.

    Parameters
    ----------
    record : ListRecord
        Its day, and whether it names everybody.
    changes : dict of str to bool
        Person to whether the list names them, for those of whom the lists before said otherwise.
    """

    record: ListRecord
    changes: dict[str, bool]

    @property
    def told(self) -> Listed:
        """What may be said about it."""
        missing = sum(1 for listed in self.changes.values() if not listed)
        return Listed(as_of=self.record.as_of, whole=self.record.whole, missing=missing)

    def write(self, folder: Path, evidence: Evidence) -> TableCounts | None:
        """Write the rows of the table; nothing if there are none."""
        if not self.changes:
            return None
        day = date.fromisoformat(self.record.as_of)
        people = sorted(self.changes)
        columns = [people, [day] * len(people), [self.changes[p] for p in people]]
        rows = pa.Table.from_arrays(
            [pa.array(c, f.type) for c, f in zip(columns, TABLES[LISTINGS].arrow, strict=True)],
            schema=TABLES[LISTINGS].arrow,
        )
        pq.write_table(rows, folder / f"{LISTINGS}.parquet", compression="zstd")
        standing = evidence.standing()
        replaced = sum(1 for p in people if p in standing and standing[p][0] == day)
        return TableCounts(accepted=len(people), repeated=0, superseding=replaced)
