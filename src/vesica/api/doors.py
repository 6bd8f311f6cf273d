"""One workspace for many requests at a time: each gets its own, and all share one database."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from vesica.api.workspace import Workspace

if TYPE_CHECKING:
    from vesica.store.state import State

__all__ = ["Doors"]


class Doors:
    """Opens a workspace again and again; its state database is opened once.

    Opening a database, checking its version and closing it takes longer than what is read from
    it.

    Parameters
    ----------
    folder : Path
        The workspace.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._state: State | None = None
        self._file = (0, 0)

    @contextmanager
    def open(self) -> Generator[Workspace]:
        """Yield the workspace, for one request.

        Raises
        ------
        WorkspaceNotFoundError
            If the folder holds none.
        """
        with Workspace(self._folder) as workspace:
            workspace.borrow(self._shared(workspace))
            yield workspace

    def close(self) -> None:
        """Close the database; it is opened again if it is asked for again."""
        with self._lock:
            if self._state is not None:
                self._state.close()
            self._state = None

    def _shared(self, workspace: Workspace) -> State:
        """Return the open database; if another file lies in its place by now, that one."""
        from vesica.store.state import State

        path = workspace.layout.state_db
        with self._lock:
            if self._state is None or _identity(path) != self._file:
                if self._state is not None:
                    self._state.close()
                self._state = State(workspace.layout)
                self._file = _identity(path)
            return self._state


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino
