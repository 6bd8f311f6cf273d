"""Text files as a stream of clean UTF-8, and as records with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from vesica.evidence.source import MAX_RECORD, Source

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["CleanStream", "Record", "line_numbers", "records", "sound"]

_MAX_LINES = 1000
_CHUNK = 4 * 1024**2
csv.field_size_limit(2 * MAX_RECORD)


class CleanStream(io.RawIOBase):
    """UTF-8 bytes of a text file of any encoding, from the line after the header.

    Parameters
    ----------
    source : Source
        The file.
    skip_lines : int
        Lines to leave out at the beginning.
    """

    def __init__(self, source: Source, skip_lines: int = 0) -> None:
        super().__init__()
        self._file: BinaryIO = source.open()
        self._decoder = codecs.getincrementaldecoder(source.encoding)(errors="replace")
        self._skip = skip_lines
        self._begun = False
        self._ready = memoryview(b"")
        self.quotes = 0
        self.damaged = False

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def close(self) -> None:
        """Close the file below as well."""
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes; none means the end."""
        while not self._ready:
            raw = self._file.read(_CHUNK)
            self._ready = memoryview(self._clean(raw))
            if not raw:
                break
        cut = len(self._ready) if size < 0 else size
        data, self._ready = bytes(self._ready[:cut]), self._ready[cut:]
        return data

    def readinto(self, buffer: Buffer) -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _clean(self, raw: bytes) -> bytes:
        text = self._decoder.decode(raw, final=not raw)
        if "\0" in text:
            text = text.replace("\0", "\ufffd")
        if not self._begun and text:
            text = text.removeprefix("\ufeff")
            # The header was found in the head of the file, which is less than one chunk.
            lines = io.StringIO(text, newline="")
            skipped = sum(len(lines.readline()) for _ in range(self._skip))
            text = text[skipped:]
            self._begun = True
        data = text.encode("utf-8", errors="replace")
        self.quotes += data.count(b'"')
        self.damaged = self.damaged or b"\xef\xbf\xbd" in data
        return data


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a delimited file: its cells, or what is wrong with it.

    Parameters
    ----------
    line : int
        Line of the file where it begins, from 1.
    cells : list of str or None
        ``None`` if the record could not be taken apart.
    fault : str
        What is wrong then.
    """

    line: int
    cells: list[str] | None
    fault: str = ""


def records(source: Source, skip_lines: int) -> Iterator[Record]:
    """Read a delimited file record by record, whatever state it is in.

    A record whose quote is never closed costs one line, not the rest of the file.
    """
    delimiter = source.delimiter
    pushed: deque[str] = deque()
    with io.TextIOWrapper(
        io.BufferedReader(CleanStream(source)), encoding="utf-8", newline=""
    ) as text:
        line = 0
        while True:
            first = pushed.popleft() if pushed else text.readline(MAX_RECORD + 1)
            if not first:
                return
            line += 1
            if line <= skip_lines:
                continue
            if len(first) > MAX_RECORD and not first.endswith(("\n", "\r")):
                _drain(text)
                yield Record(line, None, "a line of more than a million characters")
                continue
            if not first.strip("\r\n"):
                continue
            record, extra = _complete(first, pushed, text, delimiter)
            if extra < 0:
                yield Record(line, None, "a quote that is not closed")
                continue
            yield Record(line, _cells(record, delimiter))
            line += extra


def _cells(record: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])


def _drain(text: io.TextIOWrapper) -> None:
    while True:
        part = text.readline(MAX_RECORD)
        if not part or part.endswith(("\n", "\r")):
            return


def _complete(
    first: str, pushed: deque[str], text: io.TextIOWrapper, delimiter: str
) -> tuple[str, int]:
    """Join lines until no quote is open; -1 if that does not happen within reason."""
    record, taken = first, []
    while record.count('"') % 2 and _open(record, delimiter):
        line = pushed.popleft() if pushed else text.readline(MAX_RECORD + 1)
        if line:
            taken.append(line)
        if not line or len(taken) > _MAX_LINES or len(record) + len(line) > MAX_RECORD:
            pushed.extendleft(reversed(taken))
            return first, -1
        record += line
    return record, len(taken)


def _open(record: str, delimiter: str) -> bool:
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def line_numbers(source: Source, skip_lines: int, upto: int) -> pa.Array:
    """Lines of the first ``upto`` records after the header."""
    lines = array("q")
    for record in records(source, skip_lines):
        lines.append(record.line)
        if len(lines) >= upto:
            break
    return pa.array(lines, pa.int64())


def sound(cell: str | None) -> str | None:
    """Text with U+FFFD where half a character or a NUL stands."""
    if cell is None or (cell.isascii() and "\0" not in cell):
        return cell
    whole = cell.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")
