"""An order of people and rows that no pseudonym has a say in.

Sums of floating-point numbers depend on their order, and an iterative fit makes more of the
difference. Pseudonyms are random, so people sorted by them come in another order in every
workspace. Here everybody gets a number made of what the evidence says about the person and about
those the person is tied to, in several rounds, as in colour refinement of a graph. People who
still have the same number are alike as far as that reaches, and stay in the order they came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.evidence.compute import pc

if TYPE_CHECKING:
    from vesica.engine.base import Engine

__all__ = ["gather", "in_order", "ordered", "places"]

_PEOPLE = ("person_id", "manager_id", "source_id", "target_id", "other_id")
_ROUNDS = 3
_CHUNK = 2_000_000
_MOST_SHORT, _MOST_LONG = 2**32, 2**63
_NOBODY = np.uint64(0x9E3779B97F4A7C15)

Words = NDArray[np.uint64]


def gather(engine: Engine, relations: Sequence[str]) -> dict[str, pa.Table]:
    """Run relations, the roster among them, for :func:`ordered` to sort.

    Whom a row is about becomes a number as soon as it is there: pseudonyms are most of what the
    rows would take. Sort when the engine is closed, and has given its memory back.

    Parameters
    ----------
    engine : Engine
        Where the relations are defined.
    relations : sequence of str
        Their names; ``"roster"`` is one of them.
    """
    roster = pa.concat_tables(engine.parts("roster")).sort_by("person_id")
    people = roster["person_id"].combine_chunks()
    tables = {n: _numbered_rows(engine, n, people) for n in relations if n != "roster"}
    return tables | {"roster": roster}


def _numbered_rows(engine: Engine, relation: str, people: pa.Array) -> pa.Table:
    parts = []
    for part in engine.parts(relation):
        # Copied: a batch of the engine is freed as a whole, pseudonyms and all.
        parts.append(_coded(part, people).combine_chunks())
        pa.default_memory_pool().release_unused()
    for name in {c for part in parts for c in part.column_names if c in _PEOPLE}:
        if any(not pa.types.is_dictionary(part[name].type) for part in parts):
            parts = [_plain(part, name) for part in parts]
    return pa.concat_tables(parts)


def _plain(table: pa.Table, name: str) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, name, table[name].cast(pa.string()))


def places(ids: pa.ChunkedArray, people: pa.Array) -> NDArray[np.int32]:
    """Find people in a list of people.

    Parameters
    ----------
    ids : pa.ChunkedArray
        Pseudonyms, shape (n,), plain or as a dictionary.
    people : pa.Array
        All pseudonyms, each once.

    Returns
    -------
    NDArray
        Where each is in ``people``, shape (n,); -1 for whoever is not there.
    """
    if not pa.types.is_dictionary(ids.type):
        return pc.fill_null(pc.index_in(ids, value_set=people), -1).to_numpy()
    parts = []
    for chunk in ids.chunks:
        at = pc.fill_null(chunk.indices, -1).to_numpy()
        if not chunk.dictionary.equals(people):
            there = pc.fill_null(pc.index_in(chunk.dictionary, value_set=people), -1).to_numpy()
            at = np.where(at < 0, np.int32(-1), there[at])
        parts.append(at)
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.int32), *parts])


def _coded(table: pa.Table, people: pa.Array) -> pa.Table:
    """Return the table with people as a dictionary; a column with others in it stays."""
    for name in [c for c in table.column_names if c in _PEOPLE]:
        column = table[name]
        if _speaks_of(column, people):
            continue
        at = places(column, people)
        unknown = at < 0
        if np.count_nonzero(unknown) == column.null_count:
            found = pa.array(at, mask=unknown if column.null_count else None)
            coded = pa.DictionaryArray.from_arrays(found, people)
            table = table.set_column(table.column_names.index(name), name, coded)
    return table


def _speaks_of(column: pa.ChunkedArray, people: pa.Array) -> bool:
    """Whether a column is a dictionary of these people already."""
    return pa.types.is_dictionary(column.type) and all(
        chunk.dictionary.equals(people) for chunk in column.chunks
    )


def ordered(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Sort relations so that equal evidence gives equal arrays under any pseudonyms.

    Parameters
    ----------
    tables : dict of str to pa.Table
        Relations by name, the roster among them; emptied, so that what is sorted takes no room
        twice. People who are spoken of by an ``author`` number get new ones.
    """
    columns = {name: table.column_names for name, table in tables.items()}
    tables["roster"] = tables["roster"].sort_by("person_id")
    people = tables["roster"]["person_id"].combine_chunks()
    for name in tables.keys() - {"roster"}:
        tables[name] = _coded(tables[name], people)
    tables |= _by_person(tables)
    order = np.argsort(_numbers(tables, people), kind="stable")
    roster = tables.pop("roster").take(pa.array(order))
    people = roster["person_id"].combine_chunks()
    out = {name: in_order(tables.pop(name), people) for name in list(tables)}
    return {"roster": roster} | _renumbered(out, columns)


