"""Tables in workbooks and Parquet files, as text like any other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from vesica.errors import UnreadableFileError, UsageError
from vesica.evidence.compute import pc
from vesica.evidence.sample import Sample, distinct, printable

__all__ = [
    "filled_sheets",
    "parquet_batches",
    "parquet_sample",
    "workbook_rows",
    "workbook_sample",
]

_MAX_WORKBOOK = 256 * 1024**2


def workbook_sample(path: Path, name: str, count: int, sheet: str = "") -> Sample | None:
    """Header and first rows of a sheet; the header is the first row with two cells."""
    filled = ((line, row) for line, row in workbook_rows(path, name, sheet) if any(row))
    header = next(((n, r) for n, r in filled if sum(map(bool, r)) > 1), None)
    if header is None:
        return None
    line, row = header
    width = max(at for at, cell in enumerate(row, start=1) if cell)
    rows = tuple(tuple(r[:width]) for _, r in islice(filled, count))
    return Sample(header=distinct(row[:width]), rows=rows, skip_lines=line)


def filled_sheets(path: Path, name: str) -> tuple[str, ...]:
    """Names of the sheets of a workbook that are not empty, in their order."""
    book = _open_workbook(path, name)
    if len(book.sheet_names) == 1:
        return tuple(book.sheet_names)
    with _explained(name):
        return tuple(
            title for title in book.sheet_names if book.get_sheet_by_name(title).start is not None
        )


def workbook_rows(path: Path, name: str, title: str = "") -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet, or of the first one that has any, numbered from 1 as in Excel.

    Raises
    ------
    UnreadableFileError
        If the workbook is too large or damaged.
    UsageError
        If it has no sheet of that name.
    """
    book = _open_workbook(path, name)
    with _explained(name):
        if title and title not in book.sheet_names:
            listed = ", ".join(f"'{printable(t)}'" for t in book.sheet_names)
            raise UsageError(f"{name}: it has no sheet '{title}'.", hint=f"Sheets: {listed}.")
        for known in [title] if title else book.sheet_names:
            sheet = book.get_sheet_by_name(known)
            if sheet.start is not None:
                break
        else:
            return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(cell) for cell in row]


def _open_workbook(path: Path, name: str) -> Any:
    import python_calamine

    if path.stat().st_size > _MAX_WORKBOOK:
        raise UnreadableFileError(
            f"{name}: the workbook is larger than {_MAX_WORKBOOK // 1024**2} MiB.",
            hint="Save the sheet as CSV and import that.",
        )
    with _explained(name):
        return python_calamine.CalamineWorkbook.from_path(path)


@contextmanager
def _explained(name: str) -> Generator[None]:
    import python_calamine

    try:
        yield
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadableFileError(
            f"{name}: the workbook cannot be opened ({type(error).__name__}).",
            hint="Open it in a spreadsheet program and save the sheet as CSV or XLSX.",
        ) from error


def _text(cell: Any) -> str:
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds())
        case _:
            return str(cell)


def parquet_sample(path: Path, name: str, count: int) -> Sample:
    """Header and first rows of a Parquet file."""
    with _open_parquet(path, name) as file:
        header = distinct(list(file.schema_arrow.names))
    for columns in parquet_batches(path, name, count):
        cells = [[cell or "" for cell in c.to_pylist()] for c in columns.values()]
        return Sample(header=header, rows=tuple(zip(*cells, strict=True)), skip_lines=0)
    return Sample(header=header, rows=(), skip_lines=0)


def parquet_batches(path: Path, name: str, size: int) -> Iterator[dict[str, pa.Array]]:
    """Columns of a Parquet file as text, batch by batch.

    Raises
    ------
    UnreadableFileError
        If the file is damaged.
    """
    number = 1
    with _open_parquet(path, name) as file:
        names = distinct(list(file.schema_arrow.names))
        try:
            for batch in file.iter_batches(batch_size=size):
                batch.validate(full=True)
                yield {n: _as_text(c) for n, c in zip(names, batch.columns, strict=True)}
                number += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            raise UnreadableFileError(
                f"{name}: row {number} of the Parquet file, or one after it, is damaged.",
                hint="Export it again.",
            ) from error


def _open_parquet(path: Path, name: str) -> Any:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableFileError(
            f"{name}: the Parquet file is damaged.", hint="Export it again."
        ) from error


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pc.if_else(pc.is_valid(column), "(not text)", pa.scalar(None, pa.string()))
    if pa.types.is_timestamp(kind):
        plain = column.cast(pa.timestamp("us", kind.tz), safe=False)
        if kind.tz is None:
            return plain.cast(pa.string())
        text = plain.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us")).cast(pa.string())
        return pc.binary_join_element_wise(text, "Z", "")
    return column.cast(pa.string())
