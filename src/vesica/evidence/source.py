"""A file before it is read: what kind of bytes it has, and a first look at its contents."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Literal

from vesica.errors import UnreadableFileError
from vesica.evidence import sheets
from vesica.evidence.container import Container, open_container
from vesica.evidence.flat import flat_sample
from vesica.evidence.safety import check_workbook, refuse_archive
from vesica.evidence.sample import Sample, distinct

__all__ = ["HEAD_BYTES", "MAX_RECORD", "Shape", "Source"]

HEAD_BYTES = 256 * 1024
"""Bytes that recognition looks at."""
MAX_RECORD = 1024 * 1024
"""Longest record of a text file [characters]; a longer one is not a row of a table."""
_SHEET_ROWS = 60
_DELIMITERS = ",;\t|"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

Shape = Literal["delimited", "json", "workbook", "parquet", "container"]


@dataclass(frozen=True)
class Source:
    """A file on disk, a folder, or a member of a container, that is about to be read.

    Parameters
    ----------
    path : Path
        The file or folder.
    name : str
        Name to use in messages, without folders.
    within : Container or None
        The container, if it is a member of one; ``name`` is its name in there then.
    latest : datetime or None
        Time in UTC from which on nothing in it can have happened yet, if that is known.
    sheet : str
        Sheet of a workbook; the first one that is not empty if it is not given.
    """

    path: Path
    name: str
    within: Container | None = None
    latest: datetime | None = None
    sheet: str = ""

    def open(self) -> BinaryIO:
        """Its bytes, from the beginning."""
        return self.within.open(self.name) if self.within else self.path.open("rb")

    @cached_property
    def container(self) -> Container:
        """Members of a zip container or a folder; without any for every other file."""
        return open_container(self.path, self.name)

    def member(self, name: str) -> Source:
        """One member of the container."""
        return Source(self.path, name, self.container, self.latest)

    @cached_property
    def head(self) -> bytes:
        """First bytes."""
        if self.within is None and self.path.is_dir():
            return b""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def shape(self) -> Shape:
        """What the bytes are; archives and binaries are refused.

        Raises
        ------
        UnreadableFileError
            If the file is empty, of a refused type, or unsafe to open.
        """
        if self.within is None and self.path.is_dir():
            return "container"
        head = self.head
        if not head.strip(b"\0 \r\n\t"):
            raise UnreadableFileError(
                f"{self.name}: the file is empty.", hint="Export it again and check its size."
            )
        refuse_archive(self.path, self.name, head)
        if head[:4] == b"PAR1":
            return "parquet"
        if head[:4] == b"PK\x03\x04":
            return "workbook" if check_workbook(self.path, self.name) else "container"
        text = self.text.lstrip()
        if text[:1] in {"{", "["}:
            return "json"
        return "delimited"

    @cached_property
    def encoding(self) -> str:
        """``utf-8``, ``utf-16-le``, ``utf-16-be`` or ``cp1252``."""
        for mark, name in _UTF16.items():
            if self.head.startswith(mark):
                return name
        if not self.head.startswith(codecs.BOM_UTF8):
            pairs = self.head[:4096]
            half = max(len(pairs) // 2, 1)
            if pairs[1::2].count(0) > 0.4 * half:
                return "utf-16-le"
            if pairs[0::2].count(0) > 0.4 * half:
                return "utf-16-be"
        return "utf-8" if self._is_utf8() else "cp1252"

    def _is_utf8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(self.head, final=len(self.head) < HEAD_BYTES)
        except UnicodeDecodeError as error:
            # One damaged byte does not make the file Western; many valid sequences say UTF-8.
            good = self.head[: error.start].decode("utf-8", errors="ignore")
            return not good.isascii()
        return True

    @cached_property
    def text(self) -> str:
        """First characters, decoded; what cannot be decoded becomes U+FFFD."""
        text = self.head.decode(self.encoding, errors="replace")
        return text.removeprefix("\ufeff").replace("\0", "\ufffd")

    @cached_property
    def delimiter(self) -> str:
        """Sign between the cells of a delimited file: the one that cuts most lines alike."""
        lines = [line for line in self.text.splitlines()[:30] if line.strip()]
        if not lines:
            return ","
        best, chosen = (0, 0.0), ","
        for sign in _DELIMITERS:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
            wide = [w for w in widths if w > 1]
            if wide:
                usual = max(set(wide), key=lambda w: (wide.count(w), w))
                score = (wide.count(usual), usual + 0.0)
                if score > best:
                    best, chosen = score, sign
        return chosen

    @cached_property
    def sample(self) -> Sample | None:
        """Header and first rows, or ``None`` if the file is not a table."""
        shape = self.shape
        if shape == "delimited":
            return self._delimited_sample()
        if shape == "workbook":
            return sheets.workbook_sample(self.path, self.name, _SHEET_ROWS, self.sheet)
        if shape == "parquet":
            return sheets.parquet_sample(self.path, self.name, _SHEET_ROWS)
        if shape == "json":
            return flat_sample(self.text)
        return None

    def _delimited_sample(self) -> Sample | None:
        whole = len(self.head) < HEAD_BYTES
        cut = max(self.text.rfind("\n"), self.text.rfind("\r")) + 1
        text = self.text if whole else self.text[:cut]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        records: list[list[str]] = []
        skip = 0
        header: list[str] = []
        try:
            for cells in reader:
                filled = [c for c in cells if c.strip()]
                if not header:
                    if len(filled) > 1 or (filled and self.delimiter not in text[:4096]):
                        header, skip = cells, reader.line_num
                elif cells:
                    records.append(cells)
                if len(records) >= 400:
                    break
        except csv.Error:
            pass
        if not header:
            return None
        return Sample(
            header=distinct(header), rows=tuple(tuple(r) for r in records), skip_lines=skip
        )
