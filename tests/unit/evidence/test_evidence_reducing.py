from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest
from archive_files import CANARY, FOLDERS, as_folder, as_zip, javascript, tweet
from evidence_helpers import FIXTURES, take
from hypothesis import given
from hypothesis import strategies as st

from vesica.errors import RefusedError, UnreadableFileError, UsageError
from vesica.evidence.own_account import ARCHIVES, Owner
from vesica.evidence.reduced import written
from vesica.evidence.reducing import CountedPost, Week, reduce, rounded


@pytest.mark.parametrize(
    ("count", "nearest"),
    [(None, None), (0, 0), (1, 1), (2, 2), (3, 4), (5, 4), (6, 8), (100, 128), (4711, 4096)],
)
def test_counts_are_rounded_to_powers_of_two(count: int | None, nearest: int | None) -> None:
    assert rounded(count) == nearest


@given(st.integers(1, 10**9))
def test_rounding_keeps_the_order_of_magnitude(count: int) -> None:
    assert abs(math.log2(rounded(count) or 0) - math.log2(count)) <= 0.5


@pytest.mark.parametrize(
    ("name", "platform", "weeks"),
    [
        ("x_archive", "X", [(3, 2, 1, 1), (10, 1, 0, 0)]),
        ("mastodon_archive", "Mastodon", [(3, 2, 1, 1)]),
        ("linkedin_export", "LinkedIn", [(3, 1, 0, 0), (10, 1, 0, 0)]),
        ("bluesky.car", "Bluesky", [(3, 2, 1, 1)]),
    ],
)
def test_every_archive_is_counted_by_week_and_kind(
    name: str, platform: str, weeks: list[tuple[int, int, int, int]]
) -> None:
    found = reduce(FIXTURES / name)
    assert (found.platform, found.older, found.unread) == (platform, 0, 0)
    assert found.weeks() == tuple(
        Week(first_day=date(2025, 3, day), posts=p, replies=r, shares=s) for day, p, r, s in weeks
    )


@pytest.mark.parametrize(
    "name", ["x_archive", "mastodon_archive", "linkedin_export", "bluesky.car"]
)
def test_nothing_that_leads_to_a_post_is_in_the_file(name: str) -> None:
    found = reduce(FIXTURES / name)
    text = written("E001", found.platform, 1, found.plain())
    for trace in (CANARY, "ada", "190000", "statuses", "http", "urn", "did:", "bafy", "08:00"):
        assert trace not in text
    rows = json.loads(text)["posts"]
    assert {key for row in rows for key in row} == set(CountedPost.__dataclass_fields__)


def test_what_is_unknown_stays_unknown() -> None:
    for name in ("mastodon_archive", "linkedin_export", "bluesky.car"):
        assert {p.reactions for p in reduce(FIXTURES / name).posts} == {None}


def test_the_order_of_writing_and_the_older_posts_stay_behind(tmp_path: Path) -> None:
    def archive(name: str, *posts: dict) -> Path:
        return as_folder(tmp_path / name, {"data/tweets.js": javascript("tweets", list(posts))})

    likes = [tweet(n, "Mon Mar 03 08:00:00 +0000 2025", favorite_count=str(n)) for n in (1, 9, 2)]
    edge = tweet(4, "Tue Mar 05 00:00:00 +0000 2024")
    out = tweet(5, "Mon Mar 04 23:59:59 +0000 2024")
    one = reduce(archive("one", *likes, edge, out))
    other = reduce(archive("other", edge, *reversed(likes), out))
    assert one == other
    assert [p.reactions for p in one.posts] == [4, 1, 2, 8]
    assert (one.posts[0].day, one.older) == (date(2024, 3, 5), 1)


def test_records_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    posts = [tweet(1, "Mon Mar 03 08:00:00 +0000 2025"), tweet(2, "yesterday")]
    files = {"data/tweets.js": javascript("tweets", posts)}
    assert reduce(as_zip(tmp_path / "a.zip", files)).unread == 1
    bad = {"data/tweets.js": javascript("tweets", posts[1:])}
    with pytest.raises(UnreadableFileError, match=r"b\.zip.*data/tweets\.js: time: not a time"):
        reduce(as_zip(tmp_path / "b.zip", bad))


def test_only_archives_are_reduced() -> None:
    with pytest.raises(UsageError, match="'posts'"):
        reduce(FIXTURES / "posts.csv")


def test_a_reduced_file_reads_back_as_it_was_shown(tmp_path: Path) -> None:
    found = reduce(FIXTURES / "x_archive")
    path = tmp_path / "r.json"
    path.write_text(written("É 7", found.platform, 1, found.plain()))
    rows = take(path).tables["posts"]
    assert [(r["time"].date(), r["kind"], r["reactions"]) for r in rows] == [
        (p.day, p.kind, p.reactions) for p in found.posts
    ]
    assert {r["person_id"] for r in rows} == {"É 7"}
    assert len({r["post_id"] for r in rows}) == len(rows)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"day": "2025-02-30"}, "time"),
        ({"kind": "poem"}, "kind"),
        ({"reactions": "x"}, "reactions"),
        ({"text": "x"}, "posts"),
    ],
)
def test_a_forged_post_is_held_back(tmp_path: Path, row: dict[str, str], column: str) -> None:
    told = reduce(FIXTURES / "x_archive").plain()
    path = tmp_path / "r.json"
    path.write_text(written("E001", "X", 1, [told[0] | row, *told[1:]]))
    taken = take(path)
    assert (taken.accepted, [p["column"] for p in taken.problems]) == (4, [column])


def test_every_archive_is_refused_unless_it_is_the_organisations() -> None:
    assert {*FOLDERS, "bluesky_repo"} == set(ARCHIVES)
    for kind in ARCHIVES:
        with pytest.raises(RefusedError, match="a file"):
            Owner().check(kind, "a file")
        with pytest.raises(RefusedError, match="under which law"):
            Owner(person="E001").check(kind, "a file")
        with pytest.raises(UsageError, match="no person"):
            Owner(organisation=True).check(kind, "a file")
        Owner(organisation=True, person="E001").check(kind, "a file")
