"""Scratch folders that engines spill into: one per process and engine, swept when left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["make", "sweep"]

_PREFIX = "engine-"


def make(scratch: Path) -> Path:
    """Create a folder of our own below ``scratch``, after sweeping what dead processes left."""
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(scratch)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=scratch))


def sweep(scratch: Path) -> tuple[str, ...]:
    """Remove the folders of processes that no longer live; return their names, sorted."""
    left = sorted(p for p in scratch.glob(f"{_PREFIX}*-*") if p.is_dir() and not _alive(p))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return tuple(folder.name for folder in left)


def _alive(folder: Path) -> bool:
    pid = folder.name.removeprefix(_PREFIX).split("-")[0]
    if not pid.isdecimal():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
