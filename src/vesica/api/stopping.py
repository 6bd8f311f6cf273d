"""Whether a command that was stopped had changed its workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

__all__ = ["Mark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A workspace as it was at a moment.

    Parameters
    ----------
    root : Path
        Its folder.
    sealed : frozenset of str
        Names of its imports and runs.
    at : datetime
        The moment.
    """

    root: Path
    sealed: frozenset[str]
    at: datetime

    @classmethod
    def of(cls, root: Path) -> Self:
        """Take the mark of a workspace now."""
        return cls(root=root, sealed=_sealed(root), at=datetime.now(UTC))

    def changed(self) -> bool:
        """Whether something was sealed or logged since."""
        if _sealed(self.root) - self.sealed:
            return True
        from vesica.store.layout import Layout
        from vesica.store.state import State

        layout = Layout(self.root)
        if not layout.state_db.is_file():
            return False
        with State(layout) as state:
            last = state.audit.entries(1)
        return bool(last) and datetime.fromisoformat(last[0].time) >= self.at


def _sealed(root: Path) -> frozenset[str]:
    folders = (root / "evidence", root / "runs")
    return frozenset(p.name for folder in folders if folder.is_dir() for p in folder.iterdir())
