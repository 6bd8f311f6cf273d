from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from vesica.demo.simulator import SimulationReport, simulate


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    """One organisation of 2,000 people in which the essay holds."""
    out = tmp_path_factory.mktemp("simulated")
    return simulate(people=2000, seed=3, preset="essay-right", out=out / "acme")


@pytest.fixture(scope="session")
def simulated_file(simulated: SimulationReport) -> Callable[[str], pa.Table]:
    """Read one CSV file of that organisation, every column as text."""

    def read(name: str) -> pa.Table:
        path: Path = simulated.folder / name
        with path.open(encoding="utf-8") as lines:
            header = lines.readline().strip().split(",")
        return pa_csv.read_csv(
            path,
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )

    return read
