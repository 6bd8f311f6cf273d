"""One reading of one table: text batches in, typed and checked rows out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from vesica.errors import SchemaMismatchError
from vesica.evidence.clock import Times
from vesica.evidence.compute import pc
from vesica.evidence.dates import Order, decide_order, to_dates
from vesica.evidence.fields import Field, split_header
from vesica.evidence.reader import ColumnMapping, Dropped, Event, Note, Problems, Restart
from vesica.evidence.rows import TextRows, resolve, stream
from vesica.evidence.sample import Sample
from vesica.evidence.source import Source
from vesica.evidence.values import Converted, Trouble, convert_plain, empty_to_null
from vesica.schema import DType
from vesica.settings import EvidenceSettings

__all__ = ["Hooks", "Pass"]

_STAMPS = {DType.DATE, DType.TIME}


class Hooks(Protocol):
    """What a kind of table adds to the reading."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Columns that it looks for."""
        ...

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterable[Trouble]:
        """Further checks of a batch."""
        ...

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Turn good rows into chunks."""
        ...

    def rest(self) -> Iterator[Event]:
        """Give on what only the whole file says."""
        ...

    def restart(self) -> None:
        """Forget what was remembered about rows seen so far."""
        ...


@dataclass(slots=True)
class Pass:
    """One reading of one file: prepare, convert batch by batch, report what was dropped.

    Parameters
    ----------
    reader : Hooks
        What the kind of table adds.
    source, sample, mapping, settings
        The file, and how to read it.
    pieces : iterable of TextRows or Event, or None
        Its rows, where the file is not a table but was made one.
    """

    reader: Hooks
    source: Source
    sample: Sample
    mapping: ColumnMapping
    settings: EvidenceSettings
    pieces: Iterable[TextRows | Event] | None = None
    orders: dict[str, Order] = field(default_factory=dict)
    commas: dict[str, bool] = field(default_factory=dict)
    times: dict[str, Times] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)
    late: list[tuple[pa.Array, str, str, str]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)

    def run(self) -> Iterator[Event]:
        """Stream the events of the file."""
        self._prepare()
        for piece in self.pieces or stream(self.source, self.sample, self._used()):
            if isinstance(piece, TextRows):
                yield from self._batch(piece)
                continue
            if isinstance(piece, Restart):
                self._forget()
            yield piece
        yield from self.reader.rest()
        yield from self._finish()

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
            values = self.sample.values(header)
            if f.dtype in {DType.NUMBER, DType.MONEY}:
                self.commas[f.name] = _comma(values)
            if f.dtype in _STAMPS or f.period:
                self.orders[f.name] = order or self._order(f, header)
        self._clocks()

    def _clocks(self) -> None:
        self.times = {
            f.name: Times(self.settings.time_zone, self.orders[f.name])
            for f, _, _ in self._mapped()
            if f.dtype is DType.TIME
        }

    def _order(self, f: Field, header: str) -> Order:
        if not any("/" in v or v.count("-") > 1 for v in self.sample.values(header)):
            return "dmy"
        pieces = stream(self.source, self.sample, frozenset({header}))
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
            if header.startswith("=") and header not in piece.columns:
                cells = pa.repeat(pa.scalar(header[1:], pa.string()), rows)
            else:
                cells = piece.columns[header]
            cells = empty_to_null(cells, f.name)
            if piece.damaged:
                troubles.extend(_damage(cells, f.name))
            converted = self._typed(cells, f, columns)
            columns[f.name] = converted.values
            found = [t for t in converted.troubles if pc.any(t.bad).as_py()]
            if f.lenient:
                for t in found:
                    self.empty[f.name] = self.empty.get(f.name, 0) + pc.sum(t.bad).as_py()
            else:
                troubles.extend(found)
            if f.required and converted.values.null_count:
                fix = "fill it in, or leave the row out"
                troubles.append(Trouble(pc.is_null(converted.values), f.name, "empty", fix))
        return columns, troubles

    def _typed(self, cells: pa.Array, f: Field, columns: dict[str, pa.Array]) -> Converted:
        if f.parse is None and f.dtype is DType.DATE:
            return to_dates(cells, f.name, self.orders[f.name])
        if f.dtype is DType.TIME:
            converted, offsets = self.times[f.name].convert(cells, f.name)
            columns.setdefault("time_offset", offsets)
            return converted
        return convert_plain(cells, f, decimal_comma=self.commas.get(f.name, False))

    def _finish(self) -> Iterator[Event]:
        if self.late:
            numbers = pa.chunked_array([lines for lines, *_ in self.late], pa.int64())
            lines = resolve(self.source, self.sample, numbers).combine_chunks()
            at = 0
            for part, column, reason, fix in self.late:
                yield _problems(lines.slice(at, len(part)), column, reason, fix)
                at += len(part)
        for header, cells in self.dropped.items():
            yield Dropped(column=header, cells=cells)
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


def _comma(values: list[str]) -> bool:
    """Whether the column writes 3,5 for three and a half."""
    commas = [v for v in values if v.count(",") == 1 and v.rfind(",") > v.rfind(".")]
    points = [v for v in values if "." in v and "," not in v]
    return bool(commas) and not points and any(len(v.rpartition(",")[2]) != 3 for v in commas)
