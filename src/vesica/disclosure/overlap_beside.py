"""Disclosure control of what stands beside the overlap: how far to trust it, and its evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vesica.core.estimate import Hidden, Shown
from vesica.core.overlap import Overlap, SharedError, SourceLine
from vesica.disclosure.health import rows_known
from vesica.disclosure.rounding import probability
from vesica.disclosure.screened import Context, count_known
from vesica.disclosure.sdc import fewer_than

__all__ = ["SHARED", "beside"]

SHARED = "shared lift"
"""Name under which the widened lift is known to the release log."""

_ALONGSIDE = ("odds_ratio", "correlation_at_bar", "skewness_expertise", "skewness_influence")


def beside(
    result: Overlap,
    counts: Mapping[str, Shown],
    context: Context,
    *,
    people: int,
    rounded: Callable[[str, Shown, str | None], Shown],
    small: Callable[[Shown], str | None],
) -> dict[str, Any]:
    """What goes with the lift, and is hidden with it; and what is said of the evidence.

    Parameters
    ----------
    result : Overlap
        As measured.
    counts : mapping of str to Shown
        The counts of people, and what follows from them, as they are released.
    context : Context
        Rules in force.
    people : int
        People of the organisation, as they are shown.
    rounded : callable
        Rounds an estimate of a name, or hides it for a reason.
    small : callable
        Why the people with both skills are hidden, if they are too few.
    """
    digits, minimum = context.policy.digits, context.policy.minimum_group
    why = next((x.why for x in counts.values() if isinstance(x, Hidden)), None)
    shapes = []
    for shape in result.shapes:
        hidden = why or small(shape.both)
        parts = {
            name: rounded(f"{shape.shape} {name}", getattr(shape, name), hidden)
            for name in ("both", "lift", "correlation")
        }
        shapes.append(replace(shape, **parts))
    halves = [
        replace(
            h,
            by_errors=probability(h.by_errors, digits),
            by_halves=rounded(f"halves of {h.facet} correlation", h.by_halves, None),
        )
        for h in result.halves
    ]
    return {
        **{name: rounded(name, getattr(result, name), why) for name in _ALONGSIDE},
        "shapes": tuple(shapes),
        "shared_error": _shared(result.shared_error, why, rounded),
        "evidence": tuple(_source(s, people, context) for s in result.evidence),
        "halves": tuple(halves),
        "notes": result.notes if result.with_evidence >= minimum else (),
    }


def _shared(
    shared: SharedError | None,
    why: str | None,
    rounded: Callable[[str, Shown, str | None], Shown],
) -> SharedError | None:
    """What would overturn the word goes with the lift; it is told to a twentieth."""
    if shared is None:
        return None
    tipping = None if why is not None else shared.tipping
    if tipping is not None:
        tipping = math.copysign(math.floor(abs(tipping) * 20) / 20, tipping)
    return replace(shared, lift=rounded(SHARED, shared.lift, why), tipping=tipping)


def _source(line: SourceLine, people: int, context: Context) -> SourceLine:
    minimum = context.policy.minimum_group
    count: int | Hidden = line.people
    records: int | Hidden = line.records
    if isinstance(count, int) and count < minimum:
        count = records = Hidden(why=fewer_than(minimum))
    elif isinstance(count, int):
        count = count_known(count, people, minimum)
    if isinstance(records, int):
        records = rows_known(records, minimum)
    return replace(
        line,
        people=count,
        records=records,
        reliability=round(line.reliability, 2) + 0.0,
        narrower=None if line.narrower is None else round(line.narrower, 2) + 0.0,
    )
