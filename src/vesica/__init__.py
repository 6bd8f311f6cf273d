"""Vesica: who can do social media, who is listened to, who is both, and how sure we are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["__version__", "init", "open"]

__version__ = "0.1.0"


def open(folder: str | Path) -> Workspace:  # noqa: A001 - reads as vesica.open("acme")
    """Open the workspace in a folder.

    Raises
    ------
    WorkspaceNotFoundError
        If the folder holds no workspace.
    """
    from vesica.api.workspace import Workspace

    return Workspace(Path(folder))


def init(folder: str | Path, *, name: str | None = None) -> Workspace:
    """Make a new, empty workspace in a folder.

    Raises
    ------
    UsageError
        If the folder exists and is not empty.
    """
    from vesica.api.workspace import Workspace

    return Workspace.create(Path(folder), name=name)
