"""Rows from records: for readers of formats that are not tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from vesica.evidence.clock import Times, not_yet
from vesica.evidence.compute import pc
from vesica.evidence.dates import to_dates
from vesica.evidence.fields import Field, field_of
from vesica.evidence.reader import Chunk, Event, Excluded, Note, problems
from vesica.evidence.statements import Value
from vesica.evidence.tabular import table_batch
from vesica.evidence.text import sound
from vesica.evidence.values import convert_plain, empty_to_null
from vesica.schema import TABLES, DType
from vesica.settings import EvidenceSettings

__all__ = ["Collector", "Skip", "Wrong"]

_BATCH = 16_384


class Skip(Exception):  # noqa: N818
    """The record is left out on purpose; the argument is the basis."""


class Wrong(Exception):  # noqa: N818
    """The record is quarantined; the arguments are column, reason and fix."""


@dataclass(slots=True)
class Collector:
    """Gathers records as rows of text, and gives them on as typed chunks of one table.

    Parameters
    ----------
    table : str
        Evidence table.
    settings : EvidenceSettings
        Zone of times without an offset.
    latest : datetime or None
        First instant that had not come when the file was imported; see :class:`Source`.
    """

    table: str
    settings: EvidenceSettings
    latest: datetime | None = None
    rows: list[dict[str, str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)

    def add(self, found: Value, row: Callable[[Any], dict[str, str | None]]) -> Iterator[Event]:
        """Take one record in."""
        if found.fault:
            yield problems([found.line], "", found.fault, "correct the JSON there")
            return
        try:
            self.rows.append(row(found.value))
            self.lines.append(found.line)
        except Skip as skip:
            yield Excluded(basis=str(skip), rows=1)
        except Wrong as wrong:
            yield problems([found.line], *wrong.args)
        if len(self.rows) >= _BATCH:
            yield from self.flush()

    def flush(self) -> Iterator[Event]:
        """Give on what has gathered."""
        rows, lines = self.rows, self.lines
        self.rows, self.lines = [], []
        if not rows:
            return
        columns: dict[str, pa.Array] = {}
        bad = pa.repeat(pa.scalar(False), len(rows))
        for column in TABLES[self.table].columns:
            if column.name not in rows[0]:
                continue
            cells = pa.array([sound(row[column.name]) for row in rows], pa.string())
            for mask, *told in self._typed(empty_to_null(cells), field_of(column), columns):
                fresh = pc.and_(pc.fill_null(mask, False), pc.invert(bad))
                bad = pc.or_(bad, fresh)
                wrong = [lines[at] for at, is_bad in enumerate(fresh.to_pylist()) if is_bad]
                if wrong:
                    yield problems(wrong, *told)
        good = pc.invert(bad)
        kept = pc.sum(good).as_py() or 0
        if kept:
            columns = {name: cells.filter(good) for name, cells in columns.items()}
            yield Chunk(table=self.table, batch=table_batch(self.table, columns), rows=kept)

    def _typed(
        self, cells: pa.Array, f: Field, columns: dict[str, pa.Array]
    ) -> Iterator[tuple[pa.Array, str, str, str]]:
        yield (
            pc.match_substring(cells, "\ufffd"),
            f.name,
            "unreadable characters",
            "save the file as UTF-8; it has bytes there that are no letters",
        )
        if f.dtype is DType.TIME:
            clock = self.times.setdefault(f.name, Times(self.settings.time_zone, "dmy"))
            converted, columns["time_offset"] = clock.convert(cells, f.name)
        elif f.dtype is DType.DATE:
            converted = to_dates(cells, f.name, "dmy")
        else:
            converted = convert_plain(cells, f)
        columns[f.name] = converted.values
        troubles = converted.troubles
        if f.dtype is DType.TIME:
            troubles += not_yet(converted.values, f.name, self.latest)
        for t in troubles:
            yield t.bad, t.column, t.reason, t.fix
        if f.required:
            yield (
                pc.is_null(converted.values),
                f.name,
                "empty",
                "give every record one, or leave it out",
            )

    def finish(self) -> Iterator[Event]:
        """Give on the rest, and what was noticed."""
        yield from self.flush()
        for name, clock in self.times.items():
            if clock.folds:
                text = f"'{name}' fell in the hour that happens twice; the first was taken"
                yield Note(text=text, rows=clock.folds)
