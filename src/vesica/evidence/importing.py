"""Import of one file: read, checked, pseudonymised, consolidated and sealed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from vesica.errors import UnreadableFileError
from vesica.evidence.adding import add
from vesica.evidence.digests import digest
from vesica.evidence.door import Door
from vesica.evidence.frames import Recognition
from vesica.evidence.job import ImportReport, Job
from vesica.evidence.listing import Asked
from vesica.evidence.lists import Lists, judged, older
from vesica.evidence.own_account import Owner, owned
from vesica.evidence.reading import Reading, reading
from vesica.evidence.staging import Staging
from vesica.settings import Settings
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence, ImportManifest, SourceRecord
from vesica.store.vault import Vault

__all__ = ["ImportReport", "import_file"]

PARSER_VERSION = "2"
_PERSONAL_HEADER = "(a person's name)"
_SLACK = timedelta(days=2)
"""From the beginning of the day of import to the first instant that had not come anywhere."""


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
    sheet: str | None = None,
    asked: Asked | None = None,
    now: datetime | None = None,
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
    sheet : str or None
        Sheet of a workbook, instead of the only one with a header that is known.
    asked : Asked or None
        What was said about a list of people: whether it is the whole, and of which day.
    now : datetime or None
        Moment of the import, with its offset from UTC; the clock's if not given. What happened
        later is held back, and a list without dates is of that day.

    Raises
    ------
    UsageError, EvidenceError
        If the file cannot be taken in; nothing was changed then.
    RefusedError
        If it is about a personal account, and may not be taken in; or if many are missing in a
        list of people, and nobody said whether it is the whole.
    """
    path, owner, asked = Path(path), owner or Owner(), asked or Asked()
    job = Job(
        layout=layout,
        vault=vault,
        settings=settings,
        evidence=Evidence(layout),
        objecting=objecting,
        asked=asked,
        now=now or datetime.now(UTC),
    )
    with reading(
        path,
        settings=settings.evidence,
        as_kind=as_kind,
        column_map=column_map,
        read=True,
        sheet=sheet,
        latest=datetime.combine(job.today, time()) + _SLACK,
    ) as read:
        found = read.recognition
        owner.check(found.kind, path.name)
        asked.check(found.kind, path.name, job.today)
        source = _source(path, found)
        known = job.evidence.find_source(source.sha256, found.kind, found.mapping, found.sheet)
        if known is not None and not (owner.person or asked.anything or known.quarantined):
            return _known_before(job, found, known)
        try:
            return _taken(job, path, source, read, owner)
        except BaseException:
            vault.discard()
            raise


def _source(path: Path, found: Recognition) -> SourceRecord:
    sha256, size = digest(path)
    return SourceRecord(
        name=path.name,
        sha256=sha256,
        size=size,
        kind=found.kind,
        mapping=found.mapping,
        parser_version=PARSER_VERSION,
        sheet=found.sheet,
        shapes=found.shapes,
    )


def _taken(
    job: Job, path: Path, source: SourceRecord, read: Reading, owner: Owner
) -> ImportReport:
    """Stage the rows of the file, and seal what is new."""
    found, scratch = read.recognition, job.layout.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="import-", dir=scratch) as folder:
        staging = Staging(Path(folder), Door(job.vault, job.objecting), found.tables[0])
        staging.take(owned(read.events(), found.kind, owner))
        if digest(path) != (source.sha256, source.size):
            raise UnreadableFileError(
                f"{path.name}: the file changed while it was read.",
                hint="Wait until it is written completely, and import it again.",
            )
        _something(path.name, staging)
        found = _without_names(job.vault, found, staging)
        listing, known = judged(job, source, staging)
        job.vault.flush()
        return add(job, source, found, staging, listing=listing, known=known)


def _without_names(vault: Vault, found: Recognition, staging: Staging) -> Recognition:
    """Columns that are named like somebody are counted, and their names not kept."""
    personal = vault.named([*staging.dropped])
    if not personal:
        return found
    cells = sum(staging.dropped.pop(header) for header in personal)
    staging.dropped[_PERSONAL_HEADER] = cells
    dropped = (_PERSONAL_HEADER if h in personal else h for h in found.dropped)
    return replace(found, dropped=tuple(dropped))


def _known_before(job: Job, found: Recognition, manifest: ImportManifest) -> ImportReport:
    lists = Lists(
        name=manifest.source.name, evidence=job.evidence, asked=job.asked, today=job.today
    )
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
        notes=tuple(older(lists, manifest)),
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