def _by_person(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return tables that speak of authors by number with the people themselves instead."""
    if "authors" not in tables:
        return {}
    authors = tables["authors"]
    people, numbers = (authors[name].combine_chunks() for name in ("person_id", "author"))
    out = {"authors": authors.drop_columns("author")}
    for name in _numbered(tables):
        table = tables[name]
        person = people.take(pc.index_in(table["author"].combine_chunks(), value_set=numbers))
        out[name] = table.drop_columns("author").append_column("person_id", person)
    return out


def _renumbered(
    tables: dict[str, pa.Table], columns: Mapping[str, list[str]]
) -> dict[str, pa.Table]:
    """Give authors the numbers of their new order, here and where they were spoken of."""
    if "authors" not in tables:
        return tables
    who = tables["authors"]["person_id"].combine_chunks()
    number = np.full(len(who.dictionary), -1)
    number[who.indices] = np.arange(len(who))
    out = dict(tables)
    for name in (n for n in tables if "author" in columns[n]):
        at = places(tables[name]["person_id"], who.dictionary)
        out[name] = tables[name].append_column("author", pa.array(number[at]))
    return {name: table.select(columns[name]) for name, table in out.items()}


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
    table = _coded(table, people)
    return table.take(_order(table, people, about, others))


def _order(table: pa.Table, people: pa.Array, about: list[str], others: list[str]) -> pa.Array:
    """Where the rows come from, in a function of its own so that its keys are freed before."""
    keys = {name: places(table[name], people) for name in about}
    if table.num_rows and all(_whole(table[name]) for name in others):
        numbers = (table[name].cast(pa.int64()).to_numpy() for name in others)
        at = np.lexsort(_packed(chain(keys.values(), numbers))[::-1])
        return pa.array(at.astype(np.uint32) if at.size < _MOST_SHORT else at)
    sortable = pa.table({**keys, **{name: table[name] for name in others}})
    return pc.sort_indices(sortable, sort_keys=[(n, "ascending") for n in (*about, *others)])


def _packed(keys: Iterable[NDArray[np.integer]]) -> list[NDArray[np.int64]]:
    """Return as few keys as will do, which sort like these: each is a pass over all rows."""
    words: list[NDArray[np.int64]] = []
    room = _MOST_LONG
    for key in keys:
        low, span = int(key.min()), int(key.max()) - int(key.min()) + 1
        own = np.subtract(key, low if span < _MOST_LONG else 0, dtype=np.int64)
        if room * span < _MOST_LONG:
            words[-1] *= span
            words[-1] += own
            room *= span
        else:
            words.append(own)
            room = span
    return words


class _Told:
    """What the rows of one table say, and about whom."""

    def __init__(self, name: str, table: pa.Table, people: pa.Array) -> None:
        about = [c for c in table.column_names if c in _PEOPLE]
        self._who = [places(table[c], people) for c in about]
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


def _whole(column: pa.ChunkedArray) -> bool:
    return (pa.types.is_integer(column.type) or pa.types.is_boolean(column.type)) and (
        column.null_count == 0
    )


def _words(column: pa.ChunkedArray, name: str) -> Words:
    """Turn every value into 64 bits that depend on nothing but the value and the column."""
    if _whole(column):
        return _mixed(column.cast(pa.int64()).to_numpy().view(np.uint64) ^ _seed(name))
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
