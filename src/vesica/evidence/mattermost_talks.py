"""Channels of a Mattermost export: who is in them, and who hears what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.conversation import Conversation
from vesica.evidence.shapes import an_object, objects, text

__all__ = ["Talks"]


@dataclass(slots=True)
class Talks:
    """What the lines so far have said about people and channels."""

    limit: int
    keys: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=set)
    members: dict[str, dict[str, None]] = field(default_factory=dict)

    def know(self, kind: str, thing: dict[str, Any]) -> None:
        """Take in a user with the channels that it is in, or a bot."""
        name = text(thing, "username")
        if kind == "bot" and name:
            self.bots.add(name)
        elif kind == "user" and name:
            self.keys[name] = key = text(thing, "email") or name
            for team in objects(thing.get("teams")):
                for channel in objects(team.get("channels")):
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
    told = an_object(props)
    return any(str(told.get(key)).lower() == "true" for key in ("from_bot", "from_webhook"))
