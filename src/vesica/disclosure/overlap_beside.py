"""Disclosure control of what stands beside the overlap: how far to trust it, and its evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vesica.core.estimate import Hidden, Shown
from vesica.core.overlap import Overlap, SharedError, SourceLine
from vesica.disclosure.screened import Context
from vesica.disclosure.sdc import fewer_than
from vesica.disclosure.sentences import sentence_known

__all__ = ["SHARED", "beside"]

SHARED = "shared lift"
"""Name under which the widened lift is known to the release log."""

_TENTH = 0.1
_MOST_RECORDS = 0.05
"""Share of all records of a source that one person may have without showing in them [1]."""
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
            by_errors=_share_known(f"halves of {h.facet} by errors", h.by_errors, result, context),
            by_halves=rounded(f"halves of {h.facet} correlation", h.by_halves, None),
        )
        for h in result.halves
    ]
    return {
        **{name: rounded(name, getattr(result, name), why) for name in _ALONGSIDE},
        "shapes": tuple(shapes),
        "shared_error": _shared(result.shared_error, why, rounded, context),
        "evidence": tuple(_source(s, people, context) for s in result.evidence),
        "halves": tuple(halves),
        "notes": tuple(
            sentence_known("note", note, context.figures, context.policy.minimum_group)
            for note in result.notes
        ),
    }


def _share_known(name: str, value: float, result: Overlap, context: Context) -> float:
    """Round a reliability by what one person moves it, and never to nothing."""
    moves = context.policy.correlation_moves * math.log(max(result.people, 2)) / result.people
    rounded, _, _, step = context.figures.settle(name, (value, value, value), moves)
    return min(max(rounded, step), 1.0)


def _shared(
    shared: SharedError | None,
    why: str | None,
    rounded: Callable[[str, Shown, str | None], Shown],
    context: Context,
) -> SharedError | None:
    """What would overturn the word goes with the lift; it is rounded towards nothing."""
    if shared is None:
        return None
    tipping = None if why is not None else shared.tipping
    if tipping is not None:
        n = max(len(context.members.group), 2)
        moves = context.policy.correlation_moves * math.log(n) / n
        exact = (tipping, tipping, tipping)
        ends = context.figures.settle("tipping", exact, 2 * moves, _TENTH)
        tipping = ends[1] if tipping > 0 else ends[2]
    return replace(shared, lift=rounded(SHARED, shared.lift, why), tipping=tipping)


def _source(line: SourceLine, people: int, context: Context) -> SourceLine:
    minimum = context.policy.minimum_group
    count: int | Hidden = line.people
    records: int | Hidden = line.records
    if isinstance(count, int) and count < minimum:
        count = records = Hidden(why=fewer_than(minimum))
    elif isinstance(count, int):
        count = min(context.figures.people(f"people of {line.source}", count), people)
    if isinstance(records, int):
        name = f"{line.skill}: records of {line.source}"
        most = _MOST_RECORDS * records
        records = int(context.figures.number(name, records, most, minimum))
    return replace(
        line,
        people=count,
        records=records,
        reliability=_settled(f"reliability of {line.source}", line.reliability, line, context),
        narrower=None
        if line.narrower is None
        else _settled(f"without {line.source}", line.narrower, line, context),
    )


def _settled(name: str, value: float, line: SourceLine, context: Context) -> float:
    """Round a number between 0 and 1 by what one of the people behind it can move it."""
    n = max(line.people if isinstance(line.people, int) else 0, 2)
    moves = context.policy.correlation_moves * math.log(n) / n
    return context.figures.number(f"{line.skill}: {name}", value, moves)
