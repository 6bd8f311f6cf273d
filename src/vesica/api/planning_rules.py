"""Restrictions in words, as far as a plan can read them; what it cannot read is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Restrictions", "read_restrictions"]

_FORMS = {"no public posting": "public", "no posting": "public", "no video": "video"}
_PAIRS = "no pairs with "


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """What binds whom.

    Parameters
    ----------
    without : tuple of frozenset of str
        Per person, what routes and pairs may not ask: ``"public"``, ``"video"``, ….
    said : Mapping of str to str
        What a route may not ask → the restriction in its own words.
    barred : ndarray of bool, shape (n_units, n_units), or None
        Units that may not be paired.
    unread : tuple of str
        Restrictions that a person must look at.
    """

    without: tuple[frozenset[str], ...]
    said: Mapping[str, str]
    barred: NDArray[np.bool_] | None
    unread: tuple[str, ...]


def read_restrictions(
    rows: Sequence[Mapping[str, Any]],
    place: Mapping[str, int],
    units: Sequence[str],
    functions: Sequence[str],
) -> Restrictions:
    """Read rules: ``no public posting``, ``no video``, ``no WORD``, ``no pairs with UNIT``.

    Parameters
    ----------
    rows : sequence of mapping
        ``person_id`` and ``rule``.
    place : mapping of str to int
        Index of each person.
    units, functions : sequence of str
        Of each person.
    """
    without: list[set[str]] = [set() for _ in units]
    said: dict[str, str] = {}
    apart: dict[str, set[int]] = {}
    unread: set[str] = set()
    for row in rows:
        at, rule = place.get(row["person_id"]), " ".join(row["rule"].casefold().split())
        if at is None:
            continue
        word = _FORMS.get(rule) or (rule[3:] if _one_word(rule) else "")
        if rule.startswith(_PAIRS):
            apart.setdefault(rule[len(_PAIRS) :], set()).add(at)
        elif word:
            without[at].add(word)
            said[word] = min(said.get(word, rule), rule)
        else:
            unread.add(row["rule"])
    barred, odd = _barred(apart, units, functions)
    return Restrictions(
        without=tuple(frozenset(w) for w in without),
        said=said,
        barred=barred,
        unread=tuple(sorted(unread | odd)),
    )


def _one_word(rule: str) -> bool:
    return rule.startswith("no ") and " " not in rule[3:]


def _barred(
    apart: Mapping[str, set[int]], units: Sequence[str], functions: Sequence[str]
) -> tuple[NDArray[np.bool_] | None, set[str]]:
    """Units kept apart, where the rule binds a whole unit; other such rules are not read."""
    if not apart:
        return None, set()
    names = sorted(set(units))
    at = {name: k for k, name in enumerate(names)}
    members = {name: {i for i, u in enumerate(units) if u == name} for name in names}
    barred, odd = np.zeros((len(names), len(names)), dtype=bool), set()
    for target, people in apart.items():
        others = sorted(
            {
                u
                for u, f in zip(units, functions, strict=True)
                if target in (u.casefold(), f.casefold())
            }
        )
        bound = [name for name in names if members[name] <= people]
        if not others or set().union(*(members[b] for b in bound)) != people:
            odd.add(_PAIRS + target)
        for one in bound:
            for other in others:
                barred[at[one], at[other]] = barred[at[other], at[one]] = True
    return barred, odd
