"""Posts, one row each, as analytics and advocacy tools export them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from vesica.evidence.fields import Field, field_of
from vesica.evidence.reader import Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader
from vesica.evidence.twice import Twice
from vesica.schema import TABLES, DType

__all__ = ["Posts"]

_TABLE = TABLES["posts"]
_EXPORTED = (
    "exported at, export date, export time, exported, exported on, retrieved at, retrieved on,"
    " extracted at, snapshot date, snapshot time, as of, data as of, report date, last updated"
)


def _of(name: str, headers: str) -> Field:
    return field_of(_TABLE.column(name), *headers.split(", "))


class Posts(TabularReader):
    """Counts of posts; the text has no column to go to."""

    name = "posts"
    tables = ("posts",)
    fields = (
        _of(
            "post_id",
            "post, id, tweet id, status id, share link, permalink, url, post url,"
            " activity id, update id",
        ),
        _of(
            "person_id",
            "author, author id, person, employee id, employee, user, user id,"
            " account owner, posted by, advocate, email, member, profile",
        ),
        _of("platform", "network, channel, site"),
        _of(
            "time",
            "published at, posted at, created at, published, date, timestamp, datetime,"
            " post date, publish time, time posted, unix time",
        ),
        _of("kind", "type, post type, content type, format"),
        _of(
            "audience",
            "followers, follower count, members, subscribers, audience size, potential reach",
        ),
        _of("impressions", "views, times shown, reach, displays"),
        _of(
            "reactions",
            "likes, favorites, favourites, favorite count, like count, kudos, gefällt mir",
        ),
        _of("replies", "comments, comment count, reply count, kommentare"),
        _of("shares", "reposts, retweets, boosts, retweet count, repost count, reshares"),
        _of("clicks", "link clicks, url clicks, engagement clicks"),
        _of("in_reply_to", "reply to, in reply to id, parent id, in reply to status id"),
        Field(
            name="exported_at",
            dtype=DType.TIME,
            headers=tuple(_EXPORTED.split(", ")),
        ),
    )
    unlike = ("recipient", "recipientid", "nominee", "sender", "senderid", "to")
    ahead = ("post_id", "platform", "exported_at")

    def __init__(self) -> None:
        self._twice = Twice(key=("platform", "post_id"), newest="exported_at", what="post")

    def survey(self, columns: Mapping[str, pa.Array]) -> None:
        """Look for posts that occur more than once."""
        self._twice.survey(columns)

    def survey_again(self) -> None:
        """Look for them anew."""
        self._twice.forget()

    def restart(self) -> None:
        """Forget which of them came first."""
        self._twice.restart()

    def wants_lines(self, columns: Iterable[str]) -> bool:
        """Only a file with such posts needs them."""
        return self._twice.any

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Posts, each in one state: its latest, or that on the first line that has it."""
        columns, rows, events = self._twice.once(dict(columns), rows)
        yield from events
        if rows:
            yield from super().chunks(columns, rows, source)
