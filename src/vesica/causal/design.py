"""How people came to be in a programme: the design is recognised and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.core.effect import Design, Grade
from vesica.errors import EstimationError

__all__ = ["Recognised", "grade_of", "recognise"]

_NAMED = {
    "lottery": Design.LOTTERY,
    "waiting list": Design.WAITING_LIST,
    "cutoff": Design.CUTOFF,
    "staggered": Design.STAGGERED,
    "opt-in": Design.OPT_IN,
    "nominated": Design.OPT_IN,
}
_ESTIMANDS = {
    Design.LOTTERY: "average effect of being drawn, on everybody who was in the lottery",
    Design.WAITING_LIST: "average effect of going first, on everybody who was on the list",
    Design.CUTOFF: "effect on people at the cutoff",
    Design.STAGGERED: "average effect on those who began, while others had not",
    Design.OPT_IN: "effect on those who chose it; not what others would gain from it",
}
_GRADES = {
    Design.LOTTERY: Grade.RANDOMISED,
    Design.WAITING_LIST: Grade.RANDOMISED,
    Design.CUTOFF: Grade.QUASI_EXPERIMENTAL,
    Design.STAGGERED: Grade.QUASI_EXPERIMENTAL,
    Design.OPT_IN: Grade.ADJUSTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The design of a programme.

    Parameters
    ----------
    design : Design
        Its name.
    grade : Grade
        How good evidence from it is at best.
    estimand : str
        Whose effect it can tell.
    why : str
        What it was recognised by.
    """

    design: Design
    grade: Grade
    estimand: str
    why: str


def grade_of(design: Design) -> Grade:
    """Grade of evidence from a design whose checks all hold."""
    return _GRADES[design]


def recognise(
    *,
    assigned: Sequence[str | None],
    took_part: NDArray[np.bool_],
    start: NDArray[np.intp],
    has_score: bool = False,
) -> Recognised:
    """Name the design of one route from its rows.

    Parameters
    ----------
    assigned : sequence of str or None, length n_rows
        What the organisation says of every row.
    took_part : ndarray of bool, shape (n_rows,)
        Whether the person is in the programme or in its comparison arm.
    start : ndarray of int, shape (n_rows,)
        Period in which it began.
    has_score : bool
        Whether the scores behind a cutoff are known.

    Returns
    -------
    Recognised
        Rows that disagree, or say nothing, give the weakest design among them.

    Raises
    ------
    EstimationError
        If there are no rows.
    """
    took_part, start = np.asarray(took_part, bool), np.asarray(start)
    if not len(assigned):
        raise EstimationError(
            "Nobody took this route.", hint="Import the programme with 'vesica import'."
        )
    said = sorted({_NAMED.get(a or "", Design.OPT_IN) for a in assigned}, key=_strength)
    design = said[-1]
    why = f"the rows say {', '.join(sorted({a or 'nothing' for a in assigned}))}"
    if len(said) > 1:
        why += "; the weakest counts"
    compared = bool((~took_part).any())
    waves = np.unique(start[took_part]).size
    if design in (Design.LOTTERY, Design.WAITING_LIST) and not compared:
        if waves > 1:
            design, why = Design.STAGGERED, why + "; nobody stayed out, but people began in turn"
        else:
            design, why = Design.OPT_IN, why + "; nobody who was not drawn is named"
    elif design is Design.CUTOFF and not has_score:
        design, why = Design.OPT_IN, why + "; the scores behind the cutoff are not known"
    elif design is Design.STAGGERED and waves < 2 and not compared:
        design, why = Design.OPT_IN, why + "; everybody began at once"
    return Recognised(design=design, grade=_GRADES[design], estimand=_ESTIMANDS[design], why=why)


def _strength(design: Design) -> int:
    return list(Design).index(design)
