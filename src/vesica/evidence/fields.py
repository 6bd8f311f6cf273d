"""Fields of a tabular format: what a column is called in the wild, and how headers match."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vesica.errors import SchemaMismatchError, UsageError
from vesica.evidence.reader import ColumnMapping, MappedColumn
from vesica.schema import Column, DType

__all__ = ["PERSON_HEADERS", "Field", "field_of", "match", "normal", "one_of", "split_header"]

_PERSON = (
    "person_id employee_id person employee worker worker_id user user_id member member_id"
    " staff_id personnel_number employee_number email e-mail email_address upn"
    " user_principal_name userid login username id"
)
PERSON_HEADERS = tuple(_PERSON.split())

_FORMS = {"dd/mm/yyyy": "dmy", "mm/dd/yyyy": "mdy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column that a tabular reader looks for.

    Parameters
    ----------
    name : str
        Name in the evidence table, or of an intermediate that the reader turns into columns.
    dtype : DType
        How cells are converted.
    headers : tuple of str
        What the column is called, best first; case, spaces and signs do not matter.
    required : bool
        Rows without it are quarantined, and files without it are not of this kind.
    allowed : tuple of str
        Words that may stand in it.
    period : bool
        Dates in it begin a week or a month, which decides between day-first and month-first.
    parse : callable or None
        Turns a cell into a value of the type; raises ``ValueError`` where it cannot.
    fix : str
        What to do about a cell that ``parse`` cannot read.
    lenient : bool
        A cell that cannot be read is left empty and noted; its row stays.
    several : bool
        A cell may name several people, separated by semicolons.
    """

    name: str
    dtype: DType
    headers: tuple[str, ...] = ()
    required: bool = False
    allowed: tuple[str, ...] = ()
    period: bool = False
    parse: Callable[[str], Any] | None = None
    fix: str = ""
    lenient: bool = False
    several: bool = False


def field_of(
    column: Column, *headers: str, required: bool | None = None, period: bool = False
) -> Field:
    """Field for a column of the schema; its own name always is one of its headers."""
    return Field(
        name=column.name,
        dtype=column.dtype,
        headers=(column.name, *headers),
        required=column.required if required is None else required,
        allowed=tuple(str(word) for word in column.allowed),
        period=period,
    )


def normal(header: str) -> str:
    """Letters and digits of a header, without case, accents and signs."""
    folded = unicodedata.normalize("NFKD", header).casefold()
    return "".join(c for c in folded if c.isalnum())


def split_header(header: str) -> tuple[str, str | None]:
    """Take ``HEADER@dd/mm/yyyy`` apart; the second part is ``dmy``, ``mdy`` or nothing."""
    name, at, form = header.rpartition("@")
    if at and form.lower() in _FORMS:
        return name, _FORMS[form.lower()]
    return header, None


def match(
    kind: str,
    fields: Sequence[Field],
    headers: Sequence[str],
    remembered: Mapping[str, str],
    *,
    file: str,
) -> ColumnMapping:
    """Give every field at most one header, and every header at most one field.

    Raises
    ------
    UsageError
        If a remembered mapping names a column that the kind does not have.
    SchemaMismatchError
        If it names a header that the file does not have.
    """
    chosen = _remembered(kind, fields, headers, remembered, file)
    taken = {split_header(c.header)[0] for c in chosen.values()}
    by_key: dict[str, str] = {}
    for header in headers:
        by_key.setdefault(normal(header), header)
    longest = max((len(f.headers) for f in fields), default=0)
    for rank in range(longest):
        for f in fields:
            if f.name in remembered or f.name in chosen or rank >= len(f.headers):
                continue
            header = by_key.get(normal(f.headers[rank]))
            if header is not None and header not in taken:
                sure = 1.0 if rank == 0 else 0.9
                chosen[f.name] = MappedColumn(column=f.name, header=header, certainty=sure)
                taken.add(header)
    return ColumnMapping(
        columns=tuple(chosen[f.name] for f in fields if f.name in chosen),
        dropped=tuple(h for h in headers if h not in taken),
    )


def one_of(names: Iterable[str], found: set[str]) -> list[str]:
    """Return what is lacking where any one of these columns would do."""
    wanted = sorted(names)
    return [] if found & set(wanted) else [f"one of {', '.join(wanted)}"]


def _remembered(
    kind: str,
    fields: Sequence[Field],
    headers: Sequence[str],
    remembered: Mapping[str, str],
    file: str,
) -> dict[str, MappedColumn]:
    names = {f.name for f in fields}
    chosen: dict[str, MappedColumn] = {}
    for column, header in remembered.items():
        if column not in names:
            raise UsageError(
                f"'{kind}' has no column '{column}'.",
                hint=f"Its columns: {', '.join(f.name for f in fields)}.",
            )
        if not header:
            continue
        if not header.startswith("=") and split_header(header)[0] not in headers:
            raise SchemaMismatchError.missing_columns(kind, [header], headers, file=file)
        chosen[column] = MappedColumn(column=column, header=header)
    return chosen
