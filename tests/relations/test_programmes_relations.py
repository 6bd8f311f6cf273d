from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

PEOPLE = [{"person_id": p, "org_unit": "sales"} for p in "abc"]
PROGRAMMES = [
    {"person_id": "a", "route": "training", "start": date(2026, 3, 17), "assigned": "lottery",
     "took_part": True},
    {"person_id": "b", "route": "training", "start": date(2026, 3, 17), "assigned": "lottery",
     "took_part": False},
    {"person_id": "a", "route": "training", "start": date(2026, 1, 5), "assigned": "opt-in"},
    {"person_id": "stranger", "route": "training", "start": date(2026, 1, 5)},
]  # fmt: skip


def test_places_of_people_in_the_organisation(run):
    rows = run("programme_places", {"people": PEOPLE, "programmes": PROGRAMMES})
    rows = sorted((r["person_id"], r["start"], r["took_part"], r["assigned"]) for r in rows)
    assert rows == [
        ("a", date(2026, 1, 5), True, "opt-in"),
        ("a", date(2026, 3, 17), True, "lottery"),
        ("b", date(2026, 3, 17), False, "lottery"),
    ]


def test_the_first_place_taken_counts(run):
    rows = run("first_places", {"people": PEOPLE, "programmes": PROGRAMMES})
    assert rows == [{"person_id": "a", "route": "training", "month": date(2026, 1, 1)}]


def test_people_who_object_are_in_no_place(run):
    evidence = {"people": PEOPLE, "programmes": PROGRAMMES}
    assert {r["person_id"] for r in run("programme_places", evidence, excluded=["a"])} == {"b"}


def _post(name: str, person: str, day: int, platform: str = "X") -> dict:
    time = datetime(2026, 2, day)
    return {"post_id": name, "person_id": person, "time": time, "platform": platform}


def test_outcomes_by_month(run):
    posts = [_post("1", "a", 1), _post("2", "a", 27), _post("3", "b", 3, "X (personal)")]
    named = [
        {"rater_id": r, "person_id": p, "question": q, "time": datetime(2026, 2, 9)}
        for r, p, q in (("b", "a", "influence"), ("c", "a", None), ("a", "a", "influence"),
                        ("b", "c", "expertise"), ("b", "stranger", "influence"))
    ]  # fmt: skip
    evidence = {"people": PEOPLE, "posts": posts, "endorsements": named}
    rows = run("outcome_months", evidence, window_days=60)
    assert sorted((r["person_id"], r["outcome"], r["month"], r["value"]) for r in rows) == [
        ("a", "named for influence", date(2026, 2, 1), 2),
        ("a", "posts", date(2026, 2, 1), 2),
        ("c", "named for expertise", date(2026, 2, 1), 1),
    ]


@pytest.mark.parametrize("relation", ["programme_places", "first_places", "outcome_months"])
def test_nothing_is_no_error(run, relation):
    assert run(relation, {}) == []


def test_unit_outcomes_are_as_imported(run):
    row = {
        "org_unit": "sales",
        "metric": "leads",
        "period": date(2026, 1, 1),
        "value": Decimal("4.000000"),
    }
    assert run("unit_outcomes", {"metrics": [row]}) == [row]


def test_what_was_measured_of_people_in_the_organisation_with_its_error(run):
    day = date(2026, 3, 1)
    measures = [
        {"person_id": "a", "measure": "check", "period": day, "value": Decimal("1.5"),
         "standard_error": Decimal("0.25")},
        {"person_id": "b", "measure": "check", "period": day, "value": Decimal("-2")},
        {"person_id": "stranger", "measure": "check", "period": day, "value": Decimal("9")},
    ]  # fmt: skip
    rows = run("outcome_scores", {"people": PEOPLE, "measures": measures})
    found = sorted((r["person_id"], r["value_e6"], r["standard_error_e6"]) for r in rows)
    assert found == [("a", 1_500_000, 250_000), ("b", -2_000_000, None)]
