from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive_files import (
    CANARY,
    FOLDERS,
    as_folder,
    as_zip,
    bluesky_records,
    car,
    cbor,
    javascript,
    linkedin_files,
    mastodon_files,
    tweet,
    x_files,
)
from evidence_helpers import FIXTURES, Taken, take, written

from vesica.errors import FormatNotRecognisedError, SchemaMismatchError, UnreadableFileError
from vesica.evidence.car import blocks, decode

ARCHIVES = ("x_archive", "mastodon_archive", "linkedin_export", "bluesky.car")
HEAD = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"


def _posts(taken: Taken) -> list[tuple[Any, ...]]:
    return [
        (str(p["time"].date()), p["kind"], p.get("reactions"), p.get("shares"))
        for p in taken.tables["posts"]
    ]


def test_x_counts_are_the_persons_own() -> None:
    taken = take(FIXTURES / "x_archive")
    # A thread goes on as a post; a retweet came with 4,711 of somebody else's.
    assert sorted(_posts(taken)) == [
        ("2025-03-03", "post", 3, 1),
        ("2025-03-04", "reply", 3, 1),
        ("2025-03-05", "post", 3, 1),
        ("2025-03-06", "share", None, None),
        ("2025-03-10", "post", 100, 1),
    ]
    answer = next(p for p in taken.tables["posts"] if p["kind"] == "reply")
    assert (answer["in_reply_to"], answer["replies"], answer["audience"]) == ("99", None, None)
    (account,) = taken.tables["accounts"]
    assert (account["platform"], account["account_id"]) == ("X", "ada_invented")


def test_mastodon_takes_the_last_of_two_lists_and_no_direct_message() -> None:
    taken = take(FIXTURES / "mastodon_archive")
    assert _posts(taken) == [
        ("2025-03-03", "post", None, None),
        ("2025-03-04", "reply", None, None),
        ("2025-03-05", "post", None, None),
        ("2025-03-07", "share", None, None),
    ]
    assert taken.excluded == {"direct message": 1, "not a post": 1}
    assert taken.tables["accounts"][0]["account_id"] == "ada@social.example"


def test_linkedin_shares_span_lines_and_are_in_utc() -> None:
    taken = take(FIXTURES / "linkedin_export", zone="America/Los_Angeles")
    assert [str(p["time"]) for p in taken.tables["posts"]] == [
        "2025-03-03 08:00:00",
        "2025-03-10 23:59:59",
    ]
    assert "reactions" not in taken.tables["posts"][0]
    assert taken.dropped["ShareCommentary"] == 2


def test_bluesky_takes_posts_and_reposts_only() -> None:
    taken = take(FIXTURES / "bluesky.car")
    assert _posts(taken) == [
        ("2025-03-03", "post", None, None),
        ("2025-03-04", "reply", None, None),
        ("2025-03-05", "post", None, None),
        ("2025-03-06", "share", None, None),
    ]
    assert taken.rows_in == 4
    assert len({p["post_id"] for p in taken.tables["posts"]}) == 4
    assert taken.tables["accounts"][0]["account_id"] == "did:plc:invented"


@pytest.mark.parametrize("name", ARCHIVES)
def test_no_text_and_nobody_else_reaches_a_chunk(name: str) -> None:
    taken = take(FIXTURES / name)
    for rows in taken.tables.values():
        for row in rows:
            # The only thing about others is the post that was answered: hashed at the door.
            row.pop("in_reply_to", None)
    seen = repr([taken.tables, taken.problems, taken.dropped, taken.notes, taken.excluded])
    assert CANARY not in seen


@pytest.mark.parametrize("name", FOLDERS)
def test_a_zip_is_read_like_a_folder(name: str, tmp_path: Path) -> None:
    path = as_zip(tmp_path / "export.zip", FOLDERS[name](), below="export-2025/")
    zipped, folder = take(path), take(FIXTURES / name)
    assert zipped.kind == name
    assert zipped.tables == folder.tables


