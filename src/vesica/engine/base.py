"""What every engine can do, whatever database stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

__all__ = ["Consolidated", "Engine", "View"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A named relation, compiled for one dialect.

    Parameters
    ----------
    name : str
        Name under which other views read it.
    sql : str
        The query, in the dialect of the engine that will run it.
    keep : bool
        Whether to compute it once, because it is small and many others read it.
    """

    name: str
    sql: str
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """What became of the rows of one staged table.

    Parameters
    ----------
    accepted : int
        Rows that are new and were written.
    repeated : int
        Rows that were there already, in the same file or in an earlier import.
    superseding : int
        Rows among the accepted that replace an earlier row of the same key.
    """

    accepted: int
    repeated: int
    superseding: int


class Engine(Protocol):
    """Runs named relations; the same relations give the same tables on every engine."""

    @property
    def name(self) -> str:
        """Dialect of its SQL: ``duckdb`` or ``spark``."""
        ...

    def define(self, views: Sequence[View]) -> None:
        """Make the views known, in an order in which each finds those it reads."""
        ...

    def fetch(self, relation: str) -> pa.Table:
        """Run a relation; rows come sorted by all columns, counts as 64-bit integers."""
        ...

    def parts(self, relation: str) -> Iterator[pa.Table]:
        """Run a relation; rows come in any order, in one part or more."""
        ...

    def close(self) -> None:
        """Free memory and scratch space; may be called twice."""
        ...
