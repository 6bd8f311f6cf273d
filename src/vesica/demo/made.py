"""A workspace that a demo made, in a folder that a later demo may replace."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from vesica import settings
from vesica.api.workspace import Workspace
from vesica.errors import UsageError
from vesica.store.vault import vault_path

__all__ = ["Made", "fresh"]

_MARK = "made-by-vesica-demo.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a demo leaves behind.

    Parameters
    ----------
    workspace : Workspace
        Imported and run.
    folder : Path
        Its folder.
    out : Path
        Where reports go.
    """

    workspace: Workspace
    folder: Path
    out: Path

    def reports(self, name: str) -> list[Path]:
        """Paths of the brief in every form."""
        return [self.out / f"{name}.{suffix}" for suffix in ("html", "pdf", "xlsx", "json")]


def fresh(out: Path, *, name: str, simulated: bool) -> Workspace:
    """Make an empty workspace in ``out``, in place of what an earlier demo left there.

    People of a demo are either simulated or public figures.

    Raises
    ------
    UsageError
        If the folder holds something that no demo made.
    """
    if out.exists() and any(out.iterdir()):
        if not (out / _MARK).is_file():
            raise UsageError(
                f"'{out}' exists and was not made by a demo.",
                hint="Name another folder with --out.",
            )
        _remove(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).write_text("Made by 'vesica demo'; the next demo replaces this folder.\n")
    return Workspace.create(
        out / "workspace", name=name, simulated=simulated, public_figures=not simulated
    )


def _remove(out: Path) -> None:
    file = out / "workspace" / "vesica.toml"
    if file.is_file():
        vault = vault_path(settings.load(file).workspace.id)
        for path in vault.parent.glob(vault.name + "*"):
            path.unlink()
    shutil.rmtree(out)
