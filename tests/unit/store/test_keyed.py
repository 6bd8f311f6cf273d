"""SipHash-2-4 with 128 bits, against its authors' vectors and a second way to compute it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.store.keyed import hexadecimal

KEY = bytes(range(16))
MASK = 2**64 - 1
PUBLISHED = {
    0: "a3817f04ba25a8e66df67214c7550293",
    1: "da87c1d86b99af44347659119b22fc45",
    8: "3b62a9ba6258f5610f83e264f31497b4",
    15: "5493e99933b0a8117e08ec0f97cfc3d9",
    63: "5150d1772f50834a503e069a973fbd7c",
}


def _rotated(word: int, bits: int) -> int:
    return ((word << bits) | (word >> (64 - bits))) & MASK


def _round(v: list[int]) -> None:
    for a, b, left in ((0, 1, 13), (2, 3, 16)):
        v[a] = (v[a] + v[b]) & MASK
        v[b] = _rotated(v[b], left) ^ v[a]
    v[0] = _rotated(v[0], 32)
    for a, b, left in ((0, 3, 21), (2, 1, 17)):
        v[a] = (v[a] + v[b]) & MASK
        v[b] = _rotated(v[b], left) ^ v[a]
    v[2] = _rotated(v[2], 32)


def one_by_one(text: bytes, key: bytes) -> str:
    k = [int.from_bytes(key[at : at + 8], "little") for at in (0, 8)]
    starts = b"somepseu", b"dorandom", b"lygenera", b"tedbytes"
    v = [int.from_bytes(s, "big") ^ k[at % 2] for at, s in enumerate(starts)]
    v[1] ^= 0xEE
    padded = text + bytes(7 - len(text) % 8) + bytes([len(text) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= word
        _round(v)
        _round(v)
        v[0] ^= word
    halves = []
    for place, mark in ((2, 0xEE), (1, 0xDD)):
        v[place] ^= mark
        for _ in range(4):
            _round(v)
        halves.append((v[0] ^ v[1] ^ v[2] ^ v[3]).to_bytes(8, "little").hex())
    return "".join(halves)


@pytest.mark.parametrize("size", PUBLISHED)
def test_published_vectors(size: int) -> None:
    assert hexadecimal(pa.array([bytes(range(size)).decode()]), KEY).to_pylist() == [
        PUBLISHED[size]
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.none() | st.text(max_size=40) | st.text("ab", min_size=250, max_size=270)),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 3),
)
def test_it_is_the_same_one_by_one(texts: list[str | None], key: bytes, start: int) -> None:
    cells = pa.array(texts, pa.string()).slice(start)
    found = hexadecimal(cells, key)
    found.validate(full=True)
    wanted = [None if t is None else one_by_one(t.encode(), key) for t in texts[start:]]
    assert found.to_pylist() == wanted
