"""A small workspace with its vault; empty databases are migrated once and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from vesica.store import database
from vesica.store.layout import Layout
from vesica.store.state import State
from vesica.store.vault import Vault


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    database.create(folder / "state.db", "state")
    Vault.create(folder / "vault.db").close()
    return folder


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    root = tmp_path / "workspace"
    root.mkdir()
    return Layout(root)


@pytest.fixture
def state(layout: Layout, migrated: Path) -> Iterator[State]:
    shutil.copy(migrated / "state.db", layout.state_db)
    with State(layout) as state:
        yield state


@pytest.fixture
def vault(tmp_path: Path, migrated: Path) -> Iterator[Vault]:
    folder = tmp_path / "vaults"
    folder.mkdir(mode=0o700)
    shutil.copy(migrated / "vault.db", folder / "here.db")
    with Vault.open(folder / "here.db") as vault:
        yield vault
