"""Advocacy tools: what each person's sharing came to in a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, one_of
from vesica.evidence.reader import ALIASES, Chunk, Event, Note
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.values import Trouble
from vesica.schema import DType

__all__ = ["Advocacy"]

_COUNTS = {
    "posts": "posts, post count, posts shared, number of posts, published posts, beiträge",
    "shares": "shares, share count, total shares, content shared, shared",
    "clicks": "clicks, click count, total clicks, link clicks, klicks",
    "reach": "reach, potential reach, total reach, audience reached, reichweite",
    "impressions": "impressions, views, total impressions",
    "reactions": "reactions, likes, total reactions, total likes",
    "comments": "comments, replies, total comments",
    "engagements": "engagements, engagement, total engagements, interactions",
}
_WIDE = pa.decimal128(38, 6)


def _count(name: str, headers: str) -> Field:
    return Field(name=name, dtype=DType.COUNT, headers=tuple(headers.split(", ")))


def _of(name: str, headers: str, dtype: DType = DType.PERSON, *, period: bool = False) -> Field:
    return Field(name=name, dtype=dtype, headers=tuple(headers.split(", ")), period=period)


class Advocacy(TabularReader):
    """One row per person, or per person and period: a measure for everything counted."""

    name = "advocacy"
    tables = ("measures",)
    fields = (
        _of("employee", "employee id, employee number, person id, worker id, staff id"),
        _of("email", "email, e-mail, email address, work email, user email, advocate email"),
        _of("person", "name, full name, advocate, employee, user, member, employee name"),
        _of(
            "period",
            "period, month, week, period start, start date, from, quarter, date",
            DType.DATE,
            period=True,
        ),
        *(_count(name, headers) for name, headers in _COUNTS.items()),
    )
    unlike = ("postid", "posturl", "permalink", "tweetid", "publishedat", "postedat", "platform")
    unlike += ("measure", "sender", "recipient", "nominee")

    def lacking(self, found: set[str]) -> list[str]:
        """Somebody, and two things that were counted."""
        lacks = one_of({"employee", "email", "person"}, found)
        counted = len(found & set(_COUNTS)) > 1
        return lacks if counted else [*lacks, f"two of {', '.join(sorted(_COUNTS))}"]

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterator[Trouble]:
        """Rows of nobody."""
        nobody = pc.is_null(_who(columns))
        if pc.any(nobody).as_py():
            yield Trouble(nobody, "email", "empty", "give every row an address or a name")

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Measures; the source row is counted with the first of them."""
        who = _who(columns)
        keys = {k: columns[k] for k in ("employee", "email") if k in columns}
        if len(keys) > 1:
            yield Chunk(table=ALIASES, batch=pa.record_batch(keys), rows=0)
        if not keys:
            text = "people are named without an address or a number; a name is linked to nobody"
            yield Note(text=text, rows=rows)
        counted = rows
        for name in (name for name in _COUNTS if name in columns):
            given = pc.is_valid(columns[name])
            measures = {
                "person_id": who,
                "measure": pa.repeat(pa.scalar(f"advocacy {name}"), rows),
                "value": columns[name].cast(_WIDE).cast(DType.NUMBER.arrow),
            }
            if "period" in columns:
                measures["period"] = columns["period"]
            measures = {column: cells.filter(given) for column, cells in measures.items()}
            yield Chunk(table="measures", batch=table_batch("measures", measures), rows=counted)
            counted = 0


def _who(columns: Mapping[str, pa.Array]) -> pa.Array:
    return pc.coalesce(*(columns[k] for k in ("employee", "email", "person") if k in columns))
