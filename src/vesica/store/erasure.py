"""Erasure of a person from everything that is kept.

The vault goes last: until then the person can be found again, and a killed erasure repeated. Each
step leaves the workspace usable.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vesica.errors import NotFoundError
from vesica.schema import TABLES
from vesica.store import checked
from vesica.store.atomic import make_folder, remove_folder
from vesica.store.layout import Layout
from vesica.store.redaction import Redaction
from vesica.store.rewriting import rewrite_import
from vesica.store.runs import Runs
from vesica.store.snapshots import Evidence
from vesica.store.state import State
from vesica.store.vault import Vault

__all__ = ["Tombstone", "erase_person"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What stays of an erased person.

    Parameters
    ----------
    person_hash : str
        Keyed hash of the pseudonym; without the vault's key it says nothing.
    erased_at : str
        UTC, ISO 8601.
    imports : tuple of int
        Sequence numbers of the imports that were rewritten.
    runs : int
        Runs that were deleted.
    """

    person_hash: str
    erased_at: str
    imports: tuple[int, ...]
    runs: int


def erase_person(
    layout: Layout, vault: Vault, state: State, person_id: str, *, actor: str
) -> Tombstone:
    """Erase a person; the caller holds the writer's lock.

    Rewrites every import that has the person: rows about the person go, and in rows about others
    (a report's manager) the pseudonym becomes empty. Deletes the runs that hold the person, all
    sealed effects, and accounts that are nobody else's. Forgets the person in audit log, ledger
    and release log. Severs the identity. After a kill, call it again.

    Parameters
    ----------
    layout, vault, state : Layout, Vault, State
        The workspace.
    person_id : str
        Pseudonym.
    actor : str
        Who erases, for the audit log.

    Raises
    ------
    NotFoundError
        If there is no such person, and none was erased.
    """
    mark = vault.person_hash(person_id)
    path = layout.tombstones / f"{mark}.json"
    if not vault.knows(person_id) and not path.exists():
        raise NotFoundError(
            f"Nobody has the pseudonym '{person_id}'.",
            hint="Look the person up by employee number or e-mail address first.",
        )
    evidence = Evidence(layout)
    accounts = vault.begin_erasure(person_id, _own_accounts(evidence, person_id))
    gone = Redaction(
        pseudonyms=(person_id, *accounts),
        words=tuple(word for p in (person_id, *accounts) for word in vault.identifiers(p)),
    )
    rewritten = [m.sequence for m in evidence.imports() if rewrite_import(evidence, m, gone)]
    for folder in evidence.leftovers():
        remove_folder(folder)
    runs = _delete_runs(layout, gone)
    Runs(layout, folder=layout.findings).clear()
    state.forget(*gone.pseudonyms)
    tombstone = _bury(path, mark, rewritten, runs)
    state.audit.append(actor, "erasure", tombstone=mark, imports=rewritten, runs=runs)
    vault.sever(person_id)
    _LOG.info("erased one person from %d imports and %d runs", len(rewritten), runs)
    return tombstone


def _own_accounts(evidence: Evidence, person_id: str) -> set[str]:
    """Accounts that are linked to the person, and to nobody else."""
    table = TABLES["accounts"]
    own: set[str] = set()
    others: set[str] = set()
    for file in evidence.files(table.name, purpose=min(table.purposes)):
        rows = pq.read_table(file, columns=["account_id", "person_id"])
        whose = pc.field("person_id")
        own.update(rows.filter(whose == person_id)["account_id"].to_pylist())
        others.update(rows.filter(whose != person_id)["account_id"].to_pylist())
    return own - others


def _delete_runs(layout: Layout, gone: Redaction) -> int:
    holding = [name for name in Runs(layout).list() if _holds(layout.runs / name, gone.pseudonyms)]
    for name in holding:
        remove_folder(layout.runs / name)
    return len(holding)


def _holds(folder: Path, pseudonyms: tuple[str, ...]) -> bool:
    for path in sorted(folder.iterdir()):
        if path.suffix != ".parquet":
            content = path.read_bytes()
            if any(pseudonym.encode() in content for pseudonym in pseudonyms):
                return True
            continue
        data = pq.read_table(path)
        texts = [f.name for f in data.schema if pa.types.is_string(f.type)]
        if any(data.filter(pc.field(name).isin(pseudonyms)).num_rows for name in texts):
            return True
    return False


def _bury(path: Path, mark: str, imports: list[int], runs: int) -> Tombstone:
    former = checked.read(path) if path.exists() else {}
    tombstone = Tombstone(
        person_hash=mark,
        erased_at=former.get("erased_at", datetime.now(UTC).isoformat()),
        imports=tuple(sorted({*former.get("imports", ()), *imports})),
        runs=former.get("runs", 0) + runs,
    )
    make_folder(path.parent)
    checked.write(path, asdict(tombstone))
    return tombstone
