"""Keep what a compiled solver writes off the standard output, which belongs to answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

__all__ = ["quiet"]

_lock = Lock()
_kept: list[int] = []
"""Copies of the standard output, one per solver at work; the first of them is the real one."""


@contextmanager
def quiet() -> Generator[None]:
    """Send the process's standard output nowhere for a while; SciPy offers no other switch.

    Solvers may work in several threads: the first to begin takes the output away, and the last
    to end gives it back.
    """
    with _lock:
        sys.stdout.flush()
        _kept.append(os.dup(1))
        if len(_kept) == 1:
            _send_nowhere()
    try:
        yield
    finally:
        with _lock:
            if len(_kept) == 1:
                os.dup2(_kept[0], 1)
            os.close(_kept.pop())


def _send_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
