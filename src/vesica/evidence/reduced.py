"""What a person hands over of a personal account: counts by day, in a file of their own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from vesica.errors import UnreadableFileError
from vesica.evidence.collect import Collector, Wrong
from vesica.evidence.own_account import REDUCED
from vesica.evidence.reader import ColumnMapping, Event
from vesica.evidence.source import Source
from vesica.evidence.statements import Value, values
from vesica.schema import PERSONAL
from vesica.settings import EvidenceSettings

__all__ = ["COUNTS", "KINDS", "Reduced", "written"]

FORMAT, VERSION = "vesica-reduced", 1
KINDS = ("post", "reply", "share")
COUNTS = ("audience", "reactions", "replies", "shares")

_KEYS = {"format", "version", "employee", "platform", "account", "posts", "sha256"}
_POST = {"day", "kind", *COUNTS}


def written(
    employee: str, platform: str, account: int, posts: list[dict[str, str | int | None]]
) -> str:
    """Text of a file: one line for each post, and the hash of everything else at the end."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "employee": employee,
        "platform": platform,
        "account": account,
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in told.items()]
    rows = ",\n".join("  " + json.dumps(row) for row in posts)
    seal = json.dumps(_hash(told | {"posts": posts}))
    return "\n".join(["{", *lines, ' "posts": [', rows, " ],", f' "sha256": {seal}', "}"]) + "\n"


def _hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document without its hash, with sorted keys and no blanks."""
    told = {key: value for key, value in document.items() if key != "sha256"}
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class Reduced:
    """Files that ``vesica reduce`` wrote, and nobody changed since."""

    name = REDUCED
    tables = ("posts",)

    def sniff(self, source: Source) -> float:
        """The name of the format stands at the beginning."""
        start = source.text[:400] if source.shape == "json" else ""
        return 0.95 if f'"{FORMAT}"' in start else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """The format says where everything is."""
        return ColumnMapping()

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One post, one row; posts are numbered from 1 within the file.

        A post is named by person, account, day and its number on that day, so that a later
        file of the same account replaces it, and nothing leads to the post itself.
        """
        document = _checked(source)
        on_day: dict[str, int] = {}
        rows = Collector("posts", settings, source.latest)
        for number, told in enumerate(document["posts"], start=1):
            day = str(told.get("day")) if isinstance(told, dict) else ""
            on_day[day] = on_day.get(day, 0) + 1
            name = f"{document['employee']} {document['account']} {day} {on_day[day]}"
            found = Value(number, (document, told, name))
            yield from rows.add(found, _row)
        yield from rows.finish()


def _checked(source: Source) -> dict[str, Any]:
    found = next(iter(values(source)), Value(1, fault="nothing is in it"))
    document, fault, column = found.value, found.fault, ""
    if not fault and not (isinstance(document, dict) and set(document) == _KEYS):
        fault = f"it does not have the parts {', '.join(sorted(_KEYS))}, and no others"
    if not fault and document["version"] != VERSION:
        column, fault = "version", f"it is of another version than {VERSION}"
    if not fault and document["sha256"] != _hash(document):
        column, fault = "sha256", "it was changed after it was written"
    if not fault and not isinstance(document["posts"], list):
        column, fault = "posts", "it has no list of posts"
    if not fault:
        return document
    where = f", column '{column}'" if column else ""
    raise UnreadableFileError(
        f"{source.name}: line {found.line}{where}: {fault}.",
        hint="Run 'vesica reduce' again on the archive, and hand over the new file unchanged.",
    )


def _row(value: tuple[dict[str, Any], Any, str]) -> dict[str, str | None]:
    document, told, name = value
    fix = "make the file again with 'vesica reduce'"
    if not isinstance(told, dict) or set(told) != _POST:
        raise Wrong("posts", f"not a post with {', '.join(sorted(_POST))}", fix)
    if told["kind"] not in KINDS:
        raise Wrong("kind", "not a known word", f"{fix}; it knows {', '.join(KINDS)}")
    counts = {key: None if told[key] is None else str(told[key]) for key in COUNTS}
    return {
        "post_id": name,
        "person_id": str(document["employee"]),
        "platform": f"{document['platform']}{PERSONAL}",
        "time": f"{told['day']}T12:00:00+00:00",
        "kind": told["kind"],
        **counts,
    }
