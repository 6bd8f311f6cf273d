"""Incumbency in the United States Senate: regression discontinuity."""

from __future__ import annotations

import numpy as np

from proof.e.data import WHY, columns
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.causal.discontinuity import crowding, discontinuity

__all__ = ["senate"]

# Declared before the first run. Published: rdrobust 2.1.1 on the same file.
PUBLISHED = (7.414131, 1.458716)
ROBUST = (4.0937, 10.9193)


@proof("E.senate")
def senate() -> tuple[Figure, ...]:
    """Conventional estimate and error to 6 decimals, robust interval to 4."""
    data = columns("rdsenate.csv")
    if data is None:
        return (not_run("E.senate.effect", "jump [points]", "7.414131", WHY),)
    known = np.isfinite(data["vote"]) & np.isfinite(data["margin"])
    score = data["margin"][known]
    found = discontinuity(outcome=data["vote"][known], score=score, cutoff=0.0)
    near = crowding(score=score, cutoff=0.0, bandwidth=found.bandwidth)
    robust = tuple(round(x, 4) for x in (found.low, found.high))
    return (
        Figure(id="E.senate.effect", what="conventional estimate [points of the vote]",
               value=found.effect, target="7.414131, 6 decimals",
               holds=round(found.effect, 6) == PUBLISHED[0]),
        Figure(id="E.senate.error", what="conventional standard error [points of the vote]",
               value=found.standard_error, target="1.458716, 6 decimals",
               holds=round(found.standard_error, 6) == PUBLISHED[1]),
        Figure(id="E.senate.robust", what="robust interval [points of the vote]",
               value=(found.low + found.high) / 2, low=found.low, high=found.high,
               target="[4.0937, 10.9193]", holds=robust == ROBUST,
               note=f"Bandwidth {found.bandwidth:.4f}. {near.name}: {near.verdict};"
               f" {near.computed}"),
    )  # fmt: skip
