"""Description of a run as a Data Package, which other programs know how to read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

__all__ = ["describe"]

_TYPES = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
)


def describe(
    name: str, *, created: str, tables: Mapping[str, pa.Table], folder: Path
) -> dict[str, Any]:
    """Content of ``datapackage.json`` for tables that are written to ``folder`` already."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "created": created,
        "resources": [_resource(key, data, folder) for key, data in tables.items()],
    }


def _resource(name: str, data: pa.Table, folder: Path) -> dict[str, Any]:
    content = (folder / f"{name}.parquet").read_bytes()
    return {
        "name": name,
        "path": f"{name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [{"name": f.name, "type": _type(f.type)} for f in data.schema]},
    }


def _type(kind: pa.DataType) -> str:
    return next((name for is_kind, name in _TYPES if is_kind(kind)), "string")
