from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_helpers import names

from vesica.core.canonical import result_hash
from vesica.core.estimate import Estimate
from vesica.errors import NotFoundError, StoreError, TamperedError, UsageError
from vesica.store.layout import Layout
from vesica.store.runs import Run, Runs

TABLE = pa.table({"person_id": ["a", "b"], "score": [1.5, None], "n": [1, 2]})
ESTIMATE = Estimate(value=0.1 + 0.2, low=0.1, high=0.5, level=0.9, unit="1", n=12)


def make(layout: Layout, name: str = "run1") -> Run:
    return Runs(layout).seal(
        name, manifest={"seed": 1}, results={"share": ESTIMATE}, tables={"people": TABLE}
    )


def test_a_run_is_read_back(layout: Layout) -> None:
    sealed = make(layout)
    found = Runs(layout).open("run1")
    assert found == sealed
    assert found.results["share"]["value"] == 0.1 + 0.2
    assert found.result_hash == result_hash({"share": ESTIMATE})
    assert found.manifest["seed"] == 1
    assert found.table("people") == TABLE
    assert Runs(layout).verify() == ()
    with pytest.raises(NotFoundError, match="no table 'facets'"):
        found.table("facets")


def test_questions_are_answered_from_the_run_that_was_made_current(layout: Layout) -> None:
    runs = Runs(layout)
    assert (runs.list(), runs.current()) == ((), None)
    for name in ("b", "c", "a"):
        make(layout, name)
    (layout.runs / "d.new").mkdir()
    assert runs.list() == ("a", "b", "c")
    assert runs.current() is None
    for name in ("b", "c", "b"):
        runs.make_current(name)
        current = runs.current()
        assert current is not None
        assert current.id == name
    assert runs.list() == ("a", "b", "c")
    assert runs.exists("b")
    assert not runs.exists("d")
    with pytest.raises(NotFoundError, match="no run 'd'"):
        runs.open("d")


def test_a_run_is_sealed_once(layout: Layout) -> None:
    first = make(layout)
    with pytest.raises(StoreError, match="sealed already"):
        make(layout)
    assert Runs(layout).open("run1") == first


@pytest.mark.parametrize("name", ["../x", "", "A", "x/y", ".", "x" * 65, "x.new"])
def test_names_cannot_lead_elsewhere(layout: Layout, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a run"):
        make(layout, name)
    assert not Runs(layout).exists(name)


def test_a_run_that_cannot_be_written_leaves_nothing(layout: Layout) -> None:
    with pytest.raises(TypeError):
        Runs(layout).seal("x", manifest={"bad": object()}, results={}, tables={})
    assert names(layout.runs) == []
    sealed = Runs(layout).seal("y", manifest={}, results={"x": math.nan}, tables={})
    assert sealed.results == {"x": None}


def test_other_programs_find_their_way(layout: Layout) -> None:
    make(layout)
    package = json.loads((layout.runs / "run1" / "datapackage.json").read_text())
    resource = package["resources"][0]
    assert (package["name"], resource["path"]) == ("run1", "people.parquet")
    assert resource["bytes"] == (layout.runs / "run1" / "people.parquet").stat().st_size
    assert resource["schema"]["fields"] == [
        {"name": "person_id", "type": "string"},
        {"name": "score", "type": "number"},
        {"name": "n", "type": "integer"},
    ]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda f: (f / "results.json").unlink(), "results.json is missing"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json is missing"),
        (lambda f: (f / "manifest.json").write_text("{}"), "manifest.json cannot be read"),
        (lambda f: (f / "results.json").write_text("{}"), "results.json does not match"),
        (lambda f: os.truncate(f / "people.parquet", 50), "people.parquet cannot be read"),
        (
            lambda f: pq.write_table(TABLE.slice(0, 1), f / "people.parquet"),
            "people.parquet does not match its hash",
        ),
        (lambda f: f.rename(f.with_name("run2")), "manifest.json belongs to 'run1'"),
    ],
)
def test_harm_is_named(layout: Layout, harm: Callable[[Path], object], message: str) -> None:
    make(layout)
    harm(layout.runs / "run1")
    (problem,) = Runs(layout).verify()
    assert message in problem
    with pytest.raises(TamperedError, match=message):
        Runs(layout).open(Runs(layout).list()[0]).table("people")
