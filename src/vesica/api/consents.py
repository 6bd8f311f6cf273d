"""Who opted in to what, and who objected, as of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.schema import Purpose, table
from vesica.store.runs import Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.ledger import Consents

__all__ = ["consents", "objecting", "record"]


def consents(workspace: Workspace, purpose: Purpose) -> Consents:
    """State of the consent and objection ledger for one purpose."""
    files = workspace.evidence.files("consents", purpose=purpose)
    schema = table("consents").arrow
    imported = pa.concat_tables([schema.empty_table(), *(pq.read_table(f) for f in files)])
    return workspace.state.ledger.as_of(purpose, imported=imported)


def objecting(workspace: Workspace) -> frozenset[str]:
    """People who object to being measured, and so are left out."""
    out = (consents(workspace, purpose).objecting for purpose in (Purpose.SKILLS, Purpose.OVERLAP))
    return frozenset().union(*out)


def record(workspace: Workspace, person_id: str, purpose: Purpose, action: str) -> None:
    """Add one entry to the ledger: grant, withdraw, object, restrict or lift."""
    from datetime import UTC, datetime

    from vesica.store.ledger import LedgerEntry

    now = datetime.now(UTC)
    entry = LedgerEntry(person_id=person_id, purpose=purpose, action=action, time=now)
    workspace.state.ledger.append([entry])
    if action not in ("grant", "withdraw"):  # sealed effects may rest on who no longer counts
        Runs(workspace.layout, folder=workspace.layout.findings).clear()
    workspace.state.audit.append(workspace.actor, "ledger", purpose=str(purpose), said=action)
