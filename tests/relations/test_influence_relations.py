from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

# a leads b and c; d reports to nobody.
PEOPLE = [
    {"person_id": "a"},
    {"person_id": "b", "manager_id": "a"},
    {"person_id": "c", "manager_id": "a"},
    {"person_id": "d"},
]
START = datetime(2025, 6, 1, 12)


def message(sender: str, recipient: str, day: int = 0, **more: object) -> dict:
    time = START + timedelta(days=day)
    return {"sender_id": sender, "recipient_id": recipient, "time": time, **more}


def test_message_contacts_are_unasked_and_no_broadcast(run):
    messages = [
        message("a", "b"),
        message("a", "c", is_reply=True),
        message("a", "d", audience_size=25, is_reply=False),
        message("b", "a", audience_size=26),
    ]
    rows = run("message_contacts", {"messages": messages})
    assert [(r["source_id"], r["target_id"], r["weight_e6"]) for r in rows] == [
        ("a", "b", 1_000_000),
        ("a", "d", 1_000_000),
    ]
    assert {r["day"] for r in rows} == {date(2025, 6, 1)}


@pytest.mark.parametrize("kind", ["friends", "Friendship", "reports"])
def test_ties_of_friendship_and_of_reporting_are_not_attention(run, kind):
    ties = [
        {"source_id": "a", "target_id": "b", "kind": kind},
        {"source_id": "a", "target_id": "c", "kind": "advice"},
        {"source_id": "a", "target_id": "d"},
    ]
    rows = run("tie_contacts", {"ties": ties})
    assert [r["target_id"] for r in rows] == ["c", "d"]


def test_tie_contacts_weigh_one_if_not_given(run):
    ties = [
        {"source_id": "a", "target_id": "b", "weight": None},
        {
            "source_id": "a",
            "target_id": "c",
            "weight": Decimal("0.25"),
            "period": date(2025, 6, 1),
        },
        {"source_id": "a", "target_id": "d", "weight": Decimal(0)},
    ]
    assert run("tie_contacts", {"ties": ties}) == [
        {"source_id": "a", "target_id": "b", "day": None, "weight_e6": 1_000_000},
        {"source_id": "a", "target_id": "c", "day": date(2025, 6, 1), "weight_e6": 250_000},
    ]


def test_contact_events_drop_contact_with_oneself(run):
    evidence = {
        "messages": [message("a", "a"), message("a", "b")],
        "ties": [{"source_id": "c", "target_id": "c"}, {"source_id": "c", "target_id": "d"}],
    }
    rows = run("contact_events", evidence)
    assert [(r["source_id"], r["target_id"]) for r in rows] == [("a", "b"), ("c", "d")]


def test_contact_days_span_dated_contacts_only(run):
    evidence = {
        "messages": [message("a", "b", 2), message("a", "b", 11)],
        "ties": [{"source_id": "c", "target_id": "d"}],
        "posts": [{"post_id": "p", "person_id": "a", "time": START}],
    }
    assert run("contact_days", evidence) == [{"first_contact_day": date(2025, 6, 3), "days": 10}]


def test_contact_sums_are_by_pair_and_block(run):
    messages = [
        message("a", "b", 0),
        message("a", "b", 1, is_reply=True),
        message("a", "b", 2),
        message("b", "a", 19),
        message("a", "stranger", 3),
        message("stranger", "a", 3),
    ]
    rows = run("contact_sums", {"people": PEOPLE, "messages": messages})
    assert rows == [
        {"source_id": s, "target_id": t, "block": b, "weight_e6": w, "blocks_known": True}
        for s, t, b, w in [
            ("a", "b", 0, 1_000_000),
            ("a", "b", 1, 1_000_000),
            ("b", "a", 9, 1_000_000),
        ]
    ]


def test_contacts_leave_out_what_is_owed_to_position(run):
    messages = [message("a", "b"), message("b", "a"), message("c", "a"), message("d", "a")]
    rows = run("contacts", {"people": PEOPLE, "messages": messages})
    assert [(r["source_id"], r["target_id"]) for r in rows] == [("d", "a")]


def test_contacts_without_a_period_have_no_known_block(run):
    ties = [
        {"source_id": "a", "target_id": "b", "kind": "advice", "weight": Decimal("0.5")},
        {"source_id": "a", "target_id": "b", "kind": "help"},
    ]
    assert run("contact_sums", {"people": PEOPLE, "ties": ties}) == [
        {
            "source_id": "a",
            "target_id": "b",
            "block": 0,
            "weight_e6": 1_500_000,
            "blocks_known": False,
        }
    ]
