"""One employee number that a roster gives to several people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from vesica.evidence.compute import pc

__all__ = ["Namesakes", "full_name", "own_key"]

_Told = tuple[str | None, str | None]
"""E-mail address and name of one row."""


def own_key(columns: Mapping[str, pa.Array], keys: Iterable[str]) -> pa.Array:
    """First key of each row: the number, else the address, and so on."""
    return pc.coalesce(*(columns[key] for key in keys if key in columns))


def full_name(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    """Name of each row, put together if it stands in two columns; or nothing."""
    parts = [columns[k] for k in ("first_name", "last_name") if k in columns]
    names = columns.get("name")
    if parts:
        joined = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
        names = joined if names is None else pc.coalesce(names, joined)
    return names


@dataclass(slots=True)
class Namesakes:
    """What every row of a roster says about the person of its number."""

    told: dict[str, dict[_Told, None]] = field(default_factory=dict)
    dated: bool = False
    _several: pa.Array | None = None

    def see(self, columns: Mapping[str, pa.Array], keys: Iterable[str]) -> None:
        """Look at one batch."""
        if not any(key in columns for key in keys):
            return
        own = own_key(columns, keys)
        nothing = pa.nulls(len(own), pa.string())
        names = full_name(columns)
        emails = columns.get("email", nothing)
        rows = (own, emails, nothing if names is None else names)
        for key, email, name in zip(*(cells.to_pylist() for cells in rows), strict=True):
            if key is not None:
                self.told.setdefault(_plain(key) or "", {})[_plain(email), _plain(name)] = None
        days = columns.get("valid_from")
        self.dated = self.dated or (days is not None and days.null_count < len(days))

    def among(self, own: pa.Array) -> pa.Array | None:
        """Mask of the rows whose number several people have; nothing if there is none."""
        if self._several is None:
            apart = _without_link if self.dated else _different
            found = [key for key, told in self.told.items() if len(told) > 1 and apart(list(told))]
            self._several = pa.array(found, pa.string())
            self.told.clear()
        if not len(self._several):
            return None
        keys = pa.array([_plain(key) for key in own.to_pylist()], pa.string())
        return pc.is_in(keys, value_set=self._several)


def _plain(text: str | None) -> str | None:
    if not text:
        return None
    words = " ".join(text.split())
    return words.lower() if words.isascii() else unicodedata.normalize("NFC", words).casefold()


def _different(told: list[_Told]) -> bool:
    """Whether rows of one day differ in address or name."""
    return any(len({row[at] for row in told} - {None}) > 1 for at in (0, 1))


def _without_link(told: list[_Told]) -> bool:
    """Whether rows of several days are of several people: nothing leads from one to the other.

    Somebody who marries keeps the address, or changes it later.
    """
    linked, rest = [told[0]], told[1:]
    while True:
        near = [row for row in rest if any(_linked(row, other) for other in linked)]
        if not near:
            return bool(rest)
        linked += near
        rest = [row for row in rest if row not in near]


def _linked(row: _Told, other: _Told) -> bool:
    pairs = list(zip(row, other, strict=True))
    return any(a == b for a, b in pairs if a and b) or any(not a or not b for a, b in pairs)
