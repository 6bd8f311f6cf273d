"""Headers of mail: the few that say who wrote to whom and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["Headers", "addresses", "headers_of", "sent_at", "text_of"]

Headers = dict[str, list[str]]
"""Values of each header by its name in small letters, from top to bottom."""

_FOLD = re.compile(r"\r?\n[ \t]+")
_LIST = """
from to cc date message-id in-reply-to references received auto-submitted list-id precedence
subject
"""
_WANTED = frozenset(_LIST.split())
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)')


def headers_of(raw: bytes) -> Headers:
    """Those that are needed, without the breaks in long ones."""
    found: Headers = {}
    for line in _FOLD.sub(" ", raw.decode("utf-8", "replace")).splitlines():
        name, colon, value = line.partition(":")
        if colon and (key := name.lower()) in _WANTED:
            found.setdefault(key, []).append(value.strip())
    return found


def text_of(headers: Headers, *names: str) -> str:
    """Values of these headers in one line."""
    return ", ".join(value for name in names for value in headers.get(name, ()))


def addresses(headers: Headers, *names: str) -> list[str]:
    """Addresses, each once; names, comments and names of groups are left out."""
    plain = _QUOTED.sub(" ", text_of(headers, *names))
    parts = (re.sub(r"^.*[<:]|>.*$", "", part).strip() for part in re.split(r"[,;]", plain))
    whole = (part for part in parts if part.count("@") == 1 and " " not in part)
    return list(dict.fromkeys(part.casefold() for part in whole))


def sent_at(headers: Headers) -> str | None:
    """When it was written, or else when it arrived, with the offset from UTC."""
    arrived = headers.get("received", [""])[0].rpartition(";")[2]
    for text in (text_of(headers, "date"), arrived):
        try:
            moment = parsedate_to_datetime(text)
            known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if known > datetime(1971, 1, 1, tzinfo=UTC):
                return known.isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
