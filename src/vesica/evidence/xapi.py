"""Experience API statements: who learned what, by doing or by reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vesica.evidence.collect import Collector, Skip, Wrong
from vesica.evidence.reader import ColumnMapping, Event
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.settings import EvidenceSettings

__all__ = ["XApi"]

_DOING_WORDS = """
performed practiced practised applied built created simulated attempted posted taught
presented interacted played solved answered submitted demonstrated mentored shared exercised
published drafted
"""
_DOING = frozenset(_DOING_WORDS.split())
_READING_WORDS = """
read viewed watched experienced launched opened attended listened consumed browsed
visited saw
"""
_READING = frozenset(_READING_WORDS.split())
_DOING_TYPES = ("simulation", "performance", "assessment", "interaction", "project", "exercise")
_READING_TYPES = ("article", "media", "video", "book", "document", "file", "lesson", "webpage")
_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_SECONDS = (604800, 86400, 3600, 60, 1)


class XApi:
    """Statements as a JSON array, a ``statements`` document, or one per line."""

    name = "xapi"
    tables = ("learning",)

    def sniff(self, source: Source) -> float:
        """Statements have an actor, a verb and an object."""
        if source.shape != "json":
            return 0.0
        seen = all(f'"{word}"' in source.text for word in ("actor", "verb", "object"))
        return 0.9 if seen else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """The format says where everything is."""
        return ColumnMapping()

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One statement, one row."""
        rows = Collector("learning", settings, source.latest)
        for found in values(source, "statements"):
            yield from rows.add(found, _row)
        yield from rows.finish()


def _row(value: Any) -> dict[str, str | None]:
    if isinstance(value, dict) and isinstance(value.get("statement"), dict):
        value = value["statement"]
    if not isinstance(value, dict) or "actor" not in value:
        raise Wrong("", "not a statement", "leave out everything that is no xAPI statement")
    verb = _verb(value.get("verb"))
    if verb == "voided":
        raise Skip("voids another statement")
    result, thing = _object(value.get("result")), _object(value.get("object"))
    score = _object(result.get("score"))
    return {
        "person_id": _actor(value["actor"]),
        "verb": verb,
        "activity": _text(thing.get("id")),
        "mode": _mode(verb, thing, value, result),
        "time": _text(value.get("timestamp")) or _text(value.get("stored")),
        "duration_seconds": _duration(result.get("duration")),
        "score": None if score.get("scaled") is None else str(score["scaled"]),
    }


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _actor(actor: Any) -> str | None:
    if not isinstance(actor, dict):
        return None
    if actor.get("objectType") == "Group":
        raise Skip("done by a group")
    keys = (
        _first(actor.get("mbox")),
        _object(actor.get("account")).get("name"),
        _first(actor.get("openid")),
        actor.get("mbox_sha1sum"),
    )
    return next((key for key in keys if _text(key)), None)


def _verb(verb: Any) -> str | None:
    name = verb.get("id") if isinstance(verb, dict) else verb
    if not _text(name):
        return None
    return re.split(r"[/#:]", name.rstrip("/#"))[-1].lower()


def _mode(verb: str | None, thing: Any, value: Any, result: Any) -> str | None:
    definition = _object(thing.get("definition"))
    for holder in (_object(value.get("context")), result, definition):
        for key, told in _object(holder.get("extensions")).items():
            if key.rstrip("/").endswith("mode") and told in ("doing", "reading"):
                return told
    kind = str(definition.get("type", "")).lower()
    if verb in _DOING or kind.endswith(_DOING_TYPES):
        return "doing"
    if verb in _READING or kind.endswith(_READING_TYPES):
        return "reading"
    return None


def _duration(value: Any) -> str | None:
    found = _DURATION.fullmatch(value) if _text(value) else None
    if not found:
        return None
    parts = zip(found.groups(), _SECONDS, strict=True)
    return str(round(sum(float(n) * s for n, s in parts if n)))
