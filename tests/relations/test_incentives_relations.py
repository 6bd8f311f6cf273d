"""Metrics, plans and participation, worked by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

PEOPLE = [
    {"person_id": "a", "level": 7, "org_unit": "North"},
    {"person_id": "b", "level": 7, "org_unit": "South", "manager_id": "a"},
    {"person_id": "c", "level": 2, "org_unit": "South", "manager_id": "b"},
    {"person_id": "d", "level": 2, "org_unit": "South", "manager_id": "b"},
]
TERMS = {
    "metric": "leads",
    "weight": Decimal("1"),
    "target": Decimal("100"),
    "target_bonus": Decimal("5000"),
    "currency": "EUR",
}


def test_metrics_are_fixed_point(run):
    row = {"org_unit": "North", "metric": "leads", "period": date(2025, 1, 1)}
    rows = [row | {"value": Decimal("240.5"), "target": None}]
    assert run("metric_series", {"metrics": rows}) == [
        row | {"value_e6": 240_500_000, "target_e6": None}
    ]


def test_own_plan_beats_the_plan_of_the_level_year_by_year(run):
    incentives = [
        TERMS | {"leader_id": "a", "fiscal_year": 2025},
        TERMS | {"level": 7, "fiscal_year": 2025, "target_bonus": Decimal("4000")},
        TERMS | {"level": 7, "fiscal_year": 2026},
        TERMS | {"leader_id": "gone", "fiscal_year": 2025},
        TERMS | {"level": 9, "fiscal_year": 2025},
    ]
    found = run("leader_plans", {"incentives": incentives, "people": PEOPLE})
    assert sorted(
        (r["person_id"], r["org_unit"], r["fiscal_year"], r["target_bonus"], r["personal"])
        for r in found
    ) == [
        ("a", "North", 2025, Decimal("5000.00"), True),
        ("a", "North", 2026, Decimal("5000.00"), False),
        ("b", "South", 2025, Decimal("4000.00"), False),
        ("b", "South", 2026, Decimal("5000.00"), False),
    ]


def test_participation_counts_managers_who_practised(run):
    def post(who: str, day: datetime, platform: str = "X") -> dict:
        return {"post_id": f"{who}{day}", "person_id": who, "platform": platform, "time": day}

    evidence = {
        "people": PEOPLE,
        "posts": [
            post("b", datetime(2025, 3, 2)),
            post("b", datetime(2025, 3, 9)),
            post("c", datetime(2025, 3, 9)),  # nobody reports to c
            post("a", datetime(2025, 3, 9), "X (personal)"),
        ],
        "learning": [
            {"person_id": "a", "verb": "did", "mode": "doing", "time": datetime(2025, 4, 1)},
            {"person_id": "a", "verb": "read", "mode": "reading", "time": datetime(2025, 5, 1)},
        ],
    }
    found = sorted(run("participation", evidence), key=lambda r: r["org_unit"])
    assert found == [
        {
            "org_unit": "North",
            "month": date(2025, 4, 1),
            "managers": 1,
            "taking_part": 1,
            "acts": 1,
        },
        {
            "org_unit": "South",
            "month": date(2025, 3, 1),
            "managers": 1,
            "taking_part": 1,
            "acts": 2,
        },
    ]


def test_hours_are_those_of_people_who_took_part(run):
    places = [
        {
            "person_id": "a",
            "route": "participation",
            "hours_per_week": Decimal("0.5"),
            "took_part": True,
        },
        {"person_id": "b", "route": "participation", "hours_per_week": Decimal("0.5")},
        {"person_id": "b", "route": "training", "hours_per_week": Decimal("2.25")},
        {
            "person_id": "c",
            "route": "participation",
            "hours_per_week": Decimal("3.0"),
            "took_part": False,
        },
        {"person_id": "d", "route": "participation"},
        {"person_id": "gone", "route": "participation", "hours_per_week": Decimal("4.0")},
    ]
    rows = [row | {"start": date(2025, 1, k + 1)} for k, row in enumerate(places)]
    found = run("route_hours", {"programmes": rows, "people": PEOPLE})
    assert sorted((r["route"], r["minutes"], r["people"]) for r in found) == [
        ("participation", 30, 2),
        ("training", 135, 1),
    ]


def test_pitches_count_where_the_lot_drew_the_version(run):
    when = datetime(2025, 3, 1, 9)
    told = [
        {"person_id": "c", "leader_id": "a", "arm": "generic", "outcome": "adopted"},
        {"person_id": "d", "leader_id": "a", "arm": "generic", "outcome": "adopted"},
        {"person_id": "c", "leader_id": "b", "arm": "personalised", "outcome": None},
        {"person_id": "c", "leader_id": "b", "arm": None, "outcome": "adopted"},
        {"person_id": "c", "leader_id": "gone", "arm": "generic", "outcome": "adopted"},
        {"person_id": "gone", "leader_id": "b", "arm": "generic", "outcome": "adopted"},
    ]
    rows = [row | {"time": when.replace(minute=k)} for k, row in enumerate(told)]
    found = run("drawn_pitches", {"pitches": rows, "people": PEOPLE})
    assert sorted((r["leader_id"], r["arm"], r["outcome"], r["pitches"]) for r in found) == [
        ("a", "generic", "adopted", 2),
        ("b", "personalised", "open", 1),
    ]
