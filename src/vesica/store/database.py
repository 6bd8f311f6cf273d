"""Making, opening and migrating the SQLite files (or, by URL, a server's database)."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from vesica.errors import NotFoundError, StoreError, TamperedError, WorkspaceBusyError
from vesica.store.atomic import make_folder, staged_name, sync

__all__ = [
    "HEADS",
    "Kind",
    "create",
    "migrate",
    "open_engine",
    "pairs",
    "reading",
    "scrub",
    "writing",
]

Kind = Literal["state", "vault"]

HEADS: dict[Kind, str] = {"state": "state_0006", "vault": "vault_0002"}
"""Newest migration of each database."""

_MISSING: dict[Kind, str] = {
    "state": "Put the file back from a backup.",
    "vault": "The folder of the vaults is $VESICA_VAULT_DIR or, if that is not set,"
    " ~/.local/share/vesica/vaults. Set VESICA_VAULT_DIR to the folder that has this file, or put"
    " the file back from a backup: without it nobody can be found again.",
}
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOG = logging.getLogger(__name__)

_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA busy_timeout = 60000",
)


def _configure(engine: Engine) -> Engine:
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, also around DDL
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _engine(where: Path | str) -> Engine:
    if isinstance(where, str):
        return _configure(create_engine(where))
    url = URL.create("sqlite", database=str(where))
    return _configure(create_engine(url, max_overflow=-1))  # a file waits for its lock alone


_OPEN: ContextVar[Mapping[Engine, Connection] | None] = ContextVar("open", default=None)
"""Transactions that the caller is inside of."""


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """Yield a connection inside a transaction that holds the write lock from its start.

    Inside another one on the same engine it is that one: all of it happens, or nothing.

    Raises
    ------
    WorkspaceBusyError
        If another process has held the lock for a minute.
    """
    outer = _OPEN.get() or {}
    if engine in outer:
        yield outer[engine]
        return
    with ExitStack() as stack:
        begun = engine.execution_options(immediate=True).begin()
        try:
            connection = stack.enter_context(begun)
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            raise WorkspaceBusyError(
                "Another process has been writing to the database for a minute.",
                hint="Wait until it has finished, or end it, then try again.",
            ) from error
        stack.callback(_OPEN.reset, _OPEN.set({**outer, engine: connection}))
        yield connection


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """Yield a connection to read from: that of the transaction the caller is inside of, if any."""
    outer = _OPEN.get() or {}
    if engine in outer:
        yield outer[engine]
        return
    with engine.connect() as connection:
        yield connection


@contextmanager
def _only_creator(folder: Path) -> Generator[None]:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def create(path: Path, kind: Kind, *, seed: Callable[[Connection], None] | None = None) -> bool:
    """Make a database file of mode 0600 in one step; ``False`` if there is one already.

    Parameters
    ----------
    path : Path
        Of the file; its folder is made with mode 0700 if it does not exist.
    kind : {"state", "vault"}
        Which tables it gets.
    seed : callable, optional
        Writes the first rows.
    """
    make_folder(path.parent)
    with _only_creator(path.parent):
        if path.exists():
            return False
        staged = staged_name(path)
        for suffix in ("", "-wal", "-shm", "-journal"):
            staged.with_name(staged.name + suffix).unlink(missing_ok=True)
        os.close(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        engine = _engine(staged)
        try:
            with engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA journal_mode = WAL")
            migrate(engine, kind)
            if seed is not None:
                with writing(engine) as connection:
                    seed(connection)
        finally:
            engine.dispose()
        sync(staged)
        staged.rename(path)
        sync(path.parent)
    return True


def open_engine(where: Path | str, kind: Kind) -> Engine:
    """Open a database and bring it up to date.

    Raises
    ------
    NotFoundError
        If there is no such file.
    StoreError
        If a newer Vesica wrote it.
    TamperedError
        If the file is damaged.
    """
    if isinstance(where, Path) and not where.is_file():
        raise NotFoundError(
            f"There is no {kind} database at '{where}'.",
            hint=_MISSING[kind],
        )
    engine = _engine(where)
    try:
        if _version(engine) != HEADS[kind]:
            migrate(engine, kind)
    except DatabaseError as error:
        engine.dispose()
        raise TamperedError(
            f"The {kind} database cannot be read: {error.orig}.",
            hint="Put the file back from a backup.",
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _version(bind: Engine | Connection) -> str | None:
    if not inspect(bind).has_table("alembic_version"):
        return None
    statement = text("SELECT version_num FROM alembic_version")
    if isinstance(bind, Connection):
        return bind.execute(statement).scalar()
    with bind.connect() as connection:
        return connection.execute(statement).scalar()


def migrate(engine: Engine, kind: Kind) -> None:
    """Bring a database up to date in one transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(_MIGRATIONS / kind).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with writing(engine) as connection:
        version = _version(connection)
        if version is not None and version not in known:
            raise StoreError(
                f"The {kind} database has version '{version}'; this Vesica knows '{HEADS[kind]}'.",
                hint="A newer Vesica wrote it: upgrade with pip install --upgrade vesica.",
            )
        _LOG.debug("migrating the %s database from %s to %s", kind, version, HEADS[kind])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def pairs(connection: Connection, statement: Any) -> dict[Any, Any]:
    """First column → second column of a query."""
    return {row[0]: row[1] for row in connection.execute(statement)}


def scrub(engine: Engine) -> None:
    """Rewrite a SQLite file so that no byte of a deleted row stays in it or beside it."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("VACUUM")
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreError(
            "Another process is reading the database, so deleted rows are still in its log file.",
            hint="End the other process and repeat the erasure.",
        )
