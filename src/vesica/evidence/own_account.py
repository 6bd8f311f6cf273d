"""Archives of one account: what their readers share, and whose account it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

import pyarrow as pa

from vesica.errors import RefusedError, UsageError
from vesica.evidence.compute import pc
from vesica.evidence.reader import Chunk, Event, Problems
from vesica.evidence.source import Source
from vesica.evidence.tabular import table_batch

__all__ = ["ARCHIVES", "REDUCED", "Owner", "account", "owned", "part", "placed", "post"]

ARCHIVES = ("x_archive", "mastodon_archive", "linkedin_export", "bluesky_repo")
"""Kinds of file that are the archive of one account."""
REDUCED = "reduced"
"""Kind of file that ``vesica reduce`` writes."""

_NEEDED = ("post_id", "platform", "time", "kind")
_ALL = (*_NEEDED, "audience", "reactions", "replies", "shares", "in_reply_to")


def _nobody(key: str) -> NoReturn:
    raise RefusedError(
        "Nothing says under which law the person works who hands this over.",
        hint="Import it with 'vesica import', which looks that up in the roster.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who answers for the account of an archive, as the importing side says it.

    Parameters
    ----------
    organisation : bool
        The account is the organisation's own.
    person : str or None
        Key of the person who runs it.
    may_give : callable
        Called with a person's key before anything of a personal account is taken in; raises
        :class:`~vesica.errors.RefusedError` where the law does not let an employer ask for it.
    """

    organisation: bool = False
    person: str | None = None
    may_give: Callable[[str], None] = _nobody

    def check(self, kind: str, name: str) -> None:
        """Refuse what a file of this kind may not be imported as.

        Raises
        ------
        RefusedError
            If it is the archive of a personal account.
        UsageError
            If the organisation's account has nobody who runs it, or the kind has no owner.
        """
        if kind not in ARCHIVES:
            if self.organisation or self.person:
                raise UsageError(
                    f"{name}: --owner and --person are for the archive of an account; this is"
                    f" '{kind}'.",
                    hint="Leave them out.",
                )
        elif not self.organisation:
            if self.person:
                self.may_give(self.person)
            raise RefusedError(
                f"{name}: this is '{kind}', all that an account ever did, and nothing says that"
                " the account is the organisation's.",
                hint="A personal archive stays with the person, who may run 'vesica reduce"
                " ARCHIVE --out FILE' on the own machine and hand over that file. For the"
                " organisation's own account: --owner organisation --person KEY.",
            )
        elif not self.person:
            raise UsageError(
                f"{name}: an organisation's account is no person, and posts count for people.",
                hint="Name who runs the account: --owner organisation --person KEY.",
            )


def owned(events: Iterable[Event], kind: str, owner: Owner) -> Iterator[Event]:
    """Events with the person who runs the account, which no archive says.

    Raises
    ------
    RefusedError
        If a reduced file is of somebody whom the law does not let an employer ask.
    """
    for event in events:
        if isinstance(event, Chunk) and kind in ARCHIVES and owner.person:
            yield replace(event, batch=_owned(event, owner.person))
            continue
        if isinstance(event, Chunk) and kind == REDUCED:
            for key in event.batch.column("person_id").unique().to_pylist():
                owner.may_give(key)
        yield event


def _owned(chunk: Chunk, person: str) -> pa.RecordBatch:
    n = chunk.batch.num_rows
    columns = dict(zip(chunk.batch.schema.names, chunk.batch.columns, strict=True))
    columns["person_id"] = pa.repeat(pa.scalar(person), n)
    if chunk.table == "accounts":
        columns["claimed_how"] = pa.repeat(pa.scalar("organisation"), n)
    return table_batch(chunk.table, columns)


def account(platform: str, handle: str) -> Chunk:
    """The account itself; it is in the file beside the rows that are counted."""
    columns = {"platform": pa.array([platform]), "account_id": pa.array([handle])}
    return Chunk(table="accounts", batch=table_batch("accounts", columns), rows=0)


def post(**told: str | None) -> dict[str, str | None]:
    """Row of a post with every column that an archive can fill; counts not told are null."""
    return dict.fromkeys(_ALL) | told


def part(source: Source, path: str) -> Source | None:
    """Member of that path in a container, below the folder that is least deep; or nothing."""
    if source.shape != "container":
        return None
    found = [m for m in source.container.members if m == path or m.endswith(f"/{path}")]
    return source.member(min(found, key=lambda m: (m.count("/"), m))) if found else None


def placed(member: str, events: Iterable[Event]) -> Iterator[Event]:
    """Events whose problems name the member of the archive before the column."""
    for event in events:
        if isinstance(event, Problems):
            column = pc.binary_join_element_wise(member, event.batch.column("column"), ": ")
            at = event.batch.schema.get_field_index("column")
            batch = event.batch.set_column(at, "column", pc.utf8_rtrim(column, ": "))
            yield Problems(batch=batch)
        else:
            yield event
