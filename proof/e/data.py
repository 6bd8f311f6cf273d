"""Published data sets on programme effects."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow import csv

from proof.surroundings import data_folder

__all__ = ["COVARIATES", "WHY", "columns", "training"]

Floats = NDArray[np.float64]

WHY = "the folder 'programme_effects' of the real data is not on this machine."
COVARIATES = (
    "age", "education", "black", "hispanic", "married", "nodegree", "re74", "re75", "u74", "u75",
)  # fmt: skip


def columns(name: str) -> dict[str, Floats] | None:
    """Columns of a file as floats; ``None`` if the folder is absent."""
    folder = data_folder("programme_effects")
    if folder is None:
        return None
    path = folder / name
    table = pq.read_table(path) if path.suffix == ".parquet" else csv.read_csv(path)
    found = {}
    for column in table.column_names:
        values = table[column]
        try:
            found[column] = np.array(values.to_pylist(), dtype=float)
        except (TypeError, ValueError):
            continue
    return found


def training(*, controls: str) -> tuple[Floats, NDArray[np.bool_], Floats, Floats] | None:
    """Earnings in 1978, who was trained, covariates and earnings in 1975.

    ``controls`` is ``"experiment"`` or ``"survey"`` (PSID).
    """
    trial = columns("nsw_dw.parquet")
    survey = columns("psid_controls.parquet")
    if trial is None or survey is None:
        return None
    if controls == "survey":
        inside = trial["treat"] == 1
        trial = {k: np.concatenate([v[inside], survey[k]]) for k, v in trial.items()}
    trial |= {"u74": (trial["re74"] == 0) * 1.0, "u75": (trial["re75"] == 0) * 1.0}
    X = np.column_stack([trial[c] for c in COVARIATES])
    return trial["re78"], trial["treat"] == 1, X, trial["re75"]
