"""The one form of a measured claim."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

__all__ = ["Figure", "not_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number, and whether it is what was promised.

    Parameters
    ----------
    id : str
        Dotted, starting with the id of its proof: ``"A.congress.both"``.
    what : str
        What was measured, with its unit in brackets.
    value : float or None
        The measurement; ``None`` if there is none.
    low, high : float or None
        Ends of its interval, where it has one.
    target : str
        The promise in words, such as ``"< 60 s"``; empty for context.
    holds : bool or None
        Whether the promise holds; ``None`` for context, or where it could not be looked at.
    seconds : float
        Wall time of the measurement [s]; the harness fills it in.
    note : str
        What the reader must know.
    """

    id: str
    what: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    target: str = ""
    holds: bool | None = None
    seconds: float = 0.0
    note: str = ""

    @property
    def status(self) -> str:
        """``yes``, ``no``, ``not run`` or ``context``."""
        if self.holds is None:
            return "not run" if self.target else "context"
        return "yes" if self.holds else "no"

    def plain(self) -> dict[str, Any]:
        """As a dict for JSON."""
        return dataclasses.asdict(self)


def not_run(figure_id: str, what: str, target: str, why: str) -> Figure:
    """Stand in for a figure whose conditions are not met here, such as absent data."""
    return Figure(id=figure_id, what=what, target=target, note=f"Not run: {why}")
