"""What an account and a person may have in common, best first, and how each is said."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LEVELS", "PLACES", "Level"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One way in which they may agree.

    Parameters
    ----------
    words : str
        For the reader; never a name.
    condition : str
        Over a person (``_l``) and an account (``_r``).
    rare : str or None
        Column of the person's whose rarity tells how many outsiders would agree as well.
    alike : float
        How often a person's account looks so, for one time that an outsider's account looks so
        to somebody of the same name [1].
    part : float
        Part of the outsiders of that name who agree [1]; one value for each ``rare``.
    """

    words: str
    condition: str
    rare: str | None = None
    alike: float = 0.9
    part: float = 1.0


_KNOWN = "(words_r IS NULL OR list_has_any(words_l, words_r))"
"""A display name that shares no word with the person's speaks against a handle that fits."""

LEVELS = (
    Level(
        words="the display name is the person's name",
        condition="k_words_l = k_words_r",
        rare="k_words",
    ),
    Level(
        words="the handle is a user name or a number of the person",
        condition="list_has_any(keys_l, keys_r)",
    ),
    Level(
        words="the handle is the person's name",
        condition=f"(k_whole_l = k_whole_r OR k_reverse_l = k_whole_r) AND {_KNOWN}",
        rare="k_words",
    ),
    Level(
        words="the handle is an initial and the surname",
        condition=f"(k_initial_l = k_initial_r OR k_backward_l = k_backward_r) AND {_KNOWN}",
        rare="k_initial",
    ),
    Level(
        words="the display name has the surname and a form of the first name",
        condition="k_surname_l = k_surname_r AND (starts_with(given_l, given_r)"
        " OR starts_with(given_r, given_l) OR jaro_winkler_similarity(given_l, given_r) >= 0.9)",
        rare="k_kin",
        alike=0.15,
        part=0.1,
    ),
    Level(
        words="the handle is the first name and an initial",
        condition=f"k_first_l = k_first_r AND {_KNOWN}",
        rare="k_first",
    ),
    Level(
        words="the surname is in the handle or in the display name",
        condition=f"list_has_any(surnames_l, surnames_r) AND {_KNOWN}"
        " AND (given_r IS NULL OR given_r = given_l)",
        rare="k_surname",
        alike=0.3,
    ),
)
"""How the account's name agrees with the person's."""

PLACES = (
    Level(
        words="the account names the person's place or unit",
        condition="list_has_any(places_l, others_r)",
        alike=0.85,
    ),
    Level(words="the account names another place or unit", condition="ELSE", alike=0.15),
)
"""Whether a place or a unit that the account names is the person's."""
