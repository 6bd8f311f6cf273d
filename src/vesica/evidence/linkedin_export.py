"""The export that LinkedIn gives its members: what they shared, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from vesica.evidence.fields import Field, normal
from vesica.evidence.own_account import part, placed
from vesica.evidence.reader import Chunk, ColumnMapping, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.schema import DType
from vesica.settings import EvidenceSettings

__all__ = ["LinkedInExport"]

_FILE = "Shares.csv"


class LinkedInExport(TabularReader):
    """``Shares.csv``; no other file is opened.

    The text of a share has quotes and line breaks and stays behind. Reactions are not in the
    export: their counts are unknown, which is not 0. ``Connections.csv`` and the messages are
    about other people.
    """

    name = "linkedin_export"
    tables = ("posts",)
    fields = (
        Field(name="time", dtype=DType.TIME, headers=("Date",), required=True),
        Field(name="post_id", dtype=DType.REFERENCE, headers=("ShareLink",), required=True),
    )

    def sniff(self, source: Source) -> float:
        """The headers of ``Shares.csv``, on their own or in a container."""
        shares = _shares(source)
        if shares is None or shares.sample is None:
            return 0.0
        headers = {normal(h) for h in shares.sample.header}
        return 0.95 if {"date", "sharelink", "sharecommentary"} <= headers else 0.0

    def mapping(self, source: Source, remembered: Mapping[str, str]) -> ColumnMapping:
        """Mapping of ``Shares.csv``."""
        return super().mapping(_shares(source) or source, remembered)

    def read(
        self, source: Source, mapping: ColumnMapping, settings: EvidenceSettings
    ) -> Iterator[Event]:
        """One share, one row; its times are in UTC and do not say so."""
        shares = _shares(source) or source
        events = super().read(shares, mapping, replace(settings, time_zone="UTC"))
        yield from events if shares is source else placed(shares.name, events)

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Shares as posts."""
        told = {
            name: pa.repeat(pa.scalar(word), rows)
            for name, word in (("platform", "LinkedIn"), ("kind", "post"))
        }
        yield Chunk(table="posts", batch=table_batch("posts", dict(columns) | told), rows=rows)


def _shares(source: Source) -> Source | None:
    return part(source, _FILE) if source.shape == "container" else source
