"""Rows of a table, whatever file holds them, as batches of text columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv as pacsv

from vesica.evidence.compute import pc
from vesica.evidence.flat import cell
from vesica.evidence.reader import Dropped, Event, Restart, problems
from vesica.evidence.sample import Sample, printable
from vesica.evidence.sheets import parquet_batches, workbook_rows
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.evidence.text import CleanStream, line_numbers, records, sound

__all__ = ["TextRows", "resolve", "stream"]

_BLOCK = 4 * 1024**2
_BATCH = 65_536
_SLOW_BATCH = 16_384
_MAX_UNKNOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRows:
    """A batch of rows as text; empty cells are null.

    Parameters
    ----------
    columns : dict of str to pyarrow.Array
        Header to cells.
    lines : pyarrow.Array
        Line of each row, or its number counted from 0 if ``numbered``.
    numbered : bool
        Lines are not known yet; see :func:`resolve`.
    damaged : bool
        Somewhere in the file bytes could not be decoded; such cells hold U+FFFD.
    places : tuple of str
        For each row the member of a container that it comes from, if the file is one.
    """

    columns: dict[str, pa.Array]
    lines: pa.Array
    numbered: bool = False
    damaged: bool = False
    places: tuple[str, ...] = ()


def stream(
    source: Source, sample: Sample, used: frozenset[str], *, others: bool = True
) -> Iterator[TextRows | Event]:
    """Rows of the file; a file that is not quite well-formed is begun again, with care.

    Parameters
    ----------
    used : frozenset of str
        Headers whose cells are kept; they may not span lines in a well-formed file.
    others : bool
        Whether cells under other headers are wanted too; without them it is faster.
    """
    if source.shape == "workbook":
        yield from _workbook(source, sample)
        return
    if source.shape == "parquet":
        yield from _parquet(source)
        return
    if source.shape == "json":
        yield from _objects(source, sample)
        return
    try:
        yield from _fast(source, sample, used, others=others)
    except pa.ArrowInvalid:
        yield Restart()
        yield from _careful(source, sample)


def _fast(
    source: Source, sample: Sample, used: frozenset[str], *, others: bool
) -> Iterator[TextRows]:
    names = list(sample.header)
    wanted = [name for name in names if others or name in used]
    with CleanStream(source, sample.skip_lines) as clean:
        try:
            reader = pacsv.open_csv(
                pa.PythonFile(clean, mode="r"),
                read_options=pacsv.ReadOptions(
                    column_names=names, block_size=_BLOCK, use_threads=True
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=source.delimiter, newlines_in_values=True
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=wanted,
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise
        number = 0
        for block in reader:
            for batch in _pieces(block):
                columns = dict(zip(wanted, batch.columns, strict=True))
                if clean.quotes and any(_spans_lines(columns[h]) for h in used):
                    raise pa.ArrowInvalid("a kept cell spans lines")
                lines = pa.array(range(number, number + batch.num_rows), pa.int64())
                number += batch.num_rows
                yield TextRows(columns=columns, lines=lines, numbered=True, damaged=clean.damaged)
        if clean.quotes % 2:
            raise pa.ArrowInvalid("a quote is never closed")


def _pieces(block: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, block.num_rows, _BATCH):
        yield block.slice(start, _BATCH)


def _spans_lines(cells: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring(cells, "\n")).as_py())


def _careful(source: Source, sample: Sample) -> Iterator[TextRows | Event]:
    width = len(sample.header)
    rows: list[list[str]] = []
    lines: list[int] = []
    for record in records(source, sample.skip_lines):
        cells, fault = record.cells, record.fault
        if cells is not None:
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) != width:
                fault = f"{len(cells)} cells where the header has {width}"
        if cells is None or fault:
            fix = "correct that line: one cell per column, quotes closed"
            yield problems([record.line], "", fault, fix)
            continue
        rows.append(cells)
        lines.append(record.line)
        if len(rows) == _SLOW_BATCH:
            yield _columns_of(sample.header, rows, lines)
            rows, lines = [], []
    if rows:
        yield _columns_of(sample.header, rows, lines)


def _workbook(source: Source, sample: Sample) -> Iterator[TextRows | Event]:
    width = len(sample.header)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, row in workbook_rows(source.path, source.name, source.sheet):
        if line <= sample.skip_lines or not any(row):
            continue
        if any(row[width:]):
            yield problems([line], "", "a cell beyond the last header", "give it a header")
            continue
        rows.append(row[:width] + [""] * (width - len(row)))
        lines.append(line)
        if len(rows) == _SLOW_BATCH:
            yield _columns_of(sample.header, rows, lines)
            rows, lines = [], []
    if rows:
        yield _columns_of(sample.header, rows, lines)


def _parquet(source: Source) -> Iterator[TextRows]:
    number = 1
    for columns in parquet_batches(source.path, source.name, _BATCH):
        rows = len(next(iter(columns.values()), []))
        lines = pa.array(range(number, number + rows), pa.int64())
        number += rows
        yield TextRows(columns=columns, lines=lines)


def _objects(source: Source, sample: Sample) -> Iterator[TextRows | Event]:
    known = set(sample.header)
    unknown: Counter[str] = Counter()
    rows: list[list[str]] = []
    lines: list[int] = []
    for found in values(source):
        record = found.value if isinstance(found.value, dict) else {}
        cells = [sound(cell(record.get(name))) for name in sample.header]
        fault = found.fault or ("" if record else "not an object")
        if fault or None in cells:
            reason = fault or "an object or a list where a plain value belongs"
            yield problems([found.line], "", reason, "correct the JSON there")
            continue
        if len(unknown) < _MAX_UNKNOWN:
            unknown.update(name for name in record if name not in known)
        rows.append([c or "" for c in cells])
        lines.append(found.line)
        if len(rows) == _SLOW_BATCH:
            yield _columns_of(sample.header, rows, lines)
            rows, lines = [], []
    if rows:
        yield _columns_of(sample.header, rows, lines)
    for name, count in unknown.items():
        yield Dropped(column=printable(name)[:120], cells=count)


def _columns_of(header: tuple[str, ...], rows: list[list[str]], lines: list[int]) -> TextRows:
    """Batch from rows of cells, all as wide as the header."""
    columns = {
        name: pa.array([cell or None for cell in cells], pa.string())
        for name, cells in zip(header, zip(*rows, strict=True), strict=True)
    }
    return TextRows(columns=columns, lines=pa.array(lines, pa.int64()), damaged=True)


def resolve(source: Source, sample: Sample, numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lines of the rows with these numbers; reads the file once more."""
    upto = (pc.max(numbers).as_py() or 0) + 1
    return pc.take(line_numbers(source, sample.skip_lines, upto), numbers)
