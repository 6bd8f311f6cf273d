"""What goes through the pipe between the reading process and the importing one."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import IO, Any

import pyarrow as pa

from vesica.evidence.reader import (
    Chunk,
    Dropped,
    Event,
    Excluded,
    MappedColumn,
    Note,
    Problems,
    Restart,
)

__all__ = ["Done", "Recognition", "decode", "receive", "send", "send_event"]

_SIZES = struct.Struct("<IQ")
_PARENT = "@parent"
_MAX_HEADER = 64 * 1024**2
_MAX_PAYLOAD = 1024**3
_PLAIN: dict[str, type] = {
    "Excluded": Excluded,
    "Dropped": Dropped,
    "Note": Note,
    "Restart": Restart,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a file was taken for.

    Parameters
    ----------
    kind : str
        Name of the reader.
    certainty : float
        0 to 1.
    tables : tuple of str
        Evidence tables that it fills; the first is the table of record.
    columns : tuple of MappedColumn
        The mapping, with example values where they are not about a person.
    dropped : tuple of str
        Headers that no column takes.
    sheet : str
        Sheet of a workbook with several.
    fingerprint : str
        Of the column names, if it is a table; see :mod:`vesica.evidence.fingerprint`.
    shapes : mapping of str to str
        Column → what its first cells look like.
    """

    kind: str
    certainty: float
    tables: tuple[str, ...]
    columns: tuple[MappedColumn, ...]
    dropped: tuple[str, ...]
    sheet: str = ""
    fingerprint: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """Column to header, as it is remembered in ``vesica.toml``."""
        return {c.column: c.header for c in self.columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end of the file was reached."""


def send(pipe: IO[bytes], kind: str, fields: Mapping[str, Any], payload: bytes = b"") -> None:
    """Write one frame."""
    header = json.dumps({"frame": kind, **fields}).encode()
    pipe.write(_SIZES.pack(len(header), len(payload)))
    pipe.write(header)
    pipe.write(payload)
    pipe.flush()


def send_event(pipe: IO[bytes], event: Event) -> None:
    """Write an event; batches go as Arrow streams."""
    match event:
        case Chunk():
            batch = event.batch
            if event.parents is not None:
                batch = batch.append_column(_PARENT, event.parents)
            send(pipe, "Chunk", {"table": event.table, "rows": event.rows}, _pack(batch))
        case Problems():
            send(pipe, "Problems", {}, _pack(event.batch))
        case _:
            send(pipe, type(event).__name__, asdict(event))


def _pack(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame, or ``None`` where the pipe ends, even in the middle of a frame."""
    start = pipe.read(_SIZES.size)
    if len(start) < _SIZES.size:
        return None
    header_size, payload_size = _SIZES.unpack(start)
    if header_size > _MAX_HEADER or payload_size > _MAX_PAYLOAD:
        return None
    header, payload = pipe.read(header_size), pipe.read(payload_size)
    if len(header) < header_size or len(payload) < payload_size:
        return None
    return json.loads(header), payload


def decode(fields: dict[str, Any], payload: bytes) -> Event | Recognition | Done:
    """Turn a frame back into what was sent."""
    kind = fields.pop("frame")
    if kind == "Chunk":
        batch, parents = _unpack(payload), None
        if _PARENT in batch.schema.names:
            parents = batch.column(_PARENT)
            batch = batch.drop_columns([_PARENT])
        return Chunk(batch=batch, parents=parents, **fields)
    if kind == "Problems":
        return Problems(batch=_unpack(payload))
    if kind == "Recognition":
        columns = tuple(
            MappedColumn(**(c | {"examples": tuple(c["examples"])})) for c in fields["columns"]
        )
        return Recognition(
            kind=fields["kind"],
            certainty=fields["certainty"],
            tables=tuple(fields["tables"]),
            columns=columns,
            dropped=tuple(fields["dropped"]),
            sheet=fields["sheet"],
            fingerprint=fields["fingerprint"],
            shapes=fields["shapes"],
        )
    return Done() if kind == "Done" else _PLAIN[kind](**fields)


def _unpack(payload: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(pa.py_buffer(payload)) as stream:
        batch = stream.read_next_batch()
    batch.validate(full=True)
    return batch
