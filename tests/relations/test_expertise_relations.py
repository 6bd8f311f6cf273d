from __future__ import annotations

from datetime import date, datetime, timedelta
from math import log

import pytest

PEOPLE = [{"person_id": p} for p in "abcd"]
START = datetime(2025, 6, 1, 12)


def post(person_id: str, day: int = 0, **more: object) -> dict:
    return {
        "post_id": f"{person_id}{day}{sorted(more)}",
        "person_id": person_id,
        "time": START + timedelta(days=day),
        **more,
    }


def account(person_id: str | None, account_id: str, how: str | None) -> dict:
    return {
        "platform": "X",
        "account_id": account_id,
        "person_id": person_id,
        "claimed_how": how,
    }


def test_counted_accounts_need_a_sure_owner_and_a_platform_that_is_seen(run):
    accounts = [
        account("a", "1", "claimed"),
        account("a", "2", "organisation"),
        account("b", "3", "confirmed"),
        account("c", "4", "suggested"),
        account("d", "5", None),
        account(None, "6", "claimed"),
        account("c", "7", "claimed") | {"platform": "Mastodon"},
    ]
    assert run("counted_accounts", {"accounts": accounts}) == []
    posts = [post("d", 0, platform="x"), post("b", 0, platform="Mastodon (personal)")]
    assert run("counted_accounts", {"accounts": accounts, "posts": posts}) == [
        {"person_id": "a", "accounts": 2},
        {"person_id": "b", "accounts": 1},
    ]


@pytest.mark.parametrize(
    ("days", "weeks"), [((0,), 1), ((0, 6), 1), ((0, 12), 1), ((0, 13), 2), ((3, 23), 3)]
)
def test_post_weeks_are_whole(run, days, weeks):
    rows = run("post_weeks", {"posts": [post("a", d) for d in days]})
    first, last = (date(2025, 6, 1 + day) for day in (days[0], days[-1]))
    assert rows == [{"first_post_day": first, "last_post_day": last, "weeks": weeks}]


def test_post_weeks_are_one_without_posts(run):
    none = {"first_post_day": None, "last_post_day": None}
    assert run("post_weeks", {}) == [none | {"weeks": 1}]


def test_a_personal_archive_lowers_nobodys_posting(run):
    """Two weeks of the intranet are known of everyone, five weeks of X of one person."""
    own = [post("b", day, platform="X (personal)") for day in (0, 10, 20, 34)]
    known = [post("a", day, platform="intranet") for day in (10, 23)]
    people, accounts = {"people": PEOPLE}, [account("a", "1", "claimed")]
    without = run("posting", people | {"posts": known, "accounts": accounts}, window_days=60)
    together = run(
        "posting", people | {"posts": known + own, "accounts": accounts}, window_days=60
    )
    a, b = together
    assert [a] == without
    assert (a["posts"], a["weeks"], a["active_weeks"]) == (2, 2, 2)
    # Only what lies within the weeks that are known of everyone counts; c and d are not there.
    assert (b["person_id"], b["posts"], b["weeks"], b["active_weeks"]) == ("b", 2, 2, 2)


def test_personal_archives_alone_cover_their_own_weeks(run):
    posts = [post("a", day, platform="X (personal)") for day in (0, 13)]
    assert run("post_weeks", {"posts": posts})[0]["weeks"] == 2


def test_posts_by_week_count_from_the_first_post_of_anyone(run):
    posts = [post("a", 0), post("b", 6), post("b", 7, kind="reply"), post("b", 8)]
    assert run("posts_by_week", {"posts": posts}) == [
        {"person_id": "a", "week": 0, "posts": 1, "replies": 0},
        {"person_id": "b", "week": 0, "posts": 1, "replies": 0},
        {"person_id": "b", "week": 1, "posts": 2, "replies": 1},
    ]


def test_posts_by_person_count_active_weeks_only_if_whole(run):
    posts = [post("a", 0), post("b", 6), post("b", 13), post("b", 14), post("a", 15)]
    assert run("posts_by_person", {"posts": posts}) == [
        {"person_id": "a", "posts": 2, "replies": 0, "active_weeks": 1},
        {"person_id": "b", "posts": 3, "replies": 0, "active_weeks": 2},
    ]


def test_posting_has_everyone_with_an_account_or_a_post(run):
    evidence = {
        "people": PEOPLE,
        "accounts": [account("a", "1", "claimed"), account("b", "2", "suggested")],
        "posts": [
            post("c", 0, platform="X"),
            post("c", 13, in_reply_to="q"),
            post("stranger", 1),
        ],
    }
    none = {"posts": 0, "replies": 0, "active_weeks": 0}
    assert run("posting", evidence) == [
        {"person_id": "a", "accounts": 1, **none, "weeks": 2},
        {"person_id": "c", "accounts": 0, "posts": 2, "replies": 1, "active_weeks": 2, "weeks": 2},
    ]


def test_post_values_leave_out_posts_without_any_engagement_count(run):
    posts = [
        post("a", 0, platform="X", kind="post", audience=99, reactions=1, replies=2, shares=3),
        post("b", 0, clicks=0),
        post("c", 0, impressions=50),
        post("stranger", 0, reactions=1),
    ]
    rows = run("post_values", {"people": PEOPLE, "posts": posts})
    assert [(r["person_id"], r["platform"], r["kind"], r["has_audience"]) for r in rows] == [
        ("a", "X", "post", True),
        ("b", "unknown", "unknown", False),
    ]
    assert [r["y"] for r in rows] == pytest.approx([log(7), 0])
    assert [r["x"] for r in rows] == pytest.approx([log(100), 0])


def test_post_cells_are_sums_of_values_rounded_post_by_post(run):
    posts = [
        post("a", 0, platform="X", kind="post", audience=99, reactions=1),
        post("a", 1, platform="X", kind="post", audience=9, reactions=2, clicks=2),
        post("a", 2, platform="X", kind="post", shares=4),
    ]
    y, x = (log(2), log(5)), (log(100), log(10))
    cell = {"person_id": "a", "platform": "X", "kind": "post"}
    assert run("post_cells", {"people": PEOPLE, "posts": posts}) == [
        {
            **cell,
            "has_audience": False,
            "posts": 1,
            "y_e6": 1_609_438,
            "yy_e6": 2_590_290,
            "x_e6": 0,
            "xx_e6": 0,
            "xy_e6": 0,
        },
        {
            **cell,
            "has_audience": True,
            "posts": 2,
            "y_e6": sum(round(v * 1e6) for v in y),
            "yy_e6": sum(round(v * v * 1e6) for v in y),
            "x_e6": sum(round(v * 1e6) for v in x),
            "xx_e6": sum(round(v * v * 1e6) for v in x),
            "xy_e6": sum(round(u * v * 1e6) for u, v in zip(x, y, strict=True)),
        },
    ]
