"""Rows on their way into a snapshot: pseudonymised at the door, counted, and set down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.core.ahead import Behind, ahead
from vesica.evidence.door import Door
from vesica.evidence.flow import joined
from vesica.evidence.reader import (
    IDENTITIES,
    LISTED,
    Chunk,
    Dropped,
    Event,
    Excluded,
    Note,
    Problems,
    Restart,
)
from vesica.schema import TABLES, DType
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

    Its other fields fill up as the file is read; ``listed`` has those whom a roster names, in
    rows held back as well.
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
    listed: set[str] = field(default_factory=set)

    def take(self, events: Iterable[Event]) -> None:
        """Take in the whole file."""
        try:
            with Behind() as writing:
                for event in ahead(joined(events)):
                    self._event(event, writing)
        finally:
            for writer in self.writers.values():
                writer.close()
        if self.door.kept_apart:
            text = (
                "keys of one person were known as two people and stay apart; import the roster"
                " before everything else"
            )
            self.notes.append(Note(text=text, rows=self.door.kept_apart))

    def _event(self, event: Event, writing: Behind) -> None:
        match event:
            case Chunk():
                self._chunk(event, writing)
            case Problems():
                self._problems(event.batch)
            case Excluded():
                self._exclude(event.basis, event.rows)
            case Dropped():
                self.dropped[event.column] = event.cells
            case Note():
                self.notes.append(event)
            case Restart():
                writing.wait()
                self._restart()

    def _chunk(self, chunk: Chunk, writing: Behind) -> None:
        if chunk.table == IDENTITIES:
            self._strangers(self.door.strangers(chunk))
        elif chunk.table == LISTED:
            self.listed.update(self.door.known(chunk))
        elif chunk.table.startswith("@"):
            self.door.introduce(chunk)
        else:
            self._rows(chunk, writing)

    def _rows(self, chunk: Chunk, writing: Behind) -> None:
        admitted = self.door.admit(chunk)
        if admitted.objecting:
            self._exclude(OBJECTION, admitted.objecting)
        if chunk.rows:
            self.accepted[chunk.table] = self.accepted.get(chunk.table, 0) + admitted.rows
        batch = admitted.batch
        if batch.num_rows:
            writing.do(self._writer(chunk.table).write_batch, batch, batch.num_rows)

    def _strangers(self, lines: list[int]) -> None:
        """Hold back rows that would make two people one."""
        for line in lines:
            self.quarantined.append(
                Quarantined(
                    table=self.record,
                    line=line,
                    column="person_id",
                    reason="the number of somebody known by another name and address",
                    fix="correct the number, or start another workspace for the other"
                    " organisation; for the same person change name and address one after the"
                    " other",
                )
            )

    def _writer(self, table: str) -> pq.ParquetWriter:
        if table not in self.writers:
            path = self.folder / f"{table}.parquet"
            schema = TABLES[table].arrow
            few = [c.name for c in TABLES[table].columns if c.dtype is DType.LABEL]
            # It is read once and deleted: packing it would cost more than it saves.
            self.writers[table] = pq.ParquetWriter(
                path, schema, compression="none", use_dictionary=few, write_statistics=False
            )
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
        self.listed.clear()
        self.door.kept_apart = 0

    @property
    def rows_in(self) -> int:
        """Source rows, each in exactly one of three places."""
        taken = sum(self.accepted.values()) + sum(self.excluded.values())
        return taken + len(self.quarantined)
