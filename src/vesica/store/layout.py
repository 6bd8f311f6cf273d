"""Where things are inside a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of a workspace; nothing is created or read.

    Parameters
    ----------
    root : Path
        Folder of the workspace.
    """

    root: Path

    @property
    def settings_file(self) -> Path:
        """``vesica.toml``."""
        return self.root / "vesica.toml"

    @property
    def evidence(self) -> Path:
        """Folder of the sealed imports."""
        return self.root / "evidence"

    @property
    def tombstones(self) -> Path:
        """Folder of the records of erasures."""
        return self.evidence / "tombstones"

    @property
    def runs(self) -> Path:
        """Folder of the sealed runs."""
        return self.root / "runs"

    @property
    def findings(self) -> Path:
        """Folder of the sealed effects of routes; they can be worked out again."""
        return self.root / "findings"

    @property
    def state_db(self) -> Path:
        """State database: audit log, ledger, releases."""
        return self.root / "state.db"

    @property
    def scratch(self) -> Path:
        """Folder of temporary files; everything in it may be deleted."""
        return self.root / "scratch"

    @property
    def lock_file(self) -> Path:
        """File that the writing process locks."""
        return self.root / ".lock"
