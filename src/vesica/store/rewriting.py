"""An import without a person, in place of the one with the person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vesica.schema import Column, DType, Table, table
from vesica.store.atomic import remove_folder
from vesica.store.manifest import ImportManifest, TableRecord
from vesica.store.redaction import Redaction
from vesica.store.sealing import QUARANTINE, table_record
from vesica.store.snapshots import Evidence

__all__ = ["rewrite_import"]

_BATCH = 262_144


def rewrite_import(evidence: Evidence, manifest: ImportManifest, gone: Redaction) -> bool:
    """Replace an import by one without the person; ``False`` if it does not have the person.

    The new folder is complete before the old one goes. Until it has gone, the higher revision
    counts. The counts of source rows stay as they were on the day of the import.
    """
    folder = evidence.folder(manifest)
    hit = {name for name in manifest.tables if _has(folder, table(name), gone.pseudonyms)}
    cleaned = gone.manifest(manifest)
    if not hit and cleaned == manifest:
        return False
    revision = manifest.revision + 1
    with evidence.staging() as staged:
        tables = dict(manifest.tables)
        for kept in sorted({*manifest.tables, QUARANTINE} - hit):
            shutil.copyfile(folder / f"{kept}.parquet", staged / f"{kept}.parquet")
        for touched in sorted(hit):
            tables[touched] = _rewrite(folder, staged, touched, tables[touched], gone.pseudonyms)
        listing = cleaned.listing and replace(cleaned.listing, content="")
        changed = replace(cleaned, tables=tables, revision=revision, listing=listing)
        evidence.seal_revision(staged, changed)
    remove_folder(folder)
    return True


def _pseudonymous(described: Table) -> list[Column]:
    return [c for c in described.columns if c.dtype in {DType.PERSON, DType.ACCOUNT}]


def _says(values: pa.Array, pseudonyms: tuple[str, ...]) -> pa.Array:
    wanted = pc.SetLookupOptions(value_set=pa.array(pseudonyms, pa.string()))
    return pc.call_function("is_in", [values], wanted)


def _batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_BATCH, columns=columns)


def _has(folder: Path, described: Table, pseudonyms: tuple[str, ...]) -> bool:
    names = [c.name for c in _pseudonymous(described)]
    if not names:
        return False
    return any(
        _says(column, pseudonyms).true_count
        for batch in _batches(folder / f"{described.name}.parquet", names)
        for column in batch.columns
    )


def _without(
    batch: pa.RecordBatch, described: Table, pseudonyms: tuple[str, ...]
) -> pa.RecordBatch:
    """Drop rows about the person; empty the pseudonym in rows that are about someone else."""
    columns = _pseudonymous(described)
    about_others = any(c.required and c.dtype is DType.PERSON for c in columns)
    for column in columns:
        named = _says(batch.column(column.name), pseudonyms)
        if about_others and not column.required:
            choice = [named, pa.scalar(None, pa.string()), batch.column(column.name)]
            blank = pc.call_function("if_else", choice)
            position = batch.schema.get_field_index(column.name)
            batch = batch.set_column(position, column.name, blank)
        else:
            batch = batch.filter(pc.call_function("invert", [named]))
    return batch


def _rewrite(
    folder: Path, staged: Path, name: str, record: TableRecord, pseudonyms: tuple[str, ...]
) -> TableRecord:
    described = table(name)
    source = folder / f"{name}.parquet"
    with pq.ParquetFile(source) as file:
        schema = file.schema_arrow
    with pq.ParquetWriter(staged / f"{name}.parquet", schema, compression="zstd") as writer:
        for batch in _batches(source):
            writer.write_batch(_without(batch, described, pseudonyms))
    fresh = table_record(staged, name, repeated=record.repeated, superseding=record.superseding)
    return replace(fresh, erased=record.erased + record.rows - fresh.rows)
