"""Slack export, as a zip or unpacked: who wrote when in which channel, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any

from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.conversation import Conversation
from vesica.evidence.messages_csv import Messages
from vesica.evidence.reader import Dropped, Event
from vesica.evidence.records import RecordReader, Row, aliases, record, wrong
from vesica.evidence.shapes import text
from vesica.evidence.slack_lists import LISTS, channels_of, people_of, root_of
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.settings import EvidenceSettings

__all__ = ["SlackExport"]

_DAY = re.compile(r"[^/]+/\d{4}-\d{2}-\d{2}\.json")
_BY_PEOPLE = {None, "thread_broadcast", "reply_broadcast", "me_message", "file_share"}
_FIX = "correct the JSON there"


class SlackExport(RecordReader, Messages):
    """Messages by people. Text, files and their addresses are not looked at.

    Slack says who is in a channel now, not who was: the members of today are taken as those
    who could read it.
    """

    name = "slack"
    labels = {  # noqa: RUF012
        "sender_id": "user",
        "recipient_id": "members",
        "time": "ts",
        "channel": "=chat",
        "message_id": "channel and ts",
        "thread_id": "channel and thread_ts",
        "in_reply_to": "thread_ts",
        "audience_size": "number of members",
    }

    def sniff(self, source: Source) -> float:
        """A container with lists of users and channels, and a file for every day."""
        if source.shape != "container":
            return 0.0
        root = root_of(source)
        names = set(source.container.members)
        listed = any(root + name in names for name in LISTS)
        return 0.95 if root + "users.json" in names and listed else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Messages, channel by channel and day by day."""
        root = root_of(source)
        keys = people_of(source, root)
        yield aliases((key, own) for own, key in keys.items() if key != own)
        channels = channels_of(source, root, keys)
        days = [m for m in source.container.members if _DAY.fullmatch(m.removeprefix(root))]
        texts = 0
        for folder, members in groupby(days, lambda m: m.removeprefix(root).split("/")[0]):
            told = Conversation(channels.get(folder, ()), settings.broadcast_recipients)
            for member in members:
                for found in values(source.member(member)):
                    if found.fault:
                        yield wrong(found.line, "", found.fault, _FIX, member)
                        continue
                    make = partial(_row, found.value, folder, told, keys)
                    yield record(found.line, make, member)
                    texts += isinstance(found.value, dict) and "text" in found.value
        if texts:
            yield Dropped(column="text", cells=texts)


def _row(
    value: Any, channel: str, told: Conversation, keys: dict[str, str]
) -> dict[str, str | None]:
    if not isinstance(value, dict) or value.get("type") != "message":
        raise Wrong("", "not a message", "leave out everything that is no message")
    if value.get("subtype") == "bot_message" or value.get("bot_id"):
        raise Skip("written by a bot")
    if value.get("subtype") not in _BY_PEOPLE:
        raise Skip("a notice of the system")
    user, time, thread = (text(value, name) for name in ("user", "ts", "thread_ts"))
    if user is None or time is None:
        raise Wrong("user" if time else "ts", "empty", "export the channel again")
    if user not in keys:
        raise Skip("written by a bot or somebody who is not in users.json")
    reply = thread if thread != time else None
    heard = told.say(
        keys[user], thread=thread, answers=keys.get(text(value, "parent_user_id") or "")
    )
    return heard | {
        "sender_id": keys[user],
        "time": time,
        "message_id": f"slack {channel} {time}",
        "thread_id": thread and f"slack {channel} {thread}",
        "in_reply_to": reply and f"slack {channel} {reply}",
    }
