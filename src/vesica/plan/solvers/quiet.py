"""Keep what a compiled solver writes off the standard output, which belongs to answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["quiet"]


@contextmanager
def quiet() -> Generator[None]:
    """Send the process's standard output nowhere for a while; SciPy offers no other switch."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
