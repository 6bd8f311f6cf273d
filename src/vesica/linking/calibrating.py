"""How sure a link is when many accounts belong to outsiders, and every account to one person.

Splink says how much more likely an account looks so if it is the person's. That is not enough:
an outsider may bear the name of somebody in the organisation. Two things are added. The share of
accounts that are anybody's here is estimated for each platform. And a link competes with every
other one of the same account, and of the same person on the same platform.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.linking.comparing import Pairs
from vesica.linking.levels import LEVELS, PLACES

__all__ = ["Link", "inside", "links"]

_NAMELESS = 0.2
"""Part of the people whose account shows nothing of their name."""
_PRIOR = (5.0, 5.0)
"""Accounts of people and of outsiders that stand for what is known before anything is seen."""
_ROUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A possible link; at most one of an account, and of a person on a platform, is above 0.5.

    Parameters
    ----------
    account_id, person_id : str
        Pseudonyms.
    probability : float
        That the account is this person's [1].
    reasons : tuple of str
        What they have in common, in words; never a name.
    """

    account_id: str
    person_id: str
    probability: float
    reasons: tuple[str, ...]


def links(
    pairs: Pairs,
    *,
    platforms: Mapping[str, str],
    people: int,
    taken: Collection[tuple[str, str]] = (),
    refused: Collection[tuple[str, str]] = (),
    least: float,
) -> tuple[Link, ...]:
    """Links that are at least so sure, the surest first.

    Parameters
    ----------
    pairs : Pairs
        What was compared.
    platforms : mapping of str to str
        Account → platform, for every account, also those without a pair.
    people : int
        People who were compared.
    taken : collection of (str, str)
        Platform and person of accounts whose owner is sure: they outrank every suggestion.
    refused : collection of (str, str)
        Account and person of links that the person denied.
    least : float
        Smallest probability, above 0.5 [1].
    """
    where = np.array([platforms[a] for a in pairs.account.tolist()], dtype=np.str_)
    ids = zip(pairs.account.tolist(), pairs.person.tolist(), where.tolist(), strict=True)
    out = np.array([(w, p) in taken or (a, p) in refused for a, p, w in ids], dtype=bool)
    odds = np.where(out, 0.0, pairs.factor / max(people, 1))
    found: list[Link] = []
    for platform in sorted(set(platforms.values())):
        at = np.flatnonzero(where == platform)
        account = _numbered(pairs.account[at])
        silent = sum(p == platform for p in platforms.values()) - len(set(account.tolist()))
        each = np.bincount(account, weights=odds[at]) if len(at) else np.zeros(0)
        share = inside(np.concatenate([each, np.full(silent, _NAMELESS)]))
        weight = odds[at] * share / (1 - share)
        person = _numbered(pairs.person[at])
        p = weight / (1 + _total(weight, account) + _total(weight, person) - weight)
        found += [_link(pairs, at[k], p[k]) for k in np.flatnonzero(p >= least)]
    return tuple(sorted(found, key=lambda link: (-link.probability, link.account_id)))


def inside(odds: NDArray[np.float64]) -> float:
    """Share of accounts that are somebody's here: where it reproduces itself.

    Parameters
    ----------
    odds : ndarray, shape (n_accounts,)
        How much more likely each account looks so if it is anybody's here.
    """
    share = 0.5
    mine, others = _PRIOR
    for _ in range(_ROUNDS):
        held = share * odds / (1 - share + share * odds)
        share = float((held.sum() + mine) / (len(odds) + mine + others))
    return share


def _numbered(names: NDArray[np.str_]) -> NDArray[np.int64]:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _total(weight: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.bincount(group, weights=weight).astype(np.float64)
    return total[group] if len(group) else weight


def _link(pairs: Pairs, at: int, probability: float) -> Link:
    reasons = [LEVELS[pairs.name[at]].words]
    if pairs.place[at] >= 0:
        reasons.append(PLACES[pairs.place[at]].words)
    return Link(
        account_id=str(pairs.account[at]),
        person_id=str(pairs.person[at]),
        probability=float(probability),
        reasons=tuple(reasons),
    )
