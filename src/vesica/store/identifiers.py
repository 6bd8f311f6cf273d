"""The form in which two spellings of one identifier are the same."""

from __future__ import annotations

import unicodedata

__all__ = ["normalise"]


def normalise(raw: str | None) -> str:
    """NFC, without white space around it, casefolded; empty for ``None`` and blanks.

    NFC comes before and after casefolding, which can take composed letters apart.
    """
    if raw is None:
        return ""
    if raw.isascii():
        return raw.strip().lower()
    folded = unicodedata.normalize("NFC", raw).strip().casefold()
    return unicodedata.normalize("NFC", folded)
