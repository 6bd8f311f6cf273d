from __future__ import annotations

from decimal import Decimal

PEOPLE = [
    {"person_id": "a", "org_unit": "Legal 1", "function": "Legal", "level": 1,
     "time_zone": "Europe/Berlin", "manager_id": "c"},
    {"person_id": "b", "org_unit": "Sales 1", "function": "Sales", "level": 1},
    {"person_id": "c", "org_unit": "Sales 1", "function": "Sales", "level": 8,
     "decision_rights": True},
]  # fmt: skip


def test_people_with_time_zone_and_standing(run):
    rows = {r["person_id"]: r for r in run("planning_people", {"people": PEOPLE})}
    assert {p: r["senior"] for p, r in rows.items()} == {"a": False, "b": False, "c": True}
    assert (rows["a"]["time_zone"], rows["a"]["manager_id"]) == ("Europe/Berlin", "c")
    assert set(rows) == {"a", "b", "c"}


def test_rules_bind_persons_and_whole_units_once(run):
    rules = [
        {"person_id": "b", "org_unit": None, "rule": "no video"},
        {"person_id": None, "org_unit": "Sales 1", "rule": "no video"},
        {"person_id": None, "org_unit": "Legal 1", "rule": "no public posting"},
        {"person_id": "stranger", "org_unit": None, "rule": "no video"},
    ]
    rows = run("planning_restrictions", {"people": PEOPLE, "restrictions": rules})
    assert sorted((r["person_id"], r["rule"]) for r in rows) == [
        ("a", "no public posting"),
        ("b", "no video"),
        ("c", "no video"),
    ]


def test_preferences_of_people_in_the_organisation(run):
    stated = [
        {"person_id": "a", "languages": "en|de", "capacity_hours_per_week": Decimal("1.5")},
        {"person_id": "stranger", "languages": "en"},
    ]
    (row,) = run("planning_preferences", {"people": PEOPLE, "preferences": stated})
    assert (row["person_id"], row["capacity_e6"], row["max_pairs"]) == ("a", 1_500_000, None)


def test_history_is_of_routes_taken(run):
    taken = [
        {"person_id": "a", "route": "training", "took_part": True},
        {"person_id": "b", "route": "training", "took_part": False},
        {"person_id": "c", "route": "training"},
    ]
    rows = run("planning_history", {"people": PEOPLE, "programmes": taken})
    assert sorted(r["person_id"] for r in rows) == ["a", "c"]


def test_the_audit_reads_all_attributes_but_age(run):
    rows = [
        {"person_id": "a", "attribute": "sex", "value": "female"},
        {"person_id": "a", "attribute": "birth year", "value": "1980"},
    ]
    assert run("audit_groups", {"audit_attributes": rows}) == [rows[0]]
