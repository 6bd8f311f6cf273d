"""Hash of what is about to be imported, a file or a whole folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from vesica.errors import UsageError
from vesica.evidence.container import open_container

__all__ = ["digest"]


def digest(path: Path) -> tuple[str, int]:
    """Hash and size of a file, or of all files of a folder."""
    try:
        if path.is_dir():
            return _folder_digest(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error


def _folder_digest(path: Path) -> tuple[str, int]:
    whole, size = hashlib.sha256(), 0
    for member in open_container(path, path.name).members:
        told, length = digest(path / member)
        whole.update(f"{member}\0{told}\n".encode())
        size += length
    return whole.hexdigest(), size
