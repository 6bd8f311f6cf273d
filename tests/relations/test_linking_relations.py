from __future__ import annotations

from datetime import datetime

POSTS = [
    {"post_id": "1", "person_id": "a", "platform": "X", "time": datetime(2025, 6, 1, 9)},
    {"post_id": "2", "person_id": "@bee", "platform": "X", "time": datetime(2025, 6, 2, 9)},
    {"post_id": "3", "person_id": "@bee", "platform": "Mastodon", "time": datetime(2025, 6, 2, 9)},
    {"post_id": "4", "person_id": "@cee", "platform": "x", "time": datetime(2025, 6, 3, 9)},
    {"post_id": "5", "person_id": "@dee", "platform": None, "time": datetime(2025, 6, 4, 9)},
]
PEOPLE = [{"person_id": "a"}, {"person_id": "b"}, {"person_id": "c"}]
ACCOUNTS = [
    {"platform": "X", "account_id": "1", "person_id": "a", "claimed_how": "claimed"},
    {"platform": "x", "account_id": "2", "person_id": "b", "claimed_how": "confirmed"},
    {"platform": "X", "account_id": "3", "person_id": "c", "claimed_how": "suggested"},
    {"platform": "X", "account_id": "4", "person_id": None, "claimed_how": "organisation"},
    {"platform": "X", "account_id": "5", "person_id": "c", "claimed_how": None},
    {"platform": "Bluesky", "account_id": "6", "person_id": None, "claimed_how": None},
]
AUTHORS = [{"platform": "x", "author_id": "@bee", "person_id": "b"}]
EVIDENCE = {"posts": POSTS, "people": PEOPLE, "accounts": ACCOUNTS}


def rows(run, relation):
    return sorted(tuple(r.values()) for r in run(relation, EVIDENCE, authors=AUTHORS))


def test_posts_go_to_the_sure_owner_of_the_handle_on_that_platform_only(run):
    found = {r["post_id"]: r["person_id"] for r in run("owned_posts", EVIDENCE, authors=AUTHORS)}
    assert found == {"1": "a", "2": "b", "3": "@bee", "4": "@cee", "5": "@dee"}


def test_without_a_sure_owner_no_handle_is_anybody(run):
    found = run("owned_posts", EVIDENCE)
    assert {r["person_id"] for r in found} == {"a", "@bee", "@cee", "@dee"}
    assert [r["person_id"] for r in run("posting", EVIDENCE)] == ["a", "b"]
    counted = {r["person_id"]: r["posts"] for r in run("posting", EVIDENCE, authors=AUTHORS)}
    assert counted == {"a": 1, "b": 1}


def test_open_accounts_have_no_sure_owner(run):
    assert [r["account_id"] for r in run("open_accounts", EVIDENCE)] == ["6", "3", "4", "5"]


def test_strangers_are_handles_that_lead_to_nobody(run):
    assert rows(run, "strangers") == [
        ("mastodon", "@bee", "Mastodon", 1),
        ("unknown", "@dee", None, 1),
        ("x", "@cee", "x", 1),
    ]


def test_accounts_and_posts_by_platform(run):
    assert rows(run, "account_links") == [("bluesky", 1, 0), ("x", 5, 2)]
    assert rows(run, "post_links") == [
        ("mastodon", 1, 1, 1, 1),
        ("unknown", 1, 1, 1, 1),
        ("x", 3, 3, 1, 1),
    ]
