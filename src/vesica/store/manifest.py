"""What an import says about itself: source, counts, hashes, and what was held back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from vesica.errors import TamperedError
from vesica.store import checked

__all__ = [
    "LISTINGS",
    "ImportManifest",
    "ListRecord",
    "Quarantined",
    "SourceRecord",
    "TableCounts",
    "TableRecord",
    "combined_hash",
    "read_manifest",
    "write_manifest",
]

_MANIFEST = "manifest.json"
LISTINGS = "listings"
"""Table of who is named by full lists. It says when a file was imported, not what is in it, and
so is no part of what an import's content is known by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One cell that kept its row out. It never holds the value itself.

    Parameters
    ----------
    table : str
        Evidence table the row was meant for.
    line : int
        Line of the source file, from 1.
    column : str
        Column of the evidence table, or an empty string for the row as a whole.
    reason : str
        Code such as ``"not a date"``.
    fix : str
        What to do about it.
    """

    table: str
    line: int
    column: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """The file that was imported.

    Parameters
    ----------
    name : str
        File name without folders.
    sha256 : str
        Of the bytes of the file, 64 hexadecimal characters.
    size : int
        [bytes].
    kind : str
        Name of the reader.
    mapping : mapping of str to str
        Column of the evidence table → header in the file.
    parser_version : str
        Version of the reader.
    sheet : str
        Sheet of a workbook with several, or an empty string.
    shapes : mapping of str to str
        Column of the evidence table → what its first cells looked like.
    """

    name: str
    sha256: str
    size: int
    kind: str
    mapping: Mapping[str, str]
    parser_version: str
    sheet: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecord:
    """A list of the people of the organisation, without dates of its own.

    Parameters
    ----------
    as_of : str
        Day of the list as an ISO date.
    whole : bool
        Whether it names everybody; who is missing in it has left.
    content : str
        Hash of all its rows, in any order; empty once a person was erased from it.
    """

    as_of: str
    whole: bool
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What became of the rows of one table when they met the earlier imports [rows].

    Parameters
    ----------
    accepted : int
        Kept in this import.
    repeated : int
        Known already, in this file or in an earlier import.
    superseding : int
        Of ``accepted``: rows that replace an earlier row with the same key.
    """

    accepted: int
    repeated: int
    superseding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecord:
    """One sealed table of an import.

    Parameters
    ----------
    rows : int
        In the file.
    content_hash : str
        See :func:`vesica.store.content.content_hash`.
    size : int
        Of the Parquet file [bytes].
    first, last : str
        First and last day as ISO dates, or empty strings.
    repeated, superseding : int
        See :class:`TableCounts`.
    erased : int
        Rows that erasures took out.
    """

    rows: int
    content_hash: str
    size: int
    first: str
    last: str
    repeated: int
    superseding: int
    erased: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportManifest:
    """One import. ``rows_in == sum(accepted) + quarantined + sum(excluded)`` always holds.

    Parameters
    ----------
    id : str
        Name of its folder.
    sequence : int
        1, 2, … in order of import.
    source : SourceRecord
        The file it came from.
    rows_in : int
        Rows of the source.
    accepted : mapping of str to int
        Table of record → source rows taken in.
    quarantined : int
        Source rows held back with a reason.
    excluded : mapping of str to int
        Basis → source rows left out on it.
    dropped_columns : mapping of str to int
        Header that no column of the schema takes → cells that were not empty.
    tables : mapping of str to TableRecord
        What is in the folder; one source row may make rows in several tables.
    content_hash : str
        Of all tables together.
    quarantine_hash : str
        Of the list of what was held back.
    imported_at : str
        UTC, ISO 8601.
    revision : int
        How often an erasure rewrote it.
    listing : ListRecord or None
        What kind of list of people it is, if it is one.
    notes : mapping of str to int
        Decision made while reading → rows that it touches.
    """

    id: str
    sequence: int
    source: SourceRecord
    rows_in: int
    accepted: Mapping[str, int]
    quarantined: int
    excluded: Mapping[str, int]
    dropped_columns: Mapping[str, int]
    tables: Mapping[str, TableRecord]
    content_hash: str
    quarantine_hash: str
    imported_at: str
    revision: int = 0
    listing: ListRecord | None = None
    notes: Mapping[str, int] = field(default_factory=dict)


def combined_hash(tables: Mapping[str, TableRecord]) -> str:
    """SHA-256 over the content hashes of the tables that hold rows, without ``LISTINGS``."""
    whole = hashlib.sha256()
    for name in sorted(set(tables) - {LISTINGS}):
        if tables[name].rows:
            whole.update(f"{name}\t{tables[name].content_hash}\n".encode())
    return whole.hexdigest()


def write_manifest(folder: Path, manifest: ImportManifest) -> None:
    """Write ``manifest.json`` with its own checksum."""
    checked.write(folder / _MANIFEST, asdict(manifest))


def read_manifest(folder: Path) -> ImportManifest:
    """Read ``manifest.json`` and compare the files of the folder with it.

    Raises
    ------
    TamperedError
        If the manifest is damaged, or a file is missing or not of its recorded size.
    FileNotFoundError
        If the folder itself has gone.
    """
    try:
        manifest = _parsed(folder)
        for name, record in manifest.tables.items():
            size = (folder / f"{name}.parquet").stat().st_size
            if size != record.size:
                raise _tampered(folder, f"{name}.parquet has {size} bytes, not {record.size}")
    except FileNotFoundError as error:
        if not folder.exists():
            raise
        raise _tampered(folder, f"{Path(error.filename).name} is missing") from error
    return manifest


def _parsed(folder: Path) -> ImportManifest:
    try:
        plain = checked.read(folder / _MANIFEST)
    except ValueError as error:
        raise _tampered(folder, f"{_MANIFEST} {error}") from error
    if plain["id"] != folder.name:
        raise _tampered(folder, f"{_MANIFEST} belongs to '{plain['id']}'")
    plain["tables"] = {k: TableRecord(**v) for k, v in plain["tables"].items()}
    plain["source"] = SourceRecord(**plain["source"])
    if plain.get("listing"):
        plain["listing"] = ListRecord(**plain["listing"])
    return ImportManifest(**plain)


def _tampered(folder: Path, what: str) -> TamperedError:
    return TamperedError(
        f"Import '{folder.name}': {what}.",
        hint="Put the folder back from a backup, or delete it and import its source again.",
    )
