from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vesica.schema import table
from vesica.settings import EngineSettings

Rows = Sequence[Mapping[str, Any]]


@pytest.fixture
def settings() -> EngineSettings:
    return EngineSettings(memory_mib=256, threads=2, spill_mib=512)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str, Rows], Path]:
    """Write rows of an evidence table to a Parquet file."""

    def write_(name: str, file: str, rows: Rows) -> Path:
        path = tmp_path / file
        pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], table(name).arrow), path)
        return path

    return write_
