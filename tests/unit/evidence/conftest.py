from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from evidence_helpers import Import

from vesica.evidence.importing import ImportReport, import_file
from vesica.settings import Settings
from vesica.store.layout import Layout
from vesica.store.vault import Vault


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    root = tmp_path / "workspace"
    root.mkdir()
    return Layout(root)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault" / "v.db") as opened:
        yield opened


@pytest.fixture
def take_in(layout: Layout, vault: Vault) -> Import:
    def run(path: Path, settings: Settings | None = None, **more: object) -> ImportReport:
        return import_file(
            path, layout=layout, vault=vault, settings=settings or Settings(), **more
        )

    return run
