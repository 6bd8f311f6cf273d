"""Posts, one row each, as analytics and advocacy tools export them."""

from __future__ import annotations

from vesica.evidence.fields import Field, field_of
from vesica.evidence.tabular import TabularReader
from vesica.schema import TABLES

__all__ = ["Posts"]

_TABLE = TABLES["posts"]


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
    )
    unlike = ("recipient", "recipientid", "nominee", "sender", "senderid", "to")
