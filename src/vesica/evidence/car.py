"""Archives of content-addressed blocks: CAR files, version 1, of DAG-CBOR values."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from vesica.errors import UnreadableFileError

__all__ = ["Block", "blocks", "cid_text", "decode"]

_MAX_BLOCK = 4 * 1024**2
_MAX_DEPTH = 64
_CID = (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20")  # version, DAG-CBOR or raw, SHA-256
_CID_BYTES = 36
_LINK, _SIMPLE = 42, {20: False, 21: True, 22: None}


@dataclass(frozen=True, slots=True)
class Block:
    """One block: where it begins, its address, its bytes, and whether they fit the address."""

    at: int
    cid: bytes
    data: bytes

    @property
    def sound(self) -> bool:
        """Whether the bytes are those that the address names."""
        return hashlib.sha256(self.data).digest() == self.cid[4:]


def cid_text(cid: bytes) -> str:
    """Address as it is written in links: base 32, lower case."""
    return "b" + base64.b32encode(cid).decode().rstrip("=").lower()


def blocks(file: BinaryIO, name: str) -> Iterator[Block]:
    """Header first, as a block without an address, and then every block.

    Raises
    ------
    UnreadableFileError
        If the file is cut off or is no CAR file.
    """
    at, first = 0, True
    while True:
        size = _varint(file, name, at)
        if size is None:
            return
        body = file.read(size) if size <= _MAX_BLOCK else b""
        if not size or len(body) < size:
            raise _damaged(name, at, "is cut off, or no CAR file")
        head = 0 if first else _CID_BYTES
        cid = body[:head]
        if head and not (len(cid) == head and cid.startswith(_CID)):
            raise _damaged(name, at, "has a block with an address that is not understood")
        yield Block(at, cid, body[head:])
        at, first = file.tell(), False


def _damaged(name: str, at: int, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: byte {at}: the archive {what}.", hint="Download the repository again."
    )


def _varint(file: BinaryIO, name: str, at: int) -> int | None:
    value = 0
    for shift in range(0, 63, 7):
        byte = file.read(1)
        if not byte:
            if shift:
                raise _damaged(name, at, "is cut off")
            return None
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise _damaged(name, at, "is no CAR file")


def decode(data: bytes) -> Any:
    """Value of a DAG-CBOR block, links as bytes; ``ValueError`` if it is not valid."""
    stream = io.BytesIO(data)
    value = _item(stream, 0)
    if stream.read(1):
        raise ValueError("bytes behind the value")
    return value


def _take(stream: io.BytesIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ValueError("cut off")
    return data


def _item(stream: io.BytesIO, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    first = _take(stream, 1)[0]
    major, short = first >> 5, first & 0x1F
    if major == 7:
        return _simple(stream, short)
    if short > 27:
        raise ValueError("a length that is not definite")
    count = short if short < 24 else int.from_bytes(_take(stream, 1 << (short - 24)), "big")
    if major > 1 and count > _MAX_BLOCK:
        raise ValueError("a length beyond the block")
    match major:
        case 0:
            return count
        case 1:
            return -1 - count
        case 2:
            return _take(stream, count)
        case 3:
            return _take(stream, count).decode("utf-8")
        case 4:
            return [_item(stream, depth + 1) for _ in range(count)]
        case 5:
            return _map(stream, count, depth)
    link = _item(stream, depth + 1)
    if count != _LINK or not isinstance(link, bytes):
        raise ValueError("a tag that is no link")
    return link[1:]


def _map(stream: io.BytesIO, count: int, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(count):
        key = _item(stream, depth + 1)
        if not isinstance(key, str) or key in found:
            raise ValueError("a key that is no text, or occurs twice")
        found[key] = _item(stream, depth + 1)
    return found


def _simple(stream: io.BytesIO, short: int) -> Any:
    if short == 27:
        return struct.unpack(">d", _take(stream, 8))[0]
    if short not in _SIMPLE:
        raise ValueError("a value that DAG-CBOR does not have")
    return _SIMPLE[short]
