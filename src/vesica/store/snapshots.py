"""Sealed imports: one import is one folder that never changes.

A folder ``evidence/<sequence>-<hash>`` holds one Parquet file per table, ``quarantine.parquet``
and ``manifest.json``. Only an erasure replaces a folder, by one with the same sequence and a
higher revision.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from vesica.errors import NotFoundError, RefusedError, StoreError, TamperedError
from vesica.schema import TABLES, Purpose, table
from vesica.store.atomic import make_folder, seal_folder
from vesica.store.layout import Layout
from vesica.store.manifest import (
    LISTINGS,
    ImportManifest,
    ListRecord,
    Quarantined,
    SourceRecord,
    TableCounts,
    TableRecord,
    combined_hash,
    read_manifest,
    write_manifest,
)
from vesica.store.sealing import (
    QUARANTINE,
    check_accounts,
    file_hash,
    read_quarantine,
    staged_records,
    write_quarantine,
)
from vesica.store.standing import standing

__all__ = [
    "Evidence",
    "ImportManifest",
    "ListRecord",
    "Quarantined",
    "SourceRecord",
    "TableCounts",
    "TableRecord",
]

_ATTEMPTS = 100
_NUMBER = 4
"""Digits that a number of an import has at most, where they could begin a hash as well."""


class Evidence:
    """The sealed imports of a workspace; reading needs no lock, sealing needs the writer's."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def imports(self) -> tuple[ImportManifest, ...]:
        """All imports in their sequence.

        Raises
        ------
        TamperedError
            If a manifest is damaged, or a file is missing or not of its recorded size.
        """
        for _ in range(_ATTEMPTS):
            try:
                return self._listed()
            except FileNotFoundError:  # an erasure replaced a folder since it was listed
                continue
        raise StoreError(
            "The evidence folder changes faster than it can be read.", hint="Try again."
        )

    def _listed(self) -> tuple[ImportManifest, ...]:
        newest: dict[int, ImportManifest] = {}
        for folder in self._folders():
            manifest = read_manifest(folder)
            former = newest.get(manifest.sequence)
            if former is None or former.revision < manifest.revision:
                newest[manifest.sequence] = manifest
        return tuple(newest[sequence] for sequence in sorted(newest))

    def _folders(self) -> list[Path]:
        if not self._layout.evidence.is_dir():
            return []
        entries = self._layout.evidence.iterdir()
        return sorted(p for p in entries if p.suffix == "" and p.name[:6].isdigit())

    def leftovers(self) -> tuple[Path, ...]:
        """Folders that an erasure replaced but was killed before it could delete."""
        current = {manifest.id for manifest in self.imports()}
        return tuple(path for path in self._folders() if path.name not in current)

    def folder(self, manifest: ImportManifest) -> Path:
        """Folder of an import."""
        return self._layout.evidence / manifest.id

    def find_source(
        self, sha256: str, kind: str, mapping: Mapping[str, str], sheet: str = ""
    ) -> ImportManifest | None:
        """Return the import of the same file read in the same way, if there is one."""
        wanted = (sha256, kind, dict(mapping), sheet)
        for manifest in self.imports():
            source = manifest.source
            if (source.sha256, source.kind, dict(source.mapping), source.sheet) == wanted:
                return manifest
        return None

    def find_content(self, content_hash: str) -> ImportManifest | None:
        """Return the import that holds the same rows, if there is one."""
        found = (m for m in self.imports() if m.content_hash == content_hash)
        return next(found, None)

    def find(self, import_id: str) -> ImportManifest:
        """Import of a sequence number, or the only one whose id or hash begins so.

        Up to four digits, of which the first is no 0, are a number and no beginning of a hash.

        Raises
        ------
        NotFoundError
            If there is no such import, or more than one.
        """
        imports = self.imports()
        found = [m for m in imports if import_id == str(m.sequence)] or [
            m for m in imports if not _is_number(import_id) and _begins(m.id, import_id)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(m.id for m in found)
            raise NotFoundError(
                f"'{import_id}' is the beginning of more than one import: {listed}.",
                hint="Give more of it, or the import's number.",
            )
        raise NotFoundError(
            f"There is no import '{import_id}'.", hint="List the imports with 'vesica health'."
        )

    def quarantine(self, import_id: str) -> tuple[Quarantined, ...]:
        """Rows that an import held back; see :meth:`find` for how to name it.

        Raises
        ------
        NotFoundError
            If there is no such import, or more than one.
        """
        return read_quarantine(self.folder(self.find(import_id)))

    def files(self, name: str, *, purpose: Purpose) -> tuple[Path, ...]:
        """Files of a table in their sequence.

        Raises
        ------
        RefusedError
            If the table may not be read for that purpose.
        """
        allowed = table(name).purposes
        if purpose not in allowed:
            raise RefusedError(
                f"Table '{name}' may not be read for the purpose '{purpose}'.",
                hint=f"It may be read to {', '.join(sorted(allowed))}.",
            )
        return tuple(
            self.folder(m) / f"{name}.parquet" for m in self.imports() if name in m.tables
        )

    def readable(self, purpose: Purpose) -> tuple[dict[str, tuple[Path, ...]], frozenset[str]]:
        """Files of every table that may be read for a purpose, in their sequence, listed once.

        With them come the names of the tables of which a later import holds newer rows for keys
        that an earlier one has.
        """
        imports = self.imports()
        names = [name for name, known in TABLES.items() if purpose in known.purposes]
        files = {
            name: tuple(self.folder(m) / f"{name}.parquet" for m in imports if name in m.tables)
            for name in names
        }
        return files, frozenset(name for name in names if _superseded(imports, name))

    def digest(self) -> str:
        """Hash of all rows.

        The order of the imports counts only for tables in which a later row replaces an earlier
        one; tables without rows do not count. Of the listings only those count who left.
        """
        manifests = self.imports()
        whole = hashlib.sha256()
        for person, (day, listed) in sorted(self.standing().items()):
            if not listed:
                whole.update(f"left\t{person}\t{day}\n".encode())
        for name in sorted({name for m in manifests for name in m.tables} - {LISTINGS}):
            records = [m.tables[name] for m in manifests if name in m.tables]
            hashes = [record.content_hash for record in records if record.rows]
            ordered = hashes if _superseded(manifests, name) else sorted(hashes)
            if hashes:
                whole.update(("\t".join((name, *ordered)) + "\n").encode())
        return whole.hexdigest()

    def standing(self) -> dict[str, tuple[date, bool]]:
        """The newest that full lists said of each person: the day, and whether it names them."""
        return standing([self.folder(m) / f"{LISTINGS}.parquet" for m in self.imports()])

    @contextmanager
    def staging(self) -> Generator[Path]:
        """Yield a folder to stage an import in; it is gone afterwards unless it was sealed."""
        staged = make_folder(self._layout.evidence) / f"{secrets.token_hex(8)}.new"
        staged.mkdir(mode=0o700)
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def seal(
        self,
        staged: Path,
        *,
        source: SourceRecord,
        rows_in: int,
        accepted: Mapping[str, int],
        quarantined: int,
        quarantine: Sequence[Quarantined],
        excluded: Mapping[str, int],
        dropped_columns: Mapping[str, int],
        counts: Mapping[str, TableCounts],
        listing: ListRecord | None = None,
        notes: Mapping[str, int] | None = None,
        now: datetime | None = None,
    ) -> ImportManifest:
        """Hash a staged folder, write its manifest, and seal it as the next import.

        Parameters
        ----------
        staged : Path
            Folder from :meth:`staging` that holds ``<table>.parquet`` for every table of
            ``counts``, rows in canonical order, and nothing else.
        source, rows_in, accepted, quarantined, excluded, dropped_columns
            See :class:`ImportManifest`.
        quarantine : sequence of Quarantined
            Cells that held rows back; one row may have several.
        counts : mapping of str to TableCounts
            What became of the rows of each table.
        listing : ListRecord, optional
            What kind of list of people it is.
        notes : mapping of str to int, optional
            Decision made while reading → rows that it touches.
        now : datetime, optional
            Moment of the import, with its offset from UTC; the clock's if not given.

        Raises
        ------
        StoreError
            If a row of the source is unaccounted for, or the files do not fit the counts.
        """
        check_accounts(rows_in, accepted, quarantined, excluded)
        tables = staged_records(staged, counts)
        write_quarantine(staged, quarantine)
        sequence = max((m.sequence for m in self.imports()), default=0) + 1
        manifest = ImportManifest(
            id="",
            sequence=sequence,
            source=source,
            rows_in=rows_in,
            accepted=dict(accepted),
            quarantined=quarantined,
            excluded=dict(excluded),
            dropped_columns=dict(dropped_columns),
            tables=tables,
            content_hash="",
            quarantine_hash=file_hash(staged, QUARANTINE),
            imported_at=(now or datetime.now(UTC)).astimezone(UTC).isoformat(),
            listing=listing,
            notes=dict(notes or {}),
        )
        return self.seal_revision(staged, manifest)

    def seal_revision(self, staged: Path, manifest: ImportManifest) -> ImportManifest:
        """Seal a staged folder under a manifest that lacks only id and content hash."""
        content = combined_hash(manifest.tables)
        suffix = f"-{manifest.revision}" if manifest.revision else ""
        name = f"{manifest.sequence:06d}-{content[:12]}{suffix}"
        final = replace(manifest, id=name, content_hash=content)
        write_manifest(staged, final)
        seal_folder(staged, self.folder(final))
        return final

    def verify(self) -> tuple[str, ...]:
        """Recompute all hashes; one sentence per problem, nothing if all is well."""
        problems: list[str] = []
        for folder in self._folders():
            try:
                manifest = read_manifest(folder)
                hashes = {n: r.content_hash for n, r in manifest.tables.items()}
                hashes[QUARANTINE] = manifest.quarantine_hash
                for name, recorded in hashes.items():
                    if file_hash(folder, name) != recorded:
                        problems.append(
                            f"Import '{folder.name}': the rows of {name}.parquet do not match"
                            " their hash."
                        )
                if combined_hash(manifest.tables) != manifest.content_hash:
                    problems.append(f"Import '{folder.name}': the content hash does not match.")
            except TamperedError as error:
                problems.append(error.message)
        return tuple(problems)


def _begins(import_id: str, start: str) -> bool:
    """Whether an id, or the hash in it, begins like that."""
    return import_id.startswith(start) or import_id.partition("-")[2].startswith(start)


def _is_number(import_id: str) -> bool:
    """Whether it can only be meant as a number; nothing at all names no import either."""
    short = len(import_id) <= _NUMBER and import_id.isdecimal()
    return not import_id or (short and not import_id.startswith("0"))


def _superseded(manifests: Sequence[ImportManifest], name: str) -> bool:
    return any(name in m.tables and m.tables[name].superseding for m in manifests)
