"""JSON files that carry their own checksum, so that damage shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vesica.store.atomic import write_file

__all__ = ["encode", "read", "write"]


def encode(value: Any) -> bytes:
    """JSON with sorted keys, one item a line; ``NaN`` is an error."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode()


def write(path: Path, value: Mapping[str, Any]) -> None:
    """Write an object together with the SHA-256 of its JSON, in one step."""
    checksum = hashlib.sha256(encode(value)).hexdigest()
    write_file(path, encode({**value, "checksum": checksum}))


def read(path: Path) -> dict[str, Any]:
    """Read an object that :func:`write` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it does not match its checksum; the message says so without the file's name.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        checksum = value.pop("checksum")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ValueError("cannot be read") from error
    if hashlib.sha256(encode(value)).hexdigest() != checksum:
        raise ValueError("does not match its checksum")
    return value
