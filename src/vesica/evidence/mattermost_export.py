"""Mattermost bulk export: one JSON object per line, messages with their answers inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from vesica.evidence.mattermost_talks import Talks
from vesica.evidence.messages_csv import Messages
from vesica.evidence.reader import Dropped, Event, Excluded
from vesica.evidence.records import RecordReader, Row, record, wrong
from vesica.evidence.shapes import objects
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.settings import EvidenceSettings

__all__ = ["MattermostExport"]

_POSTS = {"post", "direct_post"}
_FIX = "leave out everything that is no object of a bulk export"


class MattermostExport(RecordReader, Messages):
    """Messages in channels and between people; what they say is not looked at."""

    name = "mattermost"
    labels = {  # noqa: RUF012
        "sender_id": "user",
        "recipient_id": "channel members",
        "time": "create_at",
        "channel": "=chat",
        "message_id": "channel, user and create_at",
        "thread_id": "post",
        "in_reply_to": "post of a reply",
        "audience_size": "number of members",
    }

    def sniff(self, source: Source) -> float:
        """The first line gives the version, or lines have a type and an object of that name."""
        if source.shape != "json":
            return 0.0
        text = "".join(source.text[:4096].split())
        if text.startswith('{"type":"version","version":'):
            return 0.95
        named = any(f'{{"type":"{t}","{t}":{{' in text for t in ("post", "user", "direct_post"))
        return 0.9 if named else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Messages; lines about users, teams and channels are no messages."""
        export = Talks(settings.broadcast_recipients)
        texts = 0
        for found in values(source):
            kind, thing = _object(found.value)
            if found.fault or thing is None:
                fault = found.fault or "not an object of a bulk export"
                yield wrong(found.line, "", fault, _FIX)
                continue
            if kind not in _POSTS:
                export.know(kind, thing)
                yield Excluded(basis="describes users, teams or channels", rows=1)
                continue
            talk = export.talk(thing)
            replies = objects(thing.get("replies"))
            for post in (thing, *replies):
                yield record(found.line, partial(export.row, post, thing, talk))
                texts += "message" in post
        if texts:
            yield Dropped(column="message", cells=texts)


def _object(value: Any) -> tuple[str, dict[str, Any] | None]:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return "", None
    kind = value["type"]
    thing = value.get(kind, {})
    if isinstance(thing, dict):
        return kind, thing
    return kind, None if kind in _POSTS else {}
