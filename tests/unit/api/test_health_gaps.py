"""Every gap is said in words, with the question that it switches off or widens."""

from __future__ import annotations

import pytest

from vesica.api.health_gaps import about, clock_gaps, fill_gaps, id_gaps, link_gaps, reach_gaps
from vesica.core.health import ClockHealth, PlatformHealth

ROSTER = dict.fromkeys(
    ("people", "org_unit", "manager_id", "level", "function", "location", "jurisdiction"), 100
)
POSTS = dict.fromkeys(("posts", "platform", "kind", "audience", "engagement"), 100)
MESSAGES = {"messages": 100, "replies": 40, "audience_size": 100}


def gaps(roster=(), posts=(), messages=()):
    return [
        (f.severity, f.question, f.message)
        for f in fill_gaps(ROSTER | dict(roster), POSTS | dict(posts), MESSAGES | dict(messages))
    ]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.004, "under 5 %"), (0.024, "under 5 %"), (0.026, "about 5 %"), (0.5, "about 50 %"),
     (0.976, "almost all"), (1.0, "almost all")],
)  # fmt: skip
def test_shares_in_words(share, words):
    assert about(share) == words


def test_nothing_is_said_where_nothing_is_missing():
    assert gaps() == []
    assert gaps({"location": 91}) == []


@pytest.mark.parametrize("column", [c for c in ROSTER if c not in {"people", "function"}])
def test_every_column_of_the_roster_that_a_question_needs(column):
    ((_, question, message),) = gaps({column: 60})
    assert question
    assert message.startswith("About 40 % of the people ")
    assert gaps({column: 0})[0][2].startswith("All of the people ")


def test_without_a_country_nobody_may_be_asked():
    assert gaps({"jurisdiction": 0})[0][:2] == ("blocks", "link")
    assert gaps({"jurisdiction": 60})[0][:2] == ("widens", "link")


@pytest.mark.parametrize("column", [c for c in POSTS if c != "posts"])
def test_every_column_of_posts(column):
    ((severity, question, message),) = gaps(posts={column: 10})
    assert (severity in {"widens", "note"}, question) == (True, "overlap")
    assert message.startswith("About 90 % of the posts ")


def test_messages_without_answers_or_recipients():
    assert [q for _, q, _ in gaps(messages={"replies": 0, "audience_size": 10})] == ["overlap"] * 2
    assert gaps(messages={"messages": 0, "replies": 0, "audience_size": 0}) == []


def test_no_rows_are_no_gap():
    nobody, nothing = dict.fromkeys(ROSTER, 0), dict.fromkeys(POSTS, 0)
    assert gaps(nobody, nothing) == []


def test_tables_about_few_people():
    (found,) = reach_gaps({"posts": 12, "messages": 90}, 100)
    assert found.message.startswith("About 10 % of the people are in posts: ")
    assert not list(reach_gaps({"posts": 0}, 0))


@pytest.mark.parametrize(
    ("clock", "severities"),
    [
        ({}, []),
        ({"midnight": 0.19, "weekend": 0.34}, []),
        ({"midnight": 0.2}, ["note"]),
        ({"weekend": 0.35}, ["note"]),
        ({"future": 0.001}, ["widens"]),
        ({"future": 0.5, "midnight": 0.5, "weekend": 0.5}, ["widens", "note", "note"]),
    ],
)
def test_clocks(clock, severities):
    told = ClockHealth(table="posts", **({"midnight": 0.0, "weekend": 0.0, "future": 0.0} | clock))
    assert [f.severity for f in clock_gaps((told,))] == severities


def test_identifiers():
    rows = [
        {"table_name": "messages", "ids": 100, "several": 20},
        {"table_name": "posts", "ids": 100, "several": 0},
    ]
    (found,) = id_gaps(rows)
    assert found.message.startswith("messages: about 20 % of the identifiers")


@pytest.mark.parametrize(
    ("accounts", "lost", "severity"),
    [(0, 0, None), (5, 0, "note"), (0, 5, None), (0, 6, "widens"), (5, 60, "widens")],
)
def test_accounts_and_posts_of_nobody(accounts, lost, severity):
    platform = PlatformHealth(
        platform="x", accounts=10, open_accounts=accounts, posts=100, unlinked_posts=lost
    )
    assert [f.severity for f in link_gaps((platform,))] == ([severity] if severity else [])


def test_platforms_with_open_accounts_are_told_together():
    platforms = [
        PlatformHealth(platform=name, accounts=9, open_accounts=3, posts=10, unlinked_posts=lost)
        for name, lost in (("x", 0), ("mastodon", 5), ("linkedin", 0))
    ]
    lost, listed = link_gaps(tuple(platforms))
    assert lost.message.startswith("mastodon: about 50 % of the posts")
    assert listed.message.startswith("x, linkedin: accounts without a sure owner")
