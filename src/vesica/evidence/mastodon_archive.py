"""The archive that a Mastodon server gives its members: an outbox of activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vesica.evidence.collect import Collector, Skip, Wrong
from vesica.evidence.own_account import account, part, placed, post
from vesica.evidence.reader import ColumnMapping, Event
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.settings import EvidenceSettings

__all__ = ["MastodonArchive"]

_ITEMS = "orderedItems"
_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")


class MastodonArchive:
    """``outbox.json``, and ``actor.json`` for the name of the account.

    Servers write the key ``orderedItems`` twice, empty first: the last one counts. What was
    sent to people by name only is left out. Likes and boosts received are not in the archive:
    their counts are unknown, which is not 0.
    """

    name = "mastodon_archive"
    tables = ("posts", "accounts")

    def sniff(self, source: Source) -> float:
        """An outbox and an actor, or an outbox itself."""
        if source.shape == "container":
            outbox, actor = part(source, "outbox.json"), part(source, "actor.json")
            return 0.95 if outbox and actor else 0.0
        words = ('"OrderedCollection"', f'"{_ITEMS}"')
        fits = source.shape == "json" and all(word in source.text for word in words)
        return 0.95 if fits else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """The format says where everything is."""
        return ColumnMapping()

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One activity, one row."""
        about, outbox = part(source, "actor.json"), part(source, "outbox.json")
        if about is not None:
            yield from _account(about)
        rows = _rows(outbox or source, settings)
        yield from placed(outbox.name, rows) if outbox else rows


def _rows(source: Source, settings: EvidenceSettings) -> Iterator[Event]:
    rows = Collector("posts", settings, source.latest)
    for found in values(source, _ITEMS, repeated=_ITEMS):
        yield from rows.add(found, _row)
    yield from rows.finish()


def _account(source: Source) -> Iterator[Event]:
    actor = next((found.value for found in values(source)), None)
    if isinstance(actor, dict) and isinstance(actor.get("preferredUsername"), str):
        server = str(actor.get("id")).split("/")[2:3]
        yield account("Mastodon", "@".join([actor["preferredUsername"], *server]))


def _row(value: Any) -> dict[str, str | None]:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise Wrong("type", "not an activity", "leave out everything that is no activity")
    if value["type"] not in {"Create", "Announce"}:
        raise Skip("not a post")
    if _direct(value):
        raise Skip("direct message")
    if value["type"] == "Announce":
        return _post(value.get("id"), value.get("published"), "share", None)
    note = value.get("object")
    if not isinstance(note, dict):
        raise Wrong("object", "a post that is not in the archive", "download the archive again")
    above = note.get("inReplyTo")
    own = isinstance(above, str) and above.startswith(f"{value.get('actor')}/")
    answers = above is not None and not own
    published = note.get("published", value.get("published"))
    kind = "reply" if answers else "post"
    return _post(note.get("id"), published, kind, above if answers else None)


def _post(key: Any, time: Any, kind: str, above: Any) -> dict[str, str | None]:
    for name, cell in (("id", key), ("published", time), ("inReplyTo", above)):
        if not isinstance(cell, str | None):
            raise Wrong(name, "not text", "correct the activity there")
    return post(post_id=key, platform="Mastodon", time=time, kind=kind, in_reply_to=above)


def _direct(value: Mapping[str, Any]) -> bool:
    """Whether neither everyone nor the followers are among the addressees."""
    told = [value.get("to"), value.get("cc")]
    lists = (cell if isinstance(cell, list) else [cell] for cell in told)
    addressees = [str(one) for cells in lists for one in cells if one is not None]
    return not any(one in _PUBLIC or one.endswith("/followers") for one in addressees)
