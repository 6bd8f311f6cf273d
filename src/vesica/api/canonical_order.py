"""An order of people and rows that no pseudonym has a say in.

Sums of floating-point numbers depend on their order, and an iterative fit makes more of the
difference. Pseudonyms are random, so people sorted by them come in another order in every
workspace. Here everybody gets a number made of what the evidence says about the person and about
those the person is tied to, in several rounds, as in colour refinement of a graph. People who
still have the same number are alike as far as that reaches, and stay in the order they came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.evidence.compute import pc

__all__ = ["in_order", "ordered"]

_PEOPLE = ("person_id", "manager_id", "source_id", "target_id", "other_id")
_ROUNDS = 3
_CHUNK = 2_000_000
_MOST_SHORT = 2**32
_NOBODY = np.uint64(0x9E3779B97F4A7C15)

Words = NDArray[np.uint64]


def ordered(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Sort relations so that equal evidence gives equal arrays under any pseudonyms.

    Parameters
    ----------
    tables : mapping of str to pa.Table
        Relations by name, the roster among them. People who are spoken of by an ``author``
        number get new ones.
    """
    roster = tables["roster"].sort_by("person_id")
    plain = dict(tables) | {"roster": roster} | _by_person(tables)
    people = roster["person_id"].combine_chunks()
    roster = roster.take(pa.array(np.argsort(_numbers(plain, people), kind="stable")))
    people = roster["person_id"].combine_chunks()
    out = {name: in_order(table, people) for name, table in tables.items() if name != "roster"}
    return out | {"roster": roster} | _renumbered(tables, plain, people)


def _by_person(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return tables that speak of authors by number with the people's pseudonyms instead."""
    if "authors" not in tables:
        return {}
    authors = tables["authors"]
    people, numbers = (authors[name].combine_chunks() for name in ("person_id", "author"))
    out = {"authors": authors.drop_columns("author")}
    for name in _numbered(tables):
        person = people.take(pc.index_in(tables[name]["author"], value_set=numbers))
        table = tables[name].drop_columns("author")
        out[name] = table.append_column("person_id", person)
    return out


def _renumbered(
    tables: Mapping[str, pa.Table], plain: Mapping[str, pa.Table], people: pa.Array
) -> dict[str, pa.Table]:
    """Give authors the numbers of their new order, here and where they are spoken of."""
    if "authors" not in tables:
        return {}
    authors = in_order(plain["authors"], people)
    who = authors["person_id"].combine_chunks()
    out = {"authors": authors.append_column("author", pa.array(np.arange(len(who))))}
    for name in _numbered(tables):
        table = in_order(plain[name], people)
        number = pc.index_in(table["person_id"], value_set=who).cast(pa.int64())
        out[name] = table.append_column("author", number)
    return {name: table.select(tables[name].column_names) for name, table in out.items()}


def _numbered(tables: Mapping[str, pa.Table]) -> list[str]:
    return [n for n, t in tables.items() if n != "authors" and "author" in t.column_names]


def _numbers(tables: Mapping[str, pa.Table], people: pa.Array) -> Words:
    rows = [_Told(name, table, people) for name, table in sorted(tables.items())]
    number = np.zeros(len(people), dtype=np.uint64)
    for _ in range(_ROUNDS):
        after = _mixed(number)
        for told in rows:
            told.add(number, after)
        number = after
    return number


def in_order(table: pa.Table, people: pa.Array) -> pa.Table:
    """Sort rows by the people they are about, then by what they say."""
    about = [c for c in table.column_names if c in _PEOPLE]
    others = [name for name in table.column_names if name not in about]
    if not about and not others:
        return table
    return table.take(_order(table, people, about, others))


def _order(table: pa.Table, people: pa.Array, about: list[str], others: list[str]) -> pa.Array:
    """Where the rows come from, in a function of its own so that its keys are freed before."""
    if len(about) == 2 and table.num_rows and all(_whole(table[name]) for name in others):
        place = _index(pc.index_in(table[about[0]], value_set=people)) + np.int64(1)
        place *= len(people) + 1
        place += _index(pc.index_in(table[about[1]], value_set=people))
        at = np.lexsort([*(table[name].to_numpy() for name in reversed(others)), place])
        return pa.array(at.astype(np.uint32) if at.size < _MOST_SHORT else at)
    keys = {name: pc.index_in(table[name], value_set=people) for name in about}
    sortable = pa.table({**keys, **{name: table[name] for name in others}})
    return pc.sort_indices(sortable, sort_keys=[(n, "ascending") for n in (*about, *others)])


class _Told:
    """What the rows of one table say, and about whom."""

    def __init__(self, name: str, table: pa.Table, people: pa.Array) -> None:
        about = [c for c in table.column_names if c in _PEOPLE]
        self._who = [_index(pc.index_in(table[c], value_set=people)) for c in about]
        self._said = np.full(table.num_rows, _seed(name), dtype=np.uint64)
        for column in table.column_names:
            if column not in about:
                self._said = _mixed(self._said ^ _words(table[column], column))

    def add(self, number: Words, after: Words) -> None:
        """Add to everybody's number what the rows say, with the numbers of the others in them."""
        for start in range(0, self._said.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            who = [w[part] for w in self._who]
            said = self._said[part]
            for place, w in enumerate(who):
                said = _mixed(
                    said ^ np.where(w < 0, _NOBODY, number[w]) * np.uint64(2 * place + 3)
                )
            for place, w in enumerate(who):
                known = w >= 0
                np.add.at(after, w[known], _mixed(said[known] ^ np.uint64(place + 1)))


def _index(found: pa.ChunkedArray) -> NDArray[np.int32]:
    return pc.fill_null(found, -1).to_numpy()


def _whole(column: pa.ChunkedArray) -> bool:
    return (pa.types.is_integer(column.type) or pa.types.is_boolean(column.type)) and (
        column.null_count == 0
    )


def _words(column: pa.ChunkedArray, name: str) -> Words:
    """Turn every value into 64 bits that depend on nothing but the value and the column."""
    coded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    values: Iterable[object] = coded.dictionary.to_pylist()
    table = np.array([_seed(f"{name}={value!r}") for value in values], dtype=np.uint64)
    return table[coded.indices.to_numpy(zero_copy_only=False)] if len(table) else table


def _seed(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()))


def _mixed(word: Words) -> Words:
    """Spread every bit over all (the finaliser of SplitMix64, doi:10.1145/2660193.2660195)."""
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
