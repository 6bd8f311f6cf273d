"""Files and folders that are either there in full or not at all, whatever gets killed.

Everything is made under a name that ends in ``.new``, forced to disk, and renamed; what goes is
first renamed to end in ``.old``. Whatever bears either ending after a kill is waste.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from vesica.errors import StoreError

__all__ = [
    "make_folder",
    "remove_folder",
    "seal_folder",
    "sealed_folder",
    "staged_name",
    "sweep",
    "sync",
    "write_file",
]

_STAGED, _DOOMED = ".new", ".old"


def staged_name(target: Path) -> Path:
    """Return the name under which ``target`` is made."""
    return target.with_name(target.name + _STAGED)


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(path: Path) -> Path:
    """Make a folder of mode 0700 and its parents; the folder may exist."""
    missing = [p for p in (path, *path.parents) if not p.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)
    return path


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def seal_folder(staged: Path, target: Path) -> None:
    """Force everything in ``staged`` to disk, close it to others, and rename it to ``target``.

    Raises
    ------
    StoreError
        If ``target`` exists: what is sealed is never written again.
    """
    for folder, _, files in os.walk(staged, topdown=False):
        for name in files:
            Path(folder, name).chmod(0o600)
            sync(Path(folder, name))
        Path(folder).chmod(0o700)
        sync(Path(folder))
    if target.exists():
        raise StoreError(
            f"'{target.name}' is sealed already.",
            hint="Sealed folders never change; choose another name, or use what is there.",
        )
    staged.rename(target)
    sync(target.parent)


@contextmanager
def sealed_folder(target: Path) -> Generator[Path]:
    """Yield ``<target>.new``, and rename it to ``target`` once the block has succeeded."""
    staged = staged_name(target)
    _remove(staged)
    make_folder(staged)
    try:
        yield staged
        seal_folder(staged, target)
    except BaseException:
        _remove(staged)
        raise


def remove_folder(path: Path) -> None:
    """Take a sealed folder away in one step, then delete what it held."""
    doomed = path.with_name(path.name + _DOOMED)
    _remove(doomed)
    path.rename(doomed)
    sync(path.parent)
    _remove(doomed)
    sync(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Write a file of mode 0600; readers see the former content or the new, never a part."""
    staged = staged_name(path)
    staged.unlink(missing_ok=True)
    try:
        fd = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sweep(folder: Path) -> tuple[str, ...]:
    """Delete what killed processes left in a folder, and return the names.

    The caller holds the writer's lock.
    """
    if not folder.is_dir():
        return ()
    waste = sorted(p for p in folder.iterdir() if p.suffix in {_STAGED, _DOOMED})
    for path in waste:
        _remove(path)
    return tuple(path.name for path in waste)
