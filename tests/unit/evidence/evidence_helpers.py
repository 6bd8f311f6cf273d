"""Reads a file in this process, without vault and store, and counts every row."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from vesica.evidence.door import Door
from vesica.evidence.importing import ImportReport
from vesica.evidence.own_account import Owner, owned
from vesica.evidence.reader import Chunk, Dropped, Excluded, Note, Problems, Restart
from vesica.evidence.registry import pick
from vesica.evidence.seating import seated
from vesica.evidence.source import Source
from vesica.settings import EvidenceSettings

Import = Callable[..., ImportReport]
"""Imports a file into a workspace of its own."""
FIXTURES = Path(__file__).parents[2] / "fixtures" / "evidence"
SHARED = Path(os.environ.get("VESICA_DATA", Path(__file__).parents[4] / "shared" / "data"))
OWNER = Owner(organisation=True, person="E001", may_give=lambda key: None)
"""Lets everything in, and says that E001 runs the account of an archive."""


class OpenVault:
    """Stands in for the vault where only the checks at the door matter."""

    def pseudonyms(self, keys: pa.Array, *, kind: str) -> pa.Array:
        return keys

    def references(self, keys: pa.Array) -> pa.Array:
        return keys

    def remember_names(self, pairs: list[tuple[str, str]]) -> None:
        assert all(key and name for key, name in pairs)

    def name_accounts(self, pairs: list[tuple[str, str]]) -> None:
        assert all(key and name for key, name in pairs)

    def conflicts(self, aliases: list[tuple[str, ...]]) -> tuple[int, ...]:
        return ()

    def adopt(self, aliases: list[tuple[str, ...]]) -> None:
        assert all(len(keys) > 1 for keys in aliases)


@dataclass
class Taken:
    kind: str
    mapping: dict[str, str]
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    accepted: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    restarts: int = 0

    @property
    def rows_in(self) -> int:
        return self.accepted + len(self.problems) + sum(self.excluded.values())


def take(
    path: Path,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    zone: str = "UTC",
    **more: Any,
) -> Taken:
    source = seated(Source(path, path.name, latest=more.pop("latest", None)), as_kind=kind, **more)
    reader, _ = pick(source, kind)
    mapping = reader.mapping(source, columns or {})
    taken = Taken(reader.name, mapping.as_dict())
    door = Door(OpenVault(), frozenset())
    read = reader.read(source, mapping, EvidenceSettings(time_zone=zone))
    for event in owned(read, reader.name, OWNER):
        match event:
            case Chunk():
                event.batch.validate(full=True)
                if event.table.startswith("@"):
                    door.introduce(event)
                else:
                    door.admit(event)
                taken.tables.setdefault(event.table, []).extend(event.batch.to_pylist())
                taken.accepted += event.rows
            case Problems():
                taken.problems.extend(event.batch.to_pylist())
            case Excluded():
                taken.excluded[event.basis] = taken.excluded.get(event.basis, 0) + event.rows
            case Dropped():
                taken.dropped[event.column] = event.cells
            case Note():
                taken.notes[event.text] = event.rows
            case Restart():
                taken = Taken(reader.name, taken.mapping, restarts=taken.restarts + 1)
    return taken


def written(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
