"""The vocabulary as a JSON Schema, from which the reference page is generated."""

from __future__ import annotations

from typing import Any

from vesica.schema.model import Column, DType, Table
from vesica.schema.tables import TABLES

__all__ = ["json_schema"]

_JSON: dict[DType, dict[str, Any]] = {
    DType.PERSON: {"type": "string", "format": "pseudonym"},
    DType.ACCOUNT: {"type": "string", "format": "pseudonym"},
    DType.REFERENCE: {"type": "string", "format": "keyed hash"},
    DType.LABEL: {"type": "string", "maxLength": 120},
    DType.COUNT: {"type": "integer"},
    DType.NUMBER: {"type": "number", "multipleOf": 1e-6},
    DType.MONEY: {"type": "number", "multipleOf": 0.01},
    DType.DATE: {"type": "string", "format": "date"},
    DType.TIME: {"type": "string", "format": "date-time"},
    DType.OFFSET: {"type": "integer", "minimum": -1080, "maximum": 1080},
    DType.FLAG: {"type": "boolean"},
}


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a row of each evidence table, with grain and purposes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vesica evidence tables",
        "$defs": {name: _table(table) for name, table in TABLES.items()},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "description": table.grain,
        "properties": {column.name: _column(column) for column in table.columns},
        "required": list(table.required),
        "additionalProperties": False,
        "x-key": list(table.key),
        "x-on-repeat": str(table.on_repeat),
        "x-retention-days": table.retention_days,
        "x-purposes": sorted(str(purpose) for purpose in table.purposes),
    }


def _column(column: Column) -> dict[str, Any]:
    out = dict(_JSON[column.dtype])
    out["description"] = column.description
    out["x-dtype"] = str(column.dtype)
    out["x-sensitivity"] = str(column.sensitivity)
    if column.unit:
        out["x-unit"] = column.unit
    if column.allowed:
        out["enum"] = [str(value) for value in column.allowed]
    return out
