from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from store_helpers import count_lines, kill_at, names

from vesica.errors import NotFoundError, StoreError, TamperedError, WorkspaceNotFoundError
from vesica.store import database, tables
from vesica.store.layout import Layout
from vesica.store.state import State
from vesica.store.vault import Vault

KINDS = [("state", tables.STATE), ("vault", tables.VAULT)]


@pytest.mark.parametrize(("kind", "wanted"), KINDS)
def test_migrations_make_the_declared_tables(
    tmp_path: Path, kind: database.Kind, wanted: MetaData
) -> None:
    path = tmp_path / "new folder" / "50%.db"
    assert database.create(path, kind)
    assert not database.create(path, kind)
    assert names(path.parent) == ["50%.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    engine = database.open_engine(path, kind)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), wanted) == []
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    engine.dispose()
    full = 2
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": full,
        "secure_delete": 1,
        "foreign_keys": 1,
    }


@pytest.mark.parametrize("kind", ["state", "vault"])
def test_heads_are_the_newest_migrations(kind: database.Kind) -> None:
    folder = Path(database.__file__).parent / "migrations"
    scripts = ScriptDirectory(str(folder), version_locations=[str(folder / kind)])
    assert scripts.get_heads() == [database.HEADS[kind]]


def test_a_newer_database_is_refused(layout: Layout) -> None:
    State(layout).close()
    engine = database.open_engine(layout.state_db, "state")
    with database.writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'state_9999'")
    engine.dispose()
    known = database.HEADS["state"]
    with pytest.raises(StoreError, match=f"version 'state_9999'; this Vesica knows '{known}'"):
        State(layout)


def test_a_migration_that_is_killed_has_not_happened(tmp_path: Path) -> None:
    def empty(name: str) -> Path:
        (tmp_path / name).touch()
        return tmp_path / name

    def upgrade(path: Path) -> None:
        database.open_engine(path, "state").dispose()

    points = count_lines(lambda: upgrade(empty("counted")))
    for point in range(1, points + 1, max(1, points // 4)):
        path = empty(f"{point}.db")
        assert kill_at(point, lambda path=path: upgrade(path))
        engine = database.open_engine(path, "state")
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, tables.STATE) == []
        engine.dispose()


@pytest.mark.parametrize("content", [b"nonsense" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_named(layout: Layout, content: bytes) -> None:
    layout.state_db.write_bytes(content)
    with pytest.raises(TamperedError, match="The state database cannot be read"):
        State(layout)


def test_missing_places_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFoundError):
        State(Layout(tmp_path / "nowhere"))
    with pytest.raises(NotFoundError, match="no vault database"):
        Vault.open(tmp_path / "nothing.db")


def test_state_opens_by_url(tmp_path: Path) -> None:
    with State(f"sqlite:///{tmp_path}/by-url.db") as state:
        state.audit.append("me", "look")
        assert state.audit.head()[0] == 1


def test_a_killed_creation_leaves_nothing_or_a_usable_file(tmp_path: Path) -> None:
    def create(name: str) -> None:
        Vault.create(tmp_path / name / "v.db").close()

    points = count_lines(lambda: create("counted"))
    for point in range(1, points + 1, max(1, points // 8)):
        assert kill_at(point, lambda point=point: create(str(point)))
        path = tmp_path / str(point) / "v.db"
        if path.exists():
            Vault.open(path).close()
        create(str(point))
        assert names(path.parent) == ["v.db"]
