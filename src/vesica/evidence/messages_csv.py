"""Message metadata, one row per message and recipient (or recipients in one cell)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, field_of
from vesica.evidence.reader import Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.schema import TABLES

__all__ = ["Messages"]

_TABLE = TABLES["messages"]


def _of(name: str, headers: str) -> Field:
    found = field_of(_TABLE.column(name), *headers.split(", "))
    return replace(found, several=name == "recipient_id")


class Messages(TabularReader):
    """Who wrote to whom and when; subjects and bodies have no column to go to."""

    name = "messages"
    tables = ("messages",)
    fields = (
        _of(
            "sender_id",
            "sender, from, author, from address, sender email, sender address,"
            " absender, von, expéditeur, remitente, from_id, from user",
        ),
        _of(
            "recipient_id",
            "recipient, to, receiver, receiver id, to address, recipient email,"
            " recipients list, empfänger, an, destinataire, destinatario, to_id, to user",
        ),
        _of(
            "time",
            "sent at, sent, timestamp, date time, datetime, sent time, sent on, date,"
            " unix time, unixtime, epoch, created at, zeit, zeitpunkt, datum, fecha, ts",
        ),
        _of("channel", "medium, platform, message type, type, kanal"),
        _of("message_id", "message, msg id, internet message id, mail id, event id"),
        _of("thread_id", "thread, conversation id, conversation, thread ts"),
        _of("in_reply_to", "reply to, reply to id, parent id, in reply to id"),
        _of("is_reply", "reply, answered"),
        _of(
            "audience_size",
            "recipients, recipient count, number of recipients, n recipients,"
            " audience, group size",
        ),
    )
    unlike = ("nominee", "nomineeid", "raterid", "exposerid", "leaderid", "weight", "question")

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Messages; several recipients in one cell become several rows of one source row."""
        columns = dict(columns)
        if "in_reply_to" in columns:
            answers = pc.is_valid(columns["in_reply_to"])
            told = columns.get("is_reply", pa.nulls(rows, pa.bool_()))
            columns["is_reply"] = pc.coalesce(told, answers)
        parents = None
        if pc.any(pc.match_substring(columns["recipient_id"], ";")).as_py():
            columns, parents = _split_recipients(columns, rows)
        batch = table_batch("messages", columns)
        yield Chunk(table="messages", batch=batch, rows=rows, parents=parents)


def _split_recipients(
    columns: dict[str, pa.Array], rows: int
) -> tuple[dict[str, pa.Array], pa.Array]:
    lists = pc.split_pattern(columns["recipient_id"], ";")
    parents = pc.list_parent_indices(lists)
    size = columns.get("audience_size", pa.nulls(rows, pa.int64()))
    named = pc.list_value_length(lists).cast(pa.int64())
    several = pc.if_else(pc.greater(named, 1), named, pa.scalar(None, pa.int64()))
    columns["audience_size"] = pc.coalesce(size, several)
    columns = {name: cells.take(parents) for name, cells in columns.items()}
    columns["recipient_id"] = pc.list_flatten(lists)
    return columns, parents
