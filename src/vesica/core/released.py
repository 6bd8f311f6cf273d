"""What disclosure control has let out, and where a number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Provenance", "Released"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How we know: formula, relations, rows and run.

    Parameters
    ----------
    formula : str
        In plain text.
    method : str
        Dotted name of the function that computed it, for example
        ``"vesica.measure.overlap.overlap"``.
    relations : tuple of str
        Names to give to ``vesica sql``.
    rows : tuple of (str, int)
        Evidence tables read, and how many rows each held.
    run_id : str
        The sealed run.
    result_hash : str
        Hash of the run's canonical results.
    first_day, last_day : str
        Days that the evidence covers, as ISO dates; empty where it is not a matter of days.
    notes : tuple of str
        What the reader must know about the fits behind it.
    """

    formula: str
    method: str
    relations: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    run_id: str
    result_hash: str
    first_day: str = ""
    last_day: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Generic[T]):
    """A value that has passed the gate, for one purpose and one audience.

    Only :func:`vesica.disclosure.release` makes one.

    Parameters
    ----------
    value : T
        The rounded result; parts are :class:`vesica.core.estimate.Hidden` where needed.
    purpose, audience : str
        What for, and for whom.
    policy : str
        Name and version of the policy pack.
    release_id : str
        Its row in the release log.
    hidden : tuple of str
        One sentence per part that was held back, and why.
    provenance : Provenance
        How we know.
    """

    value: T
    purpose: str
    audience: str
    policy: str
    release_id: str
    hidden: tuple[str, ...]
    provenance: Provenance
