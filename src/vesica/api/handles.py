"""Whose handle the author of a post is, where that is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.evidence.compute import pc
from vesica.linking.words import canonical
from vesica.relations.catalogue import INPUTS
from vesica.schema import SURE, TABLES, Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["account_key", "accounts", "authors", "handle_of", "handles_of_strangers", "sure"]

Place = tuple[str, str]
"""Platform in small letters, and handle in its one form."""


def account_key(platform: str, handle: str) -> str:
    """Key under which the vault has an account; the door makes the same."""
    return f"{platform.lower()}:{handle}"


def handle_of(key: str) -> str:
    """Handle in a key of the vault."""
    return key.partition(":")[2]


def accounts(workspace: Workspace, purpose: Purpose) -> list[dict[str, Any]]:
    """Newest row of every account."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for file in workspace.evidence.files("accounts", purpose=purpose):
        for row in pq.read_table(file).to_pylist():
            newest[row["platform"], row["account_id"]] = row
    return list(newest.values())


def sure(row: dict[str, Any]) -> bool:
    """Whether the owner of an account is sure."""
    return row["claimed_how"] in SURE and row["person_id"] is not None


def handles_of_strangers(workspace: Workspace, purpose: Purpose) -> dict[tuple[str, str], str]:
    """Platform and pseudonym of every author whom no roster had → handle."""
    people = _ids(workspace, "people", purpose).unique()
    found: list[pa.Table] = []
    for file in workspace.evidence.files("posts", purpose=purpose):
        seen = pq.read_table(file, columns=["platform", "person_id"])
        seen = seen.group_by(["platform", "person_id"]).aggregate([])
        found.append(seen.filter(pc.invert(pc.is_in(seen["person_id"], value_set=people))))
    rows = [r for t in found for r in t.to_pylist() if r["platform"] and r["person_id"]]
    if not rows:
        return {}
    keys = workspace.vault.keys_of("person")
    return {
        (row["platform"].lower(), row["person_id"]): keys[row["person_id"]][0]
        for row in rows
        if row["person_id"] in keys
    }


def authors(workspace: Workspace, purpose: Purpose) -> pa.Table:
    """Rows of the input ``authors``: author by handle, and the sure owner of that handle."""
    schema = INPUTS["handle_owners"]
    if purpose not in TABLES["accounts"].purposes or purpose not in TABLES["posts"].purposes:
        return schema.empty_table()
    strangers = handles_of_strangers(workspace, purpose)
    if not strangers:
        return schema.empty_table()
    owners = _owners(workspace, purpose)
    rows = []
    for (platform, author_id), handle in sorted(strangers.items()):
        person_id = owners.get((platform, canonical(handle)))
        if person_id is not None:
            rows.append({"platform": platform, "author_id": author_id, "person_id": person_id})
    return pa.Table.from_pylist(rows, schema=schema)


def _owners(workspace: Workspace, purpose: Purpose) -> dict[Place, str]:
    """Sure owner of every handle; a handle that two people have a sure claim to has none."""
    keys = workspace.vault.keys_of("account")
    owners: dict[Place, set[str]] = {}
    for row in accounts(workspace, purpose):
        if sure(row):
            for key in keys.get(row["account_id"], ()):
                place = row["platform"].lower(), canonical(handle_of(key))
                owners.setdefault(place, set()).add(row["person_id"])
    return {place: next(iter(who)) for place, who in owners.items() if len(who) == 1}


def _ids(workspace: Workspace, table: str, purpose: Purpose) -> pa.ChunkedArray:
    files = workspace.evidence.files(table, purpose=purpose)
    parts = [pq.read_table(file, columns=["person_id"])["person_id"] for file in files]
    chunks = [chunk for part in parts for chunk in part.chunks]
    return pa.chunked_array(chunks, pa.string())
