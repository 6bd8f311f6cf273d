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
        ("messages", 2, 1, date(2025, 6, 1), date(2025, 6, 9)),
        ("metrics", 1, 0, day, day),
        ("people", 2, 2, None, None),
        ("restrictions", 1, 0, None, None),
    ]
