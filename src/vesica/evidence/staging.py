"""Rows on their way into a snapshot: pseudonymised at the door, counted, and set down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.evidence.door import Door
from vesica.evidence.reader import (
    Chunk,
    Dropped,
    Event,
    Excluded,
    Note,
    Problems,
    Restart,
)
from vesica.schema import TABLES
from vesica.store.snapshots import Quarantined

__all__ = ["OBJECTION", "Staging"]

OBJECTION = "objection"


@dataclass(slots=True)
class Staging:
    """Typed, pseudonymised rows of one file on their way into a snapshot.

    Parameters
    ----------
    folder : Path
        Scratch folder; gets ``<table>.parquet`` for every table.
    door : Door
        Checks and pseudonymises.
    record : str
        Table of record.
    """

    folder: Path
    door: Door
    record: str
    writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    quarantined: list[Quarantined] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, events: Iterable[Event]) -> None:
        """Take in the whole file."""
        try:
            for event in events:
                match event:
                    case Chunk():
                        self._chunk(event)
                    case Problems():
                        self._problems(event.batch)
                    case Excluded():
                        self._exclude(event.basis, event.rows)
                    case Dropped():
                        self.dropped[event.column] = event.cells
                    case Note():
                        self.notes.append(event)
                    case Restart():
                        self._restart()
        finally:
            for writer in self.writers.values():
                writer.close()
        if self.door.kept_apart:
            text = (
                "keys of one person were known as two people and stay apart; import the roster"
                " before everything else"
            )
            self.notes.append(Note(text=text, rows=self.door.kept_apart))

    def _chunk(self, chunk: Chunk) -> None:
        if chunk.table.startswith("@"):
            self.door.introduce(chunk)
            return
        batch, objecting = self.door.admit(chunk)
        if objecting:
            self._exclude(OBJECTION, objecting)
        if chunk.rows:
            rows = self.accepted.get(chunk.table, 0) + chunk.rows - objecting
            self.accepted[chunk.table] = rows
        if batch.num_rows:
            self._writer(chunk.table).write_batch(batch, row_group_size=batch.num_rows)

    def _writer(self, table: str) -> pq.ParquetWriter:
        if table not in self.writers:
            path = self.folder / f"{table}.parquet"
            schema = TABLES[table].arrow
            self.writers[table] = pq.ParquetWriter(path, schema, compression="lz4")
        return self.writers[table]

    def _problems(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self.quarantined.append(Quarantined(table=self.record, **row))

    def _exclude(self, basis: str, rows: int) -> None:
        self.excluded[basis] = self.excluded.get(basis, 0) + rows

    def _restart(self) -> None:
        for table, writer in self.writers.items():
            writer.close()
            (self.folder / f"{table}.parquet").unlink()
        for held in (self.writers, self.accepted, self.excluded, self.dropped):
            held.clear()
        self.quarantined.clear()
        self.notes.clear()
        self.door.kept_apart = 0

    @property
    def rows_in(self) -> int:
        """Source rows, each in exactly one of three places."""
        taken = sum(self.accepted.values()) + sum(self.excluded.values())
        return taken + len(self.quarantined)
