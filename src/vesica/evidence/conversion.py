"""One reading of one table: text batches in, typed and checked rows out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import pyarrow as pa

from vesica.errors import SchemaMismatchError
from vesica.evidence.clock import Times, not_yet
from vesica.evidence.compute import pc
from vesica.evidence.dates import Decision, Order, decide_order, to_dates
from vesica.evidence.fields import Field, split_header
from vesica.evidence.headers import shown
from vesica.evidence.hooks import Hooks
from vesica.evidence.numerals import Form, decide, separated
from vesica.evidence.reader import LINE, ColumnMapping, Dropped, Event, Note, Problems, Restart
from vesica.evidence.rows import TextRows, resolve, stream
from vesica.evidence.sample import Sample
from vesica.evidence.source import Source
from vesica.evidence.text import line_numbers
from vesica.evidence.values import Converted, Trouble, convert_plain, empty_to_null
from vesica.schema import DType
from vesica.settings import EvidenceSettings

__all__ = ["Pass"]

_STAMPS = {DType.DATE, DType.TIME}
_NUMERALS = {DType.COUNT, DType.NUMBER, DType.MONEY}


@dataclass(slots=True)
class Pass:
    """One reading of one file: prepare, convert batch by batch, report what was dropped.

    Parameters
    ----------
    reader : Hooks
        What the kind of table adds.
    source, sample, mapping, settings
        The file, and how to read it.
    pieces : callable or None
        Gives its rows from the beginning, where the file is not a table but was made one.
    """

    reader: Hooks
    source: Source
    sample: Sample
    mapping: ColumnMapping
    settings: EvidenceSettings
    pieces: Callable[[], Iterable[TextRows | Event]] | None = None
    orders: dict[str, Decision] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    times: dict[str, Times] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)
    late: list[tuple[pa.Array, str, str, str]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    numbers: pa.Array | None = None

    def run(self) -> Iterator[Event]:
        """Stream the events of the file."""
        self._prepare()
        self._look_ahead()
        for piece in self._rows():
            if isinstance(piece, TextRows):
                yield from self._batch(piece)
                continue
            if isinstance(piece, Restart):
                self._forget()
            yield piece
        yield from self.reader.rest()
        yield from self._finish()

    def _rows(self, only: frozenset[str] = frozenset()) -> Iterable[TextRows | Event]:
        if self.pieces is not None:
            return self.pieces()
        return stream(self.source, self.sample, only or self._used(), others=not only)

    def _look_ahead(self) -> None:
        """Show the reader what it wants to see of the whole file."""
        wanted = [m for m in self._mapped() if m[0].name in self.reader.ahead]
        if not wanted:
            return
        headers = {header for _, header, _ in wanted}
        for piece in self._rows(only=frozenset(headers & set(self.sample.header))):
            if isinstance(piece, TextRows):
                columns: dict[str, pa.Array] = {}
                for f, header, _ in wanted:
                    cells = self._cells(piece, f, header)
                    columns[f.name] = self._typed(cells, f, columns).values
                self.reader.survey(columns)
            elif isinstance(piece, Restart):
                self.reader.survey_again()
        self._clocks()

    def _used(self) -> frozenset[str]:
        headers = (split_header(c.header)[0] for c in self.mapping.columns)
        return frozenset(h for h in headers if h in self.sample.header)

    def _mapped(self) -> Iterator[tuple[Field, str, Order | None]]:
        headers = {c.column: c.header for c in self.mapping.columns}
        for f in self.reader.fields:
            if f.name in headers:
                header, order = split_header(headers[f.name])
                yield f, header, order  # ty: ignore[invalid-yield]

    def _prepare(self) -> None:
        for f, header, order in self._mapped():
            if header not in self.sample.header:
                self.orders[f.name] = order or "dmy"
                continue
            if f.dtype in _STAMPS or f.period:
                self.orders[f.name] = order or cache(partial(self._order, f, header))
        self._clocks()

    def _clocks(self) -> None:
        self.times = {
            f.name: Times(self.settings.time_zone, self.orders[f.name])
            for f, _, _ in self._mapped()
            if f.dtype is DType.TIME
        }

    def _order(self, f: Field, header: str) -> Order:
        """Day first or month first; the whole column is read once a date turns up that asks."""
        pieces = stream(self.source, self.sample, frozenset({header}), others=False)
        batches = (p.columns[header] for p in pieces if isinstance(p, TextRows))
        order = decide_order(batches, period=f.period)
        if order == "unknown":
            line = max(self.sample.skip_lines, 1)
            raise SchemaMismatchError(
                f"{self.source.name}: line {line}, column '{header}': its dates can be read day"
                " first or month first, and nothing in the column decides.",
                hint=(
                    f"State the form: --map '{f.name}={header}@dd/mm/yyyy' or"
                    f" --map '{f.name}={header}@mm/dd/yyyy'."
                ),
            )
        return order

    def _forget(self) -> None:
        self.late.clear()
        self.dropped.clear()
        self.empty.clear()
        self._clocks()
        self.reader.restart()

    def _batch(self, piece: TextRows) -> Iterator[Event]:
        rows = len(piece.lines)
        for header in self.mapping.dropped:
            cells = piece.columns[header]
            filled = len(cells) - cells.null_count
            self.dropped[header] = self.dropped.get(header, 0) + filled
        columns, troubles = self._convert(piece, rows)
        troubles.extend(self.reader.troubles(columns, rows))
        if self.reader.wants_lines(columns):
            columns[LINE] = self._lines(piece)
        bad = pa.repeat(pa.scalar(False), rows)
        for trouble in troubles:
            mask = pc.fill_null(trouble.bad, False)
            fresh = pc.and_(mask, pc.invert(bad))
            if pc.any(fresh).as_py():
                bad = pc.or_(bad, fresh)
                yield from self._report(piece, fresh, trouble)
        good = pc.invert(bad)
        kept = pc.sum(good).as_py() or 0
        if kept < rows:
            columns = {name: cells.filter(good) for name, cells in columns.items()}
        if kept:
            yield from self.reader.chunks(columns, kept, self.source)

    def _lines(self, piece: TextRows) -> pa.Array:
        if not piece.numbered:
            return piece.lines
        if self.numbers is None:
            self.numbers = line_numbers(self.source, self.sample.skip_lines, sys.maxsize)
        return self.numbers.take(piece.lines)

    def _report(self, piece: TextRows, mask: pa.Array, trouble: Trouble) -> Iterator[Event]:
        lines = piece.lines.filter(mask)
        if piece.numbered:
            self.late.append((lines, trouble.column, trouble.reason, trouble.fix))
        else:
            places = [p for p, bad in zip(piece.places, mask.to_pylist(), strict=False) if bad]
            yield _problems(lines, trouble.column, trouble.reason, trouble.fix, places)

    def _convert(self, piece: TextRows, rows: int) -> tuple[dict[str, pa.Array], list[Trouble]]:
        columns: dict[str, pa.Array] = {}
        troubles: list[Trouble] = []
        for f, header, _ in self._mapped():
            cells = self._cells(piece, f, header)
            if piece.damaged:
                troubles.extend(_damage(cells, f.name))
            converted = self._typed(cells, f, columns)
            columns[f.name] = converted.values
            found = [t for t in converted.troubles if pc.any(t.bad).as_py()]
            if f.dtype is DType.TIME or f.period:
                troubles.extend(not_yet(converted.values, f.name, self.source.latest))
            if f.lenient:
                for t in found:
                    self.empty[f.name] = self.empty.get(f.name, 0) + pc.sum(t.bad).as_py()
            else:
                troubles.extend(found)
            if f.required and converted.values.null_count:
                fix = "fill it in, or leave the row out"
                troubles.append(Trouble(pc.is_null(converted.values), f.name, "empty", fix))
        return columns, troubles

    def _cells(self, piece: TextRows, f: Field, header: str) -> pa.Array:
        if header.startswith("=") and header not in piece.columns:
            cells = pa.repeat(pa.scalar(header[1:], pa.string()), len(piece.lines))
        else:
            cells = piece.columns[header]
        return empty_to_null(cells, f.name)

    def _form(self, cells: pa.Array, f: Field) -> Form:
        """How a column writes numbers; the whole of it is read once a sign turns up."""
        if f.name not in self.forms and separated(cells):
            self.forms[f.name] = "english"
            header = next(h for g, h, _ in self._mapped() if g.name == f.name)
            if self.pieces is None and header in self.sample.header:
                pieces = stream(self.source, self.sample, frozenset({header}), others=False)
                batches = (p.columns[header] for p in pieces if isinstance(p, TextRows))
                self.forms[f.name] = decide(map(empty_to_null, batches), f.dtype)
        return self.forms.get(f.name, "english")

    def _typed(self, cells: pa.Array, f: Field, columns: dict[str, pa.Array]) -> Converted:
        if f.parse is None and f.dtype is DType.DATE:
            return to_dates(cells, f.name, self.orders[f.name])
        if f.dtype is DType.TIME:
            converted, offsets = self.times[f.name].convert(cells, f.name)
            columns.setdefault("time_offset", offsets)
            return converted
        numeral = f.dtype in _NUMERALS and f.parse is None
        return convert_plain(cells, f, form=self._form(cells, f) if numeral else "english")

    def _finish(self) -> Iterator[Event]:
        if self.late:
            numbers = pa.chunked_array([lines for lines, *_ in self.late], pa.int64())
            lines = resolve(self.source, self.sample, numbers).combine_chunks()
            at = 0
            for part, column, reason, fix in self.late:
                yield _problems(lines.slice(at, len(part)), column, reason, fix)
                at += len(part)
        for header, cells in self.dropped.items():
            place = self.sample.header.index(header) + 1
            yield Dropped(column=shown(header, place), cells=cells)
        for name, rows in self.empty.items():
            yield Note(text=f"'{name}' was not understood there and left empty", rows=rows)
        for name, times in self.times.items():
            if times.folds:
                text = f"'{name}' fell in the hour that happens twice; the first was taken"
                yield Note(text=text, rows=times.folds)


def _problems(
    lines: pa.Array, column: str, reason: str, fix: str, places: Sequence[str] = ()
) -> Problems:
    n = len(lines)
    columns, reasons, fixes = (
        pa.repeat(pa.scalar(text, pa.string()), n) for text in (column, reason, fix)
    )
    if places:
        reasons = pa.array([f"{reason}, in {place}" for place in places], pa.string())
    arrays = [lines, columns, reasons, fixes]
    return Problems(batch=pa.record_batch(arrays, names=["line", "column", "reason", "fix"]))


def _damage(cells: pa.Array, name: str) -> Iterator[Trouble]:
    bad = pc.match_substring(cells, "\ufffd")
    if pc.any(bad).as_py():
        fix = "save the file as UTF-8; it has bytes there that are no letters"
        yield Trouble(bad, name, "unreadable characters", fix)
