"""An engine over the sealed evidence, with the relations that a question asks, for a purpose."""

from __future__ import annotations

import logging
from collections.abc import Collection, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from vesica.api.handles import authors
from vesica.engine.duckdb import open_engine
from vesica.relations import catalogue
from vesica.relations.catalogue import INPUTS
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.engine.base import Engine
    from vesica.store.snapshots import Evidence

__all__ = ["BLOCKS", "open_evidence"]

log = logging.getLogger(__name__)

BLOCKS = 10
"""Equal time blocks that the window is cut into for delete-one-block standard errors."""


@contextmanager
def open_evidence(
    workspace: Workspace,
    purpose: Purpose,
    *,
    excluded: frozenset[str] = frozenset(),
    relations: Collection[str] = (),
) -> Generator[Engine]:
    """Open the tables that the purpose may read.

    Parameters
    ----------
    workspace, purpose : Workspace, Purpose
        Whose evidence, and what for.
    excluded : frozenset of str
        People who are left out.
    relations : collection of str
        What will be fetched; nothing else is compiled, which is most of what opening costs. All
        relations are there if nothing is named.
    """
    settings, evidence = workspace.settings, workspace.evidence
    files, superseded = evidence.readable(purpose)
    parameters = {
        "window_days": pa.array([settings.measure.window_days], pa.int64()),
        "broadcast_recipients": pa.array([settings.evidence.broadcast_recipients], pa.int64()),
        "blocks": pa.array([BLOCKS], pa.int64()),
        "senior_share_e6": pa.array([round(settings.measure.senior_share * 1e6)], pa.int64()),
    }
    rows = {
        "parameters": pa.table(parameters),
        "excluded": pa.table({"person_id": pa.array(sorted(excluded), pa.string())}),
        "handle_owners": authors(workspace, purpose),
        "sealing": pa.table({"last_import": [_last_import(evidence)]}, schema=INPUTS["sealing"]),
    }
    with open_engine(
        files,
        rows=rows,
        latest=superseded,
        settings=settings.engine,
        scratch=workspace.layout.scratch,
    ) as engine:
        log.debug("reading %s", ", ".join(relations) or "all relations")
        engine.define(catalogue.views(engine.name, needed=relations))
        yield engine


def _last_import(evidence: Evidence) -> datetime | None:
    """When the newest import was sealed, UTC."""
    times = [datetime.fromisoformat(m.imported_at) for m in evidence.imports()]
    return max(times).replace(tzinfo=None) if times else None
