"""Lists of people one after another: which is the same, which is newer, and who is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from vesica.engine.consolidate import consolidate
from vesica.errors import RefusedError, UsageError
from vesica.evidence.job import Job
from vesica.evidence.listing import KINDS, Asked, Listing
from vesica.evidence.reader import Note
from vesica.evidence.staging import Staging
from vesica.schema import TABLES
from vesica.store.content import content_hash
from vesica.store.manifest import LISTINGS, ImportManifest, ListRecord
from vesica.store.snapshots import Evidence, SourceRecord

__all__ = ["Lists", "judged", "older"]

_MANY = 0.2
"""Share of the earlier list that may be missing in a new one before somebody has to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists of people that were imported, and one that is about to be.

    Parameters
    ----------
    name : str
        File name, for messages.
    evidence : Evidence
        What was imported before.
    asked : Asked
        What was said about the new one.
    today : date
        Day of import.
    """

    name: str
    evidence: Evidence
    asked: Asked
    today: date

    def day(self, people: Path) -> date | None:
        """Day of the list in a staged file; nothing if its rows have dates, and it is none.

        Raises
        ------
        UsageError
            If something was said of it that its dates contradict.
        """
        days = pq.read_table(people, columns=["valid_from"]).column(0)
        given = days.unique().drop_null().to_pylist()
        if not given:
            return self.asked.as_of or self.today
        of_one_day = len(given) == 1 and not days.null_count
        if self.asked.whole and self.asked.as_of is None and of_one_day and given[0] <= self.today:
            return given[0]
        if self.asked.whole or self.asked.as_of:
            raise UsageError(
                f"{self.name}: its rows have dates from which they hold, so it is no list of one"
                " day up to today.",
                hint="Leave --full and --as-of out.",
            )
        return None

    def known(self, content: str, day: date) -> ImportManifest | None:
        """Earlier import of the same list, unless more was said of this one."""
        same = [m for m in self._lists() if m.listing and m.listing.content == content]
        for manifest in reversed(same):
            if not self.asked.anything or self._said_before(manifest, day):
                return manifest
        return None

    def _said_before(self, manifest: ImportManifest, day: date) -> bool:
        record = manifest.listing
        return (
            record is not None
            and self.asked.whole in {None, record.whole}
            and self.asked.as_of is not None
            and record.as_of == str(day)
        )

    def newer_than(self, manifest: ImportManifest) -> ImportManifest | None:
        """The newest full list, if it came after that one."""
        newest = self._newest()
        return newest if newest and manifest.listing and newest != manifest else None

    def judge(
        self, content: str, day: date, *, here: Collection[str], named: Collection[str]
    ) -> Listing:
        """What a list says of who came and who left.

        Parameters
        ----------
        content : str
            Hash of its rows.
        day : date
            Its day.
        here : collection of str
            People whose rows are taken in.
        named : collection of str
            Others whom it names, or of whom it cannot say anything: nobody of them has left.

        Raises
        ------
        UsageError
            If it is older than the newest full list.
        RefusedError
            If many are missing, and nobody said whether it names everybody.
        """
        newest = self._newest()
        whole = self.asked.whole is not False
        mistaken = self._taken_back(content) if not whole else None
        if mistaken is not None and mistaken.listing:
            day = date.fromisoformat(mistaken.listing.as_of)
        elif newest and newest.listing and str(day) < newest.listing.as_of:
            raise UsageError(
                f"{self.name}: a newer list, as of {newest.listing.as_of}, was imported before,"
                " and rows without dates would replace its rows.",
                hint=f"Date this one: --map 'valid_from=={day}'.",
            )
        standing = self.evidence.standing()
        before = {person for person, (_, listed) in standing.items() if listed}
        changes = dict.fromkeys(set(here) - before, True)
        gone = before - set(here) - set(named) if whole else set()
        if whole and self.asked.whole is None and len(gone) > _MANY * len(before):
            raise RefusedError(
                f"{self.name}: {len(gone):,} of the {len(before):,} people of the earlier list"
                f" are missing here; they would count as having left on {day}.",
                hint="Say --full if the file lists the whole organisation, or --partial if it"
                " lists only part of it.",
            )
        if mistaken is not None:
            changes |= dict.fromkeys(self._dismissed(mistaken, standing), True)
        record = ListRecord(as_of=str(day), whole=whole, content=content)
        return Listing(record=record, changes=changes | dict.fromkeys(gone, False))

    def _taken_back(self, content: str) -> ImportManifest | None:
        """The newest full list, if it is this file, which is now said to be partial."""
        newest = self._newest()
        same = newest and newest.listing and newest.listing.content == content
        return newest if same else None

    def _dismissed(
        self, manifest: ImportManifest, standing: Mapping[str, tuple[date, bool]]
    ) -> set[str]:
        """People who count as having left because of that list."""
        file = self.evidence.folder(manifest) / f"{LISTINGS}.parquet"
        if not file.exists() or manifest.listing is None:
            return set()
        rows = pq.read_table(file, filters=[("listed", "=", False)])
        gone = rows.column("person_id").to_pylist()
        return {p for p in gone if standing.get(p) == (_day_of(manifest), False)}

    def _lists(self) -> list[ImportManifest]:
        return [m for m in self.evidence.imports() if m.listing]

    def _newest(self) -> ImportManifest | None:
        whole = [m for m in self._lists() if m.listing and m.listing.whole]
        return max(whole, key=lambda m: (_day_of(m), m.sequence), default=None)


def _day_of(manifest: ImportManifest) -> date:
    """Day of a list."""
    assert manifest.listing is not None
    return date.fromisoformat(manifest.listing.as_of)


def judged(
    job: Job, source: SourceRecord, staging: Staging
) -> tuple[Listing | None, ImportManifest | None]:
    """What a list of people says of who came and left, or the import that had the same list."""
    people = staging.folder / "people.parquet"
    if source.kind not in KINDS or "people" not in staging.writers:
        return None, None
    lists = Lists(name=source.name, evidence=job.evidence, asked=job.asked, today=job.today)
    day = lists.day(people)
    if day is None:
        return None, None
    canonical = staging.folder / "list.parquet"
    table = TABLES["people"]
    scratch = job.layout.scratch
    consolidate(people, [], table, canonical, settings=job.settings.engine, scratch=scratch)
    content = content_hash([canonical], table.arrow)
    known = lists.known(content, day)
    if known is not None:
        staging.notes.extend(older(lists, known))
        return None, known
    here = set(pq.read_table(canonical, columns=["person_id"]).column(0).to_pylist())
    named = staging.listed | job.objecting
    return lists.judge(content, day, here=here, named=named), None


def older(lists: Lists, known: ImportManifest) -> list[Note]:
    """Note that a list is not the newest one."""
    newest = lists.newer_than(known)
    if newest is None or newest.listing is None or known.listing is None:
        return []
    text = (
        f"this list was imported as of {known.listing.as_of}, and another one, as of"
        f" {newest.listing.as_of}, holds now; to make this one hold again, say --as-of DATE"
    )
    return [Note(text=text, rows=known.rows_in)]
