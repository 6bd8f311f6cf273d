"""The archive that X gives its members: posts with the counts of what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vesica.evidence.collect import Collector, Wrong
from vesica.evidence.own_account import account, part, placed, post
from vesica.evidence.reader import ColumnMapping, Event
from vesica.evidence.source import Source
from vesica.evidence.statements import elements
from vesica.settings import EvidenceSettings

__all__ = ["XArchive"]

_POSTS = re.compile(r"(?:^|/)data/tweets?(?:-part\d+)?\.js$")
_WRAPPER = re.compile(r"\s*window\.YTD\.tweets?\.part\d+\s*=\s*\[")
_STAMP = re.compile(r"\w{3} (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})")
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES.split(), start=1)}


class XArchive:
    """``data/tweets.js`` and its further parts; nothing else is opened but ``account.js``.

    Every file assigns an array to a name, counts are text, and the counts of a retweet are
    those of the post it passes on, so they are left out. Messages, likes, followers and what
    was deleted are never read.
    """

    name = "x_archive"
    tables = ("posts", "accounts")

    def sniff(self, source: Source) -> float:
        """A ``tweets.js`` in its folder, or the file itself by the name that it assigns."""
        if source.shape == "container":
            return 0.95 if any(map(_POSTS.search, source.container.members)) else 0.0
        return 0.95 if _WRAPPER.match(source.text) else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """The format says where everything is."""
        return ColumnMapping()

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One post, one row."""
        own: dict[str, Any] = {}
        about = part(source, "data/account.js")
        if about is not None:
            own = next((_inner(found.value, "account") for found in elements(about)), {})
        if own.get("username"):
            yield account("X", str(own["username"]))
        if source.shape != "container":
            yield from _posts(source, own, settings)
            return
        for name in filter(_POSTS.search, source.container.members):
            yield from placed(name, _posts(source.member(name), own, settings))


def _posts(source: Source, own: Mapping[str, Any], settings: EvidenceSettings) -> Iterator[Event]:
    rows = Collector("posts", settings, source.latest)
    for found in elements(source):
        yield from rows.add(found, lambda value: _row(value, str(own.get("accountId"))))
    yield from rows.finish()


def _inner(value: Any, key: str) -> dict[str, Any]:
    inner = value.get(key, value) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _row(value: Any, own: str) -> dict[str, str | None]:
    tweet = _inner(value, "tweet")
    text = tweet.get("full_text", tweet.get("text"))
    if not isinstance(text, str):
        raise Wrong("full_text", "not a post of X", "leave out everything that is no post")
    passed_on = text.startswith("RT @") or "retweeted_status" in tweet
    to_whom = _told(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id")
    answers = to_whom is not None or "in_reply_to_status_id" in tweet
    answers = answers and to_whom != own
    return post(
        post_id=_told(tweet, "id_str", "id"),
        platform="X",
        time=_time(_told(tweet, "created_at")),
        kind="share" if passed_on else "reply" if answers else "post",
        reactions=None if passed_on else _told(tweet, "favorite_count"),
        shares=None if passed_on else _told(tweet, "retweet_count"),
        in_reply_to=_told(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id")
        if answers
        else None,
    )


def _told(tweet: Mapping[str, Any], *keys: str) -> str | None:
    found = next((tweet[key] for key in keys if tweet.get(key) is not None), None)
    if isinstance(found, dict | list):
        raise Wrong(keys[-1], "not one value", "correct the post there")
    return None if found is None else str(found)


def _time(stamp: str | None) -> str | None:
    found = _STAMP.fullmatch(stamp or "")
    if not found:
        return stamp
    month = _MONTHS.get(found[1], 0)
    return f"{found[5]}-{month:02}-{found[2]}T{found[3]}{found[4]}"
