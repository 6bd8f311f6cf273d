"""Parser of GraphML that knows neither document types nor entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from vesica.errors import UnreadableFileError
from vesica.evidence.edges_csv import Edges
from vesica.evidence.fields import PERSON_HEADERS, normal
from vesica.evidence.source import Source
from vesica.evidence.text import CleanStream

__all__ = ["Graph", "parsed"]

_CHUNK = 256 * 1024
_MAX_DEPTH = 64
_MAX_TEXT = 4096
_MAX_TAG = 1024**2
_WHO = {normal(h): rank for rank, h in enumerate((*PERSON_HEADERS, "label", "name"))}
_WHAT = {normal(h): f.name for f in Edges.fields[2:] for h in f.headers}


class Graph:
    """What a parser has seen and nobody has taken yet."""

    def __init__(self, name: str, names: dict[str, str]) -> None:
        self.edges: list[tuple[int, dict[str, str | None]]] = []
        self.hyper = 0
        self._name, self._names = name, names
        self._keys: dict[str, str] = {}
        self._ranks: dict[str, int] = {}
        self._node = self._key = ""
        self._path: list[str] = []
        self._text: list[str] = []
        self._edge: dict[str, str | None] = {}
        self._line = 0
        self._two_way = False
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse

    def _refuse(self, *_: object) -> NoReturn:
        raise UnreadableFileError(
            f"{self._name}: line {self.parser.CurrentLineNumber}: it declares a document type or"
            " an entity, which is not read.",
            hint="Export the graph without a DOCTYPE.",
        )

    def _deep(self) -> NoReturn:
        raise UnreadableFileError(
            f"{self._name}: line {self.parser.CurrentLineNumber}: elements are nested more than"
            f" {_MAX_DEPTH} deep.",
            hint="Export the graph without graphs inside its nodes.",
        )

    def _start(self, tag: str, given: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        self._path.append(kind)
        if len(self._path) > _MAX_DEPTH:
            self._deep()
        self._text = []
        if kind == "key":
            self._keys[given.get("id", "")] = normal(given.get("attr.name", ""))
        elif kind == "graph":
            self._two_way = given.get("edgedefault") == "undirected"
        elif kind == "node":
            self._node = given.get("id", "")
        elif kind == "edge":
            free = {"true": "false", "false": "true"}.get(given.get("directed", ""))
            self._line = self.parser.CurrentLineNumber
            self._edge = {"source_id": given.get("source"), "target_id": given.get("target")}
            self._edge["both_ways"] = free or str(self._two_way).lower()
        elif kind == "hyperedge":
            self.hyper += 1
        elif kind == "data":
            self._key = self._keys.get(given.get("key", ""), "")

    def _data(self, text: str) -> None:
        if self._path[-1] == "data" and sum(map(len, self._text)) < _MAX_TEXT:
            self._text.append(text)

    def _end(self, _: str) -> None:
        kind = self._path.pop()
        if kind == "edge":
            self.edges.append((self._line, self._edge))
        if kind != "data" or not self._path:
            return
        text, above = "".join(self._text)[:_MAX_TEXT].strip(), self._path[-1]
        if above == "edge" and self._key in _WHAT:
            self._edge.setdefault(_WHAT[self._key], text)
        elif above == "node" and text and self._key in _WHO:
            rank = _WHO[self._key]
            if rank <= self._ranks.setdefault(self._node, rank):
                self._ranks[self._node], self._names[self._node] = rank, text


def parsed(source: Source, names: dict[str, str]) -> Iterator[Graph]:
    """The graph again and again, while it is read."""
    graph, fed = Graph(source.name, names), 0
    with CleanStream(source) as stream:
        while True:
            data = stream.read(_CHUNK)
            try:
                graph.parser.Parse(data, not data)
            except expat.ExpatError as error:
                raise UnreadableFileError(
                    f"{source.name}: line {error.lineno}, column {error.offset + 1}: not"
                    f" well-formed XML ({expat.ErrorString(error.code)}).",
                    hint="Export the graph again; it may have been cut off.",
                ) from error
            fed += len(data)
            if fed - graph.parser.CurrentByteIndex > _MAX_TAG + len(data):
                raise UnreadableFileError(
                    f"{source.name}: line {graph.parser.CurrentLineNumber}: a tag of more than"
                    f" {_MAX_TAG // 1024**2} MiB.",
                    hint="Check that the file is a graph, and export it again.",
                )
            yield graph
            if not data:
                return
