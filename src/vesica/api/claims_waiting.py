"""Claims of the essay that no question answers yet: what each waits for."""

from __future__ import annotations

from vesica.core.claims import Claim, ClaimVerdict
from vesica.core.estimate import Hidden

__all__ = ["WAITING"]

_NO = Hidden(why="no test yet")


def _waiting(key: str, claim: str, test: str, settles: str) -> Claim:
    return Claim(
        key=key,
        claim=claim,
        test=test,
        estimate=_NO,
        verdict=ClaimVerdict.CANNOT_SAY,
        why="This version of Vesica does not test it.",
        settles=settles,
        question="",
    )


WAITING = (
    _waiting(
        "bottleneck",
        "The missing overlap is the bottleneck.",
        "Units with more people who have both adopt more, at equal skills.",
        "Adoptions and metrics of many units.",
    ),
    _waiting(
        "incentives",
        "Incentives stand in the way.",
        "Leaders on the flat part of their payout curve adopt less.",
        "Payout curves, metrics and adoptions of leaders.",
    ),
)
