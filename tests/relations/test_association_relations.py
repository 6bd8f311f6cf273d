from __future__ import annotations

from datetime import date
from decimal import Decimal

PEOPLE = [{"person_id": p} for p in "abc"]


def tie(source: str, target: str, weight: str, kind: str = "x", **more: object) -> dict:
    return {
        "source_id": source,
        "target_id": target,
        "weight": Decimal(weight),
        "kind": kind,
        **more,
    }


def test_listeners_are_distinct_people_of_the_roster(run):
    ties = [
        tie("a", "b", "0.5", events=2, trials=10),
        tie("a", "b", "0.25", kind="y", events=1, trials=12),
        tie("c", "b", "0.000001", events=3, trials=10),
        tie("b", "b", "9"),
        tie("stranger", "b", "9"),
        tie("a", "stranger", "9"),
    ]
    assert run("listeners", {"people": PEOPLE, "ties": ties}) == [
        {
            "person_id": "b",
            "listeners": 2,
            "weight_e6": 750_001,
            "events": 6,
            "squared_events": 14,
            "trials": 12,
        }
    ]


def measured(person: str, period: date | None, value: str, error: str | None = None) -> dict:
    return {
        "person_id": person,
        "measure": "effectiveness",
        "period": period,
        "value": Decimal(value),
        "standard_error": None if error is None else Decimal(error),
    }


def test_known_measures_are_of_the_newest_period(run):
    measures = [
        measured("a", date(2024, 1, 1), "1"),
        measured("a", date(2025, 1, 1), "-2.5", "0.1"),
        measured("b", None, "3"),
        measured("stranger", None, "4"),
    ]
    rows = run("known_measures", {"people": PEOPLE, "measures": measures})
    assert [(r["person_id"], r["value_e6"], r["standard_error_e6"]) for r in rows] == [
        ("a", -2_500_000, 100_000),
        ("b", 3_000_000, None),
    ]


def test_measured_periods_keep_every_period(run):
    measures = [
        measured("a", date(2024, 1, 1), "1"),
        measured("a", date(2025, 1, 1), "-2.5", "0.1"),
        measured("stranger", None, "4"),
    ]
    rows = run("measured_periods", {"people": PEOPLE, "measures": measures})
    assert [(r["person_id"], r["value_e6"]) for r in rows] == [("a", 1_000_000), ("a", -2_500_000)]
