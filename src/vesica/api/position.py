"""Formal position beside influence: what the one accounts for in the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.skills import Evidence, units
from vesica.core.estimate import Estimate
from vesica.core.scores import Scores
from vesica.errors import EstimationError
from vesica.measure.position import Beyond, beyond, explained, formal

__all__ = ["Position", "columns", "position", "share_of"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Formal position and influence beyond it.

    Parameters
    ----------
    formal : ndarray of float64, shape (n_people,)
        Formal position [sd].
    beyond : Beyond
        Influence that position does not account for.
    share : Estimate
        Share of influence that position accounts for, in the organisation [1].
    """

    formal: FloatArray
    beyond: Beyond
    share: Estimate


def position(data: Evidence, influence: Scores, *, level: float) -> Position | None:
    """Measure formal position, and influence beyond it; ``None`` where the data carry neither."""
    table = data.position
    at = data.index(table["person_id"])
    rank = np.full(data.roster.num_rows, np.nan)
    rank[at] = table["level"].to_numpy(zero_copy_only=False).astype(float)
    direct, total = data.spread(table, "direct_reports"), data.spread(table, "total_reports")
    unit, _names = units(data)
    try:
        held = formal(level=rank, direct=direct, total=total)
        found = beyond(
            signal=influence.signal,
            noise=influence.noise,
            level=rank,
            direct=direct,
            total=total,
            function=_functions(data),
            unit=unit,
        )
        share = explained(
            signal=influence.signal,
            noise=influence.noise,
            expected=found.expected,
            unit=unit,
            level=level,
        )
    except EstimationError:
        return None
    return Position(formal=held, beyond=found, share=share)


def columns(data: Evidence, influence: Scores) -> dict[str, FloatArray]:
    """Columns of the people's rows in a run; none where the data carry no position."""
    found = position(data, influence, level=0.9)
    if found is None:
        return {}
    return {
        "position": found.formal,
        "influence_expected": found.beyond.expected,
        "influence_beyond_mean": found.beyond.mean,
        "influence_beyond_se": found.beyond.standard_error,
        "influence_beyond_sd": np.full(found.formal.shape, found.beyond.sd),
    }


def share_of(people: pa.Table, level: float) -> Estimate | None:
    """Share of influence that position accounts for, from the people's rows of a run."""
    if "influence_expected" not in people.column_names:
        return None
    gain = 1 - people["influence_se"].to_numpy() ** 2
    known = gain > 1e-12
    noise, signal = np.full(gain.shape, np.inf), np.zeros(gain.shape)
    noise[known] = np.sqrt(1 / gain[known] - 1)
    signal[known] = people["influence_mean"].to_numpy()[known] / gain[known]
    names = people["org_unit"].to_pylist()
    place = {name: i for i, name in enumerate(sorted(set(names)))}
    try:
        return explained(
            signal=signal,
            noise=noise,
            expected=people["influence_expected"].to_numpy(),
            unit=np.array([place[name] for name in names]),
            level=level,
        )
    except EstimationError:
        return None


def _functions(data: Evidence) -> NDArray[np.int64]:
    functions = data.roster["function"].to_pylist()
    names = {name: i for i, name in enumerate(sorted({f for f in functions if f is not None}))}
    return np.array([names.get(f, -1) for f in functions], dtype=np.int64)
