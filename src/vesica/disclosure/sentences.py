"""Numbers in sentences: notes and findings are released too."""

from __future__ import annotations

import re
from itertools import count

from vesica.disclosure.figures import Figures

__all__ = ["sentence_known"]

_LOADING = re.compile(r" \(loading [\d.]+\)")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/-]|[.,]\d| ?%)")
"""A number that is no date, no time, no part of a name, and no per cent."""

_PEOPLE = re.compile(r" (?:of [\d,]+ )?(?:people|persons?)\b")
_SHARE = 0.05
"""Most that one person is taken to move a number in a note that counts no people, as a share."""


def sentence_known(name: str, text: str, figures: Figures, minimum: int) -> str:
    """Take exact and small counts of people out of a sentence, and round its other numbers.

    Every number is known to the release log under the sentence without its numbers, so that it
    stays as it was shown while one person could have moved it.

    Parameters
    ----------
    name : str
        What kind of sentence it is.
    text : str
        The sentence.
    figures : Figures
        Of this release.
    minimum : int
        Smallest group.
    """
    text = _LOADING.sub("", text)
    blank, place = _NUMBER.sub("#", text), count()

    def known(match: re.Match[str]) -> str:
        digits = match[0].replace(",", "")
        key, value = f"{name}: {blank} {next(place)}", float(digits)
        if _PEOPLE.match(text, match.end()):
            if value < minimum:
                return f"fewer than {minimum}"
            return f"{int(figures.number(key, value, 1.0)):,}"
        if len(digits.replace(".", "").lstrip("0")) < 2:
            return match[0]
        shown = figures.number(key, value, _SHARE * value)
        return f"{int(shown):,}" if shown == int(shown) else f"{shown:g}"

    return _NUMBER.sub(known, text)
