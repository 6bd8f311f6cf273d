"""Evidence of a drawn or real organisation, straight to relations; the files are left out."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from proof.generator import START, Organisation
from vesica.api.skills import Evidence, arranged, fetch
from vesica.engine.base import Engine
from vesica.engine.duckdb import open_engine
from vesica.relations import catalogue
from vesica.schema import table
from vesica.settings import EngineSettings

__all__ = ["columns", "drawn", "evidence", "names", "on_files", "opened"]

Columns = Mapping[str, Any]


@contextmanager
def opened(tables: Mapping[str, Columns], *, window_days: int = 365) -> Generator[Engine]:
    """Open an engine over evidence tables given by column; columns left out are null."""
    with tempfile.TemporaryDirectory(prefix="vesica-proof-") as folder:
        files: dict[str, Sequence[Path]] = {}
        for name, given in tables.items():
            files[name] = [Path(folder) / f"{name}.parquet"]
            pq.write_table(columns(name, given), files[name][0])
        with on_files(files, Path(folder) / "scratch", window_days=window_days) as engine:
            yield engine


@contextmanager
def on_files(
    files: Mapping[str, Sequence[Path]],
    scratch: Path,
    *,
    window_days: int = 365,
    limits: EngineSettings | None = None,
) -> Generator[Engine]:
    """Open an engine over Parquet files of evidence tables."""
    settings: dict[str, Any] = {
        "window_days": window_days,
        "broadcast_recipients": 25,
        "blocks": 10,
        "senior_share_e6": 100_000,
    }
    with open_engine(
        files,
        rows={
            "parameters": pa.table({k: pa.array([v], pa.int64()) for k, v in settings.items()}),
            "excluded": catalogue.INPUTS["excluded"].empty_table(),
            "handle_owners": catalogue.INPUTS["handle_owners"].empty_table(),
            "sealing": pa.table(
                {"last_import": [datetime(2100, 1, 1)]}, schema=catalogue.INPUTS["sealing"]
            ),
        },
        latest=(),
        settings=limits or EngineSettings(),
        scratch=scratch,
    ) as engine:
        engine.define(catalogue.views("duckdb"))
        yield engine


def evidence(tables: Mapping[str, Columns], *, window_days: int = 365) -> Evidence:
    """Fetch what the skills rest on, with people in the order of their pseudonyms: the truth's."""
    with opened(tables, window_days=window_days) as engine:
        tables = fetch(engine)
    found = arranged(tables)
    return replace(found, roster=found.roster.sort_by("person_id"))


def columns(name: str, given: Columns) -> pa.Table:
    """Return a whole evidence table; columns that are not given are null."""
    schema = table(name).arrow
    rows = len(next(iter(given.values())))
    arrays = [
        pa.array(given[f.name]).cast(f.type) if f.name in given else pa.nulls(rows, f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def names(index: np.ndarray) -> pa.Array:
    """Pseudonyms that sort like the index; below 0 is nobody."""
    return pa.array([f"p{i:07d}" if i >= 0 else None for i in index.tolist()], pa.string())


def drawn(made: Organisation) -> dict[str, Columns]:
    """People, messages and nominations of an organisation of the second generator."""
    n, messages, named = len(made.unit), made.messages, made.nominations
    time = START.astype("datetime64[us]") + messages["time"].astype("timedelta64[s]")
    answered = messages["answered"]
    return {
        "people": {
            "person_id": names(np.arange(n)),
            "manager_id": names(made.manager),
            "level": made.level,
            "org_unit": pa.array([made.unit_names[u] for u in made.unit]),
        },
        "messages": {
            "sender_id": names(messages["sender"]),
            "recipient_id": names(messages["recipient"]),
            "time": time,
            "message_id": pa.array([f"m{x}" for x in messages["message"].tolist()]),
            "in_reply_to": pa.array([f"m{x}" if x >= 0 else None for x in answered.tolist()]),
            "is_reply": answered >= 0,
        },
        "endorsements": {
            "rater_id": names(named["rater"]),
            "person_id": names(named["named"]),
            "question": pa.array(["influence"] * len(named["rater"])),
            "value": 5 - named["rank"],
        },
    }
