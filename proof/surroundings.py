"""What a figure was measured with: machine, versions, code. No host name, no path."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["REPO", "data_folder", "surroundings"]

REPO = Path(__file__).resolve().parent.parent

PACKAGES = ("vesica", "numpy", "scipy", "duckdb", "ibis-framework", "pyarrow", "sqlalchemy")


def data_folder(name: str) -> Path | None:
    """Folder of real data, from ``VESICA_DATA`` or beside the repository; ``None`` if absent."""
    named = os.environ.get("VESICA_DATA")
    folder = (Path(named) if named else REPO.parent / "shared" / "data") / name
    return folder if folder.is_dir() else None


def surroundings() -> dict[str, Any]:
    """Date, machine, versions and commit as plain data."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": {
            "cpu": _cpu(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": platform.system(),
        },
        "versions": {"python": platform.python_version(), **_versions()},
        "code": _commit(),
    }


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "--no-optional-locks", *words],
            cwd=REPO,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    head = git("rev-parse", "--short=12", "HEAD")
    if not head:
        return "no commit"
    changed = git("status", "--porcelain", "--", "src", "proof", "pyproject.toml", "requirements")
    return f"{head} with changes" if changed else head
