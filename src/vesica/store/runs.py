"""Sealed runs: results that never change.

A folder ``runs/<id>`` holds ``results.json``, one Parquet file per table, ``manifest.json`` and
``datapackage.json``, by which other programs find their way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.core.canonical import result_hash, to_plain
from vesica.errors import NotFoundError, TamperedError, UsageError
from vesica.store import checked
from vesica.store.atomic import make_folder, remove_folder, sealed_folder, write_file
from vesica.store.content import content_hash
from vesica.store.datapackage import describe
from vesica.store.layout import Layout

__all__ = ["Run", "Runs"]

_CURRENT = ".current"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One sealed run.

    Parameters
    ----------
    id : str
        Name of its folder.
    manifest : mapping
        What went in; ``sealed_at``, ``result_hash`` and ``tables`` are added by the sealing.
    results : mapping
        Plain results.
    result_hash : str
        Hash of ``results``.
    folder : Path
        Where it lies.
    """

    id: str
    manifest: Mapping[str, Any]
    results: Mapping[str, Any]
    result_hash: str
    folder: Path

    def table(self, name: str) -> pa.Table:
        """Read a table of the run.

        Raises
        ------
        NotFoundError
            If the run has no such table.
        TamperedError
            If its content does not match its hash.
        """
        tables = self.manifest["tables"]
        if name not in tables:
            raise NotFoundError(
                f"Run '{self.id}' has no table '{name}'.", hint=f"Tables: {', '.join(tables)}."
            )
        path = self.folder / f"{name}.parquet"
        try:
            data = pq.read_table(path)
            good = content_hash([path], data.schema) == tables[name]["content_hash"]
        except (OSError, ValueError, pa.ArrowException) as error:
            raise _tampered(self.id, f"{name}.parquet cannot be read") from error
        if not good:
            raise _tampered(self.id, f"{name}.parquet does not match its hash")
        return data


class Runs:
    """The sealed runs of a workspace; reading needs no lock, sealing needs the writer's.

    Parameters
    ----------
    layout : Layout
        The workspace.
    folder : Path, optional
        Where they lie, if they are not the runs of the skills.
    """

    def __init__(self, layout: Layout, *, folder: Path | None = None) -> None:
        self._folder = folder or layout.runs

    def seal(
        self,
        run_id: str,
        *,
        manifest: Mapping[str, Any],
        results: Mapping[str, Any],
        tables: Mapping[str, pa.Table],
    ) -> Run:
        """Seal a run.

        Parameters
        ----------
        run_id : str
            Small letters, digits, ``-`` and ``_``.
        manifest, results : mapping
            What JSON can hold, and frozen results.
        tables : mapping of str to Table
            One Parquet file each.

        Raises
        ------
        StoreError
            If there is a run of that id.
        """
        for name in (run_id, *tables):
            if not _NAME.fullmatch(name):
                raise UsageError(
                    f"'{name}' cannot name a run or a table of one.",
                    hint="Use small letters, digits, '-' and '_', at most 64.",
                )
        make_folder(self._folder)
        plain = to_plain(dict(results))
        content = checked.encode(plain)
        with sealed_folder(self._folder / run_id) as staged:
            described = {name: _write(staged, name, data) for name, data in tables.items()}
            whole = to_plain(dict(manifest)) | {
                "id": run_id,
                "sealed_at": datetime.now(UTC).isoformat(),
                "result_hash": result_hash(plain),
                "results_sha256": hashlib.sha256(content).hexdigest(),
                "tables": described,
            }
            package = describe(run_id, created=whole["sealed_at"], tables=tables, folder=staged)
            write_file(staged / "results.json", content)
            write_file(staged / "datapackage.json", checked.encode(package))
            checked.write(staged / "manifest.json", whole)
        return self.open(run_id)

    def open(self, run_id: str) -> Run:
        """Open a run.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        TamperedError
            If the results do not match their hash.
        """
        self._expect(run_id)
        folder = self._folder / run_id
        try:
            manifest = self._manifest(run_id)
            content = (folder / "results.json").read_bytes()
        except FileNotFoundError as error:
            raise _tampered(run_id, f"{Path(error.filename).name} is missing") from error
        if hashlib.sha256(content).hexdigest() != manifest["results_sha256"]:
            raise _tampered(run_id, "results.json does not match its hash")
        return Run(
            id=run_id,
            manifest=manifest,
            results=json.loads(content),
            result_hash=manifest["result_hash"],
            folder=folder,
        )

    def manifest(self, run_id: str) -> Mapping[str, Any]:
        """Return what went into a run, without reading its results.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        TamperedError
            If the manifest is damaged.
        """
        self._expect(run_id)
        return self._manifest(run_id)

    def _expect(self, run_id: str) -> None:
        if not self.exists(run_id):
            raise NotFoundError(f"There is no run '{run_id}'.", hint="Make one with 'vesica run'.")

    def _manifest(self, run_id: str) -> dict[str, Any]:
        try:
            manifest = checked.read(self._folder / run_id / "manifest.json")
        except ValueError as error:
            raise _tampered(run_id, f"manifest.json {error}") from error
        if manifest["id"] != run_id:
            raise _tampered(run_id, f"manifest.json belongs to '{manifest['id']}'")
        return manifest

    def make_current(self, run_id: str) -> None:
        """Let questions be answered from this run from now on."""
        write_file(self._folder / _CURRENT, run_id.encode())

    def current(self) -> Run | None:
        """Return the run that questions are answered from, if there is any."""
        run_id = self.current_id()
        return self.open(run_id) if run_id else None

    def current_id(self) -> str:
        """Id of the run that questions are answered from, or an empty string."""
        pointer = self._folder / _CURRENT
        run_id = pointer.read_text() if pointer.is_file() else ""
        return run_id if self.exists(run_id) else ""

    def clear(self) -> None:
        """Remove all of them, each as a whole."""
        for name in self.list():
            remove_folder(self._folder / name)

    def exists(self, run_id: str) -> bool:
        """Whether there is a run of that id."""
        return _NAME.fullmatch(run_id) is not None and (self._folder / run_id).is_dir()

    def verify(self) -> tuple[str, ...]:
        """Recompute all hashes; one sentence per problem, nothing if all is well."""
        problems: list[str] = []
        for name in self.list():
            try:
                run = self.open(name)
                for table in run.manifest["tables"]:
                    run.table(table)
            except TamperedError as error:
                problems.append(error.message)
        return tuple(problems)

    def list(self) -> tuple[str, ...]:
        """Ids of all runs, sorted."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in self._folder.iterdir() if self.exists(p.name)))


def _write(staged: Path, name: str, data: pa.Table) -> dict[str, Any]:
    path = staged / f"{name}.parquet"
    pq.write_table(data, path, compression="zstd")
    return {"rows": data.num_rows, "content_hash": content_hash([path], data.schema)}


def _tampered(run_id: str, what: str) -> TamperedError:
    return TamperedError(
        f"Run '{run_id}': {what}.",
        hint="Delete the folder and run again; the same evidence gives the same results.",
    )
