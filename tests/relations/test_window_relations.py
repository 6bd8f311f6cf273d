from __future__ import annotations

from datetime import date, datetime

import pytest

JUNE_30 = datetime(2025, 6, 30, 23, 59, 59)


def message(day: datetime, sender: str = "a", recipient: str = "b", **more: object) -> dict:
    return {"sender_id": sender, "recipient_id": recipient, "time": day, **more}


def test_evidence_days_are_distinct_over_all_tables(run):
    evidence = {
        "messages": [message(datetime(2025, 6, 1, 8)), message(datetime(2025, 6, 1, 9))],
        "posts": [{"post_id": "p", "person_id": "a", "time": datetime(2025, 6, 2)}],
        "endorsements": [
            {"rater_id": "a", "person_id": "b", "time": datetime(2025, 6, 3)},
            {"rater_id": "b", "person_id": "a", "time": None},
        ],
        "learning": [{"person_id": "a", "verb": "completed", "time": datetime(2025, 6, 4)}],
        "ties": [
            {"source_id": "a", "target_id": "b", "period": date(2025, 6, 5)},
            {"source_id": "a", "target_id": "b", "period": None},
        ],
    }
    assert run("evidence_days", evidence) == [{"day": date(2025, 6, d)} for d in (1, 2, 3, 4, 5)]


def test_window_ends_with_the_newest_day(run):
    evidence = {"messages": [message(datetime(2025, 5, 1)), message(JUNE_30)]}
    assert run("evidence_window", evidence, window_days=30) == [
        {"last_day": date(2025, 6, 30), "window_start": date(2025, 6, 1)}
    ]


@pytest.mark.parametrize(
    ("days", "first", "start"),
    [
        (30, date(2025, 6, 30), date(2025, 6, 1)),
        (31, date(2025, 5, 31), date(2025, 5, 31)),
        (365, date(2025, 5, 31), date(2024, 7, 1)),
    ],
)
def test_period_begins_with_the_first_evidence_in_the_window(run, days, first, start):
    evidence = {"messages": [message(datetime(2025, 5, 31)), message(JUNE_30)]}
    assert run("period", evidence, window_days=days) == [
        {"first_day": first, "last_day": date(2025, 6, 30), "window_start": start}
    ]


@pytest.mark.parametrize(
    "evidence", [{}, {"ties": [{"source_id": "a", "target_id": "b", "period": None}]}]
)
def test_period_is_one_row_of_nulls_if_nothing_is_dated(run, evidence):
    assert run("period", evidence) == [{"first_day": None, "last_day": None, "window_start": None}]


def test_window_messages_leave_out_what_is_older(run):
    days = [datetime(2025, 5, 31, 23, 59), datetime(2025, 6, 1), JUNE_30]
    rows = run("window_messages", {"messages": [message(d) for d in days]})
    assert [r["time"] for r in rows] == days[1:]
    assert set(rows[0]) == {"sender_id", "recipient_id", "time", "is_reply", "audience_size"}


def test_window_ties_keep_ties_without_a_period(run):
    ties = [
        {"source_id": "a", "target_id": "b", "period": p}
        for p in (date(2025, 5, 31), date(2025, 6, 1), None)
    ]
    rows = run("window_ties", {"ties": ties, "messages": [message(JUNE_30)]})
    assert [r["period"] for r in rows] == [date(2025, 6, 1), None]


def test_window_posts_know_what_answers_someone(run):
    posts = [
        {"post_id": "1", "person_id": "a", "time": datetime(2025, 5, 1), "kind": "post"},
        {"post_id": "2", "person_id": "b", "time": JUNE_30, "kind": "post"},
        {"post_id": "3", "person_id": "c", "time": JUNE_30, "kind": "reply"},
        {"post_id": "4", "person_id": "d", "time": JUNE_30, "in_reply_to": "2"},
        {"post_id": "5", "person_id": "e", "time": JUNE_30},
    ]
    rows = run("window_posts", {"posts": posts})
    assert [(r["person_id"], r["answers"]) for r in rows] == [
        ("b", False),
        ("c", True),
        ("d", True),
        ("e", False),
    ]
    assert {r["day"] for r in rows} == {date(2025, 6, 30)}


def test_window_endorsements_without_a_question_are_about_influence(run):
    rated = [
        {"rater_id": "a", "person_id": "b", "time": datetime(2025, 5, 1)},
        {"rater_id": "a", "person_id": "c", "time": None},
        {
            "rater_id": "a",
            "person_id": "d",
            "time": JUNE_30,
            "question": "expertise",
            "value": 3,
        },
    ]
    assert run("window_endorsements", {"endorsements": rated}) == [
        {"rater_id": "a", "person_id": "c", "value": None, "question": "influence"},
        {"rater_id": "a", "person_id": "d", "value": 3, "question": "expertise"},
    ]
