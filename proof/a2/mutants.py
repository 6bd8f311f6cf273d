"""Files that are broken in the ways in which files are broken, and in the ways of attackers.

Every mutant is a fixture of the tests with one thing done to it, and is the same for the same
seed. A fixture is a file, or a folder of members that goes in as a folder or as a zip.
"""

from __future__ import annotations

import io
import re
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from proof.a2.intake import FIXTURES, top_of

__all__ = ["MUTATIONS", "Mutant", "applicable", "bases", "mutant"]

Random = np.random.Generator
Change = Callable[[bytes, Random], bytes]

_BINARY = (".parquet", ".xlsx", ".car")
_DATE = re.compile(rb"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_CELL = re.compile(rb"[A-Za-z0-9_.@+-]{2,}")
_KEY = re.compile(rb'"([A-Za-z_]{2,})"(\s*:)')
_HUGE = 10 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A broken file on disk.

    Parameters
    ----------
    path : Path
        The file or folder.
    base, mutation : str
        What it was made of, and what was done.
    """

    path: Path
    base: str
    mutation: str


def bases() -> dict[str, dict[str, bytes]]:
    """Every fixture as its members; a single file is one member of its own name."""
    return {path.name: _members(path) for path in top_of(FIXTURES)}


def _members(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {path.name: path.read_bytes()}
    files = sorted(p for p in path.rglob("*") if p.is_file())
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in files}


def mutant(base: str, members: Mapping[str, bytes], mutation: str, seed: int, to: Path) -> Mutant:
    """Write one mutant into an empty folder."""
    rng = np.random.default_rng(seed)
    if mutation in _CONTAINERS:
        path = to / (Path(base).stem + (".tar" if mutation == "tar" else ".zip"))
        path.write_bytes(_CONTAINERS[mutation](members, rng))
        return Mutant(path=path, base=base, mutation=mutation)
    broken = dict(members)
    name = sorted(broken)[int(rng.integers(len(broken)))]
    broken[name] = _CHANGES[mutation](broken[name], rng)
    if len(broken) == 1 and name == base:
        path = to / base
        path.write_bytes(broken[name])
    elif seed % 2:
        path = to / f"{base}.zip"
        path.write_bytes(_zip(broken))
    else:
        path = to / base
        for member, data in broken.items():
            (path / member).parent.mkdir(parents=True, exist_ok=True)
            (path / member).write_bytes(data)
    return Mutant(path=path, base=base, mutation=mutation)


def applicable(base: str) -> tuple[str, ...]:
    """Mutations that make sense of a fixture: text is not looked for in binary files."""
    return tuple(m for m in MUTATIONS if not base.endswith(_BINARY) or m not in _TEXT)


# -- things done to bytes ------------------------------------------------------------------------


def _cut(data: bytes, rng: Random) -> bytes:
    return data[: int(rng.integers(len(data)))]


def _reencoded(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    names = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp437", "cp037")
    return text.encode(names[int(rng.integers(len(names)))], errors="replace")


def _flipped(data: bytes, rng: Random) -> bytes:
    out = bytearray(data)
    for at in rng.integers(len(out), size=max(1, len(out) // 50)):
        out[at] = int(rng.integers(256))
    return bytes(out)


def _renamed(data: bytes, rng: Random) -> bytes:
    first, _, rest = data.partition(b"\n")
    if _KEY.search(data):
        keys = sorted({m[1] for m in _KEY.finditer(data)})
        gone = keys[int(rng.integers(len(keys)))]
        return data.replace(b'"' + gone + b'"', b'"x_' + gone[::-1] + b'"')
    words = _CELL.findall(first)
    if not words:
        return data
    gone = words[int(rng.integers(len(words)))]
    return first.replace(gone, b"col " + gone[::-1]) + b"\n" + rest


def _swapped(data: bytes, rng: Random) -> bytes:
    """Words, numbers and dates change places all over the file."""
    found = list(_CELL.finditer(data))
    if len(found) < 4:
        return data
    out = data
    for _ in range(3):
        one, other = (found[int(i)][0] for i in rng.integers(len(found), size=2))
        out = out.replace(one, b"\0swap\0").replace(other, one).replace(b"\0swap\0", other)
    return out


def _duplicated(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    at = int(rng.integers(1, len(lines))) if len(lines) > 1 else 0
    return b"\n".join([*lines[: at + 1], lines[at], lines[at], *lines[at + 1 :]])


def _cyclic(data: bytes, rng: Random) -> bytes:
    """Everybody's manager, or whatever names a person, becomes one of the others in a ring."""
    keys = sorted(set(re.findall(rb"\bE\d{3}\b|[\w.+-]+@[\w.-]+", data)))
    if len(keys) < 2:
        return _duplicated(data, rng)
    ring = dict(zip(keys, [*keys[1:], keys[0]], strict=True))
    lines = data.split(b"\n")
    for at, line in enumerate(lines[1:], start=1):
        for key in keys:
            head, found, tail = line.rpartition(key)
            if found and head.strip():
                lines[at] = head + ring[key] + tail
                break
    return b"\n".join(lines)


def _with_dates(*dates: bytes) -> Change:
    def change(data: bytes, rng: Random) -> bytes:
        return _DATE.sub(lambda m: dates[int(rng.integers(len(dates)))], data)

    return change


def _with_marks(*marks: bytes) -> Change:
    def change(data: bytes, rng: Random) -> bytes:
        out = bytearray(data)
        for _ in range(4):
            at = int(rng.integers(len(out) + 1))
            out[at:at] = marks[int(rng.integers(len(marks)))]
        return bytes(out)

    return change


def _bom(data: bytes, rng: Random) -> bytes:
    mark = (b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xff\xfe", b"\xfe\xff")[int(rng.integers(4))]
    return mark + data


def _huge_cell(data: bytes, rng: Random) -> bytes:
    found = list(_CELL.finditer(data))
    if not found:
        return data + b"x" * _HUGE
    hit = found[int(rng.integers(len(found)))]
    return data[: hit.start()] + b"x" * _HUGE + data[hit.end() :]


def _doubled_keys(data: bytes, rng: Random) -> bytes:
    found = list(_KEY.finditer(data))
    if not found:
        return _duplicated(data, rng)
    hit = found[int(rng.integers(len(found)))]
    return data[: hit.start()] + b'"' + hit[1] + b'": null, ' + data[hit.start() :]


def _other_signs(data: bytes, rng: Random) -> bytes:
    pairs = ((b",", b";"), (b",", b"\t"), (b"\n", b"\r"), (b'"', b"'"), (b"\n", b'"\n'))
    one, other = pairs[int(rng.integers(len(pairs)))]
    return data.replace(one, other)


def _nested(data: bytes, rng: Random) -> bytes:
    """A value a thousand brackets deep, or numbers that no number holds."""
    found = list(re.finditer(rb"(?<=:)\s*\"?[\w.@-]+\"?", data))
    deep = (b"[" * 1000 + b"]" * 1000, b"NaN", b"1e999", b"9" * 400)[int(rng.integers(4))]
    if not found:
        return data.replace(b"1", deep[:400])
    hit = found[int(rng.integers(len(found)))]
    return data[: hit.start()] + deep + data[hit.end() :]


# -- things done to containers -------------------------------------------------------------------


def _zip(members: Mapping[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w", pack) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    return out.getvalue()


def _bomb(members: Mapping[str, bytes], rng: Random) -> bytes:
    name = sorted(members)[int(rng.integers(len(members)))]
    return _zip({**members, name: bytes(int(rng.integers(30, 130)) * 1024**2)})


def _lying_bomb(members: Mapping[str, bytes], rng: Random) -> bytes:
    """A bomb whose directory says that it is small."""
    size = 64 * 1024**2
    packed = bytearray(_zip({"data/tweets.js": b"[" + b" " * size}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        where = packed.rfind(mark) + at
        packed[where : where + 4] = (1000).to_bytes(4, "little")
    return bytes(packed)


def _traversal(members: Mapping[str, bytes], rng: Random) -> bytes:
    names = ("../../outside.csv", "/tmp/outside.csv", "a/../../outside.csv", "C:\\outside.csv")
    return _zip({**members, names[int(rng.integers(len(names)))]: b"a,b\n1,2\n"})


def _in_a_zip(members: Mapping[str, bytes], rng: Random) -> bytes:
    return _zip({**members, "inner.zip": _zip({"again.zip": _zip(members)})})


def _tar(members: Mapping[str, bytes], rng: Random) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=("w", "w:gz")[int(rng.integers(2))]) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


_ANY_BYTES: dict[str, Change] = {
    "cut": _cut,
    "flipped bytes": _flipped,
    "byte order mark": _bom,
    "NUL": _with_marks(b"\0", b"\0\0\0\0"),
}
_TEXT: dict[str, Change] = {
    "re-encoded": _reencoded,
    "columns renamed": _renamed,
    "swapped types": _swapped,
    "duplicated ids": _duplicated,
    "cyclic managers": _cyclic,
    "impossible dates": _with_dates(
        b"2025-02-30", b"13/13/2025", b"0000-00-00", b"99999", b"2025-13-01T25:61:61Z", b"soon"
    ),
    "daylight-saving hours": _with_dates(b"2025-03-30 02:30:00", b"2025-10-26 02:30:00"),
    "bidi marks": _with_marks(
        "\u202e".encode(), "\u2066".encode(), "\u200b".encode(), "\ufeff".encode()
    ),
    "10 MB cell": _huge_cell,
    "duplicate JSON keys": _doubled_keys,
    "other signs": _other_signs,
    "deep or no number": _nested,
}
_CHANGES = _ANY_BYTES | _TEXT
_CONTAINERS: dict[str, Callable[[Mapping[str, bytes], Random], bytes]] = {
    "zip bomb": _bomb,
    "zip bomb that lies": _lying_bomb,
    "path traversal": _traversal,
    "nested zip": _in_a_zip,
    "tar": _tar,
}
MUTATIONS = (*_CHANGES, *_CONTAINERS)
"""What is done to files, by name."""
