from __future__ import annotations

from datetime import date, datetime


def test_evidence_rows_count_rows_people_and_days(run):
    evidence = {
        "people": [{"person_id": "a"}, {"person_id": "b"}],
        "messages": [
            {"sender_id": "a", "recipient_id": "b", "time": datetime(2025, 6, 1, 23)},
            {"sender_id": "a", "recipient_id": "c", "time": datetime(2025, 6, 9)},
        ],
        "restrictions": [{"org_unit": "north", "rule": "no public posting"}],
        "metrics": [
            {"org_unit": "north", "metric": "leads", "period": date(2025, 1, 1), "value": 1}
        ],
        "audit_attributes": [{"person_id": "a", "attribute": "birth year", "value": "1980"}],
        "posts": [],
    }
    day = date(2025, 1, 1)
    assert [tuple(r.values()) for r in run("evidence_rows", evidence)] == [
        ("messages", 2, 3, date(2025, 6, 1), date(2025, 6, 9)),
        ("metrics", 1, 0, day, day),
        ("people", 2, 2, None, None),
        ("restrictions", 1, 0, None, None),
    ]


def _people(*ids, unit="north"):
    return [{"person_id": i, "org_unit": unit} for i in ids]


def test_coverage_counts_people_of_the_roster_on_either_side(run):
    evidence = {
        "people": [*_people("a", "b", "c"), *_people("d", unit="south")],
        "messages": [
            {"sender_id": "a", "recipient_id": "b", "time": datetime(2025, 6, 1)},
            {"sender_id": "outsider", "recipient_id": "b", "time": datetime(2025, 6, 2)},
        ],
        "posts": [
            {"post_id": "1", "person_id": "a", "platform": "X", "time": datetime(2025, 6, 1)}
        ],
        "accounts": [
            {"platform": "X", "account_id": "1", "person_id": "c", "claimed_how": "suggested"}
        ],
    }
    found = sorted(tuple(r.values()) for r in run("unit_coverage", evidence))
    assert found == [
        ("messages", "north", 3, 2),
        ("messages", "south", 1, 0),
        ("posts", "north", 3, 1),
        ("posts", "south", 1, 0),
    ]
    seen = sorted(tuple(r.values()) for r in run("covered_people", evidence))
    assert seen == [("messages", "a"), ("messages", "b"), ("posts", "a")]


def test_clocks_are_judged_by_the_senders_own_time(run):
    def message(time, offset=None):
        return {"sender_id": "a", "recipient_id": "b", "time": time, "time_offset": offset}

    evidence = {
        "messages": [
            message(datetime(2025, 6, 1, 22), 120),  # midnight of Monday 2 June in Berlin
            message(datetime(2025, 6, 2), None),  # midnight, Monday
            message(datetime(2025, 6, 1, 12)),  # Sunday
            message(datetime(2025, 6, 7, 3), -300),  # Friday in New York
            message(datetime(2025, 6, 10, 9)),  # after the import
        ]
    }
    found = run("clocks", evidence, last_import=datetime(2025, 6, 9))
    assert [tuple(r.values()) for r in found] == [("messages", 5, 2, 1, 1)]


def test_identifiers_that_stand_for_several_things(run):
    def message(number, sender, hour, recipient="z"):
        time = datetime(2025, 6, 1, hour)
        return {
            "message_id": number, "sender_id": sender, "recipient_id": recipient, "time": time,
        }  # fmt: skip

    def post(number, platform):
        return {
            "post_id": number, "person_id": "a", "platform": platform,
            "time": datetime(2025, 6, 1),
        }  # fmt: skip

    evidence = {
        "messages": [
            message("1", "a", 9),
            message("1", "a", 9, "y"),  # one message, two recipients
            message("2", "a", 9),
            message("2", "b", 9),
            message("3", "a", 9),
            message("3", "a", 10),
            message(None, "a", 11),
        ],
        "posts": [post("7", "X"), post("7", "x"), post("8", "X"), post("8", "LinkedIn")],
    }
    found = sorted(tuple(r.values()) for r in run("repeated_ids", evidence))
    assert found == [("messages", 3, 2), ("posts", 2, 1)]


def test_what_rows_tell(run):
    people = [
        {"person_id": "a", "level": 3, "jurisdiction": "DE", "department": "sales"},
        {"person_id": "b", "manager_id": "a", "location": "Berlin", "function": "it"},
    ]
    posts = [
        {"post_id": "1", "person_id": "a", "platform": "X", "time": datetime(2025, 6, 1)},
        {
            "post_id": "2", "person_id": "a", "time": datetime(2025, 6, 1), "kind": "post",
            "audience": 5, "clicks": 0,
        },
    ]  # fmt: skip
    messages = [
        {
            "sender_id": "a", "recipient_id": "b", "time": datetime(2025, 6, 1, h),
            "is_reply": h == 2 or None, "audience_size": 1 if h else None,
        }
        for h in range(3)
    ]  # fmt: skip
    evidence = {"people": people, "posts": posts, "messages": messages}
    assert run("filled_roster", evidence) == [
        {
            "people": 2, "org_unit": 1, "manager_id": 1, "level": 1, "function": 1,
            "location": 1, "jurisdiction": 1,
        }
    ]  # fmt: skip
    assert run("filled_posts", evidence) == [
        {"posts": 2, "platform": 1, "kind": 1, "audience": 1, "engagement": 1}
    ]
    assert run("filled_messages", evidence) == [{"messages": 3, "replies": 1, "audience_size": 2}]
