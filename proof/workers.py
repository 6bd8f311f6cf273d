"""Processes that compute side by side."""

from __future__ import annotations

import os
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from unittest.mock import patch

__all__ = ["workers"]

_COUNT = 2


@contextmanager
def workers() -> Generator[ProcessPoolExecutor]:
    """Open a pool of fresh processes with one thread each: more would fight for the cores."""
    with (
        patch.dict(os.environ, {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
        ProcessPoolExecutor(_COUNT, mp_context=get_context("spawn")) as pool,
    ):
        yield pool
