"""How DuckDB is limited and shut: its configuration, and the statements that close it."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from vesica.engine import sqltext
from vesica.settings import EngineSettings

__all__ = ["Configuration", "configuration", "shutting"]

Configuration = dict[str, str | bool | int | float | list[str]]

_MIB = 1024 * 1024
_COUNTED = 0.8
"""Share of the process's peak memory that DuckDB counts against its limit, about."""
_USABLE = 0.9
"""Share of the free disk that it may fill."""


def configuration(settings: EngineSettings, spill: Path) -> Configuration:
    """Limits of memory, threads and disk; nothing that loads code or reads Python's variables."""
    free = int(shutil.disk_usage(spill).free * _USABLE) // _MIB
    return {
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "allow_unsigned_extensions": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "python_scan_all_frames": False,
        "memory_limit": f"{int(settings.memory_mib * _COUNTED)}MiB",
        "threads": settings.threads,
        "temp_directory": str(spill),
        "max_temp_directory_size": f"{min(settings.spill_mib, free)}MiB",
    }


def shutting(files: Collection[Path]) -> tuple[str, ...]:
    """Statements that forbid every file but these, and every later change of a setting."""
    allowed = ", ".join(sqltext.literal(file) for file in files)
    return (
        f"SET allowed_paths = [{allowed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    )
