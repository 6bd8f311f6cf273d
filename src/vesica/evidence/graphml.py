"""GraphML: ties from the edges of a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.edges_csv import Edges
from vesica.evidence.fields import Field
from vesica.evidence.graphml_parser import parsed
from vesica.evidence.reader import Chunk, Event, Excluded
from vesica.evidence.records import RecordReader, Row
from vesica.evidence.source import Source
from vesica.schema import DType
from vesica.settings import EvidenceSettings

__all__ = ["GraphML"]

_ENDS = ("source_id", "target_id")


class GraphML(RecordReader, Edges):
    """Edges as ties; an undirected one goes both ways. Nodes may say who they are."""

    name = "graphml"
    fields = (*Edges.fields, Field(name="both_ways", dtype=DType.FLAG))
    labels = {  # noqa: RUF012
        "source_id": "source",
        "target_id": "target",
        "both_ways": "directed",
        **{name: f"data {name}" for name in ("kind", "period", "weight", "events", "trials")},
    }

    def sniff(self, source: Source) -> float:
        """The root element is ``graphml``."""
        if source.shape != "delimited":
            return 0.0
        text = source.text.lstrip()[:4096]
        return 0.95 if text.startswith("<") and "<graphml" in text.replace(":", "<") else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Edges; nodes are read first, because they may stand behind them."""
        names: dict[str, str] = {}
        for graph in parsed(source, names):
            graph.edges.clear()
        for graph in parsed(source, dict(names)):
            for line, edge in graph.edges:
                ends = {c: names.get(edge[c] or "", edge[c]) for c in _ENDS}
                yield Row(line, edge | ends)
            if graph.hyper:
                yield Excluded(basis="an edge of more than two ends", rows=graph.hyper)
            graph.edges, graph.hyper = [], 0

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """One tie per edge, two where it has no direction."""
        start, end = columns["source_id"], columns["target_id"]
        both = pc.and_(pc.fill_null(columns["both_ways"], False), pc.not_equal(start, end))
        forth = pa.array(range(rows), pa.int64())
        parents = pa.concat_arrays([forth, forth.filter(both)])
        ties = {name: cells.take(parents) for name, cells in columns.items()}
        ties["source_id"] = pa.concat_arrays([start, end.filter(both)])
        ties["target_id"] = pa.concat_arrays([end, start.filter(both)])
        for event in super().chunks(ties, len(parents), source):
            assert isinstance(event, Chunk)
            yield replace(event, rows=rows, parents=parents)
