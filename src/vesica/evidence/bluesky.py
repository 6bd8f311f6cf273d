"""The repository of a Bluesky account as a CAR file: its own records, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vesica.errors import UnreadableFileError
from vesica.evidence.car import Block, blocks, cid_text, decode
from vesica.evidence.collect import Collector, Wrong
from vesica.evidence.own_account import account, post
from vesica.evidence.reader import ColumnMapping, Event, problems
from vesica.evidence.source import Source
from vesica.evidence.statements import Value
from vesica.settings import EvidenceSettings

__all__ = ["BlueskyRepo"]

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_MARKS = (b"eroots\x81\xd8\x2a", b"gversion\x01")


class BlueskyRepo:
    """Posts and reposts of a repository; a post is named by the address of its content.

    Likes, follows and blocks are about other people and are passed over. What came back is
    kept on other servers: its counts are unknown, which is not 0.
    """

    name = "bluesky_repo"
    tables = ("posts", "accounts")

    def sniff(self, source: Source) -> float:
        """The header of a CAR file with one root."""
        if source.shape == "container":
            return 0.0
        start = source.head[:128]
        return 0.95 if all(mark in start for mark in _MARKS) else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """The format says where everything is."""
        return ColumnMapping()

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One record, one row; blocks are numbered from 1 behind the header."""
        did = _owner(source)
        if did:
            yield account("Bluesky", did)
        rows = Collector("posts", settings, source.latest)
        with source.open() as file:
            for number, block in enumerate(blocks(file, source.name)):
                if not block.cid or not (block.sound is False or b"app.bsky.feed." in block.data):
                    continue
                record = _record(block)
                if record is None:
                    fix = "download the repository again"
                    yield problems([number], "", f"the block at byte {block.at} is damaged", fix)
                elif record.get("$type") in {_POST, _REPOST}:
                    found = Value(number, (record, cid_text(block.cid), did))
                    yield from rows.add(found, _row)
        yield from rows.finish()


def _record(block: Block) -> dict[str, Any] | None:
    """Record of a block; nothing if the block is damaged."""
    try:
        value = decode(block.data) if block.sound else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _owner(source: Source) -> str | None:
    """Identifier of the account, from the commit that is the root."""
    with source.open() as file:
        found = blocks(file, source.name)
        try:
            roots = decode(next(found).data)["roots"]
        except (ValueError, KeyError, TypeError, StopIteration):
            raise UnreadableFileError(
                f"{source.name}: byte 0: the header of the archive is damaged.",
                hint="Download the repository again.",
            ) from None
        commit = next((block for block in found if [block.cid] == roots), None)
    record = _record(commit) if commit else None
    did = record.get("did") if record else None
    return did if isinstance(did, str) else None


def _row(value: tuple[dict[str, Any], str, str | None]) -> dict[str, str | None]:
    record, key, did = value
    time = record.get("createdAt")
    if not isinstance(time, str | None):
        raise Wrong("createdAt", "not text", "correct the record there")
    above = record.get("reply")
    parent = above.get("parent") if isinstance(above, dict) else None
    told = parent if isinstance(parent, dict) else {}
    answers = above is not None and not str(told.get("uri")).startswith(f"at://{did}/")
    kind = "share" if record["$type"] == _REPOST else "reply" if answers else "post"
    cid = told.get("cid")
    return post(
        post_id=key,
        platform="Bluesky",
        time=time,
        kind=kind,
        in_reply_to=cid if answers and isinstance(cid, str) else None,
    )
