"""Roster of an HR system: people, their names and keys, and attributes for audit only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.hris_fields import FIELDS
from vesica.evidence.reader import ALIASES, NAMES, Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.values import Trouble

__all__ = ["Roster"]

_AUDIT = {
    "birth_date": "birth year",
    "age": "age",
    "gender": "gender",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "race": "race",
    "disability": "disability",
    "veteran": "veteran status",
}
_KEYS = ("person_id", "email", "upn", "directory_id")
_PLATFORMS = {
    "twitter": "X",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "instagram": "Instagram",
}


_UNLIKE = (
    "metricdate sentat sender senderid recipientid sourceid targetid"
    " nominee nomineeid raterid postid"
)


class Roster(TabularReader):
    """HR roster, CSV, XLSX or Parquet; dated rows where it has a valid-from column."""

    name = "roster"
    tables = ("people", "audit_attributes", "accounts")
    fields = FIELDS
    unlike = tuple(_UNLIKE.split())

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}

    def restart(self) -> None:
        """Forget whose e-mail address is whose."""
        self._owner.clear()

    def enough(self, found: set[str]) -> bool:
        """A key, and something that only a roster says about a person."""
        key = {"person_id", "email", "upn"} & found
        says = {"manager_id", "level", "department", "org_unit", "function", "hired_on"}
        return bool(key) and bool((says | {"first_name", "name"}) & found)

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterable[Trouble]:
        """Rows without any key, and keys that two people share."""
        keys = _keys(columns)
        own = pc.coalesce(*keys.values())
        if own.null_count:
            fix = "give every person an employee number or an e-mail address"
            yield Trouble(pc.is_null(own), "person_id", "empty", fix)
        shared = [False] * rows
        for cells in list(keys.values())[1:]:
            pairs = zip(own.to_pylist(), cells.to_pylist(), strict=True)
            for at, (person, key) in enumerate(pairs):
                if key is not None and key != person:
                    mine = self._owner.setdefault(key.casefold(), person.casefold())
                    shared[at] = shared[at] or mine != person.casefold()
        if any(shared):
            fix = "correct the address; it belongs to another person further up in the file"
            yield Trouble(pa.array(shared), "email", "shared by two people", fix)

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Keys and names for the vault, then people, audit attributes and accounts."""
        keys = _keys(columns)
        columns = dict(columns) | {"person_id": pc.coalesce(*keys.values())}
        if len(keys) > 1:
            yield Chunk(table=ALIASES, batch=pa.record_batch(dict(keys)), rows=0)
        yield from _names(columns)
        yield Chunk(table="people", batch=table_batch("people", columns), rows=rows)
        yield from _attributes(columns)
        yield from _accounts(columns)


def _keys(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    return {k: columns[k] for k in _KEYS if k in columns}


def _names(columns: Mapping[str, pa.Array]) -> Iterator[Event]:
    parts = [columns[k] for k in ("first_name", "last_name") if k in columns]
    names = columns.get("name")
    if parts:
        joined = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
        names = joined if names is None else pc.coalesce(names, joined)
    if names is None:
        return
    batch = pa.record_batch({"key": columns["person_id"], "name": names})
    yield Chunk(table=NAMES, batch=batch.filter(pc.is_valid(names)), rows=0)


def _attributes(columns: Mapping[str, pa.Array]) -> Iterator[Event]:
    for column, attribute in _AUDIT.items():
        if column not in columns:
            continue
        given = pc.is_valid(columns[column])
        people, values = columns["person_id"].filter(given), columns[column].filter(given)
        words = pa.repeat(pa.scalar(attribute), len(values))
        rows = {"person_id": people, "attribute": words, "value": values}
        yield Chunk(table="audit_attributes", batch=table_batch("audit_attributes", rows), rows=0)


def _accounts(columns: Mapping[str, pa.Array]) -> Iterator[Event]:
    for column, platform in _PLATFORMS.items():
        if column not in columns:
            continue
        given = pc.is_valid(columns[column])
        handles = columns[column].filter(given)
        n = len(handles)
        rows = {
            "platform": pa.repeat(pa.scalar(platform), n),
            "account_id": handles,
            "person_id": columns["person_id"].filter(given),
            "claimed_how": pa.repeat(pa.scalar("suggested"), n),
        }
        yield Chunk(table="accounts", batch=table_batch("accounts", rows), rows=0)
