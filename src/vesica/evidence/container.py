"""Zip containers and folders: their members are read one by one, and never unpacked."""

from __future__ import annotations

import io
import os
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from vesica.errors import UnreadableFileError
from vesica.evidence.safety import check_members, check_zip, unsafe

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Container", "open_container"]

_BUFFER = 1024**2
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
_JUNK = ("__macosx", ".")


@dataclass(frozen=True)
class Container:
    """What a zip container or a folder holds.

    Parameters
    ----------
    name : str
        Name of the container, for messages.
    members : tuple of str
        Paths of its files, sorted, with ``/`` between folders.
    opens : callable
        Opens one of them.
    """

    name: str
    members: tuple[str, ...]
    opens: Callable[[str], BinaryIO]

    def open(self, member: str) -> BinaryIO:
        """Bytes of one member, from the beginning.

        Raises
        ------
        UnreadableFileError
            If it is damaged; also while it is read.
        """
        raw = _Guarded(self.name, member, self.opens)
        return cast("BinaryIO", io.BufferedReader(raw, _BUFFER))


class _Guarded(io.RawIOBase):
    """A member whose damage is explained with its name."""

    def __init__(self, name: str, member: str, opens: Callable[[str], BinaryIO]) -> None:
        super().__init__()
        self._where = f"{name}: member '{member}'"
        try:
            self._file = opens(member)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")
        try:
            data = self._file.read(len(view))
        except _DAMAGE as error:
            raise self._damaged(error) from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file below as well."""
        if hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _damaged(self, error: Exception) -> UnreadableFileError:
        return UnreadableFileError(
            f"{self._where} is damaged ({type(error).__name__}).", hint="Export it again."
        )


def open_container(path: Path, name: str) -> Container:
    """List the members of a zip container or a folder, after looking for what is unsafe.

    Raises
    ------
    UnreadableFileError
        If it is damaged or unsafe.
    """
    if path.is_dir():
        sizes = dict(_files(path, name))
        check_members(sizes, name, "folder")
        return Container(name, tuple(sorted(sizes)), lambda member: (path / member).open("rb"))
    archive = check_zip(path, name)
    members = [m.filename for m in archive.infolist() if not m.is_dir() and _wanted(m.filename)]
    opens = cast("Callable[[str], BinaryIO]", archive.open)
    container = Container(name, tuple(sorted(members)), opens)
    # Whoever drops the container closes the archive, also where a cycle is collected.
    weakref.finalize(container, archive.close)
    return container


def _wanted(member: str) -> bool:
    """Not one of the files that systems leave behind, such as .DS_Store."""
    return not any(part.lower().startswith(_JUNK) for part in member.split("/"))


def _files(root: Path, name: str) -> Iterator[tuple[str, int]]:
    """Path below the folder and size of every file; links are not followed but refused."""
    for folder, folders, files in os.walk(root, onerror=_raise):
        folders[:] = sorted(f for f in folders if _wanted(f))
        for entry in (*folders, *sorted(files)):
            full = Path(folder) / entry
            inside = full.relative_to(root).as_posix()
            if full.is_symlink():
                raise unsafe(name, "folder", f"has a symbolic link, '{inside}'")
            if entry in files and full.is_file() and _wanted(inside):
                yield inside, full.stat().st_size


def _raise(error: OSError) -> None:
    raise UnreadableFileError(
        f"'{error.filename}' cannot be read: {error.strerror}.", hint="Check its permissions."
    ) from error
