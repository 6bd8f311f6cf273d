"""Archives of invented accounts: the fixtures are made by running this file."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

CANARY = "walnut-pudding"
"""Stands in every text, and in everything about other people; it must not get anywhere."""


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def cbor(value: Any) -> bytes:
    """DAG-CBOR; ``bytes`` are links, as nothing else here is."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return b"\xd8\x2a" + _head(2, len(value) + 1) + b"\0" + value
        case str():
            raw = value.encode()
            return _head(3, len(raw)) + raw
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
        case _:
            pairs = b"".join(cbor(k) + cbor(v) for k, v in value.items())
            return _head(5, len(value)) + pairs


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes([major << 5 | count])
    size = next(n for n in (1, 2, 4, 8) if count < 256**n)
    return bytes([major << 5 | 24 + size.bit_length() - 1]) + count.to_bytes(size, "big")


def cid(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def car(records: list[dict[str, Any]], did: str = "did:plc:invented") -> bytes:
    blocks = [cbor(record) for record in records]
    commit = cbor({"did": did, "rev": "1", "data": cid(blocks[0]), "version": 3})
    header = cbor({"roots": [cid(commit)], "version": 1})
    parts = [header, *(cid(block) + block for block in (commit, *blocks))]
    return b"".join(varint(len(part)) + part for part in parts)


def bluesky_records(did: str = "did:plc:invented") -> list[dict[str, Any]]:
    first = {
        "text": CANARY,
        "$type": "app.bsky.feed.post",
        "createdAt": "2025-03-03T08:00:00.000Z",
    }
    thread = {"uri": f"at://{did}/app.bsky.feed.post/1", "cid": "bafyown"}
    other = {"uri": f"at://did:plc:{CANARY}/app.bsky.feed.post/2", "cid": f"bafy{CANARY}"}
    return [
        first,
        first | {"createdAt": "2025-03-04T08:00:00Z", "reply": {"root": other, "parent": other}},
        first | {"createdAt": "2025-03-05T08:00:00Z", "reply": {"root": thread, "parent": thread}},
        {"$type": "app.bsky.feed.repost", "subject": other, "createdAt": "2025-03-06T08:00:00Z"},
        {"$type": "app.bsky.feed.like", "subject": other, "createdAt": "2025-03-06T09:00:00Z"},
        {"$type": "app.bsky.graph.follow", "subject": f"did:plc:{CANARY}"},
    ]


def tweet(number: int, day: str, **more: Any) -> dict[str, Any]:
    told = {
        "id_str": f"19000000000000000{number:02}",
        "created_at": day,
        "full_text": f"{CANARY} {number}",
        "favorite_count": "3",
        "retweet_count": "1",
        "lang": "en",
    }
    return {"tweet": told | more}


def javascript(name: str, value: Any, part: int = 0) -> str:
    return f"window.YTD.{name}.part{part} = " + json.dumps(value, indent=1)


def x_files() -> dict[str, str]:
    about = {"accountId": "42", "username": "ada_invented", "email": f"{CANARY}@example.org"}
    answer = {"in_reply_to_user_id_str": "7", "in_reply_to_screen_name": CANARY}
    tweets = [
        tweet(1, "Mon Mar 03 08:00:00 +0000 2025"),
        tweet(2, "Tue Mar 04 23:30:00 +0000 2025", **answer, in_reply_to_status_id_str="99"),
        tweet(3, "Wed Mar 05 08:00:00 +0000 2025", in_reply_to_user_id_str="42"),
        tweet(
            4,
            "Thu Mar 06 08:00:00 +0000 2025",
            full_text=f"RT @{CANARY}: words of somebody else",
            retweet_count="4711",
        ),
    ]
    later = [tweet(5, "Mon Mar 10 08:00:00 +0000 2025", favorite_count="100")]
    return {
        "data/account.js": javascript("account", [{"account": about}]),
        "data/tweets.js": javascript("tweets", tweets),
        "data/tweets-part1.js": javascript("tweets", later, part=1),
        "data/direct-messages.js": javascript("direct_messages", [{"text": CANARY}]),
        "data/follower.js": javascript("follower", [{"follower": {"accountId": CANARY}}]),
    }


def activity(number: int, *, to: list[str], cc: list[str], **note: Any) -> dict[str, Any]:
    home = "https://social.example/users/ada"
    told = {
        "id": f"{home}/statuses/{number}",
        "type": "Note",
        "inReplyTo": None,
        "published": f"2025-03-{number:02}T08:00:00Z",
        "content": f"<p>{CANARY}</p>",
    }
    return {
        "id": f"{home}/statuses/{number}/activity",
        "type": "Create",
        "actor": home,
        "published": f"2025-03-{number:02}T08:00:00Z",
        "to": to,
        "cc": cc,
        "object": told | note,
    }


def mastodon_files() -> dict[str, str]:
    home = "https://social.example/users/ada"
    everyone = "https://www.w3.org/ns/activitystreams#Public"
    followers, other = f"{home}/followers", f"https://social.example/users/{CANARY}"
    items = [
        activity(3, to=[everyone], cc=[followers]),
        activity(4, to=[followers], cc=[everyone, other], inReplyTo=f"{other}/statuses/9"),
        activity(5, to=[followers], cc=[], inReplyTo=f"{home}/statuses/3"),
        activity(6, to=[other], cc=[]),
        activity(7, to=[everyone], cc=[other])
        | {"type": "Announce", "object": f"{other}/statuses/8"},
        activity(8, to=[everyone], cc=[]) | {"type": "Update"},
    ]
    start = '{"@context":"https://www.w3.org/ns/activitystreams","type":"OrderedCollection",'
    outbox = f'{start}"orderedItems":[],"orderedItems":{json.dumps(items)}}}'
    actor = {"id": home, "type": "Person", "preferredUsername": "ada", "name": CANARY}
    return {"actor.json": json.dumps(actor), "outbox.json": outbox}


def linkedin_files() -> dict[str, str]:
    header = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility"
    link = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A"
    shares = [
        f'2025-03-03 08:00:00,{link}1,"{CANARY}""\n""""\n""third line",,"",MEMBER_NETWORK',
        f"2025-03-10 23:59:59,{link}2,{CANARY},https://example.org/{CANARY},,PUBLIC",
    ]
    people = f"Notes:\n\nFirst Name,Last Name,Email Address\n{CANARY},Invented,x@example.org\n"
    return {"Shares.csv": "\n".join([header, *shares]) + "\n", "Connections.csv": people}


FOLDERS = {
    "x_archive": x_files,
    "mastodon_archive": mastodon_files,
    "linkedin_export": linkedin_files,
}


def as_folder(target: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    return target


def as_zip(target: Path, files: dict[str, str], below: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{below}{name}", text)
    return target


def _fixtures(folder: Path) -> None:
    from vesica.evidence.reduced import written
    from vesica.evidence.reducing import reduce

    for name, files in FOLDERS.items():
        as_folder(folder / name, files())
    (folder / "bluesky.car").write_bytes(car(bluesky_records()))
    found = reduce(folder / "x_archive")
    text = written("E001", found.platform, 1, found.plain())
    (folder / "reduced.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _fixtures(Path(__file__).parents[2] / "fixtures" / "evidence")
