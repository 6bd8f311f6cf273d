"""Equal evidence gives equal arrays, whatever the pseudonyms and the order of rows."""

import numpy as np
import pyarrow as pa
import pytest

from vesica.api.canonical_order import gather, in_order, ordered, places

PEOPLE = 40


def organisation(seed):
    """The same 40 people with the same evidence, under pseudonyms and row orders of ``seed``."""
    truth = np.random.default_rng(1)
    level = truth.integers(0, 3, PEOPLE)
    manager = truth.integers(0, PEOPLE, PEOPLE)
    source, target = np.divmod(truth.choice(PEOPLE**2, 200, replace=False), PEOPLE)
    weight = truth.integers(1, 9, 200)
    writers = truth.choice(PEOPLE, 25, replace=False)
    slot = truth.integers(0, 5, (25, 2))

    chance = np.random.default_rng(seed)
    name = np.array([f"p{k:03}" for k in chance.permutation(1000)[:PEOPLE]])
    number = chance.permutation(25)

    def shuffled(**columns):
        table = pa.table(columns)
        return table.take(pa.array(chance.permutation(table.num_rows)))

    return {
        "roster": shuffled(person_id=name, manager_id=name[manager], level=level),
        "contacts": shuffled(source_id=name[source], target_id=name[target], weight_e6=weight),
        "authors": shuffled(person_id=name[writers], author=number),
        "post_times": shuffled(author=np.repeat(number, 2), slot=slot.ravel()),
    }, dict(zip(name.tolist(), range(PEOPLE), strict=True))


def told(tables, who):
    """The tables with everybody's true number instead of the pseudonym."""
    out = {}
    for name, table in tables.items():
        columns = {
            c: [who.get(v, v) for v in table[c].to_pylist()] if c.endswith("_id") else
            table[c].to_pylist()
            for c in table.column_names
        }  # fmt: skip
        out[name] = columns
    return out


@pytest.mark.parametrize("seed", range(2, 12))
def test_pseudonyms_and_row_order_leave_no_trace(seed):
    first, second = organisation(1), organisation(seed)
    assert told(ordered(first[0]), first[1]) == told(ordered(second[0]), second[1])


def test_no_row_is_lost_or_changed():
    tables, who = organisation(3)
    before, after = told(tables, who), told(ordered(tables), who)
    for name in ("roster", "contacts"):
        rows = [sorted(zip(*t[name].values(), strict=True)) for t in (before, after)]
        assert rows[0] == rows[1]
    slots = []
    for t in (before, after):
        person = dict(zip(t["authors"]["author"], t["authors"]["person_id"], strict=True))
        times = t["post_times"]
        slots.append(sorted(zip((person[a] for a in times["author"]), times["slot"], strict=True)))
    assert slots[0] == slots[1]


def test_authors_are_numbered_in_the_order_of_people():
    tables = ordered(organisation(4)[0])
    place = {p: k for k, p in enumerate(tables["roster"]["person_id"].to_pylist())}
    authors = tables["authors"].to_pylist()
    assert [a["author"] for a in authors] == list(range(25))
    places = [place[a["person_id"]] for a in authors]
    assert places == sorted(places)


def test_who_is_told_apart_only_by_those_around_is_told_apart():
    """A chain: the ends differ from the middle by whom they write to alone."""
    names = ["c", "a", "d", "b"]
    tables = {
        "roster": pa.table({"person_id": names}),
        "contacts": pa.table({"source_id": names[:-1], "target_id": names[1:], "weight": [1] * 3}),
    }
    again = ["x", "z", "w", "y"]
    other = {
        "roster": pa.table({"person_id": again}),
        "contacts": pa.table({"source_id": again[:-1], "target_id": again[1:], "weight": [1] * 3}),
    }
    places = [
        [t["roster"]["person_id"].to_pylist().index(p) for p in people]
        for t, people in ((ordered(tables), names), (ordered(other), again))
    ]
    assert places[0] == places[1]


def test_people_are_found_plain_and_in_any_dictionary():
    people = pa.array(["d", "b", "a"])
    ids = pa.chunked_array([["a", None, "b"], ["x", "d"]])
    expected = [2, -1, 1, -1, 0]
    assert places(ids, people).tolist() == expected
    assert places(ids.dictionary_encode(), people).tolist() == expected
    known = pa.DictionaryArray.from_arrays(pa.array([2, None, 1], pa.int32()), people)
    assert places(pa.chunked_array([known]), people).tolist() == [2, -1, 1]
    assert places(pa.chunked_array([], pa.string()), people).tolist() == []


def test_people_who_are_not_in_the_roster_stay():
    tables = {
        "roster": pa.table({"person_id": ["b", "a"]}),
        "lines": pa.table({"person_id": ["a", "b"], "other_id": ["gone", None]}),
    }
    rows = ordered(tables)["lines"].to_pylist()
    assert sorted(r["person_id"] for r in rows) == ["a", "b"]
    assert {r["person_id"]: r["other_id"] for r in rows} == {"a": "gone", "b": None}


def test_whole_numbers_of_any_size_sort_as_rows_do():
    chance = np.random.default_rng(5)
    rows = 500
    table = pa.table(
        {
            "person_id": np.array(["a", "b", "c"])[chance.integers(0, 3, rows)],
            "small": chance.integers(-2, 2, rows),
            "large": chance.choice([-(2**63), -1, 0, 2**63 - 1], rows),
            "flag": chance.integers(0, 2, rows).astype(bool),
        }
    )
    people = pa.array(["b", "c", "a"])
    columns = in_order(table, people).to_pydict()
    place = {"b": 0, "c": 1, "a": 2}
    found = list(zip(*columns.values(), strict=True))
    assert found == sorted(found, key=lambda r: (place[r[0]], *r[1:]))


class InParts:
    """An engine that gives every relation in parts of two rows."""

    def __init__(self, tables):
        self.tables = tables

    def parts(self, relation):
        table = self.tables[relation]
        for first in range(0, max(table.num_rows, 1), 2):
            yield table.slice(first, 2)


def test_relations_in_parts_are_those_in_one_piece():
    tables = {
        "roster": pa.table({"person_id": ["c", "a", "b"]}),
        "contacts": pa.table({"source_id": ["a", "b", "c"], "target_id": ["b", "c", "a"]}),
        "lines": pa.table({"person_id": ["a", "b", "c"], "other_id": ["b", "c", "gone"]}),
        "none": pa.table({"person_id": pa.array([], pa.string())}),
    }
    numbered = gather(InParts(tables), tuple(tables))
    assert pa.types.is_dictionary(numbered["contacts"]["source_id"].type)
    assert pa.types.is_string(numbered["lines"]["other_id"].type)  # one of them is elsewhere
    found, whole = ordered(numbered), ordered(dict(tables))
    assert {n: t.to_pylist() for n, t in found.items()} == {
        n: t.to_pylist() for n, t in whole.items()
    }
    assert found["lines"].num_rows == 3
