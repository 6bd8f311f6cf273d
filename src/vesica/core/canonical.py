"""Results as plain data and back, and the hash that says two results are the same.

The hash covers rounded numbers only: no engine, id, path or time goes into it, so that the same
evidence, settings and seed give the same hash on any machine.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
import typing
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union

import numpy as np

__all__ = ["HASH_DIGITS", "canonical_json", "from_plain", "result_hash", "round_to", "to_plain"]

T = TypeVar("T")

HASH_DIGITS = 6
"""Significant digits that two runs must share to count as the same result."""


def round_to(value: float, digits: int) -> float:
    """Round to significant digits; infinities and NaN pass through, negative zero becomes zero."""
    if not math.isfinite(value) or value == 0:
        return 0.0 if value == 0 else value
    return float(f"{value:.{digits - 1}e}")


def to_plain(value: Any) -> Any:
    """Turn a result into dicts, lists, strings and numbers; arrays become lists, NaN ``None``."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray):
        return [to_plain(x) for x in value.tolist()]
    if isinstance(value, dict):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(x) for x in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (date, Decimal)):
        return str(value) if isinstance(value, Decimal) else value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def canonical_json(value: Any, digits: int = HASH_DIGITS) -> str:
    """JSON with sorted keys, no spaces and floats rounded to significant digits."""

    def rounded(x: Any) -> Any:
        if isinstance(x, float):
            return round_to(x, digits)
        if isinstance(x, dict):
            return {k: rounded(v) for k, v in x.items()}
        if isinstance(x, list):
            return [rounded(v) for v in x]
        return x

    plain = rounded(to_plain(value))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def result_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal characters."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def from_plain(kind: type[T], data: Any) -> T:
    """Rebuild a frozen result of type ``kind`` from what :func:`to_plain` wrote."""
    return _build(kind, data)


def _build(kind: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return _build_union(arguments, data)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_build(arguments[0], x) for x in data)
        return tuple(_build(a, x) for a, x in zip(arguments, data, strict=True))
    if dataclasses.is_dataclass(origin or kind):
        hints = typing.get_type_hints(origin or kind)
        return (origin or kind)(**{name: _build(hints[name], x) for name, x in data.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is float:  # what is no number is written as null
        return math.nan if data is None else float(data)
    return data


def _build_union(options: Sequence[Any], data: Any) -> Any:
    if data is None and type(None) in options:
        return None
    if isinstance(data, dict):
        for option in options:
            if dataclasses.is_dataclass(option):
                names = {f.name for f in dataclasses.fields(option)}
                if names == set(data):
                    return _build(option, data)
    plain = [o for o in options if not dataclasses.is_dataclass(o) and o is not type(None)]
    return _build(plain[0], data) if plain else data
