"""What the evidence holds, what it lacks, and what that switches off."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden

__all__ = ["Finding", "Health", "TableHealth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHealth:
    """One evidence table.

    Parameters
    ----------
    table : str
        Name of the evidence table.
    rows : int
        Rows accepted, after repeats.
    quarantined, excluded : int
        Rows of its sources that were held back: with a reason, or on a legal or technical basis.
    people : int or Hidden
        People it has evidence about; hidden below the minimum group.
    first, last : str
        First and last day as ISO dates, or empty strings.
    """

    table: str
    rows: int
    quarantined: int
    excluded: int
    people: int | Hidden
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something the reader should know before trusting a number.

    Parameters
    ----------
    severity : str
        ``"blocks"`` (a question cannot be answered), ``"widens"`` (its interval is wider than it
        could be) or ``"note"``.
    question : str
        The question it touches, for example ``"overlap"``.
    message, fix : str
        What is missing, and what to do about it.
    """

    severity: str
    question: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Answer of ``vesica health``."""

    people: int | Hidden
    tables: tuple[TableHealth, ...]
    findings: tuple[Finding, ...]
