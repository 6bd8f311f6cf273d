"""Headers that are no headers: data in the first line, and names of columns that name a person."""

from __future__ import annotations

import re

from vesica.errors import UnreadableFileError
from vesica.evidence.sample import Sample

__all__ = ["is_address", "is_data", "refuse_data", "shown", "unnamed"]

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_MOMENT = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}([ ,].*)?|\d{9,19}"
)
_NUMBER = re.compile(r"[+-]?[\d.,' \u00a0]*\d")
_YEAR = re.compile(r"(19|20)\d\d")
_RANK = re.compile(r" \(\d+\)$")
"""What is put behind a header that occurs again."""
_MANY = 0.5


def is_address(text: str) -> bool:
    """Whether a text is, or holds, an e-mail address."""
    return bool(_ADDRESS.search(text))


def is_data(header: str) -> bool:
    """Whether a header is what a cell would hold: an address, a time or a number."""
    text = _RANK.sub("", header.strip())
    return is_address(text) or bool(_MOMENT.fullmatch(text) or _NUMBER.fullmatch(text))


def unnamed(place: int) -> str:
    """What a column is called whose name is not to be kept; places count from 1."""
    return f"column {place}"


def shown(header: str, place: int) -> str:
    """Header as it may be kept and shown; one that is data is named by its place."""
    return unnamed(place) if is_data(header) else header


def refuse_data(sample: Sample, name: str) -> None:
    """Stop where the first line holds data: it would be lost, and its values kept as names.

    A number or a time above a column of such, an address anywhere, or most of the line.

    Raises
    ------
    UnreadableFileError
        If it does.
    """
    headers = [h for h in sample.header if h.strip()]
    data = [h for h in headers if is_data(h)]
    telling = any(is_address(h) for h in data)
    telling |= any(_like_its_column(sample, h) for h in data if not _YEAR.fullmatch(h))
    telling |= bool(data) and len(data) > _MANY * len(headers)
    if telling:
        raise UnreadableFileError(
            f"{name}: line {max(sample.skip_lines, 1)}: the first line holds data, not names.",
            hint="Add a line above it that names the columns, such as: employee id, email,"
            " department.",
        )


def _like_its_column(sample: Sample, header: str) -> bool:
    values = sample.values(header)[:50]
    pattern = _MOMENT if _MOMENT.fullmatch(header) else _NUMBER
    return bool(values) and sum(bool(pattern.fullmatch(v)) for v in values) > _MANY * len(values)
