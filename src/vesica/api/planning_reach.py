"""What more or fewer opt-ins could do, computed with the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate, Hidden
from vesica.core.pairs_answer import OptInLine
from vesica.errors import UsageError

if TYPE_CHECKING:
    from vesica.api.planning import PlanningData

__all__ = ["SHARES", "bridges_by_opt_in"]

SHARES = (0.1, 0.4, 0.8)
_REPLICATES, _LEVEL = 4, 0.9


def bridges_by_opt_in(
    data: PlanningData,
    best: Callable[[NDArray[np.bool_]], float],
    *,
    seed: int,
    sample: int | None = None,
) -> tuple[OptInLine, ...]:
    """Best expected bridges if a share of all people had opted in.

    Who did opt in comes first, the others in random order; below today's share a random part of
    those who did is taken. People are in an order of values, so pseudonyms decide nothing.

    Parameters
    ----------
    data : PlanningData
        Everybody.
    best : callable
        Best expected bridges for an array of who opted in; :class:`UsageError` if none.
    seed : int
        Of the order of joining, and of the samples.
    sample : int, optional
        Largest organisation that is looked at whole [people]. Of a larger one, each replicate
        looks at so many people of its own and counts their bridges up to everybody, so that the
        interval is also over whom it looked at. Only where nothing that all share, such as a
        budget, limits the bridges.
    """
    rng = np.random.default_rng(seed)
    seen = data.n if sample is None else min(sample, data.n)
    reached: dict[float, list[float]] = {share: [] for share in SHARES}
    for _ in range(_REPLICATES):
        some = np.arange(data.n)
        if seen < data.n:
            some = np.sort(rng.choice(data.n, size=seen, replace=False))
        rank = some[np.lexsort((rng.random(seen), ~data.opted_in[some]))]
        for share in SHARES:
            joined = np.zeros(data.n, dtype=bool)
            joined[rank[: round(share * seen)]] = True
            try:
                reached[share].append(best(joined) * data.n / seen)
            except UsageError:
                continue
    return tuple(_line(share, values, data.n) for share, values in reached.items())


def _line(share: float, values: list[float], n: int) -> OptInLine:
    if not values:
        return OptInLine(share=share, bridges=Hidden(why="no plan keeps the rules"))
    mean = float(np.mean(values))
    low, high = np.quantile(values, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return OptInLine(
        share=share,
        bridges=Estimate(
            value=mean,
            low=float(min(low, mean)),
            high=float(max(high, mean)),
            level=_LEVEL,
            unit="people",
            n=round(share * n),
        ),
    )
