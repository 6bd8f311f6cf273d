"""Tables about what people do: messages, ties, posts, learning, adoption."""

from __future__ import annotations

from vesica.schema.model import Column, DType, OnRepeat, Purpose, Sensitivity, Table

__all__ = ["PERSONAL", "TABLES"]

PERSONAL = " (personal)"
"""Behind the name of a platform: the posts are what a person chose to hand over of a personal
account. That others handed over nothing says nothing about them."""

_WORK = frozenset(Purpose) - {Purpose.BIAS_AUDIT, Purpose.AGE_QUESTION}
_OFFSET = Column(
    name="time_offset", dtype=DType.OFFSET, unit="min", description="Original offset from UTC."
)


def _time(description: str) -> Column:
    return Column(
        name="time", dtype=DType.TIME, unit="UTC", required=True, description=description
    )


def _person(name: str, description: str, *, required: bool = True) -> Column:
    return Column(name=name, dtype=DType.PERSON, required=required, description=description)


def _count(name: str, description: str) -> Column:
    return Column(name=name, dtype=DType.COUNT, description=description)


messages = Table(
    name="messages",
    grain="one row per message and recipient",
    key=("sender_id", "recipient_id", "time", "channel", "thread_id", "message_id"),
    order=("sender_id", "recipient_id", "time"),
    on_repeat=OnRepeat.KEEP,
    retention_days=365,
    purposes=_WORK,
    columns=(
        _person("sender_id", "Who wrote."),
        _person("recipient_id", "Who received."),
        _time("When it was sent."),
        _OFFSET,
        Column(
            name="channel",
            dtype=DType.LABEL,
            description="How it was sent, such as email or chat.",
        ),
        Column(name="message_id", dtype=DType.REFERENCE, description="The message."),
        Column(name="thread_id", dtype=DType.REFERENCE, description="The conversation."),
        Column(name="in_reply_to", dtype=DType.REFERENCE, description="The message answered."),
        Column(name="is_reply", dtype=DType.FLAG, description="Whether it answers a message."),
        _count("audience_size", "Recipients of the message."),
    ),
)

ties = Table(
    name="ties",
    grain="one row per source, target, kind and period",
    key=("source_id", "target_id", "kind", "period"),
    order=("source_id", "target_id", "period"),
    on_repeat=OnRepeat.LATEST,
    retention_days=730,
    purposes=_WORK,
    columns=(
        _person("source_id", "Where the tie starts: who turns to, writes to, or is influenced."),
        _person("target_id", "Where it ends: who is turned to, written to, or influences."),
        Column(name="kind", dtype=DType.LABEL, description="What kind of tie, such as advice."),
        Column(name="period", dtype=DType.DATE, description="First day of the period, if any."),
        Column(name="weight", dtype=DType.NUMBER, description="Strength; 1 if not given."),
        _count("events", "How often it happened, where the source counts it."),
        _count("trials", "How often it could have happened, where the source counts it."),
    ),
)

posts = Table(
    name="posts",
    grain="one row per post",
    key=("platform", "post_id"),
    order=("person_id", "time"),
    on_repeat=OnRepeat.LATEST,
    retention_days=730,
    purposes=_WORK,
    columns=(
        Column(name="post_id", dtype=DType.REFERENCE, required=True, description="The post."),
        _person("person_id", "Whose account posted."),
        Column(
            name="platform",
            dtype=DType.LABEL,
            description="Where it was posted, such as X or the intranet; with ' (personal)' behind"
            " it if the person handed over counts of a personal account.",
        ),
        _time("When it was posted."),
        _OFFSET,
        Column(name="kind", dtype=DType.LABEL, description="post, reply or share."),
        _count("audience", "Followers or members who could see it at the time."),
        _count("impressions", "Times it was shown."),
        _count("reactions", "Likes and other reactions."),
        _count("replies", "Replies received."),
        _count("shares", "Times it was passed on."),
        _count("clicks", "Clicks on it."),
        Column(name="in_reply_to", dtype=DType.REFERENCE, description="The post answered."),
    ),
)

learning = Table(
    name="learning",
    grain="one row per learning statement",
    key=("person_id", "verb", "activity", "time"),
    order=("person_id", "time"),
    on_repeat=OnRepeat.KEEP,
    retention_days=1095,
    purposes=_WORK,
    columns=(
        _person("person_id", "Who learned."),
        Column(name="verb", dtype=DType.LABEL, required=True, description="xAPI verb, last part."),
        Column(name="activity", dtype=DType.REFERENCE, description="Course, article, mission."),
        Column(
            name="mode",
            dtype=DType.LABEL,
            description="Learning by doing or by reading.",
            allowed=("doing", "reading"),
        ),
        _time("When."),
        _OFFSET,
        Column(name="duration_seconds", dtype=DType.COUNT, unit="s", description="How long."),
        Column(name="score", dtype=DType.NUMBER, description="Scaled score, -1 to 1."),
    ),
)

adoptions = Table(
    name="adoptions",
    grain="one row per person and practice",
    key=("person_id", "practice"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=_WORK,
    columns=(
        _person("person_id", "Who adopted."),
        Column(
            name="practice",
            dtype=DType.LABEL,
            required=True,
            description="Tool, habit or policy that was taken up.",
            sensitivity=Sensitivity.ORGANISATION,
        ),
        _time("When."),
        _OFFSET,
    ),
)

exposures = Table(
    name="exposures",
    grain="one row per person, practice, exposer and time",
    key=("person_id", "practice", "exposer_id", "time"),
    on_repeat=OnRepeat.KEEP,
    retention_days=1095,
    purposes=_WORK,
    columns=(
        _person("person_id", "Who saw it."),
        Column(name="practice", dtype=DType.LABEL, required=True, description="What was seen."),
        _person("exposer_id", "Whose use was seen."),
        _time("When."),
        _OFFSET,
    ),
)

TABLES = (messages, ties, posts, learning, adoptions, exposures)
