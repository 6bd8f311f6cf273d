"""Social Media Expertise: its facets from relations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.skills import MICRO, Evidence, combined
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.practice import consistency, practice
from vesica.measure.reach import reach

__all__ = ["expertise"]


def expertise(data: Evidence) -> Scores:
    """Social Media Expertise: reach per audience, posting rate, consistency.

    Raises
    ------
    EstimationError
        If there are no posts.
    """
    if data.post_cells.num_rows == 0 and data.posting.num_rows == 0:
        raise EstimationError(
            "There are no posts, so expertise cannot be measured.",
            hint="Import posts of organisation or work-related accounts: vesica import posts.csv.",
        )
    makers: dict[str, Callable[[Evidence], Facet]] = {}
    if data.post_cells.num_rows:
        makers["reach"] = _reach
    makers |= {"practice": _practice, "consistency": _consistency}
    return combined("expertise", data, makers)


def _reach(data: Evidence) -> Facet:
    cells = data.post_cells
    label = pc.binary_join_element_wise(
        cells["platform"],
        cells["kind"],
        pc.if_else(cells["has_audience"], "audience", "no audience"),
        "\x1f",
    )
    names = sorted(set(label.to_pylist()))
    sums = {
        short: cells[f"{short}_e6"].to_numpy() * MICRO for short in ("y", "yy", "x", "xx", "xy")
    }
    return reach(
        person=data.index(cells["person_id"]),
        cell=pc.index_in(label, value_set=pa.array(names)).to_numpy().astype(np.int64),
        posts=cells["posts"].to_numpy(),
        n_people=data.roster.num_rows,
        **sums,
    )


def _observed(data: Evidence) -> NDArray[np.bool_]:
    seen = np.zeros(data.roster.num_rows, dtype=bool)
    seen[data.index(data.posting["person_id"])] = True
    return seen


def _practice(data: Evidence) -> Facet:
    return practice(
        posts=data.spread(data.posting, "posts"),
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        observed=_observed(data),
    )


def _consistency(data: Evidence) -> Facet:
    return consistency(
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        posts=data.spread(data.posting, "posts"),
        observed=_observed(data),
    )
