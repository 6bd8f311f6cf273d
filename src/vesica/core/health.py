"""What the evidence holds, what it lacks, and what that switches off."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden

__all__ = ["ClockHealth", "Finding", "Health", "PlatformHealth", "TableHealth", "UnitCoverage"]


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
class UnitCoverage:
    """What the tables tell about the people of one unit.

    Parameters
    ----------
    org_unit : str
        The unit.
    people : int or Hidden
        In the roster.
    shares : tuple of (float or Hidden)
        Part of them with evidence, one per table of :attr:`Health.covering` [1].
    """

    org_unit: str
    people: int | Hidden
    shares: tuple[float | Hidden, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockHealth:
    """What times say about the clock that wrote them.

    Parameters
    ----------
    table : str
        Name of the evidence table.
    midnight, weekend, future : float
        Part of the rows at 00:00:00, on a Saturday or a Sunday, and later than the newest
        import, by the sender's own time [1].
    """

    table: str
    midnight: float
    weekend: float
    future: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformHealth:
    """Accounts and posts of one platform, and those that lead to nobody.

    Parameters
    ----------
    platform : str
        In small letters.
    accounts, open_accounts : int
        Listed, and those without a sure owner.
    posts, unlinked_posts : int
        Rows, and those whose author no roster has.
    """

    platform: str
    accounts: int
    open_accounts: int
    posts: int
    unlinked_posts: int


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
    """Answer of ``vesica health``.

    Parameters
    ----------
    people : int or Hidden
        In the roster.
    tables : tuple of TableHealth
        What there is, by name.
    findings : tuple of Finding
        What follows from what there is not, the gravest first.
    covering : tuple of str
        Tables that :attr:`units` tells about.
    units : tuple of UnitCoverage
        The least covered first.
    clocks : tuple of ClockHealth
        By table.
    platforms : tuple of PlatformHealth
        By name.
    """

    people: int | Hidden
    tables: tuple[TableHealth, ...]
    findings: tuple[Finding, ...]
    covering: tuple[str, ...] = ()
    units: tuple[UnitCoverage, ...] = ()
    clocks: tuple[ClockHealth, ...] = ()
    platforms: tuple[PlatformHealth, ...] = ()
