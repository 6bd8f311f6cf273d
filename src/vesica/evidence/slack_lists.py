"""Lists in a Slack export: its people, and the members of its channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vesica.evidence.conversation import Conversation
from vesica.evidence.shapes import an_object, text
from vesica.evidence.source import Source
from vesica.evidence.statements import values

__all__ = ["LISTS", "channels_of", "people_of", "root_of"]

LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
"""Public channels, private ones, and messages among several people and between two."""
_BOT = "USLACKBOT"


def root_of(source: Source) -> str:
    """Folder of the export within the container."""
    found = (m for m in source.container.members if m.split("/")[-1] == "users.json")
    return min(found, key=lambda m: m.count("/"), default="").removesuffix("users.json")


def _objects(source: Source, member: str) -> Iterator[dict[str, Any]]:
    if member in source.container.members:
        for found in values(source.member(member)):
            if isinstance(found.value, dict):
                yield found.value


def people_of(source: Source, root: str) -> dict[str, str]:
    """E-mail address, or else the id, of everybody by id; bots are nobody."""
    keys: dict[str, str] = {}
    for user in _objects(source, root + "users.json"):
        own = text(user, "id")
        if own and own != _BOT and not user.get("is_bot"):
            keys[own] = text(an_object(user.get("profile")), "email") or own
    return keys


def channels_of(source: Source, root: str, keys: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Members of every channel, by the names that its folder may have."""
    members: dict[str, tuple[str, ...]] = {}
    for channel in (c for name in LISTS for c in _objects(source, root + name)):
        people = Conversation.named(channel.get("members"), keys)
        members |= dict.fromkeys(
            filter(None, (text(channel, "id"), text(channel, "name"))), people
        )
    return members
