"""Import of one file: read, checked, pseudonymised, consolidated and sealed."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vesica.engine.duckdb import consolidate
from vesica.errors import UnreadableFileError, UsageError
from vesica.evidence.container import open_container
from vesica.evidence.door import Door
from vesica.evidence.frames import Recognition
from vesica.evidence.own_account import Owner, owned
from vesica.evidence.reader import Note
from vesica.evidence.reading import reading
from vesica.evidence.staging import Staging
from vesica.schema import TABLES
from vesica.settings import Settings
from vesica.store.layout import Layout
from vesica.store.snapshots import (
    Evidence,
    ImportManifest,
    Quarantined,
    SourceRecord,
    TableCounts,
)
from vesica.store.vault import Vault

__all__ = ["ImportReport", "import_file"]

PARSER_VERSION = "1"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file.

    Parameters
    ----------
    recognition : Recognition
        Kind and mapping.
    manifest : ImportManifest
        The sealed import; where nothing was new, the newest one with rows of that table.
    already : bool
        Nothing was added, because every row was there.
    rows_in : int
        Rows of the source.
    accepted : mapping of str to int
        Table of record to source rows taken in.
    quarantined : tuple of Quarantined
        Source rows held back, one entry each.
    excluded : mapping of str to int
        Basis to source rows left out.
    dropped_columns : mapping of str to int
        Header to filled cells that no column takes.
    counts : mapping of str to TableCounts
        Table to rows kept, known before, and replacing earlier ones.
    notes : tuple of Note
        Decisions made on the way.
    """

    recognition: Recognition
    manifest: ImportManifest
    already: bool
    rows_in: int
    accepted: Mapping[str, int]
    quarantined: tuple[Quarantined, ...]
    excluded: Mapping[str, int]
    dropped_columns: Mapping[str, int]
    counts: Mapping[str, TableCounts]
    notes: tuple[Note, ...]


def import_file(
    path: Path,
    *,
    layout: Layout,
    vault: Vault,
    settings: Settings,
    as_kind: str | None = None,
    column_map: Mapping[str, str] | None = None,
    objecting: frozenset[str] = frozenset(),
    owner: Owner | None = None,
) -> ImportReport:
    """Import one file into a workspace; the same rows twice change nothing.

    The caller holds the writer's lock.

    Parameters
    ----------
    path : Path
        The file.
    layout, vault, settings
        The workspace.
    as_kind : str or None
        Kind of file, instead of a guess.
    column_map : mapping of str to str or None
        Column to header, instead of a guess; see :func:`vesica.evidence.reading.recognise`.
    objecting : frozenset of str
        Pseudonyms of people whose evidence is not taken in; such rows are counted as excluded.
    owner : Owner or None
        Whose account an archive is of; without it, archives and reduced files are refused.

    Raises
    ------
    UsageError, EvidenceError
        If the file cannot be taken in; nothing was changed then.
    RefusedError
        If it is about a personal account, and may not be taken in.
    """
    path, owner = Path(path), owner or Owner()
    evidence = Evidence(layout)
    with reading(
        path,
        settings=settings.evidence,
        as_kind=as_kind,
        column_map=column_map,
        read=True,
    ) as read:
        digest, size = _digest(path)
        found = read.recognition
        owner.check(found.kind, path.name)
        source = SourceRecord(
            name=path.name,
            sha256=digest,
            size=size,
            kind=found.kind,
            mapping=found.mapping,
            parser_version=PARSER_VERSION,
        )
        known = evidence.find_source(digest, found.kind, found.mapping)
        if known is not None and owner.person is None:
            return _known_before(found, known)
        layout.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="import-", dir=layout.scratch) as folder:
            staging = Staging(Path(folder), Door(vault, objecting), found.tables[0])
            staging.take(owned(read.events(), found.kind, owner))
            if _digest(path) != (digest, size):
                raise UnreadableFileError(
                    f"{path.name}: the file changed while it was read.",
                    hint="Wait until it is written completely, and import it again.",
                )
            _something(path.name, staging)
            vault.flush()
            return _seal(evidence, layout, settings, source, found, staging)


def _digest(path: Path) -> tuple[str, int]:
    """Hash and size of a file, or of all files of a folder."""
    try:
        if path.is_dir():
            return _folder_digest(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error


def _folder_digest(path: Path) -> tuple[str, int]:
    whole, size = hashlib.sha256(), 0
    for member in open_container(path, path.name).members:
        digest, length = _digest(path / member)
        whole.update(f"{member}\0{digest}\n".encode())
        size += length
    return whole.hexdigest(), size


def _known_before(found: Recognition, manifest: ImportManifest) -> ImportReport:
    return ImportReport(
        recognition=found,
        manifest=manifest,
        already=True,
        rows_in=manifest.rows_in,
        accepted=manifest.accepted,
        quarantined=(),
        excluded=manifest.excluded,
        dropped_columns=manifest.dropped_columns,
        counts={},
        notes=(),
    )


def _something(name: str, staging: Staging) -> None:
    """Stop where no row was good: a snapshot of nothing helps nobody."""
    if sum(staging.accepted.values()):
        return
    if not staging.quarantined:
        left_out = ", ".join(staging.excluded) or "it has no rows below its header"
        raise UnreadableFileError(
            f"{name}: line 1: there is nothing to take in: {left_out}.",
            hint="Export the file again with the rows that you need.",
        )
    first = min(staging.quarantined, key=lambda q: q.line)
    where = f", column '{first.column}'" if first.column else ""
    raise UnreadableFileError(
        f"{name}: line {first.line}{where}: {first.reason}; none of the"
        f" {staging.rows_in} rows could be taken in.",
        hint=f"{first.fix[0].upper()}{first.fix[1:]}.",
    )


def _seal(
    evidence: Evidence,
    layout: Layout,
    settings: Settings,
    source: SourceRecord,
    found: Recognition,
    staging: Staging,
) -> ImportReport:
    counts: dict[str, TableCounts] = {}
    imports = evidence.imports()
    with evidence.staging() as staged:
        for table in staging.writers:
            earlier = [
                layout.evidence / m.id / f"{table}.parquet" for m in imports if table in m.tables
            ]
            made = consolidate(
                staging.folder / f"{table}.parquet",
                earlier,
                TABLES[table],
                staged / f"{table}.parquet",
                settings=settings.engine,
                scratch=layout.scratch,
            )
            counts[table] = TableCounts(
                accepted=made.accepted, repeated=made.repeated, superseding=made.superseding
            )
        already = not any(c.accepted for c in counts.values())
        if already:
            manifest = [m for m in imports if found.tables[0] in m.tables][-1]
        else:
            manifest = evidence.seal(
                staged,
                source=source,
                rows_in=staging.rows_in,
                accepted=staging.accepted,
                quarantined=len(staging.quarantined),
                quarantine=sorted(staging.quarantined, key=lambda q: (q.line, q.column)),
                excluded=staging.excluded,
                dropped_columns=staging.dropped,
                counts=counts,
            )
    _log.info("%s: %d rows as %s", source.name, staging.rows_in, found.kind)
    return ImportReport(
        recognition=found,
        manifest=manifest,
        already=already,
        rows_in=staging.rows_in,
        accepted=dict(staging.accepted),
        quarantined=tuple(staging.quarantined),
        excluded=dict(staging.excluded),
        dropped_columns=dict(staging.dropped),
        counts=counts,
        notes=tuple(staging.notes),
    )
