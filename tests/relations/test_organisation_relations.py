from __future__ import annotations

from datetime import date, datetime

import pytest

LAST_DAY = {"messages": [{"sender_id": "x", "recipient_id": "y", "time": datetime(2025, 6, 30)}]}


def person(person_id: str, **more: object) -> dict:
    return {"person_id": person_id, **more}


def test_valid_people_prefer_the_newest_row_that_held(run):
    people = [
        person("a", valid_from=None, level=1),
        person("a", valid_from=date(2025, 1, 1), level=2),
        person("a", valid_from=date(2025, 6, 30), level=3),
        person("a", valid_from=date(2025, 7, 1), level=4),
    ]
    rows = run("valid_people", {"people": people, **LAST_DAY})
    assert {r["level"]: r["recency"] for r in rows} == {3: 0, 2: 1, 1: 2, 4: 3}


def test_roster_holds_the_newest_valid_row_of_those_who_are_there(run):
    people = [
        person("a", manager_id="b", level=2, function="marketing", org_unit="north"),
        person("a", valid_from=date(2025, 2, 1), level=3, department="sales", location="Ulm"),
        person("b", exit_on=date(2025, 6, 30), jurisdiction="DE"),
        person("c", exit_on=date(2025, 6, 29)),
        person("d", valid_from=date(2025, 7, 1)),
        person("e"),
    ]
    rows = run("roster", {"people": people, **LAST_DAY}, excluded=["e", "nobody"])
    empty = dict.fromkeys(("manager_id", "level", "function", "location", "jurisdiction"))
    assert rows == [
        {**empty, "person_id": "a", "level": 3, "location": "Ulm", "org_unit": "sales"},
        {**empty, "person_id": "b", "jurisdiction": "DE", "org_unit": "unassigned"},
        {**empty, "person_id": "d", "org_unit": "unassigned"},
    ]


def test_a_roster_exported_after_the_evidence_counts_from_its_earliest_row(run):
    people = [
        person("a", valid_from=date(2025, 7, 1), level=1),
        person("a", valid_from=date(2025, 8, 1), level=2),
    ]
    rows = run("roster", {"people": people, **LAST_DAY})
    assert [(r["person_id"], r["level"]) for r in rows] == [("a", 1)]


def test_roster_takes_the_newest_row_if_nothing_is_dated(run):
    people = [person("a", valid_from=date(2030, 1, 1), level=2), person("a", level=1)]
    rows = run("roster", {"people": people})
    assert [(r["person_id"], r["level"]) for r in rows] == [("a", 2)]


def test_people_who_left_are_not_in_an_undated_roster(run):
    people = [person("a", exit_on=date(2025, 1, 1)), person("b")]
    assert [r["person_id"] for r in run("roster", {"people": people})] == ["b"]


@pytest.mark.parametrize("relation", ["roster", "reporting_lines", "contacts", "posting"])
def test_nothing_comes_of_nothing(run, relation):
    assert run(relation, {}) == []


def test_reporting_lines_hold_self_manager_and_reports(run):
    people = [person("a", manager_id="b"), person("b", manager_id="b"), person("c")]
    pairs = [(r["person_id"], r["other_id"]) for r in run("reporting_lines", {"people": people})]
    assert pairs == [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b"), ("c", "c")]


def listing(person_id: str, day: int, *, listed: bool) -> dict:
    return {"person_id": person_id, "as_of": date(2025, 6, day), "listed": listed}


LISTINGS = [
    listing("a", 1, listed=True),
    listing("b", 1, listed=True),
    listing("b", 9, listed=False),
    listing("c", 1, listed=True),
    listing("c", 5, listed=False),
    listing("c", 9, listed=True),
]


def test_leavers_are_those_whom_the_newest_list_no_longer_names(run):
    rows = run("leavers", {"listings": LISTINGS})
    assert rows == [{"person_id": "b", "left_on": date(2025, 6, 9)}]


@pytest.mark.parametrize(
    ("since", "there"),
    [
        (None, ["a", "c", "d"]),
        (date(2025, 6, 9), ["a", "c", "d"]),
        (date(2025, 6, 10), ["a", "b", "c", "d"]),
    ],
)
def test_who_left_is_not_in_the_roster_unless_a_later_row_says_otherwise(run, since, there):
    people = [person("a"), person("b", valid_from=since), person("c"), person("d")]
    rows = run("roster", {"people": people, "listings": LISTINGS, **LAST_DAY})
    assert [r["person_id"] for r in rows] == there
