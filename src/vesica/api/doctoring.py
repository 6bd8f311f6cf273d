"""Whether the installation is sound, and the workspace as it was sealed."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vesica import settings as settings_module
from vesica.errors import UsageError, VesicaError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Check", "doctor", "verify"]

_CORE = ("duckdb", "ibis-framework", "numpy", "pyarrow", "scipy", "sqlalchemy")
_EXTRAS = {"report": ("jinja2", "typst", "vl_convert", "xlsxwriter")}
_SELDOM = {"linking": ("splink",)}
"""Optional parts that one command needs; without them the rest is whole."""
_FREE_MIB = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Parameters
    ----------
    what, found : str
        What was looked at, and what it is.
    good : bool
        Whether that will do.
    fix : str
        What to do about it if not.
    """

    what: str
    found: str
    good: bool
    fix: str = ""


def doctor(folder: Path | None) -> tuple[Check, ...]:
    """Check Python, libraries and optional parts, and the workspace if there is one."""
    checks = [
        Check(
            what="Python",
            found=sys.version.split()[0],
            good=sys.version_info >= (3, 11),
            fix="Install Python 3.11 or newer.",
        ),
        *(Check(what=name, found=metadata.version(name), good=True) for name in _CORE),
        *(_extra(name, modules) for name, modules in _EXTRAS.items()),
        *(replace(_extra(name, modules), good=True) for name, modules in _SELDOM.items()),
    ]
    if folder is not None:
        checks += _workspace(folder)
    return tuple(checks)


def verify(workspace: Workspace, *, head: str | None = None) -> tuple[str, ...]:
    """Recompute the hashes of snapshots and runs, and walk the audit log.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    head : str, optional
        ``COUNT:HASH`` of the audit log as it was kept elsewhere.

    Returns
    -------
    tuple of str
        Problems, one sentence each; empty if everything matches.
    """
    from vesica.store.runs import Runs

    known = None
    if head is not None:
        count, _, digest = head.partition(":")
        if not count.isdecimal() or not digest:
            raise UsageError(
                f"'{head}' is not the head of an audit log.",
                hint="Give it as 'vesica audit' prints it: COUNT:HASH.",
            )
        known = (int(count), digest)
    return (
        *workspace.evidence.verify(),
        *Runs(workspace.layout).verify(),
        *Runs(workspace.layout, folder=workspace.layout.findings).verify(),
        *workspace.state.audit.verify(known),
    )


def _extra(name: str, modules: tuple[str, ...]) -> Check:
    missing = [m for m in modules if find_spec(m) is None]
    return Check(
        what=f"optional part '{name}'",
        found=f"lacks {', '.join(missing)}" if missing else "installed",
        good=not missing,
        fix=f"pip install 'vesica[{name}]'",
    )


def _workspace(folder: Path) -> list[Check]:
    from vesica.store.vault import vault_path

    try:
        settings = settings_module.load(folder / "vesica.toml")
    except VesicaError as error:
        return [Check(what="settings", found=error.message, good=False, fix=error.hint)]
    vault = vault_path(settings.workspace.id)
    free = shutil.disk_usage(folder).free // 2**20
    mode = folder.stat().st_mode & 0o077
    return [
        Check(what="settings", found=str(folder / "vesica.toml"), good=True),
        Check(
            what="identity vault",
            found=str(vault) if vault.is_file() else f"not found at {vault}",
            good=vault.is_file(),
            fix="Restore it, or point VESICA_VAULT_DIR to the folder that holds it.",
        ),
        Check(
            what="free disk",
            found=f"{free:,} MiB",
            good=free > _FREE_MIB,
            fix=f"Free at least {_FREE_MIB:,} MiB: snapshots and spilling need room.",
        ),
        Check(
            what="folder is private",
            found="yes" if not mode or os.name == "nt" else "others can read it",
            good=not mode,
            fix=f"chmod 700 '{folder}'",
        ),
    ]
