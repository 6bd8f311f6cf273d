"""Formats that are no tables, read as if they were: records become rows of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from vesica.errors import UsageError
from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.conversion import Pass
from vesica.evidence.reader import (
    ALIASES,
    Chunk,
    ColumnMapping,
    Event,
    Excluded,
    MappedColumn,
    problems,
)
from vesica.evidence.rows import TextRows
from vesica.evidence.sample import Sample, printable
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader
from vesica.evidence.text import sound
from vesica.settings import EvidenceSettings

__all__ = ["RecordReader", "Row", "aliases", "record", "wrong"]

_BATCH = 16_384


@dataclass(frozen=True, slots=True)
class Row:
    """One record as text.

    Parameters
    ----------
    line : int
        Line on which it begins.
    cells : mapping of str to (str or None)
        Column to text; columns that are left out are empty.
    place : str
        Member of the container, if it is in one.
    """

    line: int
    cells: Mapping[str, str | None]
    place: str = ""


class RecordReader(TabularReader):
    """A format that says itself where everything is.

    A subclass gives ``labels``, column to its name in the format or ``=text`` for a constant,
    and ``rows``.
    """

    labels: Mapping[str, str]

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Records of the file, one by one, and what is wrong with the others."""
        raise NotImplementedError

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """Names of the format; only constants can be added.

        Raises
        ------
        UsageError
            If a column is to be taken from somewhere else, or does not exist.
        """
        for column, header in remembered.items():
            if not header.startswith("=") or column not in {f.name for f in self.fields}:
                raise UsageError(
                    f"'{self.name}' does not take '{column}' from '{header}'.",
                    hint="The format itself says where everything is; only constants can be"
                    " added, such as --map 'channel==chat'.",
                )
        names = dict(self.labels) | dict(remembered)
        columns = (MappedColumn(column=c, header=h) for c, h in names.items())
        return ColumnMapping(columns=tuple(columns))

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """Stream the records as a table."""
        headers = {c.column: c.header for c in mapping.columns if c.header[:1] != "="}
        sample = Sample(header=tuple(headers.values()), rows=(), skip_lines=0)

        def pieces() -> Iterator[TextRows | Event]:
            return _pieces(self.rows(source, settings), headers)

        yield from Pass(self, source, sample, mapping, settings, pieces).run()


def _pieces(
    found: Iterator[Row | Event], headers: Mapping[str, str]
) -> Iterator[TextRows | Event]:
    rows: list[Row] = []
    excluded: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Row):
            rows.append(item)
            if len(rows) == _BATCH:
                yield _batch(rows, headers)
                rows = []
        elif isinstance(item, Excluded):
            excluded[item.basis] += item.rows
        else:
            yield item
    if rows:
        yield _batch(rows, headers)
    for basis, count in excluded.items():
        yield Excluded(basis=basis, rows=count)


def _batch(rows: list[Row], headers: Mapping[str, str]) -> TextRows:
    columns = {
        header: pa.array([sound(row.cells.get(column)) for row in rows], pa.string())
        for column, header in headers.items()
    }
    lines = pa.array([row.line for row in rows], pa.int64())
    places = tuple(printable(row.place)[:200] for row in rows if row.place)
    return TextRows(columns=columns, lines=lines, damaged=True, places=places)


def aliases(pairs: Iterable[tuple[str, str]]) -> Event:
    """Keys that belong to the same people."""
    keys = list(pairs)
    columns = {"key": [a for a, _ in keys], "other": [b for _, b in keys]}
    schema = pa.schema([(name, pa.string()) for name in columns])
    return Chunk(table=ALIASES, batch=pa.record_batch(columns, schema=schema), rows=0)


def record(
    line: int, make: Callable[[], Mapping[str, str | None]], place: str = ""
) -> Row | Event:
    """Row that is made from a record, or why there is none."""
    try:
        return Row(line, make(), place)
    except Skip as skip:
        return Excluded(basis=str(skip), rows=1)
    except Wrong as fault:
        return wrong(line, *fault.args, place)


def wrong(line: int, column: str, reason: str, fix: str, place: str = "") -> Event:
    """One record that is quarantined."""
    where = f", in {printable(place)[:200]}" if place else ""
    return problems([line], column, f"{reason}{where}", fix)
