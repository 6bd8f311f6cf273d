"""Events on their way into staging: small chunks joined to large ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.reader import Chunk, Event, Restart

__all__ = ["joined"]

_ROWS = 524_288
"""Rows that are pseudonymised together: what is looked up is prepared once for all of them."""


def joined(events: Iterable[Event]) -> Iterator[Event]:
    """Join chunks of one table; what a reader says about identities stays where it is."""
    waiting: dict[tuple[str, bool, pa.Schema], list[Chunk]] = {}
    for event in events:
        if isinstance(event, Restart):
            waiting.clear()
        if not isinstance(event, Chunk):
            yield event
        elif event.table.startswith("@"):
            yield from _all(waiting)
            yield event
        else:
            key = (event.table, event.rows > 0, event.batch.schema)
            chunks = waiting.setdefault(key, [])
            chunks.append(event)
            if sum(c.batch.num_rows for c in chunks) >= _ROWS:
                yield _one(waiting.pop(key))
    yield from _all(waiting)


def _all(waiting: dict[tuple[str, bool, pa.Schema], list[Chunk]]) -> Iterator[Chunk]:
    yield from map(_one, waiting.values())
    waiting.clear()


def _one(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    return Chunk(
        table=chunks[0].table,
        batch=pa.concat_batches([c.batch for c in chunks]),
        rows=sum(c.rows for c in chunks),
        parents=_parents(chunks),
    )


def _parents(chunks: list[Chunk]) -> pa.Array | None:
    """Source rows of the joined chunk, numbered on from chunk to chunk."""
    if all(c.parents is None for c in chunks):
        return None
    before = accumulate((c.rows for c in chunks), initial=0)
    numbered = (
        pc.add(pa.array(range(c.rows)) if c.parents is None else c.parents, start)
        for c, start in zip(chunks, before, strict=False)
    )
    return pa.concat_arrays([n.cast(pa.int64()) for n in numbered])
