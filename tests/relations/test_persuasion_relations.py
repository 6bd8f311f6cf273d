from __future__ import annotations

from datetime import date, datetime, timedelta

# a leads b; c and d report to nobody. The last evidence is a message on 30 June.
PEOPLE = [
    {"person_id": "a"},
    {"person_id": "b", "manager_id": "a"},
    {"person_id": "c"},
    {"person_id": "d"},
]
START = datetime(2025, 6, 1, 12)


def adoption(person: str, practice: str, day: int) -> dict:
    return {"person_id": person, "practice": practice, "time": START + timedelta(days=day)}


def message(sender: str, recipient: str, **more: object) -> dict:
    time = START + timedelta(days=29)
    return {"sender_id": sender, "recipient_id": recipient, "time": time, **more}


def exposure(person: str, exposer: str) -> dict:
    return {"person_id": person, "practice": "x", "exposer_id": exposer, "time": START}


ADOPTIONS = [
    adoption("a", "new", 0),
    adoption("b", "new", 9),
    adoption("stranger", "new", 2),
    adoption("a", "old", -1),  # the window starts on 1 June: what began before is left out
    adoption("c", "old", 8),
    adoption("d", "other", 5),
]
EVIDENCE = {"people": PEOPLE, "messages": [message("a", "b")], "adoptions": ADOPTIONS}


def test_campaigns_began_within_the_window(run):
    assert run("campaigns", EVIDENCE) == [
        {"practice": "new", "first_day": date(2025, 6, 1)},
        {"practice": "other", "first_day": date(2025, 6, 6)},
    ]


def test_adopted_are_people_of_the_roster(run):
    rows = run("adopted", EVIDENCE)
    assert sorted((r["person_id"], r["practice"], r["day"]) for r in rows) == [
        ("a", "new", date(2025, 6, 1)),
        ("b", "new", date(2025, 6, 10)),
        ("d", "other", date(2025, 6, 6)),
    ]


def test_people_left_out_adopt_nothing_and_are_attended_by_nobody(run):
    evidence = EVIDENCE | {"messages": [message("a", "b"), message("c", "d"), message("d", "c")]}
    rows = run("adopted", evidence, excluded=["d"])
    assert {r["person_id"] for r in rows} == {"a", "b"}
    rows = run("attention", evidence, excluded=["d"])
    assert [(r["source_id"], r["target_id"]) for r in rows] == [("a", "b")]


def test_attended_comes_from_contacts_and_from_logs(run):
    evidence = {
        "people": PEOPLE,
        "messages": [message("a", "b"), message("a", "b", channel="chat"), message("c", "d")],
        "exposures": [
            exposure("c", "d"),
            exposure("d", "c"),
            exposure("d", "d"),
            exposure("d", "stranger"),
        ],
    }
    rows = run("attended", evidence)
    assert sorted((r["source_id"], r["target_id"]) for r in rows) == [
        ("a", "b"),
        ("c", "d"),
        ("d", "c"),
    ]


def test_attention_knows_the_own_line(run):
    evidence = {
        "people": PEOPLE,
        "messages": [message("a", "b"), message("b", "a"), message("b", "c")],
    }
    rows = run("attention", evidence)
    assert sorted((r["source_id"], r["target_id"], r["own_line"]) for r in rows) == [
        ("a", "b", True),
        ("b", "a", True),
        ("b", "c", False),
    ]


def test_own_activity_is_attention_paid(run):
    evidence = {
        "people": PEOPLE,
        "messages": [message("a", "b"), message("a", "c"), message("c", "a")],
    }
    rows = run("own_activity", evidence)
    assert sorted((r["person_id"], r["weight_e6"]) for r in rows) == [
        ("a", 2_000_000),
        ("c", 1_000_000),
    ]
