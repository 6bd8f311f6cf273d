"""DuckDB, embedded and locked down: it reads the sealed files it is given and nothing else."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import duckdb
import pyarrow as pa

from vesica.engine import lockdown, sqltext
from vesica.engine import scratch as scratch_folders
from vesica.engine.base import View
from vesica.errors import EngineError, UnknownRelationError
from vesica.schema import TABLES
from vesica.settings import EngineSettings

__all__ = ["DuckDBEngine", "open_engine"]

log = logging.getLogger(__name__)

_BATCH, _BATCHES = 122_880, 64


class DuckDBEngine:
    """A DuckDB of its own: in memory, capped, with one scratch folder, closed to the outside.

    Until :meth:`lock` it can be set up; after that it reads ``files`` and nothing else, writes
    nothing, and no statement can change its settings.
    """

    name = "duckdb"

    def __init__(self, settings: EngineSettings, scratch: Path) -> None:
        self._scratch = scratch_folders.make(scratch)
        self._known: set[str] = set()
        with _explained("the engine"):
            self._connection = duckdb.connect(
                ":memory:", config=lockdown.configuration(settings, self._scratch)
            )
            self._connection.execute("SET TimeZone = 'UTC'")
            self._connection.execute("SET enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_rows(self, name: str, rows: pa.Table) -> None:
        """Copy a small table into the engine; only before it is locked."""
        with _explained(name):
            self._connection.register("_arriving", rows)
            self._connection.execute(
                f"CREATE TABLE {sqltext.quoted(name)} AS SELECT * FROM _arriving"
            )
            self._connection.unregister("_arriving")
        self._known.add(name)

    def lock(self, files: Collection[Path]) -> None:
        """Forbid every file but these, and every later change of a setting."""
        for statement in lockdown.shutting(files):
            self._connection.execute(statement)

    def define(self, views: Sequence[View]) -> None:
        """Make the views known, in an order in which each finds those it reads."""
        for view in views:
            kind = "TABLE" if view.keep else "VIEW"
            with _explained(view.name):
                self._check_one_query(view)
                self._connection.execute(
                    f"CREATE OR REPLACE {kind} {sqltext.quoted(view.name)} AS {view.sql}"
                )
            self._known.add(view.name)

    def _check_one_query(self, view: View) -> None:
        kinds = [s.type for s in self._connection.extract_statements(view.sql)]
        if kinds != [duckdb.StatementType.SELECT]:
            raise EngineError(
                f"'{view.name}' is not one query.", hint="A relation is a single SELECT."
            )

    def fetch(self, relation: str) -> pa.Table:
        """Run a relation; rows come sorted by all columns, counts as 64-bit integers.

        Raises
        ------
        UnknownRelationError
            If nothing of that name was defined.
        EngineError
            If it does not fit into the memory and the scratch space it may use.
        """
        with _explained(relation):
            query = f"{self._selection(relation)} ORDER BY ALL"
            return self._connection.execute(query).to_arrow_table()

    def parts(self, relation: str) -> Iterator[pa.Table]:
        """Run a relation; rows come in any order, in one part or more, counts as 64-bit integers.

        Raises
        ------
        UnknownRelationError
            If nothing of that name was defined.
        EngineError
            If it does not fit into the memory and the scratch space it may use.
        """
        with _explained(relation):
            rows = self._connection.execute(self._selection(relation)).to_arrow_reader(_BATCH)
            held: list[pa.RecordBatch] = []
            for batch in _batches(rows):
                held.append(batch)
                if len(held) == _BATCHES:
                    yield pa.Table.from_batches(held)
                    held = []
            yield pa.Table.from_batches(held, rows.schema)

    def _selection(self, relation: str) -> str:
        if relation not in self._known:
            raise UnknownRelationError.named(relation, self._known)
        found = self._connection.table(relation)
        columns = ", ".join(
            f"CAST({sqltext.quoted(name)} AS BIGINT) AS {sqltext.quoted(name)}"
            if str(kind) == "HUGEINT"
            else sqltext.quoted(name)
            for name, kind in zip(found.columns, found.types, strict=True)
        )
        return f"SELECT {columns} FROM {sqltext.quoted(relation)}"

    def number(self, query: str) -> int:
        """Run a query of the engine's own that gives one number."""
        with _explained("a count"):
            row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def stream(self, query: str, name: str) -> Iterator[pa.RecordBatch]:
        """Run a query of the engine's own and give on its rows in their order, in batches."""
        with _explained(name):
            yield from _batches(self._connection.execute(query).to_arrow_reader(_BATCH))

    def close(self) -> None:
        """Free memory and scratch space; may be called twice."""
        self._connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _batches(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Batches; what goes wrong after the first is an error of the engine, too."""
    try:
        yield from rows
    except (pa.ArrowException, OSError) as error:
        full = "Out of Memory" in str(error)
        kind = duckdb.OutOfMemoryException if full else duckdb.Error
        raise kind(str(error)) from error


def open_engine(
    tables: Mapping[str, Sequence[Path]],
    *,
    rows: Mapping[str, pa.Table],
    latest: Collection[str],
    settings: EngineSettings,
    scratch: Path,
) -> DuckDBEngine:
    """Open a locked engine over sealed evidence.

    Parameters
    ----------
    tables : mapping of str to sequence of Path
        Evidence table → its sealed files, oldest first; tables that are not named are empty.
    rows : mapping of str to pyarrow.Table
        Small tables held in memory, such as ``parameters`` and ``excluded``.
    latest : collection of str
        Tables of which only the newest import's row of each key counts.
    settings : EngineSettings
        Memory, threads and disk it may use.
    scratch : Path
        Folder below which it spills; what dead processes left there is swept.

    Raises
    ------
    EngineError
        If a table is not in the vocabulary, or a file is missing or damaged.
    """
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise EngineError(
            f"There is no evidence table '{unknown[0]}'.", hint=f"Tables: {', '.join(TABLES)}."
        )
    files = {name: [path.resolve() for path in paths] for name, paths in tables.items()}
    engine = DuckDBEngine(settings, scratch)
    try:
        for name, table in rows.items():
            engine.add_rows(name, table)
        engine.lock([path for paths in files.values() for path in paths])
        engine.define(
            [
                View(
                    name=name,
                    sql=sqltext.source(table, files.get(name, ()), newest=name in latest),
                )
                for name, table in TABLES.items()
            ]
        )
    except BaseException:
        engine.close()
        raise
    return engine


@contextmanager
def _explained(what: str) -> Generator[None]:
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            f"'{what}' does not fit into the engine's memory and scratch space:"
            f" {_first_line(error)}",
            hint="Raise memory_mib or spill_mib in vesica.toml, [engine], or free disk space.",
        ) from error
    except duckdb.Error as error:
        raise EngineError(
            f"'{what}' cannot be run: {_first_line(error)}",
            hint="Check the workspace with 'vesica doctor'.",
        ) from error


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0]
