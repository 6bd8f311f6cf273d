"""Mailboxes (mbox): who wrote to whom and when, from the headers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.mail_headers import Headers, addresses, headers_of, sent_at, text_of
from vesica.evidence.messages_csv import Messages
from vesica.evidence.reader import Dropped, Event
from vesica.evidence.records import RecordReader, Row, record
from vesica.evidence.source import Source
from vesica.settings import EvidenceSettings

__all__ = ["Mbox"]

_SEPARATOR = re.compile(
    rb"From \S.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d{1,2}:\d{2}"
    rb"|From \S+@\S+\s*$"
)
_MAX_SEPARATOR = 300
_MAX_LINE = 1024**2
_MAX_HEADERS = 1024**2
_ID = re.compile(r"<([^<>\s]+)>")


class Mbox(RecordReader, Messages):
    """Messages; below the headers nothing is read but the line that begins the next one."""

    name = "mbox"
    labels = {  # noqa: RUF012
        "sender_id": "From",
        "recipient_id": "To, Cc",
        "time": "Date",
        "channel": "=email",
        "message_id": "Message-ID",
        "thread_id": "References",
        "in_reply_to": "In-Reply-To",
        "audience_size": "number of To, Cc",
    }

    def sniff(self, source: Source) -> float:
        """The first line is a separator, and headers of mail follow."""
        if source.shape != "delimited" or not _SEPARATOR.match(source.head[:_MAX_SEPARATOR]):
            return 0.0
        return 0.95 if re.search(rb"^(?:Date|Message-ID): ", source.head, re.M | re.I) else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """One row per message."""
        subjects = 0
        with source.open() as file:
            for line, headers in _messages(file):
                yield record(line, partial(_row, headers))
                subjects += headers is not None and "subject" in headers
        if subjects:
            yield Dropped(column="Subject", cells=subjects)


def _messages(file: BinaryIO) -> Iterator[tuple[int, Headers | None]]:
    """Line and headers of every message; ``None`` where they are too long."""
    begun, size, number = 0, 0, 1
    headers: list[bytes] = []
    blank, inside = True, False
    for line in iter(lambda: file.readline(_MAX_LINE), b""):
        if blank and line[:5] == b"From " and _SEPARATOR.match(line[:_MAX_SEPARATOR]):
            if begun:
                yield begun, _taken(headers, size)
            begun, size, headers, inside = number, 0, [], True
        elif inside:
            inside = bool(line.strip())
            size += len(line)
            if size <= _MAX_HEADERS:
                headers.append(line)
        whole = line.endswith(b"\n")
        blank = whole and not line.strip()
        number += whole
    if begun:
        yield begun, _taken(headers, size)


def _taken(headers: list[bytes], size: int) -> Headers | None:
    return headers_of(b"".join(headers)) if size <= _MAX_HEADERS else None


def _row(headers: Headers | None) -> dict[str, str | None]:
    if headers is None:
        raise Wrong("", "headers of more than a million characters", "leave the message out")
    if text_of(headers, "auto-submitted").lower() not in {"", "no"}:
        raise Skip("written by a machine")
    if "list-id" in headers or text_of(headers, "precedence").lower() in {"list", "bulk"}:
        raise Skip("sent to a mailing list, whose members are not known")
    senders = addresses(headers, "from")
    if not senders:
        raise Wrong("From", "no address", "leave the message out, or repair its From header")
    heard = addresses(headers, "to", "cc")
    if not heard:
        raise Skip("names no recipient")
    answered = _ID.findall(text_of(headers, "in-reply-to"))
    above = _ID.findall(text_of(headers, "references")) or answered
    own = next(iter(_ID.findall(text_of(headers, "message-id"))), None)
    return {
        "sender_id": senders[0],
        "recipient_id": ";".join(heard),
        "time": sent_at(headers),
        "message_id": own,
        "thread_id": next(iter(above), own),
        "in_reply_to": next(iter(answered), above[-1] if above else None),
        "audience_size": str(len(heard)),
    }
