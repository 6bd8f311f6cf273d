"""The reader behind every table format: declared fields in, typed and checked rows out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from vesica.errors import SchemaMismatchError, UnreadableFileError
from vesica.evidence.conversion import Pass
from vesica.evidence.fields import Field, match, normal, split_header
from vesica.evidence.headers import is_data, refuse_data
from vesica.evidence.reader import (
    Chunk,
    ColumnMapping,
    Event,
    MappedColumn,
)
from vesica.evidence.sample import Sample, printable
from vesica.evidence.source import Source
from vesica.evidence.values import Trouble
from vesica.schema import TABLES, DType, Sensitivity
from vesica.settings import EvidenceSettings

__all__ = ["TabularReader", "table_batch"]

_PRIVATE = {DType.PERSON, DType.ACCOUNT, DType.REFERENCE}


class TabularReader:
    """One kind of table. A subclass names its fields, and turns columns into chunks.

    Class attributes: ``name``, ``tables`` (the first is the table of record), ``fields``,
    ``unlike`` (normalised headers that say the file is of another kind), and ``ahead`` (fields
    that :meth:`survey` sees of the whole file first).
    """

    name: str
    tables: tuple[str, ...]
    fields: tuple[Field, ...]
    unlike: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()

    def sniff(self, source: Source) -> float:
        """Share of the headers that the kind knows, if it has all that it needs."""
        sample = source.sample
        if sample is None:
            return 0.0
        found = match(self.name, self.fields, sample.header, {}, file=source.name)
        names = {c.column for c in found.columns}
        if self.lacking(names) or {normal(h) for h in sample.header} & set(self.unlike):
            return 0.0
        exact = sum(c.certainty for c in found.columns)
        return 0.4 + 0.6 * exact / max(len(sample.header), 1)

    def recalls(self, source: Source, remembered: Mapping[str, str]) -> bool:
        """Whether a remembered mapping fits: its headers are all there, and they are enough."""
        sample = source.sample
        named = [h for h in map(_header, remembered.values()) if h]
        if sample is None or not named or not set(named) <= set(sample.header):
            return False
        found = match(self.name, self.fields, sample.header, remembered, file=source.name)
        words = {normal(h) for h in sample.header}
        names = {c.column for c in found.columns}
        return not self.lacking(names) and not words & set(self.unlike)

    def lacking(self, found: set[str]) -> list[str]:
        """Return what these columns lack to make a table of this kind."""
        return [f.name for f in self.fields if f.required and f.name not in found]

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """Guess the mapping and check that nothing needed is missing.

        Raises
        ------
        SchemaMismatchError
            If a needed column has no header.
        """
        sample = self._sample(source)
        refuse_data(sample, source.name)
        found = match(self.name, self.fields, sample.header, remembered, file=source.name)
        names = {c.column for c in found.columns}
        lacking = self.lacking(names)
        if lacking:
            raise SchemaMismatchError.missing_columns(
                self.name, lacking, sample.header, file=source.name
            )
        taken = {c.column: split_header(c.header)[0] for c in found.columns}
        data = [c for c, header in taken.items() if header[:1] != "=" and is_data(header)]
        if data:
            raise UnreadableFileError(
                f"{source.name}: what is mapped to '{data[0]}' is an address, a time or a number:"
                " the first line holds data, not names.",
                hint="Add a line above it that names the columns.",
            )
        kinds = {f.name: f.dtype for f in self.fields}
        columns = tuple(
            MappedColumn(
                column=c.column,
                header=c.header,
                certainty=c.certainty,
                examples=_examples(sample, c.header) if self.shown(c, kinds) else (),
            )
            for c in found.columns
        )
        return ColumnMapping(columns=columns, dropped=found.dropped)

    def shown(self, column: MappedColumn, kinds: Mapping[str, DType]) -> bool:
        """Whether example values may be shown: never for columns about a person."""
        table = TABLES[self.tables[0]]
        if column.column not in table.names or kinds[column.column] in _PRIVATE:
            return False
        return table.column(column.column).sensitivity is not Sensitivity.SPECIAL

    def _sample(self, source: Source) -> Sample:
        sample = source.sample
        if sample is None:
            raise UnreadableFileError(
                f"{source.name}: line 1: there is no table with a header row.",
                hint="Put the column names in the first line, separated by commas.",
            )
        return sample

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """Stream the table."""
        yield from Pass(self, source, self._sample(source), mapping, settings).run()

    def survey(self, columns: Mapping[str, pa.Array]) -> None:
        """See the columns named in ``ahead`` of one batch, before any row is taken in."""

    def survey_again(self) -> None:
        """Forget what was seen ahead: the file is read once more, with care."""

    def wants_lines(self, columns: Iterable[str]) -> bool:
        """Whether ``chunks`` needs the line of every row, in a column :data:`LINE`."""
        return False

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterable[Trouble]:
        """Further checks of a batch, over several columns."""
        return ()

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Turn good rows into chunks; by default one row of the table of record each."""
        yield Chunk(table=self.tables[0], batch=table_batch(self.tables[0], columns), rows=rows)

    def rest(self) -> Iterator[Event]:
        """What only the whole file says, such as sums over its rows."""
        yield from ()

    def restart(self) -> None:
        """Forget what was remembered about rows seen so far."""


def _header(told: str) -> str:
    return "" if told.startswith("=") else split_header(told)[0]


def _examples(sample: Sample, header: str) -> tuple[str, ...]:
    if header.startswith("="):
        return (header[1:],)
    seen: dict[str, None] = {}
    for value in sample.values(split_header(header)[0]):
        seen.setdefault(printable(value)[:40], None)
        if len(seen) == 3:
            break
    return tuple(seen)


def table_batch(table: str, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Those of the columns that the table has, in its order and types."""
    schema = TABLES[table].arrow
    fields = [f for f in schema if f.name in columns]
    return pa.record_batch(
        [columns[f.name].cast(f.type) for f in fields], schema=pa.schema(fields)
    )
