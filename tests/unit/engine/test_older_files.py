"""Files that were sealed before the vocabulary had a column are read with that column empty."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vesica.engine.duckdb import open_engine
from vesica.schema import table
from vesica.settings import EngineSettings


@pytest.mark.parametrize("latest", [(), ("incentives",)])
@pytest.mark.parametrize("both", [False, True])
def test_a_column_that_came_later_is_empty(tmp_path, latest, both):
    schema = table("incentives").arrow
    rows = [{"leader_id": "a", "metric": "leads", "fiscal_year": 2025, "role": "gate"}]
    new = pa.Table.from_pylist(rows, schema=schema)
    old = new.drop_columns(["role", "shape", "more_points", "lower_is_better", "year_end"])
    old = old.set_column(old.schema.get_field_index("leader_id"), "leader_id", pa.array(["b"]))
    files = [tmp_path / "old.parquet", tmp_path / "new.parquet"][: 1 + both]
    for file, held in zip(files, (old, new), strict=False):
        pq.write_table(held, file)
    with open_engine(
        {"incentives": files},
        rows={},
        latest=latest,
        settings=EngineSettings(),
        scratch=tmp_path / "scratch",
    ) as engine:
        found = engine.fetch("incentives").to_pylist()
    assert {r["leader_id"]: r["role"] for r in found} == {"b": None} | (
        {"a": "gate"} if both else {}
    )
