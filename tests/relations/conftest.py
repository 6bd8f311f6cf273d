from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vesica.engine.duckdb import DuckDBEngine, open_engine
from vesica.relations import catalogue
from vesica.schema import table
from vesica.settings import EngineSettings

Rows = Sequence[Mapping[str, Any]]
Open = Callable[..., DuckDBEngine]
Run = Callable[..., list[dict[str, Any]]]


def arrow(name: str, rows: Rows) -> pa.Table:
    """Rows of an evidence table; columns that a row does not name are null."""
    return pa.Table.from_pylist([dict(r) for r in rows], schema=table(name).arrow)


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Open an engine over hand-written evidence, with every relation defined."""

    def open_(
        evidence: Mapping[str, Rows],
        *,
        excluded: Sequence[str] = (),
        authors: Rows = (),
        last_import: datetime = datetime(2100, 1, 1),
        window_days: int = 30,
        broadcast_recipients: int = 25,
        senior_share: float = 0.1,
        threads: int = 2,
        dialect_views: Any = None,
    ) -> DuckDBEngine:
        files = {}
        for name, rows in evidence.items():
            files[name] = [tmp_path / f"{name}.parquet"]
            pq.write_table(arrow(name, rows), files[name][0])
        engine = open_engine(
            files,
            rows={
                "parameters": pa.table(
                    {
                        "window_days": [window_days],
                        "broadcast_recipients": [broadcast_recipients],
                        "blocks": [10],
                        "senior_share_e6": [round(senior_share * 1e6)],
                    }
                ),
                "excluded": pa.table({"person_id": pa.array(excluded, pa.string())}),
                "handle_owners": pa.Table.from_pylist(
                    [dict(r) for r in authors], schema=catalogue.INPUTS["handle_owners"]
                ),
                "sealing": pa.table(
                    {"last_import": [last_import]}, schema=catalogue.INPUTS["sealing"]
                ),
            },
            latest=(),
            settings=EngineSettings(threads=threads, memory_mib=256),
            scratch=tmp_path / "scratch",
        )
        engine.define(dialect_views or catalogue.views("duckdb"))
        return engine

    return open_


@pytest.fixture
def run(opened: Open) -> Run:
    """Rows of one relation over hand-written evidence."""

    def run_(relation: str, evidence: Mapping[str, Rows], **options: Any) -> list[dict[str, Any]]:
        with opened(evidence, **options) as engine:
            return engine.fetch(relation).to_pylist()

    return run_
