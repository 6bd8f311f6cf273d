"""One writer per workspace."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager

from vesica.errors import WorkspaceBusyError, WorkspaceNotFoundError
from vesica.store.atomic import make_folder, sweep
from vesica.store.layout import Layout

__all__ = ["writer"]


@contextmanager
def writer(layout: Layout) -> Generator[None]:
    """Be the only writer of the workspace; first clear away what a killed writer left.

    The lock belongs to the open file, so that the kernel frees it when the process dies. It
    cannot be taken twice, not even by the process that has it.

    Raises
    ------
    WorkspaceBusyError
        If another process is writing; the message names it.
    """
    if not layout.root.is_dir():
        raise WorkspaceNotFoundError.at(layout.root)
    fd = os.open(layout.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(fd, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise WorkspaceBusyError(
                f"Process {pid} is writing to the workspace '{layout.root}'.",
                hint="Wait until it has finished, or end it, then try again.",
            ) from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, str(os.getpid()).encode(), 0)
        for folder in (layout.evidence, layout.tombstones, layout.runs, layout.findings):
            sweep(folder)
        make_folder(layout.scratch).chmod(0o700)
        yield
    finally:
        os.close(fd)
