"""The process that reads untrusted files: no writing, little memory, and no secrets."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from importlib.abc import MetaPathFinder
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["main"]

_MEMORY = 1024**3
_FILES = 32
_CPU_SECONDS = 60
_CPU_BYTES_PER_SECOND = 500_000
_MANY = 20_000
_PACKED = 8


class _WithoutPandas(MetaPathFinder):
    """PyArrow imports pandas wherever it is installed: here for nothing but time and memory."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Say that it is not there."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def _confine(size: int) -> None:
    """Set the limits of this process; they cannot be raised again."""
    seconds = _CPU_SECONDS + size // _CPU_BYTES_PER_SECOND
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _size(path: Path) -> int:
    """Bytes to be read, about; what is packed counts for more."""
    if path.is_dir():
        return sum(f.stat().st_size for f in islice(path.rglob("*"), _MANY) if f.is_file())
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return path.stat().st_size * (_PACKED if packed else 1)


def main() -> None:
    """Recognise a file and, if asked to, read it; everything goes through standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    path = Path(request["path"])
    _confine(_size(path))
    sys.meta_path.insert(0, _WithoutPandas())
    pipe = sys.stdout.buffer
    from vesica.errors import VesicaError
    from vesica.evidence.frames import send

    try:
        _work(pipe, path, request)
    except VesicaError as error:
        told = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
        send(pipe, "Error", told)
    except MemoryError:
        send(pipe, "Error", {"error": "MemoryError"})


def _work(pipe: BinaryIO, path: Path, request: dict[str, Any]) -> None:
    import pyarrow as pa

    from vesica.evidence.fields import split_header
    from vesica.evidence.fingerprint import fingerprint, for_file, shape
    from vesica.evidence.frames import send, send_event
    from vesica.evidence.reader import ColumnMapping
    from vesica.evidence.registry import pick
    from vesica.evidence.seating import seated
    from vesica.evidence.source import Source
    from vesica.settings import EvidenceSettings

    pa.set_cpu_count(2)
    pa.set_io_thread_count(2)
    as_kind, memory = request["as_kind"], request["columns"]
    latest = datetime.fromisoformat(request["latest"]) if request["latest"] else None
    source = seated(
        Source(path, request["name"], latest=latest),
        sheet=request["sheet"],
        as_kind=as_kind,
        remembered=memory,
    )
    header = source.sample.header if source.sample else ()
    print_ = fingerprint(header) if header else ""
    memory = for_file(memory, print_)
    reader, certainty = pick(source, as_kind, memory)
    known = _still_there(memory.get(reader.name, {}), source) | request["column_map"]
    mapping: ColumnMapping = reader.mapping(source, known)
    recognised = {
        "kind": reader.name,
        "certainty": certainty,
        "tables": reader.tables,
        "columns": [asdict(c) for c in mapping.columns],
        "dropped": [_shown(source, header) for header in mapping.dropped],
        "sheet": source.sheet,
        "fingerprint": print_,
        "shapes": {
            c.column: told
            for c in mapping.columns
            if source.sample and (told := shape(source.sample, split_header(c.header)[0]))
        },
    }
    send(pipe, "Recognition", recognised)
    if not request["read"]:
        return
    settings = EvidenceSettings(
        time_zone=request["time_zone"], broadcast_recipients=request["broadcast_recipients"]
    )
    try:
        for event in reader.read(source, mapping, settings):
            send_event(pipe, event)
    except BrokenPipeError:
        return
    send(pipe, "Done", {})


def _shown(source: Any, header: str) -> str:
    from vesica.evidence.headers import shown

    headers = source.sample.header if source.sample else ()
    return shown(header, headers.index(header) + 1 if header in headers else 1)


def _still_there(remembered: dict[str, str], source: Any) -> dict[str, str]:
    """Remembered headers that this file has as well; another export may name them otherwise."""
    from vesica.evidence.fields import split_header

    headers = set(source.sample.header) if source.sample else set()
    return {
        column: header
        for column, header in remembered.items()
        if not header or header.startswith("=") or split_header(header)[0] in headers
    }


if __name__ == "__main__":
    main()
