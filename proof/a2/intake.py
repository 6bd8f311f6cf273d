"""Take one file in the way a user does, or only read it, and account for its rows."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import vesica
from proof.shell import place
from proof.surroundings import REPO
from vesica.api.workspace import Workspace
from vesica.errors import RefusedError, VesicaError
from vesica.evidence.own_account import ARCHIVES, Owner, owned
from vesica.evidence.reader import Chunk, Event, Excluded, Problems, Restart
from vesica.evidence.reading import reading
from vesica.evidence.registry import pick
from vesica.evidence.seating import seated
from vesica.evidence.source import Source
from vesica.settings import EvidenceSettings

__all__ = [
    "FIXTURES",
    "ROSTER",
    "Account",
    "in_a_child",
    "in_this_process",
    "take_in",
    "top_of",
    "workspaces",
]

FIXTURES = REPO / "tests" / "fixtures" / "evidence"

ROSTER = "Employee ID,Email,Department,Country\nE001,e001@example.org,Sales,DE\n"
"""Knows the one person who runs the accounts whose archives are taken in."""

_DIED = "the reading process"
_EXPORTS = ("_export", "_archive")
_ANYONE = Owner(organisation=True, person="E001", may_give=lambda key: None)


@dataclass(slots=True, kw_only=True)
class Account:
    """Where the rows of a file went, or why it was refused.

    Parameters
    ----------
    kind : str
        Reader; empty if no reader was found.
    rows_in, accepted, quarantined, excluded : int
        Rows of the source.
    refusal, fix : str
        Why the file was refused, and what to do; empty if it was not.
    crash : str
        What stopped the reading that was no refusal; empty if nothing did.
    problems : list of tuple
        Line, column, reason and fix of each row held back.
    """

    kind: str = ""
    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    excluded: int = 0
    refusal: str = ""
    fix: str = ""
    crash: str = ""
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)

    def refuse(self, error: VesicaError) -> Account:
        """Note why the file was refused; a reading process that died is a crash."""
        self.refusal, self.fix = error.message, error.hint
        if _DIED in error.message:
            self.crash = error.message
        return self

    @property
    def unexplained(self) -> int:
        """Rows that are in none of the three places; a refused file has none."""
        if self.refusal or self.crash:
            return 0
        return abs(self.rows_in - self.accepted - self.quarantined - self.excluded)


def top_of(folder: Path) -> list[Path]:
    """Files of a folder, each as a user would name it: an export's folder as a whole."""
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        whole = path.is_file() or path.name.endswith(_EXPORTS)
        found += [path] if whole else top_of(path)
    return found


@contextmanager
def workspaces() -> Generator[Iterator[Workspace]]:
    """Yield empty workspaces, one after the other, with a vault each; all gone afterwards."""
    before = os.environ.get("VESICA_VAULT_DIR")
    with place() as where:
        os.environ["VESICA_VAULT_DIR"] = where.env["VESICA_VAULT_DIR"]
        try:
            yield _many(where.root)
        finally:
            if before is None:
                del os.environ["VESICA_VAULT_DIR"]
            else:
                os.environ["VESICA_VAULT_DIR"] = before


def _many(root: Path) -> Iterator[Workspace]:
    number = 0
    while True:
        number += 1
        with vesica.init(root / f"workspace-{number}", name="Acme") as workspace:
            yield workspace


def take_in(workspace: Workspace, path: Path) -> Account:
    """Import a file; archives as the organisation's own, after a roster that knows its person."""
    try:
        try:
            report = workspace.import_file(path)
        except RefusedError:
            roster = workspace.layout.root / "who.csv"
            roster.write_text(ROSTER, encoding="utf-8")
            workspace.import_file(roster)
            own = in_a_child(path, read=False).kind in ARCHIVES
            report = workspace.import_file(
                path, owner="organisation" if own else None, person="E001" if own else None
            )
    except VesicaError as error:
        return Account().refuse(error)
    return Account(
        kind=report.recognition.kind,
        rows_in=report.rows_in,
        accepted=sum(report.accepted.values()),
        quarantined=len(report.quarantined),
        excluded=sum(report.excluded.values()),
        problems=[(q.line, q.column, q.reason, q.fix) for q in report.quarantined],
    )


def in_a_child(path: Path, *, read: bool = True) -> Account:
    """Recognise a file in the reading process that imports use, and read it there."""
    account = Account()
    settings = EvidenceSettings(time_zone="Europe/Berlin")
    try:
        with reading(path, settings=settings, as_kind=None, column_map=None, read=read) as process:
            account.kind = process.recognition.kind
            if read:
                _add_up(owned(process.events(), account.kind, _ANYONE), account)
    except VesicaError as error:
        account.refuse(error)
    return account


def in_this_process(path: Path) -> Account:
    """Recognise and read a file here, with the code that the reading process runs."""
    account = Account()
    try:
        source = seated(Source(path, path.name))
        reader, _ = pick(source)
        account.kind = reader.name
        mapping = reader.mapping(source, {})
        events = reader.read(source, mapping, EvidenceSettings(time_zone="Europe/Berlin"))
        _add_up(owned(events, reader.name, _ANYONE), account)
    except VesicaError as error:
        account.refuse(error)
    return account


def _add_up(events: Iterable[Event], account: Account) -> None:
    for event in events:
        match event:
            case Chunk():
                account.accepted += event.rows
            case Problems():
                account.quarantined += event.batch.num_rows
                columns = event.batch.to_pydict()
                account.problems += zip(*columns.values(), strict=True)
            case Excluded():
                account.excluded += event.rows
            case Restart():
                account.accepted = account.quarantined = account.excluded = 0
                account.problems.clear()
    account.rows_in = account.accepted + account.quarantined + account.excluded
