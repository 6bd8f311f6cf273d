"""Edge lists: who turns to, works with, or is influenced by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, field_of, normal
from vesica.evidence.reader import Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.schema import TABLES

__all__ = ["Edges"]

_TABLE = TABLES["ties"]
_SAYS_NOTHING = {"edges", "edgelist", "ties", "network", "links", "data", "export", "graph"}


def _of(name: str, headers: str, *, period: bool = False) -> Field:
    return field_of(_TABLE.column(name), *headers.split(", "), period=period)


_UNLIKE = (
    "practice nominee nomineeid rater raterid messageid timestamp sentat unixtime"
    " isreply inreplyto time exposerid leaderid"
)


class Edges(TabularReader):
    """Ties with source, target and weight. Without a kind column the file's name is the kind."""

    name = "edges"
    tables = ("ties",)
    fields = (
        _of(
            "source_id",
            "source, src, from, ego, from_id, sender, influenced, quelle, von, origen, node1, i",
        ),
        _of(
            "target_id",
            "target, dst, dest, destination, to, alter, to_id, recipient, receiver,"
            " influencer, ziel, nach, destino, cible, node2, j",
        ),
        _of("kind", "relation, relationship, type, tie, tie kind, layer, question"),
        _of("period", "month, week, period start, metric date, date, year", period=True),
        _of(
            "weight", "strength, value, w, score, intensity, p_transmission, gewicht, poids, peso"
        ),
        _of("events", "count, times, frequency, n, messages, times_engaged"),
        _of("trials", "opportunities, influencer_tweets"),
    )
    unlike = tuple(_UNLIKE.split())

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """One tie per row."""
        stem = PurePath(source.name).stem.split(".")[0]
        name = "contact" if normal(stem) in _SAYS_NOTHING else stem.replace("_", " ")[:60]
        given = columns.get("kind", pa.nulls(rows, pa.string()))
        columns = dict(columns) | {"kind": pc.coalesce(given, pa.scalar(name))}
        yield Chunk(table="ties", batch=table_batch("ties", columns), rows=rows)
