"""What a change did to one unit's metric, where nobody drew lots."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.line_of_sight import Attribution

__all__ = ["UnitAttribution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAttribution:
    """An attribution with what it is about.

    Parameters
    ----------
    unit, metric : str
        Names.
    since : str
        First period with the change.
    found : Attribution
        Effect, placebos, fit.
    """

    unit: str
    metric: str
    since: str
    found: Attribution
