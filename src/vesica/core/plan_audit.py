"""What is told of an audit for adverse impact."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden

__all__ = ["AuditGroup", "AuditTable", "PlanAudit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditGroup:
    """One group of one axis of the audit.

    Parameters
    ----------
    group : str
        Its name.
    people : int or Hidden
        People who could have had a place.
    rate : float or None
        Share selected, or scored above the median [1]; None where hidden.
    ratio, low, high : float or None
        Rate over the highest rate, with its interval.
    p_value : float or None
        Fisher's exact test against the group of the highest rate.
    finding : str
        In words; never "passed".
    """

    group: str
    people: int | Hidden
    rate: float | None
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTable:
    """The audit along one axis.

    Parameters
    ----------
    axis : str
        ``"gender"``, ``"age band"``, …
    measure : str
        ``"selection"`` or ``"scoring"``.
    level : float
        Probability of the intervals.
    groups : tuple of AuditGroup
        By name.
    notes : tuple of str
        Ties, undefined ratios and small groups, in words.
    """

    axis: str
    measure: str
    level: float
    groups: tuple[AuditGroup, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAudit:
    """Adverse-impact audit of one plan.

    Parameters
    ----------
    people : int
        People who could have had a place.
    selected : int
        Of them, who have one by choice.
    tables : tuple of AuditTable
        One per axis and measure; age is an axis of its own.
    """

    people: int
    selected: int
    tables: tuple[AuditTable, ...]
