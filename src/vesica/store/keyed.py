"""Keyed hashes of many short texts at once: SipHash-2-4 with 128 bits, column by column."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

__all__ = ["KEY_BYTES", "hexadecimal"]

KEY_BYTES = 16
_BLOCK = 16_384
"""Texts that are hashed together: their state stays in the cache."""
_WORD = 8
_DIGITS_EACH = 32
_START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
_LONG = (0xEE, 0xDD)
"""What sets the 128-bit output apart, and its second half from the first."""
_KEPT = np.array([(1 << 8 * n) - 1 for n in range(_WORD)] + [2**64 - 1], np.uint64)
_HEX = [int.from_bytes(f"{byte:02x}".encode(), "little") for byte in range(256)]
_DIGITS = np.array(_HEX, "<u2")

Words = NDArray[np.uint64]


def hexadecimal(texts: pa.StringArray, key: bytes) -> pa.Array:
    """Hash every text with the key, as 32 hexadecimal digits; nulls stay null.

    Parameters
    ----------
    texts : StringArray
        What is hashed, as UTF-8.
    key : bytes
        ``KEY_BYTES`` secret bytes.
    """
    offsets, data = _parts(texts)
    digits = np.zeros((len(texts), _DIGITS_EACH // 2), "<u2")
    starts, sizes = offsets[:-1], np.diff(offsets)
    words = np.where(texts.is_valid(), sizes // _WORD + 1, 0)
    k0, k1 = np.frombuffer(key, "<u8").tolist()
    # Texts of as many words are hashed together; usually there are one or two such groups.
    for count in np.flatnonzero(np.bincount(words, minlength=1)[1:]) + 1:
        group = np.flatnonzero(words == count)
        for at in range(0, len(group), _BLOCK):
            rows: Any = group[at : at + _BLOCK]
            if len(group) == len(texts):
                rows = slice(at, at + _BLOCK)  # the same rows, without looking each one up
            message = _words(data, starts[rows], sizes[rows], int(count))
            hashes = np.stack(_siphash(message, k0, k1), axis=1).astype("<u8")
            digits[rows] = _DIGITS[hashes.view(np.uint8)]
    ends = np.arange(0, digits.nbytes + 1, _DIGITS_EACH, dtype=np.int32)
    valid = texts.is_valid().buffers()[1] if texts.null_count else None
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(digits), valid)


def _parts(texts: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where each text begins and ends, and all bytes, with room behind the last."""
    _, offsets, data = texts.buffers()
    if not len(texts):
        return np.zeros(1, np.int64), np.zeros(_WORD, np.uint8)
    ends = np.frombuffer(cast(Any, offsets), np.int32)[texts.offset :][: len(texts) + 1]
    raw = np.frombuffer(cast(Any, data), np.uint8) if data else np.zeros(0, np.uint8)
    held = np.concatenate([raw[ends[0] : ends[-1]], np.zeros(_WORD, np.uint8)])
    return ends.astype(np.int64) - int(ends[0]), held


def _words(
    data: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64], count: int
) -> list[Words]:
    """Texts as 64-bit words, one array per place; the last byte of the last one is the size."""
    anywhere = as_strided(data.view("<u1"), (len(data) - _WORD + 1, _WORD), (1, 1))
    words = []
    for place in range(0, count * _WORD, _WORD):
        at = np.minimum(starts + place, len(anywhere) - 1)
        word = anywhere[at].view("<u8").ravel().astype(np.uint64)
        words.append(word & _KEPT[np.clip(sizes - place, 0, _WORD)])
    words[-1] |= (sizes.astype(np.uint64) & np.uint64(0xFF)) << np.uint64(56)
    return words


def _siphash(message: list[Words], k0: int, k1: int) -> tuple[Words, Words]:
    """Hash as many messages as the arrays are long (Aumasson and Bernstein, 2012)."""
    n = len(message[0])
    keys = (k0, k1 ^ _LONG[0], k0, k1)
    state = [np.full(n, start ^ k, np.uint64) for start, k in zip(_START, keys, strict=True)]
    spare = np.empty(n, np.uint64)
    for word in message:
        state[3] ^= word
        _rounds(state, 2, spare)
        state[0] ^= word
    state[2] ^= np.uint64(_LONG[0])
    _rounds(state, 4, spare)
    first = state[0] ^ state[1] ^ state[2] ^ state[3]
    state[1] ^= np.uint64(_LONG[1])
    _rounds(state, 4, spare)
    return first, state[0] ^ state[1] ^ state[2] ^ state[3]


def _rounds(state: list[Words], times: int, spare: Words) -> None:
    v0, v1, v2, v3 = state
    for _ in range(times):
        v0 += v1
        _rotate(v1, 13, spare)
        v1 ^= v0
        _rotate(v0, 32, spare)
        v2 += v3
        _rotate(v3, 16, spare)
        v3 ^= v2
        v0 += v3
        _rotate(v3, 21, spare)
        v3 ^= v0
        v2 += v1
        _rotate(v1, 17, spare)
        v1 ^= v2
        _rotate(v2, 32, spare)


def _rotate(words: Words, bits: int, spare: Words) -> None:
    np.left_shift(words, np.uint64(bits), out=spare)
    np.right_shift(words, np.uint64(64 - bits), out=words)
    np.bitwise_or(words, spare, out=words)
