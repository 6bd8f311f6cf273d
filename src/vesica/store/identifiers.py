"""The form in which two spellings of one identifier are the same."""

from __future__ import annotations

import unicodedata

__all__ = ["normalise"]


_WIDTHS = "FH"
"""Full and half width: forms of a letter that East Asian type has, and nothing else."""


def normalise(raw: str | None) -> str:
    """NFC, usual width, no white space around it, casefolded; empty for ``None`` and blanks.

    NFC comes before and after casefolding, which can take composed letters apart.
    """
    if raw is None:
        return ""
    if raw.isascii():
        return raw.strip().lower()
    usual = "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.east_asian_width(c) in _WIDTHS else c
        for c in raw
    )
    folded = unicodedata.normalize("NFC", usual).strip().casefold()
    return unicodedata.normalize("NFC", folded)
