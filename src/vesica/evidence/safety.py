"""Files that are not opened: archives in refused forms, bombs, containers in containers."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from vesica.errors import UnreadableFileError

__all__ = ["MAX_MEMBER", "MAX_MEMBERS", "MAX_RATIO", "MAX_TOTAL", "check_members"]
__all__ += ["check_workbook", "check_zip", "refuse_archive", "unsafe"]

MAX_MEMBERS = 10_000
MAX_MEMBER = 512 * 1024**2
MAX_TOTAL = 2 * 1024**3
MAX_RATIO = 200
_RATIO_FREE = 1024**2

_REFUSED = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\x00": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel file (.xls) or another OLE document",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
_NESTED = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst")


def refuse_archive(path: Path, name: str, head: bytes) -> None:
    """Stop at containers and binaries that are never opened.

    Raises
    ------
    UnreadableFileError
        Naming what the file is, and what to do.
    """
    what = next((what for mark, what in _REFUSED.items() if head.startswith(mark)), None)
    if what is None and head[257:262] == b"ustar":
        what = "a tar archive"
    if what is None and head[:4] in {b"PK\x05\x06", b"PK\x07\x08"}:
        what = "an empty or split zip archive"
    if what is not None:
        raise UnreadableFileError(
            f"{name}: this is {what}, which is not opened.",
            hint="Unpack it yourself, and import the table in it as CSV, XLSX, JSON or Parquet.",
        )


def check_zip(path: Path, name: str) -> zipfile.ZipFile:
    """Open a zip container after looking at its directory; nothing is unpacked.

    Raises
    ------
    UnreadableFileError
        If it is damaged, encrypted, too large, packed too tightly, or holds another archive
        or a path that leaves it.
    """
    try:
        container = zipfile.ZipFile(path)
        members = container.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"{name}: the zip container is damaged ({error}).", hint="Export the file again."
        ) from error
    try:
        _look_at(members, name)
    except UnreadableFileError:
        container.close()
        raise
    return container


def unsafe(name: str, what: str, fault: str) -> UnreadableFileError:
    """Error for a container that is not opened."""
    return UnreadableFileError(
        f"{name}: the {what} {fault}.",
        hint="Import the tables in it one by one, or export the file again.",
    )


def check_members(sizes: Mapping[str, int], name: str, what: str) -> None:
    """Stop at a container with too many or too large members.

    Raises
    ------
    UnreadableFileError
        Naming the limit.
    """
    fault = ""
    if len(sizes) > MAX_MEMBERS:
        fault = f"has {len(sizes)} members; at most {MAX_MEMBERS} are allowed"
    elif sum(sizes.values()) > MAX_TOTAL:
        fault = f"unpacks to more than {MAX_TOTAL // 1024**2} MiB"
    elif max(sizes.values(), default=0) > MAX_MEMBER:
        fault = f"has a member larger than {MAX_MEMBER // 1024**2} MiB"
    if fault:
        raise unsafe(name, what, fault)


def _look_at(members: list[zipfile.ZipInfo], name: str) -> None:
    sizes = {m.filename: m.file_size for m in members}
    check_members(sizes, name, "zip container")
    fault = "has the same member twice" if len(sizes) < len(members) else ""
    fault = fault or next(filter(None, map(_fault, members)), "")
    if fault:
        raise unsafe(name, "zip container", fault)


def _fault(m: zipfile.ZipInfo) -> str:
    parts = m.filename.replace("\\", "/").split("/")
    if m.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        return "has a member whose path leads out of it"
    if m.flag_bits & 0x1:
        return "is encrypted"
    if (m.external_attr >> 16) & 0o170000 == 0o120000:
        return "has a symbolic link"
    if m.filename.lower().endswith(_NESTED):
        return "holds another archive"
    if m.file_size > _RATIO_FREE and m.file_size > MAX_RATIO * max(m.compress_size, 1):
        return f"is packed more than {MAX_RATIO} to 1"
    return ""


def check_workbook(path: Path, name: str) -> bool:
    """Whether the zip container is an Excel workbook, after the checks of :func:`check_zip`."""
    with check_zip(path, name) as container:
        names = set(container.namelist())
    return "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)
