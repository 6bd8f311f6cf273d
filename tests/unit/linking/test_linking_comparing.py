from __future__ import annotations

import sys
from importlib import metadata

import numpy as np
import pytest

from vesica.errors import MissingExtraError
from vesica.linking.comparing import compared, rarity
from vesica.linking.levels import LEVELS, PLACES
from vesica.linking.records import Account, Person, account_records, people_records

PEOPLE = (
    Person(
        person_id="ada",
        name="Ada Beispiel",
        keys=("e00001", "ada.beispiel@example.org"),
        places=("berlin", "marketing"),
    ),
    Person(person_id="ben", name="Müller, Ben", keys=("bm77@example.org",), places=("paris",)),
    Person(person_id="cem", name="Cem Yilmaz", places=("paris",)),
    Person(person_id="dee", name="", keys=("dee.x77",)),
)
NAMES = [level.words for level in LEVELS]


def pairs(*accounts):
    rows = [
        Account(account_id=f"{at}", platform="x", handle=handle, name=name)
        for at, (handle, name) in enumerate(accounts)
    ]
    return compared(people_records(PEOPLE), account_records(rows, PEOPLE))


@pytest.mark.parametrize(
    ("handle", "name", "person", "level"),
    [
        ("anything", "Ada Beispiel", "ada", 0),
        ("anything", "BEISPIEL, ADA", "ada", 0),
        ("anything", "Ben Mueller", "ben", 0),
        ("bm77", "", "ben", 1),
        ("deex77", "", "dee", 1),
        ("@ada.beispiel", "", "ada", 2),
        ("beispielada92", "", "ada", 2),
        ("abeispiel", "", "ada", 3),
        ("https://x.com/yilmazc", "", "cem", 3),
        ("anything", "Cemal Yilmaz", "cem", 4),
        ("adab", "", "ada", 5),
        ("yilmaz_photo", "", "cem", 6),
    ],
)
def test_what_an_account_has_in_common(handle, name, person, level):
    found = pairs((handle, name))
    assert (found.person.tolist(), found.name.tolist()) == ([person], [level])
    assert found.factor[0] > 0


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("adabeispiel", "Zoe Other"),  # the display name is somebody else's
        ("zoe_beispiel", "Zoe Beispiel-Other"),
        ("ada", ""),  # a first name is nobody's
        ("skywalker", ""),
        ("1987", ""),
    ],
)
def test_nothing_in_common(handle, name):
    assert not len(pairs((handle, name)).person)


def test_another_first_name_that_is_known_speaks_against_a_surname():
    assert not len(pairs(("ben_beispiel", "")).person)


def test_places_speak_for_and_against():
    found = pairs(
        ("abeispiel", "Ada Beispiel (Berlin)"),
        ("abeispiel", "Ada Beispiel (Paris)"),
        ("abeispiel", "Ada Beispiel"),
    )
    assert found.place.tolist() == [0, 1, -1]
    here, elsewhere, silent = found.factor
    assert here > silent > elsewhere
    assert len(PLACES) == 2


def test_rarer_names_say_more():
    crowd = [Person(person_id=f"c{k}", name="Ada Commoner") for k in range(5)]
    people = [*PEOPLE, *crowd]
    rows = [
        Account(account_id="rare", platform="x", handle="a", name="Ada Beispiel"),
        Account(account_id="common", platform="x", handle="b", name="Ada Commoner"),
    ]
    found = compared(people_records(people), account_records(rows, people))
    of = {a: found.factor[found.account == a].max() for a in ("rare", "common")}
    assert of["rare"] > 4 * of["common"]


def test_rarity_by_hand():
    # Six names of once, one of twice: 2 * (1 + 1) / (6 + 1) of eight outsiders have one of once.
    found = rarity([*"abcdef", "g", "g"])
    assert found["a"] == pytest.approx(4 / 7 / 8)
    assert found["g"] == pytest.approx(2 / 8)
    assert rarity(["a", None, None]) == {"a": pytest.approx(1 / 3)}


def test_nobody_and_nothing_make_no_pairs():
    nothing = compared(people_records([]), account_records([], []))
    assert nothing.factor.dtype == np.float64
    assert not len(nothing.person)


def test_splink_brings_no_graph_library():
    needed = [r for r in metadata.requires("splink") or () if "extra ==" not in r]
    assert {r.partition(">")[0] for r in needed} == {"duckdb", "pyarrow", "sqlglot"}


def test_nothing_is_spilled_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(pairs(("abeispiel", "")).person) == 1
    assert list(tmp_path.iterdir()) == []


def test_without_splink_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtraError, match="linking") as caught:
        pairs(("abeispiel", ""))
    assert "pip install 'vesica[linking]'" in caught.value.hint
