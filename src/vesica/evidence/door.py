"""The door: what a reader says is checked, and identifiers become pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa

from vesica.errors import UnreadableFileError
from vesica.evidence.compute import pc
from vesica.evidence.reader import ACCOUNT_NAMES, ALIASES, LINE, NAMES, Chunk
from vesica.schema import TABLES, Column, DType, Table
from vesica.store.vault import Kind, Vault

__all__ = ["Admitted", "Door"]

_MAX_LABEL = 120
_UNSEEN = r"[\p{Cc}\p{Cf}]"
_APPEND_ONLY = "consents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What of a chunk got past the door.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        Rows for the table.
    rows : int
        Source rows taken in.
    objecting : int
        Source rows left out because of an objection.
    """

    batch: pa.RecordBatch
    rows: int
    objecting: int


class Door:
    """Pseudonymises chunks; nothing that identifies a person gets past it.

    Parameters
    ----------
    vault : Vault
        Where identities live.
    objectors : frozenset of str
        Pseudonyms of people whose evidence is not taken in at all.
    """

    def __init__(self, vault: Vault, objectors: frozenset[str]) -> None:
        self._vault = vault
        self._objectors = pa.array(sorted(objectors), pa.string())
        self._known: dict[Kind, tuple[pa.Array, pa.Array]] = {}
        self._withheld: set[str] = set()
        self.kept_apart = 0

    def introduce(self, chunk: Chunk) -> None:
        """Tell the vault about keys and names; they are stored nowhere else."""
        if chunk.table == ALIASES:
            self._aliases(chunk.batch)
        elif chunk.table == NAMES:
            keys, names = (chunk.batch.column(c).to_pylist() for c in ("key", "name"))
            pairs = [(k, n) for k, n in zip(keys, names, strict=True) if k and n]
            self._vault.remember_names([pair for pair in pairs if pair[0] not in self._withheld])
        elif chunk.table == ACCOUNT_NAMES:
            columns = (chunk.batch.column(c).to_pylist() for c in ("platform", "key", "name"))
            rows = zip(*columns, strict=True)
            named = [(f"{p.lower()}:{k}", n) for p, k, n in rows if p and k and n]
            self._vault.name_accounts(named)

    def strangers(self, chunk: Chunk) -> list[int]:
        """Lines of rows whose number is that of somebody with another name and address.

        Nothing of these rows gets past the door afterwards. A number of which one row fits, by
        the address, the name or another key, is that person's, and the other rows are its past.
        """
        told: dict[str, list[tuple[int, str]]] = {}
        fitting: set[str] = set()
        names = chunk.batch.schema.names
        others = [n for n in names if n not in {LINE, "person_id", "name"}]
        people = self._vault.find_all(chunk.batch.column("person_id").to_pylist())
        for row, person in zip(chunk.batch.to_pylist(), people, strict=True):
            if person is None:
                continue
            told.setdefault(person, []).append((row[LINE], row["person_id"]))
            keys = [row[n] for n in others if row[n]]
            if not row["email"] or self._vault.fits(person, keys=keys, name=row["name"]):
                fitting.add(person)
        apart = [row for person in told if person not in fitting for row in told[person]]
        self._withheld.update(number for _, number in apart)
        return [line for line, _ in apart]

    def known(self, chunk: Chunk) -> list[str]:
        """Pseudonyms of those who are named and known; nobody becomes known by it."""
        found = self._vault.find_all(chunk.batch.column("key").to_pylist())
        return [person for person in found if person is not None]

    def _aliases(self, batch: pa.RecordBatch) -> None:
        people = []
        for row in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            keys = tuple(dict.fromkeys(key for key in row if key))
            if len(keys) > 1 and keys[0] not in self._withheld:
                people.append(keys)
        apart = set(self._vault.conflicts(people))
        self.kept_apart += len(apart)
        self._vault.adopt([keys for at, keys in enumerate(people) if at not in apart])

    def admit(self, chunk: Chunk) -> Admitted:
        """Check a chunk against the vocabulary and pseudonymise it."""
        table = TABLES[chunk.table]
        chunk = self._without_withheld(chunk)
        columns = {name: chunk.batch.column(name) for name in chunk.batch.schema.names}
        self._check(table, columns)
        n = chunk.batch.num_rows
        columns |= self._people(table, columns)
        arrays = []
        for column in table.columns:
            cells = columns.get(column.name)
            if cells is None:
                arrays.append(pa.nulls(n, column.dtype.arrow))
            elif column.dtype is DType.ACCOUNT and "platform" in columns:
                place = pc.utf8_lower(columns["platform"])
                key = pc.binary_join_element_wise(place, cells, ":")
                arrays.append(self._hidden(key, column.dtype))
            else:
                arrays.append(self._hidden(cells, column.dtype))
        batch = pa.record_batch(arrays, schema=table.arrow)
        batch, objecting = self._without_objectors(table, batch, chunk)
        return Admitted(batch=batch, rows=chunk.rows - objecting, objecting=objecting)

    def _without_withheld(self, chunk: Chunk) -> Chunk:
        if not self._withheld or "person_id" not in chunk.batch.schema.names:
            return chunk
        withheld = pa.array(sorted(self._withheld), pa.string())
        out = pc.is_in(chunk.batch.column("person_id"), value_set=withheld)
        held = pc.sum(out).as_py() or 0
        rows = chunk.rows - (held if chunk.rows else 0)
        return replace(chunk, batch=chunk.batch.filter(pc.invert(out)), rows=rows)

    def _hidden(self, cells: pa.Array, dtype: DType) -> pa.Array:
        if dtype is DType.ACCOUNT:
            return self._pseudonyms(cells, "account")
        if dtype is DType.REFERENCE and len(cells) > cells.null_count:
            return self._vault.references(cells)
        return cells

    def _people(self, table: Table, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """All columns of people, looked up together: one look-up costs as much as two."""
        found = [c.name for c in table.columns if c.dtype is DType.PERSON and c.name in columns]
        if not found:
            return {}
        hidden = self._pseudonyms(pa.concat_arrays([columns[name] for name in found]), "person")
        n = len(hidden) // len(found)
        return {name: hidden.slice(at * n, n) for at, name in enumerate(found)}

    def _pseudonyms(self, cells: pa.Array, kind: Kind) -> pa.Array:
        nothing = pa.array([], pa.string())
        raw, hidden = self._known.get(kind, (nothing, nothing))
        at = pc.index_in(cells, value_set=raw)
        fresh = cells.filter(pc.and_(pc.is_null(at), pc.is_valid(cells))).unique()
        if len(fresh):
            raw = pa.concat_arrays([raw, fresh])
            hidden = pa.concat_arrays([hidden, self._vault.pseudonyms(fresh, kind=kind)])
            self._known[kind] = raw, hidden
            at = pc.index_in(cells, value_set=raw)
        return hidden.take(at)

    def _without_objectors(
        self, table: Table, batch: pa.RecordBatch, chunk: Chunk
    ) -> tuple[pa.RecordBatch, int]:
        if not len(self._objectors) or table.name == _APPEND_ONLY:
            return batch, 0
        out = pa.repeat(pa.scalar(False), batch.num_rows)
        for column in table.columns:
            if column.dtype is not DType.PERSON:
                continue
            hit = pc.is_in(batch.column(column.name), value_set=self._objectors)
            if column.required:
                out = pc.or_(out, hit)
            else:
                nobody = pa.scalar(None, pa.string())
                cleared = pc.if_else(hit, nobody, batch.column(column.name))
                at = batch.schema.get_field_index(column.name)
                batch = batch.set_column(at, table.arrow.field(column.name), cleared)
        kept = batch.filter(pc.invert(out))
        return kept, _left_out(chunk, out)

    def _check(self, table: Table, columns: dict[str, pa.Array]) -> None:
        for name, cells in columns.items():
            column = table.column(name)
            if cells.type != column.dtype.arrow:
                raise _broken(table, name, f"has the type {cells.type}")
            if column.dtype is DType.LABEL:
                _check_labels(table, column, cells)
        for name in table.required:
            if name not in columns or columns[name].null_count:
                raise _broken(table, name, "is missing or empty")


def _left_out(chunk: Chunk, out: pa.Array) -> int:
    if not chunk.rows:
        return 0
    if chunk.parents is None:
        return pc.sum(out).as_py() or 0
    touched = set(chunk.parents.filter(out).to_pylist())
    return len(touched - set(chunk.parents.filter(pc.invert(out)).to_pylist()))


def _check_labels(table: Table, column: Column, cells: pa.Array) -> None:
    words = cells.unique().drop_null()
    if pc.any(pc.greater(pc.utf8_length(words), _MAX_LABEL)).as_py():
        raise _broken(table, column.name, f"holds more than {_MAX_LABEL} characters")
    if pc.any(pc.match_substring_regex(words, _UNSEEN)).as_py():
        raise _broken(table, column.name, "holds characters that cannot be seen")
    if column.allowed:
        known = pa.array([str(word) for word in column.allowed])
        if pc.any(pc.invert(pc.is_in(words, value_set=known))).as_py():
            raise _broken(table, column.name, "holds a word that is not allowed")


def _broken(table: Table, column: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"The reader gave column '{column}' of '{table.name}' in a wrong form: it {what}.",
        hint="Nothing was imported. This is a fault of the reader; report it with the kind of"
        " file, not with the file.",
    )
