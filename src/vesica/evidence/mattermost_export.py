"""Mattermost bulk export: one JSON object per line, messages with their answers inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.conversation import Conversation
from vesica.evidence.messages_csv import Messages
from vesica.evidence.reader import Dropped, Event, Excluded
from vesica.evidence.records import RecordReader, Row, record, wrong
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
        export = _Export(settings.broadcast_recipients)
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
            replies = _dicts(thing.get("replies"))
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


def _dicts(value: Any) -> list[dict[str, Any]]:
    """Elements of a list that may be null; what is no object is an empty one."""
    listed = value if isinstance(value, list) else []
    return [element if isinstance(element, dict) else {} for element in listed]


@dataclass(slots=True)
class _Export:
    """What the lines so far have said about people and channels."""

    limit: int
    keys: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=set)
    members: dict[str, dict[str, None]] = field(default_factory=dict)

    def know(self, kind: str, thing: dict[str, Any]) -> None:
        """Take in a user with the channels that it is in, or a bot."""
        name, address = thing.get("username"), thing.get("email")
        if kind == "bot" and isinstance(name, str):
            self.bots.add(name)
        elif kind == "user" and isinstance(name, str):
            self.keys[name] = key = address if isinstance(address, str) and address else name
            for team in _dicts(thing.get("teams")):
                for channel in _dicts(team.get("channels")):
                    place = f"{team.get('name')} {channel.get('name')}"
                    self.members.setdefault(place, {})[key] = None

    def talk(self, post: dict[str, Any]) -> Conversation:
        """Who hears a message and its answers."""
        direct = post.get("channel_members")
        if isinstance(direct, list):
            known = {m: self.keys.get(m, m) for m in direct if isinstance(m, str)}
            return Conversation(Conversation.named(direct, known), self.limit)
        return Conversation(tuple(self.members.get(_place(post), ())), self.limit)

    def row(
        self, post: dict[str, Any], top: dict[str, Any], talk: Conversation
    ) -> dict[str, str | None]:
        """One message: the top one, or an answer to it."""
        user, time = post.get("user"), post.get("create_at")
        if not isinstance(user, str) or not isinstance(time, int):
            column = "create_at" if isinstance(user, str) else "user"
            raise Wrong(column, "empty or of another type", "export the channel again")
        if str(post.get("type") or "").startswith("system_"):
            raise Skip("a notice of the system")
        if user in self.bots or _by_machine(post.get("props")):
            raise Skip("written by a bot")
        sender, place = self.keys.get(user, user), _place(top)
        first = f"mattermost {place} {top.get('user')} {top.get('create_at')}"
        return talk.say(sender, thread=first) | {
            "sender_id": sender,
            "time": str(time),
            "message_id": f"mattermost {place} {user} {time}",
            "thread_id": first,
            "in_reply_to": None if post is top else first,
        }


def _place(post: dict[str, Any]) -> str:
    direct = post.get("channel_members")
    if isinstance(direct, list):
        return " ".join(sorted(str(member) for member in direct))
    return f"{post.get('team')} {post.get('channel')}"


def _by_machine(props: Any) -> bool:
    told = props if isinstance(props, dict) else {}
    return any(str(told.get(key)).lower() == "true" for key in ("from_bot", "from_webhook"))
