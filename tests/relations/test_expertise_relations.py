from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import log

import pytest

PEOPLE = [{"person_id": p} for p in "abcd"]
START = datetime(2025, 6, 1, 12)
UNSPACED = {"spaced_weeks": 0, "active_months": 0}


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
        {"person_id": "a", "posts": 2, "replies": 0, "active_weeks": 1, **UNSPACED},
        {"person_id": "b", "posts": 3, "replies": 0, "active_weeks": 2, **UNSPACED},
    ]


def test_months_are_four_whole_weeks(run):
    """Nine whole weeks make two months; the ninth week is in neither."""
    days = {"a": (0, 7, 14, 56), "b": (21, 28, 62)}
    posts = [post(p, d) for p, some in days.items() for d in some]
    rows = run("posts_by_person", {"posts": posts}, window_days=80)
    assert [(r["spaced_weeks"], r["active_months"]) for r in rows] == [(3, 1), (2, 2)]
    assert [r["active_weeks"] for r in rows] == [4, 3]


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
    some = {"posts": 2, "replies": 1, "active_weeks": 2}
    assert run("posting", evidence) == [
        {"person_id": "a", "accounts": 1, **none, "weeks": 2, **UNSPACED},
        {"person_id": "c", "accounts": 0, **some, "weeks": 2, **UNSPACED},
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


def test_posting_times_are_those_of_post_values(run):
    posts = [
        post("a", -10, reactions=1),
        post("a", 0, reactions=1),
        post("a", 20, reactions=0, time_offset=-13 * 60),
        post("b", 14, clicks=2, time_offset=90),
        post("b", 14, impressions=50),
        post("stranger", 0, reactions=1),
    ]
    evidence = {"people": PEOPLE, "posts": posts}
    names = ("person_id", "week", "hour")
    times, values = (
        sorted(tuple(r[n] for n in names) for r in run(relation, evidence, window_days=21))
        for relation in ("posting_times", "post_values")
    )
    assert times == values
    assert len(times) == 3


def test_posts_in_order_count_what_came_before_even_outside_the_window(run):
    posts = [
        post("a", -10, post_id="1"),
        post("a", 0, post_id="2"),
        post("a", 0, post_id="3"),
        post("a", 20, post_id="4", time_offset=-13 * 60),
        post("b", 14, post_id="5", time_offset=90),
    ]
    rows = run("posts_in_order", {"posts": posts}, window_days=21)
    told = sorted((r["person_id"], r["second"], r["before"], r["week"], r["hour"]) for r in rows)
    second = int(START.replace(tzinfo=UTC).timestamp())
    day = 86_400
    # Two posts of the same moment did not help each other; the window starts on their day.
    assert told == [
        ("a", second, 1, 0, 12),
        ("a", second, 1, 0, 12),
        ("a", second + 20 * day, 3, 2, 23),
        ("b", second + 14 * day, 0, 2, 13),
    ]


def test_post_cells_are_sums_of_values_rounded_post_by_post(run):
    posts = [
        post("a", 0, platform="X", kind="post", audience=99, reactions=1),
        post("a", 1, platform="X", kind="post", audience=9, reactions=2, clicks=2),
        post("a", 2, platform="X", kind="post", shares=4),
    ]
    y, x, d = (log(2), log(5), log(5)), (log(100), log(10), 0), (0, log(2), log(3))
    rows = run("post_cells", {"people": PEOPLE, "posts": posts})
    assert [(r["has_audience"], r["posts"]) for r in rows] == [(False, 1), (True, 2)]
    for row, some in zip(rows, ([2], [0, 1]), strict=True):
        for name, value in {
            "y": y, "yy": [u * u for u in y], "x": x, "xx": [u * u for u in x],
            "xy": [u * v for u, v in zip(x, y, strict=True)], "d": d,
            "dd": [u * u for u in d], "xd": [u * v for u, v in zip(x, d, strict=True)],
            "dy": [u * v for u, v in zip(d, y, strict=True)],
        }.items():  # fmt: skip
            assert row[f"{name}_e6"] == sum(round(value[i] * 1e6) for i in some), name


def test_authors_are_numbered_and_put_in_parts_by_their_own_sums(run):
    posts = [post("b", 0, reactions=1, audience=0), post("a", 0, reactions=0), post("d", 1)]
    assert run("authors", {"people": PEOPLE, "posts": posts}) == [
        {"person_id": "a", "author": 0, "part": 1},
        {"person_id": "b", "author": 1, "part": (693_147 + 1) % 20},
    ]
    renamed = [post({"b": "a", "a": "c"}[p["person_id"]], 0, **{
        k: v for k, v in p.items() if k in ("reactions", "audience")
    }) for p in posts[:2]]  # fmt: skip
    parts = {r["part"] for r in run("authors", {"people": PEOPLE, "posts": renamed})}
    assert parts == {1, 693_148 % 20}


def test_post_times_are_hours_and_weeks(run):
    posts = [
        post("a", 0, reactions=1),
        post("a", 1, reactions=1, time_offset=60),
        post("b", 9, reactions=1),
    ]
    rows = run("post_times", {"people": PEOPLE, "posts": posts}, window_days=10)
    assert [(r["author"], r["slot"], r["posts"]) for r in rows] == [
        (0, 12, 1), (0, 13, 1), (0, 24, 2), (1, 12, 1), (1, 25, 1),
    ]  # fmt: skip


def test_post_moments_add_up_to_post_cells(run):
    posts = [post(p, d, reactions=d, audience=d * 7) for d in range(9) for p in "abd"]
    evidence = {"people": PEOPLE, "posts": posts}
    moments = run("post_moments", evidence, window_days=9)
    cells = run("post_cells", evidence, window_days=9)
    for name in ("posts", "y_e6", "x_e6", "d_e6"):
        assert sum(r[name] for r in moments) == sum(r[name] for r in cells), name
    assert {(r["week"], r["hour"]) for r in moments} == {(0, 12), (1, 12)}


def test_answering_by_hand(run):
    posts = [
        post("a", 0, kind="reply"),
        post("a", 1),
        post("a", 8, kind="reply"),
        post("b", 1),
        post("stranger", 1, kind="reply"),
    ]
    row = {"person_id": "a", "posts": 3, "replies": 2, "weeks": 2, "squares_e6": 1_500_000,
           "weekly": 5}  # fmt: skip
    none = {"person_id": "b", "posts": 1, "replies": 0, "weeks": 1, "squares_e6": 0, "weekly": 1}
    assert run("answering", {"people": PEOPLE, "posts": posts}) == [row, none]


def test_answers_received_and_answered(run):
    """a asks; b and c answer; a answers b; b answers itself; d answers a post nobody knows."""
    posts = [
        post("a", 0, post_id="1", platform="X"),
        post("b", 1, post_id="2", platform="X", in_reply_to="1"),
        post("c", 1, post_id="3", platform="X", in_reply_to="1"),
        post("a", 2, post_id="4", platform="X", in_reply_to="2"),
        post("b", 3, post_id="5", platform="X", in_reply_to="2"),
        post("d", 3, post_id="6", platform="X", in_reply_to="?"),
        post("d", 3, post_id="7", platform="Y", in_reply_to="1"),
    ]
    assert run("answers_received", {"people": PEOPLE, "posts": posts}) == [
        {"person_id": "a", "received": 2, "answered": 1},
        {"person_id": "b", "received": 1, "answered": 0},
    ]


def named(rater: str, person: str, question: str | None = "expertise") -> dict:
    return {"rater_id": rater, "person_id": person, "question": question, "time": START}


def test_expertise_nominations_keep_apart_from_influence_and_out_of_the_own_line(run):
    """a manages b; c and d name each other; e left."""
    people = [{"person_id": "a"}, {"person_id": "b", "manager_id": "a"}, *PEOPLE[2:]]
    rows = [
        named("b", "a"), named("a", "b"), named("a", "a"), named("c", "b"), named("c", "b", None),
        named("a", "c", "influence"), named("c", "d"), named("d", "c"), named("d", "a"),
        named("e", "a"),
    ]  # fmt: skip
    evidence = {"people": people, "endorsements": rows}
    given = run("expertise_names_given", evidence)
    assert given == [{"names": 2, "raters": 2}]
    assert run("expertise_endorsed", evidence) == [
        {"person_id": "a", "names": 2, "raters": 1, "barred": 0},
        {"person_id": "b", "names": 2, "raters": 1, "barred": 0},
        {"person_id": "c", "names": 2, "raters": 0, "barred": 2},
        {"person_id": "d", "names": 2, "raters": 0, "barred": 2},
    ]


def test_a_manager_outside_the_roster_is_nobody_who_could_be_named(run):
    people = [{"person_id": p, "manager_id": "gone"} for p in "ab"]
    evidence = {"people": people, "endorsements": [named("a", "b")]}
    assert run("expertise_endorsed", evidence) == [
        {"person_id": "a", "names": 1, "raters": 0, "barred": 1},
        {"person_id": "b", "names": 1, "raters": 1, "barred": 0},
    ]
