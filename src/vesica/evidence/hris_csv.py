"""Roster of an HR system: people, their names and keys, and attributes for audit only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import one_of
from vesica.evidence.hris_fields import FIELDS
from vesica.evidence.namesakes import Namesakes, full_name, own_key
from vesica.evidence.reader import ALIASES, IDENTITIES, LINE, LISTED, NAMES, Chunk, Event
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
    ahead = (*_KEYS, "name", "first_name", "last_name", "valid_from")

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}
        self._named: list[pa.Array] = []
        self._namesakes = Namesakes()

    def survey(self, columns: Mapping[str, pa.Array]) -> None:
        """Look for numbers that several people have."""
        self._namesakes.see(columns, _KEYS)

    def survey_again(self) -> None:
        """Look for them anew."""
        self._namesakes = Namesakes()

    def restart(self) -> None:
        """Forget whose e-mail address is whose, and who was named."""
        self._owner.clear()
        self._named.clear()

    def wants_lines(self, columns: Iterable[str]) -> bool:
        """Where a row can be compared with what is known of its person."""
        names = {"name", "first_name", "last_name"} & set(columns)
        return {"person_id", "email"} <= set(columns) and bool(names)

    def lacking(self, found: set[str]) -> list[str]:
        """A key, and something that only a roster says about a person."""
        says = {"manager_id", "level", "department", "org_unit", "function", "hired_on"}
        key = one_of({"person_id", "email", "upn"}, found)
        return key + one_of(says | {"first_name", "name"}, found)

    def troubles(self, columns: Mapping[str, pa.Array], rows: int) -> Iterable[Trouble]:
        """Rows without any key, and keys that two people share."""
        keys = _keys(columns)
        own = own_key(columns, _KEYS)
        if own.null_count:
            fix = "give every person an employee number or an e-mail address"
            yield Trouble(pc.is_null(own), "person_id", "empty", fix)
        self._named.append(own.drop_null())
        doubled = self._namesakes.among(own)
        if doubled is not None:
            fix = "give every person a number of their own; another line has this one"
            yield Trouble(doubled, "person_id", "duplicate employee number", fix)
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
        name = full_name(columns)
        if LINE in columns:
            told = {LINE: columns[LINE], **keys, "name": name}
            yield Chunk(table=IDENTITIES, batch=pa.record_batch(told), rows=0)
        if len(keys) > 1:
            yield Chunk(table=ALIASES, batch=pa.record_batch(dict(keys)), rows=0)
        if name is not None:
            named = pa.record_batch({"key": columns["person_id"], "name": name})
            yield Chunk(table=NAMES, batch=named.filter(pc.is_valid(name)), rows=0)
        yield Chunk(table="people", batch=table_batch("people", columns), rows=rows)
        yield from _attributes(columns)
        yield from _accounts(columns)

    def rest(self) -> Iterator[Event]:
        """Everybody who is named, in rows that were held back as well."""
        for keys in self._named:
            yield Chunk(table=LISTED, batch=pa.record_batch({"key": keys}), rows=0)


def _keys(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    return {k: columns[k] for k in _KEYS if k in columns}


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
