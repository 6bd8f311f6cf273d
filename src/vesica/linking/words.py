"""Names and handles in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["canonical", "fold", "letters", "parts", "placed", "surname_first"]

_SPELLED = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "þ": "th"})
_TWO_FORMS = re.compile(r"([aou])e")
_WRITTEN_TITLES = "dr prof mr mrs ms mx herr frau phd mba msc bsc jr sr dipl ing"
_TITLES = frozenset(_WRITTEN_TITLES.split())
_SHORTEST_PLACE = 4


def fold(text: str) -> str:
    """Case, accents and the two spellings of an umlaut do not count: Müller, Mueller, MULLER."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLED))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _TWO_FORMS.sub(r"\1", bare)


def letters(text: str) -> str:
    """Letters alone, folded: ``ada_beispiel92`` is ``adabeispiel``."""
    return "".join(c for c in fold(text) if c.isalpha())


def parts(text: str) -> tuple[str, ...]:
    """Words of a name or of a handle, folded, without titles; signs and digits part them."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    return tuple(word for word in words if word not in _TITLES)


def surname_first(name: str) -> tuple[str, ...]:
    """Words of a display name with the surname last: ``Beispiel, Ada`` is ``ada beispiel``."""
    before, comma, after = name.partition(",")
    return parts(f"{after} {before}") if comma and after.strip() else parts(name)


def canonical(handle: str) -> str:
    """One form of a handle: without ``@`` and the address of the platform around it.

    ``@Ada``, ``ada`` and ``https://x.com/Ada/`` are one; ``@ada@example.social`` keeps its server.
    """
    text = re.sub(r"^\w+://", "", handle.strip().casefold())
    text = re.split(r"[?#]", text, maxsplit=1)[0].rstrip("/")
    return text.rpartition("/")[2].lstrip("@")


def placed(*labels: str | None) -> tuple[str, ...]:
    """Words by which a place or a unit is known, long enough to tell something."""
    words = {w for label in labels if label for w in parts(label) if len(w) >= _SHORTEST_PLACE}
    return tuple(sorted(words))
