"""People and accounts as the two tables that are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from vesica.linking.words import canonical, fold, letters, parts, surname_first

__all__ = ["Account", "Person", "account_records", "people_records"]

_SHORTEST_KEY = 4
_SHORTEST_WORD = 4
_ASIDE = re.compile(r"\(.*?\)|\|.*|[-–—] .*")
_FORMS = ("k_whole", "k_reverse", "k_initial", "k_backward", "k_first")
_SCHEMA = pa.schema(
    [
        ("unique_id", pa.string()),
        ("k_words", pa.string()),
        ("k_whole", pa.string()),
        ("k_reverse", pa.string()),
        ("k_initial", pa.string()),
        ("k_backward", pa.string()),
        ("k_first", pa.string()),
        ("k_surname", pa.string()),
        ("k_kin", pa.string()),
        ("given", pa.string()),
        ("words", pa.list_(pa.string())),
        ("surnames", pa.list_(pa.string())),
        ("keys", pa.list_(pa.string())),
        ("places", pa.list_(pa.string())),
        ("others", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone whom an account may belong to.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    name : str
        As the vault has it; empty if it has none.
    keys : tuple of str
        Employee number, e-mail addresses, user names.
    places : tuple of str
        Words of location, unit and function; see :func:`vesica.linking.words.placed`.
    """

    person_id: str
    name: str
    keys: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that has no sure owner.

    Parameters
    ----------
    account_id, platform : str
        Pseudonym, and where it is.
    handle, name : str
        As the vault has them; the display name is empty where no file gave one.
    """

    account_id: str
    platform: str
    handle: str
    name: str = ""


def people_records(people: Iterable[Person]) -> pa.Table:
    """One row per person, with every form that an account of that name could take."""
    return pa.Table.from_pylist([_person(p) for p in people], schema=_SCHEMA)


def account_records(accounts: Iterable[Account], people: Sequence[Person]) -> pa.Table:
    """One row per account; words that name a place of the organisation stand apart."""
    known = {place for person in people for place in person.places}
    given = {words[0] for p in people if (words := surname_first(p.name))}
    return pa.Table.from_pylist([_account(a, known, given) for a in accounts], schema=_SCHEMA)


def _person(person: Person) -> dict[str, Any]:
    words = surname_first(person.name)
    row: dict[str, Any] = {"unique_id": person.person_id, "places": list(person.places)}
    if len(words) > 1:
        first, last = words[0], words[-1]
        row |= {
            "k_words": " ".join(sorted(words)),
            "k_whole": "".join(words),
            "k_reverse": last + "".join(words[:-1]),
            "k_initial": first[0] + last,
            "k_backward": last + first[0],
            "k_first": first + last[0],
            "k_surname": last,
            "k_kin": last,
            "given": first,
            "surnames": [last] if len(last) >= _SHORTEST_WORD else [],
        }
    forms = {v for k, v in row.items() if k.startswith("k_")} | set(words[:1])
    row["words"] = list(words)
    keys = {_key(k) for k in person.keys} - {""}
    row["keys"] = sorted(k for k in keys if letters(k) not in forms)
    return row


def _key(key: str) -> str:
    """Local part of an address or a user name, letters and digits only; short ones tell nothing.

    Numbers of four digits and fewer look like years.
    """
    text = "".join(c for c in fold(key.partition("@")[0]) if c.isalnum())
    short = len(text) < _SHORTEST_KEY or (text.isdigit() and len(text) <= _SHORTEST_KEY)
    return "" if short else text


def _account(account: Account, known: set[str], given: set[str]) -> dict[str, Any]:
    handle = canonical(account.handle).partition("@")[0]
    told = surname_first(_ASIDE.sub(" ", account.name))
    text = {*parts(account.name), *parts(handle)}
    named = sorted(w for w in text & known if w not in told)
    plain = letters(handle)
    for place in named:
        plain = plain.replace(place, "", 1)
    row: dict[str, Any] = {
        "unique_id": account.account_id,
        "surnames": sorted({*told, *parts(handle)} - set(named)),
        "keys": [k] if (k := _key(handle)) else [],
        "others": named,
        "given": next((w for w in parts(handle) if w in given), None),
    }
    if len(told) > 1:
        row |= {"words": list(told), "given": told[0], "k_surname": told[-1]}
        row["k_words"] = " ".join(sorted(told))
    return row | dict.fromkeys(_FORMS, plain or None)
