"""A quick look at a whole column of text, before it is looked at cell by cell."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyarrow as pa

__all__ = ["visible"]

_BLANK, _DELETE = 0x20, 0x7F


def visible(cells: pa.Array) -> bytes | None:
    """All cells end to end, if they hold nothing but visible ASCII characters.

    Such cells need no trimming, no normalising and no cleaning, and a sign that the bytes do not
    hold is in none of them. It costs a twentieth of looking at them cell by cell.

    Returns
    -------
    bytes or None
        ``None`` if some cell has a blank, a control character, or a character beyond ASCII.
    """
    _, offsets, data = cells.buffers()
    if data is None or not len(cells):
        return b""
    ends = np.frombuffer(cast(Any, offsets), np.int32)[cells.offset :][: len(cells) + 1]
    text = np.frombuffer(cast(Any, data), np.uint8)[ends[0] : ends[-1]]
    if text.size and (text.min() <= _BLANK or text.max() >= _DELETE):
        return None
    return text.tobytes()
