"""Things that one file holds in several states: the latest is taken, or the first and no other."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.reader import LINE, Event, Excluded, problems

__all__ = ["Twice"]

_NEVER = float("-inf")


class Twice:
    """Finds keys that occur more than once in a file, and lets one state of each through.

    Parameters
    ----------
    key : sequence of str
        Columns that name the thing together.
    newest : str
        Column with the time of the export, which says which of two states is the later one.
    what : str
        What the thing is, for messages.
    """

    def __init__(self, *, key: Sequence[str], newest: str, what: str) -> None:
        self._key, self._newest, self._what = tuple(key), newest, what
        self._hashes = array("q")
        self._exports: dict[int, float] = {}
        self._twice: frozenset[int] | None = None
        self._first: dict[int, tuple[Any, ...]] = {}

    def survey(self, columns: Mapping[str, pa.Array]) -> None:
        """Look at the keys of one batch, and at the times of export."""
        keys = self._keys(columns)
        self._hashes.extend(keys)
        if self._newest in columns:
            for key, time in zip(keys, self._times(columns, len(keys)), strict=True):
                self._exports[key] = max(time, self._exports.get(key, _NEVER))

    def forget(self) -> None:
        """Begin the survey anew."""
        self._hashes = array("q")
        self._exports.clear()

    def restart(self) -> None:
        """Forget which states were let through; the survey stays."""
        self._first.clear()

    @property
    def any(self) -> bool:
        """Whether any key occurs more than once."""
        return bool(self._repeated())

    def _repeated(self) -> frozenset[int]:
        if self._twice is None:
            counted = pa.array(self._hashes, pa.int64()).value_counts()
            several = pc.greater(pc.struct_field(counted, "counts"), 1)
            self._twice = frozenset(pc.struct_field(counted, "values").filter(several).to_pylist())
            self._hashes = array("q")
            self._exports = {k: t for k, t in self._exports.items() if k in self._twice}
        return self._twice

    def _keys(self, columns: Mapping[str, pa.Array]) -> list[int]:
        parts = [columns[name].to_pylist() for name in self._key if name in columns]
        return [hash(key) for key in zip(*parts, strict=True)]

    def _times(self, columns: Mapping[str, pa.Array], rows: int) -> list[float]:
        if self._newest not in columns:
            return [_NEVER] * rows
        micro = columns[self._newest].cast(pa.int64()).to_pylist()
        return [_NEVER if time is None else float(time) for time in micro]

    def once(
        self, columns: dict[str, pa.Array], rows: int
    ) -> tuple[dict[str, pa.Array], int, list[Event]]:
        """Columns of the rows that stay, how many they are, and what became of the others."""
        if not self.any:
            return columns, rows, []
        keys, lines = self._keys(columns), columns[LINE].to_pylist()
        exports = self._times(columns, rows)
        told = [name for name in columns if name not in {LINE, self._newest}]
        states = list(zip(*(columns[name].to_pylist() for name in told), strict=True))
        keep, later, older = [True] * rows, [], 0
        for at, key in enumerate(keys):
            if key not in self._repeated():
                continue
            if exports[at] < self._exports.get(key, _NEVER):
                keep[at], older = False, older + 1
            elif self._first.setdefault(key, states[at]) != states[at]:
                keep[at] = False
                later.append(lines[at])
        events: list[Event] = []
        if older:
            events.append(Excluded(basis=f"an older state of the same {self._what}", rows=older))
        if later:
            fix = f"leave one line for each {self._what}, or add the column 'exported at'"
            reason = f"the same {self._what} as further up, with other values"
            events.append(problems(later, self._key[-1], reason, fix))
        mask = pa.array(keep)
        kept = {name: cells.filter(mask) for name, cells in columns.items()}
        return kept, pc.sum(mask).as_py() or 0, events
