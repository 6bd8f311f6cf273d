"""Claims outrank suggestions: what is sure about an account is not replaced by a guess."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.engine.consolidate import consolidate
from vesica.evidence.compute import pc
from vesica.schema import SURE, TABLES
from vesica.settings import EngineSettings
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence, ImportManifest, SourceRecord, TableCounts

__all__ = ["ACCOUNTS", "say", "without_outranked"]

ACCOUNTS = "accounts"
_TABLE = TABLES[ACCOUNTS]
_KIND = "link"


def without_outranked(staged: Path, earlier: Sequence[Path]) -> None:
    """Take suggestions out of staged accounts where an earlier import has a sure owner.

    Rosters list handles as suggestions every month; that must not undo what a person confirmed.

    Parameters
    ----------
    staged : Path
        Parquet file of accounts, rewritten in place.
    earlier : sequence of Path
        Sealed files of accounts, oldest first.
    """
    newest: dict[tuple[str, str], bool] = {}
    for file in earlier:
        rows = pq.read_table(file, columns=["platform", "account_id", "claimed_how", "person_id"])
        for row in rows.to_pylist():
            certain = row["claimed_how"] in SURE and row["person_id"] is not None
            newest[row["platform"].lower(), row["account_id"]] = certain
    held = {place for place, certain in newest.items() if certain}
    if not held:
        return
    rows = pq.read_table(staged)
    weak = pc.invert(pc.fill_null(pc.is_in(rows["claimed_how"], value_set=pa.array(SURE)), False))
    places = zip(
        pc.utf8_lower(rows["platform"]).to_pylist(), rows["account_id"].to_pylist(), strict=True
    )
    known = pa.array([place in held for place in places])
    pq.write_table(rows.filter(pc.invert(pc.and_(weak, known))), staged)


def say(
    layout: Layout,
    settings: EngineSettings,
    *,
    platform: str,
    account_id: str,
    person_id: str | None,
) -> ImportManifest | None:
    """Seal that a person confirmed an account, or, with nobody, that a person took that back.

    The caller holds the writer's lock.

    Returns
    -------
    ImportManifest or None
        ``None`` if that was sealed before.
    """
    evidence = Evidence(layout)
    row = {
        "platform": platform,
        "account_id": account_id,
        "person_id": person_id,
        "claimed_how": "confirmed" if person_id else "suggested",
    }
    said = json.dumps(row, sort_keys=True).encode()
    layout.scratch.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="link-", dir=layout.scratch) as folder,
        evidence.staging() as staged,
    ):
        file = Path(folder) / f"{ACCOUNTS}.parquet"
        pq.write_table(pa.Table.from_pylist([row], schema=_TABLE.arrow), file)
        imports = [m for m in evidence.imports() if ACCOUNTS in m.tables]
        made = consolidate(
            file,
            [evidence.folder(m) / f"{ACCOUNTS}.parquet" for m in imports],
            _TABLE,
            staged / f"{ACCOUNTS}.parquet",
            settings=settings,
            scratch=layout.scratch,
        )
        if not made.accepted:
            return None
        counts = TableCounts(
            accepted=made.accepted, repeated=made.repeated, superseding=made.superseding
        )
        return evidence.seal(
            staged,
            source=SourceRecord(
                name="a person's own word",
                sha256=hashlib.sha256(said).hexdigest(),
                size=len(said),
                kind=_KIND,
                mapping={},
                parser_version="1",
            ),
            rows_in=1,
            accepted={ACCOUNTS: 1},
            quarantined=0,
            quarantine=(),
            excluded={},
            dropped_columns={},
            counts={ACCOUNTS: counts},
        )
