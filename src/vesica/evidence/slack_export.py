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
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.settings import EvidenceSettings

__all__ = ["SlackExport"]

_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_DAY = re.compile(r"[^/]+/\d{4}-\d{2}-\d{2}\.json")
_BY_PEOPLE = {None, "thread_broadcast", "reply_broadcast", "me_message", "file_share"}
_BOT = "USLACKBOT"
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
        root = _root(source)
        names = set(source.container.members)
        listed = any(root + name in names for name in _LISTS)
        return 0.95 if root + "users.json" in names and listed else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Messages, channel by channel and day by day."""
        root = _root(source)
        keys = _people(source, root)
        yield aliases((key, own) for own, key in keys.items() if key != own)
        channels = _channels(source, root, keys)
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


def _root(source: Source) -> str:
    """Folder of the export within the container."""
    found = (m for m in source.container.members if m.split("/")[-1] == "users.json")
    return min(found, key=lambda m: m.count("/"), default="").removesuffix("users.json")


def _objects(source: Source, member: str) -> Iterator[dict[str, Any]]:
    if member in source.container.members:
        for found in values(source.member(member)):
            if isinstance(found.value, dict):
                yield found.value


def _people(source: Source, root: str) -> dict[str, str]:
    """E-mail address, or else the id, of everybody by id; bots are nobody."""
    keys: dict[str, str] = {}
    for user in _objects(source, root + "users.json"):
        own, profile = user.get("id"), user.get("profile")
        if isinstance(own, str) and own != _BOT and not user.get("is_bot"):
            address = profile.get("email") if isinstance(profile, dict) else None
            keys[own] = address if isinstance(address, str) and address else own
    return keys


def _channels(source: Source, root: str, keys: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Members of every channel, by the names that its folder may have."""
    members: dict[str, tuple[str, ...]] = {}
    for channel in (c for name in _LISTS for c in _objects(source, root + name)):
        people = Conversation.named(channel.get("members"), keys)
        for folder in (channel.get("id"), channel.get("name")):
            if isinstance(folder, str):
                members[folder] = people
    return members


def _row(
    value: Any, channel: str, told: Conversation, keys: dict[str, str]
) -> dict[str, str | None]:
    if not isinstance(value, dict) or value.get("type") != "message":
        raise Wrong("", "not a message", "leave out everything that is no message")
    if value.get("subtype") == "bot_message" or value.get("bot_id"):
        raise Skip("written by a bot")
    if value.get("subtype") not in _BY_PEOPLE:
        raise Skip("a notice of the system")
    user, time = value.get("user"), value.get("ts")
    if not isinstance(user, str) or not isinstance(time, str):
        raise Wrong("user" if isinstance(time, str) else "ts", "empty", "export the channel again")
    if user not in keys:
        raise Skip("written by a bot or somebody who is not in users.json")
    thread = value.get("thread_ts")
    thread = thread if isinstance(thread, str) else None
    reply = thread if thread != time else None
    heard = told.say(keys[user], thread=thread, answers=keys.get(value.get("parent_user_id", "")))
    return heard | {
        "sender_id": keys[user],
        "time": time,
        "message_id": f"slack {channel} {time}",
        "thread_id": thread and f"slack {channel} {thread}",
        "in_reply_to": reply and f"slack {channel} {reply}",
    }
