"""What one import works with, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from vesica.evidence.drift import Change
from vesica.evidence.frames import Recognition
from vesica.evidence.listing import Asked, Listed
from vesica.evidence.reader import Note
from vesica.settings import Settings
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence, ImportManifest, Quarantined, TableCounts
from vesica.store.vault import Vault

__all__ = ["ImportReport", "Job"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What an import works with.

    Parameters
    ----------
    layout, vault, settings, evidence
        The workspace.
    objecting : frozenset of str
        Pseudonyms of people whose evidence is not taken in.
    asked : Asked
        What was said about a list of people.
    now : datetime
        Moment of the import, with its offset from UTC.
    """

    layout: Layout
    vault: Vault
    settings: Settings
    evidence: Evidence
    objecting: frozenset[str]
    asked: Asked
    now: datetime

    @property
    def today(self) -> date:
        """Day of the import, UTC."""
        return self.now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file.

    Parameters
    ----------
    recognition : Recognition
        Kind and mapping.
    manifest : ImportManifest
        The sealed import; where nothing was new, the newest one with rows of that table.
    already : bool
        Nothing was added, because every row was there.
    rows_in : int
        Rows of the source.
    accepted : mapping of str to int
        Table of record to source rows taken in.
    quarantined : tuple of Quarantined
        Source rows held back, one entry each.
    excluded : mapping of str to int
        Basis to source rows left out.
    dropped_columns : mapping of str to int
        Header to filled cells that no column takes.
    counts : mapping of str to TableCounts
        Table to rows kept, known before, and replacing earlier ones.
    notes : tuple of Note
        Decisions made on the way.
    listing : Listed or None
        Who came and who left, if it is a list of people.
    drift : tuple of Change
        What is different since the last import of the same source.
    """

    recognition: Recognition
    manifest: ImportManifest
    already: bool
    rows_in: int
    accepted: Mapping[str, int]
    quarantined: tuple[Quarantined, ...]
    excluded: Mapping[str, int]
    dropped_columns: Mapping[str, int]
    counts: Mapping[str, TableCounts]
    notes: tuple[Note, ...]
    listing: Listed | None = None
    drift: tuple[Change, ...] = ()
