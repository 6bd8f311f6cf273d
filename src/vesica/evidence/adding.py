"""Staged rows made one more sealed import: what is new of them, and nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from vesica.engine.consolidate import consolidate
from vesica.evidence.claims import ACCOUNTS, without_outranked
from vesica.evidence.drift import Change, changes, former
from vesica.evidence.frames import Recognition
from vesica.evidence.job import ImportReport, Job
from vesica.evidence.listing import Listing
from vesica.evidence.staging import Staging
from vesica.schema import TABLES
from vesica.store.manifest import LISTINGS
from vesica.store.snapshots import ImportManifest, SourceRecord, TableCounts

__all__ = ["add"]

_log = logging.getLogger(__name__)


def add(
    job: Job,
    source: SourceRecord,
    found: Recognition,
    staging: Staging,
    *,
    listing: Listing | None,
    known: ImportManifest | None,
) -> ImportReport:
    """Seal what is new of the staged rows.

    Parameters
    ----------
    job : Job
        The import.
    source : SourceRecord
        The file.
    found : Recognition
        What it was taken for.
    staging : Staging
        Its rows.
    listing : Listing or None
        Who came and left, if it is a list of people.
    known : ImportManifest or None
        Import of the same list of people; none of its rows are new then.
    """
    counts: dict[str, TableCounts] = {}
    evidence, scratch = job.evidence, job.layout.scratch
    imports = evidence.imports()
    with evidence.staging() as staged:
        for table in staging.writers:
            rows = staging.folder / f"{table}.parquet"
            if known is not None and table == "people":
                continue
            earlier = [
                evidence.folder(m) / f"{table}.parquet" for m in imports if table in m.tables
            ]
            if table == ACCOUNTS:
                without_outranked(rows, earlier)
            made = consolidate(
                rows,
                earlier,
                TABLES[table],
                staged / f"{table}.parquet",
                settings=job.settings.engine,
                scratch=scratch,
            )
            counts[table] = TableCounts(
                accepted=made.accepted, repeated=made.repeated, superseding=made.superseding
            )
        listed = listing.write(staged, evidence) if listing else None
        if listed is not None:
            counts[LISTINGS] = listed
        already = not any(c.accepted for c in counts.values())
        if already:
            manifest = _same(job, source) or known or _last(imports, found.tables[0])
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
                listing=listing.record if listing else None,
                notes={note.text: note.rows for note in staging.notes},
                now=job.now,
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
        listing=listing.told if listing else None,
        drift=() if already else _drift(imports, manifest),
    )


def _drift(imports: Sequence[ImportManifest], manifest: ImportManifest) -> tuple[Change, ...]:
    before = former(imports, manifest)
    return changes(before, manifest) if before else ()


def _same(job: Job, source: SourceRecord) -> ImportManifest | None:
    return job.evidence.find_source(source.sha256, source.kind, source.mapping, source.sheet)


def _last(imports: Sequence[ImportManifest], table: str) -> ImportManifest:
    return [m for m in imports if table in m.tables][-1]