def _changed(make: Callable[[], dict[str, str]], name: str, old: str, new: str) -> dict[str, str]:
    files = make()
    assert old in files[name]
    return files | {name: files[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("make", "name", "old", "new", "line", "column", "reason"),
    [
        (x_files, "data/tweets.js", "Mon Mar 03", "Mon Feb 30", 2, "time", "not a time"),
        (x_files, "data/tweets.js", '"3"', '"many"', 2, "reactions", "whole number"),
        (x_files, "data/tweets.js", '"full_text"', '"said"', 2, "full_text", "not a post"),
        (x_files, "data/tweets.js", '"lang": "en"', '"lang": NaN', 2, "", "NaN"),
        (x_files, "data/tweets.js", '"lang"', '"id_str"', 2, "", "a key occurs twice"),
        (
            mastodon_files,
            "outbox.json",
            '08:00:00Z", "content"',
            '25:00:00Z", "content"',
            1,
            "time",
            "not a time",
        ),
        (mastodon_files, "outbox.json", '"Note"', '"Note", "id": 1', 1, "", "key occurs twice"),
        (mastodon_files, "outbox.json", '"Create"', "7", 1, "type", "not an activity"),
        (linkedin_files, "Shares.csv", "2025-03-10", "2025-02-30", 5, "time", "not a time"),
        (linkedin_files, "Shares.csv", "PUBLIC\n", "PUBLIC,x,y\n", 5, "", "8 cells"),
    ],
)
def test_a_bad_record_is_named_with_member_line_column_and_fix(
    tmp_path: Path,
    make: Callable[[], dict[str, str]],
    name: str,
    old: str,
    new: str,
    line: int,
    column: str,
    reason: str,
) -> None:
    folder = as_folder(tmp_path / "export", _changed(make, name, old, new))
    first = take(folder).problems[0]
    assert first["line"] == line
    assert first["column"] == (f"{name}: {column}" if column else name)
    assert reason in first["reason"]
    assert first["fix"]


def test_only_the_list_of_an_outbox_may_come_twice(tmp_path: Path) -> None:
    files = mastodon_files()
    twice = files["outbox.json"].replace('"type"', '"id":1,"id":2,"type"', 1)
    taken = take(as_folder(tmp_path / "export", files | {"outbox.json": twice}))
    assert (taken.accepted, len(taken.problems)) == (0, 1)


def test_a_damaged_block_of_a_repository_is_named(tmp_path: Path) -> None:
    data = (FIXTURES / "bluesky.car").read_bytes()
    taken = take(written(tmp_path, data.replace(CANARY.encode(), b"walnut?pudding", 1), "r.car"))
    assert (taken.accepted, len(taken.problems)) == (3, 1)
    assert "at byte" in taken.problems[0]["reason"]


@pytest.mark.parametrize("size", [70, 200, 500, 900])
def test_a_repository_that_is_cut_off_is_refused(tmp_path: Path, size: int) -> None:
    data = (FIXTURES / "bluesky.car").read_bytes()[:size]
    with pytest.raises((UnreadableFileError, FormatNotRecognisedError), match=r"cut\.car"):
        take(written(tmp_path, data, "cut.car"))


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, 23, 24, 255, 256, 65_536, 2**40, -1, -500, "ä", [], {}, [1, ["x"]]],
)
def test_values_come_back(value: Any) -> None:
    assert decode(cbor(value)) == value
    assert decode(cbor({"a": value})) == {"a": value}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x01",
        b"\x5f\x41a\xff",
        b"\xf9\x00\x00",
        b"\x9b" + b"\xff" * 8,
        b"\x61\xff",
        b"\xa2\x61a\x01\x61a\x02",
        b"\xc1\x01",
        b"\x81" * 100 + b"\x01",
    ],
)
def test_what_is_no_dag_cbor_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode(data)


def test_a_link_is_its_address() -> None:
    assert decode(cbor({"x": b"\x01\x71"})) == {"x": b"\x01\x71"}


def test_blocks_say_whether_they_are_sound(tmp_path: Path) -> None:
    path = written(tmp_path, car(bluesky_records()), "x.car")
    with path.open("rb") as file:
        found = list(blocks(file, "x.car"))
    assert [b.sound for b in found[1:]] == [True] * 7


def test_an_archive_without_posts_has_nothing_to_take(tmp_path: Path) -> None:
    empty = x_files() | {"data/tweets.js": javascript("tweets", [])}
    del empty["data/tweets-part1.js"]
    assert take(as_folder(tmp_path / "export", empty)).rows_in == 0


def test_an_old_archive_names_its_file_in_the_singular(tmp_path: Path) -> None:
    text = javascript("tweet", [tweet(1, "Mon Mar 03 08:00:00 +0000 2025")["tweet"]])
    assert take(as_folder(tmp_path / "export", {"data/tweet.js": text})).accepted == 1


def _mutations(data: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(data)), rng.randrange(1, 60)
    cut = data[at : at + length]
    return rng.choice(
        [
            data[:at],
            data[:at] + data[at + length :],
            data[:at] + rng.randbytes(length) + data[at + length :],
            data[:at] + cut + data[at:],
            data[:at] + b"\0" + data[at:],
            b"\xef\xbb\xbf" + data,
            data[:at] + "\u202e".encode() + data[at:],
            data.replace(b'"', b"'", 1),
            data[:at] + b"[" * 200 + data[at:],
        ]
    )


@pytest.mark.parametrize("name", [*FOLDERS, "bluesky.car", "reduced.json"])
def test_mutated_files_are_explained_and_never_crash(name: str, tmp_path: Path) -> None:
    rng = random.Random(name)
    member = {"x_archive": "data/tweets.js", "mastodon_archive": "outbox.json"}
    inside = member.get(name, "Shares.csv")
    whole = FIXTURES / name
    original = (whole / inside if whole.is_dir() else whole).read_bytes()
    for number in range(60):
        data = _mutations(original, rng)
        if whole.is_dir():
            path = as_folder(tmp_path / f"{number}", FOLDERS[name]())
            (path / inside).write_bytes(data)
        else:
            path = written(tmp_path, data, f"{number}-{name}")
        taken = _taken(path, inside)
        if taken is not None:
            assert CANARY not in repr([taken.problems, taken.notes, taken.excluded])
            assert all(p["line"] > 0 and p["reason"] and p["fix"] for p in taken.problems)


def _taken(path: Path, inside: str) -> Taken | None:
    try:
        return take(path)
    except (UnreadableFileError, FormatNotRecognisedError, SchemaMismatchError) as error:
        told = error
    assert told.hint
    assert path.name in told.message or inside in told.message
    return None


def test_a_share_link_is_needed(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEAD}2025-03-03 08:00:00,,x,,,PUBLIC\n", "Shares.csv")
    assert take(path).problems[0]["column"] == "post_id"
