"""Rosters without dates: full lists of the organisation, and who has left since the last one."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_helpers import FIXTURES, Import, written

from vesica.errors import RefusedError, UsageError
from vesica.evidence.listing import Asked
from vesica.schema import Purpose
from vesica.store.erasure import erase_person
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence
from vesica.store.state import State
from vesica.store.vault import Vault

FULL, PARTIAL = Asked(whole=True), Asked(whole=False)
HEADER = "employee id,email,name,department\n"


def _people(*numbers: int, department: str = "Sales") -> list[str]:
    return [f"{n},p{n}@example.org,Person {n},{department}\n" for n in numbers]


def _roster(folder: Path, *numbers: int, name: str = "roster.csv", department: str = "A") -> Path:
    return written(folder, HEADER + "".join(_people(*numbers, department=department)), name)


def _day(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def _gone(layout: Layout, vault: Vault) -> dict[int, date]:
    """Number to day of those who count as having left."""
    standing = Evidence(layout).standing()
    numbers = {vault.find(str(n)): n for n in range(1, 40)}
    return {numbers[p]: day for p, (day, listed) in standing.items() if not listed}


def test_who_is_missing_in_a_newer_list_has_left(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    first = take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    assert first.listing.announcement == ""
    report = take_in(_roster(tmp_path, *range(2, 12)), now=_day(5))
    assert report.listing.announcement == (
        "1 person of the earlier list is missing here; they count as having left on 2026-03-05."
        " If this file lists only part of the organisation, import it with --partial."
    )
    assert _gone(layout, vault) == {1: date(2026, 3, 5)}
    assert report.manifest.tables["listings"].rows == 2
    assert Evidence(layout).verify() == ()
    back = take_in(_roster(tmp_path, *range(1, 12)), now=_day(9))
    assert (back.listing.missing, back.counts["people"].accepted) == (0, 0)
    assert _gone(layout, vault) == {}


def test_the_digest_says_who_left_and_not_when_a_list_was_imported_again(
    take_in: Import, tmp_path: Path, layout: Layout
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    before = Evidence(layout).digest()
    take_in(_roster(tmp_path, *range(2, 11)), now=_day(5))
    after = Evidence(layout).digest()
    assert before != after
    take_in(_roster(tmp_path, *range(2, 11), name="b.csv"), now=_day(6))
    assert Evidence(layout).digest() == after


@pytest.mark.parametrize("form", ["same", "renamed", "reordered", "semicolons"])
@pytest.mark.parametrize("after_another", [False, True])
def test_the_same_list_again_changes_nothing_on_any_day(
    take_in: Import, tmp_path: Path, layout: Layout, form: str, after_another: bool
) -> None:
    rows = _people(*range(1, 11))
    path = written(tmp_path, HEADER + "".join(rows), "a.csv")
    first = take_in(path, now=_day(1))
    if after_another:
        take_in(_roster(tmp_path, *range(2, 12), department="B", name="b.csv"), now=_day(3))
    digest, count = Evidence(layout).digest(), len(Evidence(layout).imports())
    random.Random(4).shuffle(rows)
    if form == "renamed":
        path = path.rename(tmp_path / "c.csv")
    elif form == "reordered":
        path = written(tmp_path, HEADER + "".join([*rows, rows[0]]), "c.csv")
    elif form == "semicolons":
        path = written(tmp_path, (HEADER + "".join(rows)).replace(",", ";"), "c.csv")
    report = take_in(path, now=_day(8))
    assert (report.already, report.manifest.id) == (True, first.manifest.id)
    assert Evidence(layout).digest() == digest
    assert len(Evidence(layout).imports()) == count
    assert any("holds now" in note.text for note in report.notes) == after_another


def test_an_old_list_holds_again_if_its_day_is_said(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    old = _roster(tmp_path, *range(1, 11), name="a.csv")
    take_in(old, now=_day(1))
    take_in(_roster(tmp_path, *range(2, 11), department="B", name="b.csv"), now=_day(3))
    report = take_in(old, now=_day(8), asked=Asked(as_of=date(2026, 3, 8)))
    assert not report.already
    assert _gone(layout, vault) == {}


def test_many_missing_are_refused_until_somebody_says_so(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    short = _roster(tmp_path, *range(1, 8), 12, name="short.csv")
    with pytest.raises(RefusedError, match="3 of the 10 people of the earlier list") as caught:
        take_in(short, now=_day(2))
    assert "--full" in caught.value.hint
    assert "--partial" in caught.value.hint
    assert vault.find("12") is None
    assert len(Evidence(layout).imports()) == 1
    report = take_in(short, now=_day(2), asked=PARTIAL)
    assert (report.listing.missing, _gone(layout, vault)) == (0, {})
    report = take_in(_roster(tmp_path, *range(1, 6), name="s.csv"), now=_day(3), asked=FULL)
    assert report.listing.missing == 6
    assert set(_gone(layout, vault)) == {6, 7, 8, 9, 10, 12}


def test_two_of_ten_are_not_many(take_in: Import, tmp_path: Path) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    assert take_in(_roster(tmp_path, *range(1, 9)), now=_day(2)).listing.missing == 2


def test_a_list_that_was_partial_after_all_takes_nobody_out(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    part = _roster(tmp_path, *range(2, 11), name="part.csv")
    take_in(part, now=_day(2))
    assert _gone(layout, vault) == {1: date(2026, 3, 2)}
    report = take_in(part, now=_day(6), asked=PARTIAL)
    assert not report.already
    assert _gone(layout, vault) == {}
    assert take_in(part, now=_day(7), asked=PARTIAL).already


def test_two_lists_of_one_day(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    take_in(_roster(tmp_path, *range(2, 11), name="b.csv"), now=_day(1))
    assert _gone(layout, vault) == {1: date(2026, 3, 1)}
    assert "listings" in Evidence(layout).readable(Purpose.SKILLS)[1]


def test_an_older_list_is_refused_with_the_way_to_date_it(take_in: Import, tmp_path: Path) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(5))
    older = _roster(tmp_path, *range(1, 10), name="older.csv", department="Z")
    with pytest.raises(UsageError, match="as of 2026-03-05") as caught:
        take_in(older, now=_day(6), asked=Asked(as_of=date(2026, 2, 1)))
    assert "valid_from==2026-02-01" in caught.value.hint
    report = take_in(older, now=_day(6), column_map={"valid_from": "=2026-02-01"})
    assert (report.listing, report.accepted) == (None, {"people": 9})


def test_dated_rows_are_no_list_unless_all_are_of_one_day(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    text = "employee id,department,valid from\n1,A,2026-03-02\n2,A,{}\n"
    dated = written(tmp_path, text.format("2026-03-02"), "dated.csv")
    assert take_in(dated, now=_day(4)).listing is None
    assert _gone(layout, vault) == {}
    report = take_in(dated, now=_day(4), asked=FULL)
    assert (report.listing.as_of, report.listing.missing) == ("2026-03-02", 8)
    with pytest.raises(UsageError, match="have dates"):
        take_in(written(tmp_path, text.format("2026-03-03"), "d.csv"), now=_day(4), asked=FULL)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (FULL, "are for rosters; this is 'messages'"),
        (Asked(as_of=date(2026, 3, 1)), "are for rosters"),
    ],
)
def test_only_rosters_are_lists(take_in: Import, asked: Asked, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        take_in(FIXTURES / "messages.csv", asked=asked)


def test_a_list_of_tomorrow_is_refused(take_in: Import, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is after today"):
        take_in(_roster(tmp_path, 1), now=_day(1), asked=Asked(as_of=date(2026, 3, 2)))


def test_who_is_in_quarantine_or_objects_has_not_left(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    two = vault.find("2")
    rows = _people(*range(2, 11), department="B")
    rows[1] = rows[1].replace(",B", f",{'x' * 200}")
    path = written(tmp_path, HEADER + "".join(rows), "b.csv")
    report = take_in(path, now=_day(2), objecting=frozenset({two}))
    assert (len(report.quarantined), report.excluded) == (1, {"objection": 1})
    assert set(_gone(layout, vault)) == {1}


def test_a_directory_is_a_list_as_well(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    def directory(*numbers: int) -> Path:
        users = [
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "id": f"u{n}",
                "externalId": str(n),
                "userName": f"p{n}@example.org",
            }
            for n in numbers
        ]
        return written(tmp_path, json.dumps({"Resources": users}), f"{len(numbers)}.json")

    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    take_in(directory(*range(1, 10)), now=_day(2))
    assert set(_gone(layout, vault)) == {10}


def test_an_erased_person_is_in_no_list(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, *range(1, 11)), now=_day(1))
    take_in(_roster(tmp_path, *range(2, 11), name="b.csv"), now=_day(2))
    gone = vault.find("1")
    assert gone is not None
    state = State(layout)
    try:
        erase_person(layout, vault, state, gone, actor="ada")
    finally:
        state.close()
    evidence = Evidence(layout)
    assert gone not in evidence.standing()
    files = evidence.files("listings", purpose=Purpose.HEALTH)
    listed = pa.concat_tables([pq.read_table(f) for f in files])["person_id"].to_pylist()
    assert (gone in listed, len(listed)) == (False, 9)
    assert evidence.verify() == ()
    report = take_in(_roster(tmp_path, *range(2, 11), name="c.csv"), now=_day(3))
    assert report.already
