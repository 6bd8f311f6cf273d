"""Hash of the source that results are made by, so that a change of it makes new results."""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["methods_digest"]


def methods_digest(*rooms: str) -> str:
    """Hash every module of some rooms of the program.

    Parameters
    ----------
    *rooms : str
        Folders of the package, such as ``"relations"``.
    """
    digest = hashlib.sha256()
    for room in rooms:
        for file in sorted((Path(__file__).parents[1] / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
