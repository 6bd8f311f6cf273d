"""An archive reduced to a few counts, on the machine of the person whose it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from vesica.errors import UnreadableFileError, UsageError
from vesica.evidence.compute import pc
from vesica.evidence.own_account import ARCHIVES
from vesica.evidence.reader import Chunk, Problems
from vesica.evidence.reading import Reading, reading
from vesica.evidence.reduced import COUNTS, KINDS
from vesica.settings import EvidenceSettings

__all__ = ["WEEKS", "CountedPost", "Reduction", "Week", "reduce", "rounded"]

WEEKS = 52
"""Weeks before the newest post that are counted; what is older has no bearing on a result."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CountedPost:
    """What leaves of one post: its day (UTC), its kind, and rounded counts where known."""

    day: date
    kind: str
    audience: int | None
    reactions: int | None
    replies: int | None
    shares: int | None

    def plain(self) -> dict[str, str | int | None]:
        """The post as it stands in the file."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return {"day": self.day.isoformat(), "kind": self.kind, **counts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many posts, replies and shares were made in the week from that Monday."""

    first_day: date
    posts: int
    replies: int
    shares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What would leave of an archive.

    Parameters
    ----------
    kind : str
        Kind of archive.
    platform : str
        Where the account is.
    posts : tuple of CountedPost
        Posts of the last :data:`WEEKS` weeks before the newest one.
    older : int
        Posts before that, which stay behind.
    unread : int
        Records that could not be read, which stay behind.
    """

    kind: str
    platform: str
    posts: tuple[CountedPost, ...]
    older: int
    unread: int

    def weeks(self) -> tuple[Week, ...]:
        """The same posts, counted by week and kind; weeks without any are left out."""
        made = Counter((p.day - timedelta(p.day.weekday()), p.kind) for p in self.posts)
        return tuple(
            Week(
                first_day=monday,
                posts=made[monday, "post"],
                replies=made[monday, "reply"],
                shares=made[monday, "share"],
            )
            for monday in sorted({monday for monday, _ in made})
        )

    def plain(self) -> list[dict[str, str | int | None]]:
        """Posts as they stand in the file."""
        return [p.plain() for p in self.posts]


def rounded(count: int | None) -> int | None:
    """The nearest of 0, 1, 2, 4, 8, … by ratio: what comes back is judged on that scale."""
    return count if not count or count < 0 else 2 ** round(math.log2(count))


def reduce(path: Path) -> Reduction:
    """Read an archive, and keep only what :class:`CountedPost` has; nothing is written.

    Raises
    ------
    UsageError
        If the file is not the archive of one account.
    UnreadableFileError
        If no post is in it.
    """
    settings = EvidenceSettings()
    with reading(path, settings=settings, as_kind=None, column_map=None, read=True) as read:
        kind = read.recognition.kind
        if kind not in ARCHIVES:
            raise UsageError(
                f"{path.name}: this is '{kind}', not the archive of an account.",
                hint=f"'vesica reduce' takes {', '.join(ARCHIVES)}; give everything else to"
                " 'vesica import'.",
            )
        return _reduced(path.name, read)


def _reduced(name: str, read: Reading) -> Reduction:
    found: list[CountedPost] = []
    platform, unread, why = "", 0, ""
    for event in read.events():
        if isinstance(event, Chunk) and event.table == "posts":
            platform = event.batch.column("platform")[0].as_py()
            found.extend(_counted(event.batch))
        elif isinstance(event, Problems):
            unread += event.batch.num_rows
            first = event.batch.slice(0, 1).to_pylist()[0]
            why = why or f" Line {first['line']}, {first['column']}: {first['reason']}."
    if not found:
        raise UnreadableFileError(
            f"{name}: there is no post in it that could be counted.{why}",
            hint="Download the archive again, with your posts.",
        )
    begin = max(p.day for p in found) - timedelta(weeks=WEEKS) + timedelta(days=1)
    kept = [p for p in found if p.day >= begin]
    return Reduction(
        kind=read.recognition.kind,
        platform=platform,
        posts=tuple(sorted(kept, key=_in_order)),
        older=len(found) - len(kept),
        unread=unread,
    )


def _in_order(post: CountedPost) -> tuple[date, int, list[int]]:
    """By content alone: the order in which they were written stays behind."""
    counts = [-1 if (n := getattr(post, name)) is None else n for name in COUNTS]
    return post.day, KINDS.index(post.kind), counts


def _counted(batch: pa.RecordBatch) -> Iterator[CountedPost]:
    days = pc.cast(batch.column("time"), pa.date32()).to_pylist()
    counts = {
        name: batch.column(name).to_pylist() if name in batch.schema.names else [None] * len(days)
        for name in COUNTS
    }
    kinds = batch.column("kind").to_pylist()
    for at, (day, kind) in enumerate(zip(days, kinds, strict=True)):
        yield CountedPost(day=day, kind=kind, **{n: rounded(c[at]) for n, c in counts.items()})
