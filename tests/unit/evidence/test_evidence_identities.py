"""Two people who could become one in the vault, and one person who changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, Import, take, written

from vesica.errors import UnreadableFileError
from vesica.evidence.listing import Asked
from vesica.store.layout import Layout
from vesica.store.snapshots import Evidence
from vesica.store.vault import Vault

HEADER = "employee id,email,name,department\n"
ADA, BEN, CEM = "1,ada@x.org,Ada Lind,A\n", "2,ben@x.org,Ben Oduya,A\n", "3,cem@x.org,Cem,B\n"
PARTIAL = Asked(whole=False)


def _roster(folder: Path, *rows: str, header: str = HEADER, name: str = "r.csv") -> Path:
    return written(folder, header + "".join(rows), name)


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("1,other@x.org,Ada Lind,B\n", [2, 4]),
        ("1,ada@x.org,Zoe Kern,B\n", [2, 4]),
        ("1,other@x.org,Zoe Kern,B\n", [2, 4]),
        (" 1 ,other@x.org,,B\n", [2, 4]),
        ("1,ADA@x.org,ada  lind,B\n", []),
        ("1,,,B\n", []),
    ],
)
def test_a_number_that_two_people_have_is_nobodys(
    tmp_path: Path, row: str, lines: list[int]
) -> None:
    taken = take(_roster(tmp_path, ADA, BEN, row))
    assert sorted(p["line"] for p in taken.problems) == lines
    assert {p["reason"] for p in taken.problems} <= {"duplicate employee number"}
    assert taken.rows_in == 3


def test_a_number_of_two_people_far_apart_in_a_file_with_line_breaks(tmp_path: Path) -> None:
    rows = [f'{n},p{n}@x.org,"Person\n{n}",A\n' for n in range(1, 30)]
    taken = take(_roster(tmp_path, *rows, "7,q@x.org,Somebody,A\n"))
    assert taken.restarts == 1
    assert sorted(p["line"] for p in taken.problems) == [14, 60]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["1,ada@x.org,Ada Lind,2025-01-01\n", "1,ada@x.org,Ada Berg,2026-01-01\n"], []),
        (["1,ada@x.org,Ada Lind,2025-01-01\n", "1,berg@x.org,Ada Lind,2026-01-01\n"], []),
        (
            [
                "1,berg@x.org,Ada Berg,2026-02-01\n",
                "1,ada@x.org,Ada Lind,2025-01-01\n",
                "1,ada@x.org,Ada Berg,2026-01-01\n",
            ],
            [],
        ),
        (["1,ada@x.org,Ada Lind,2025-01-01\n", "1,zoe@x.org,Zoe Kern,2026-01-01\n"], [2, 3]),
    ],
)
def test_a_dated_roster_may_tell_of_change_and_not_of_somebody_else(
    tmp_path: Path, rows: list[str], lines: list[int]
) -> None:
    header = "employee id,email,name,valid from\n"
    taken = take(_roster(tmp_path, *rows, header=header))
    assert sorted(p["line"] for p in taken.problems) == lines


def test_a_known_number_with_another_name_and_address_is_held_back(
    take_in: Import, tmp_path: Path, layout: Layout, vault: Vault
) -> None:
    take_in(_roster(tmp_path, ADA, BEN))
    ada = vault.find("1")
    other = _roster(tmp_path, "1,zoe@y.org,Zoe Kern,Z\n", "9,kim@y.org,Kim,Z\n", name="y.csv")
    report = take_in(other, asked=PARTIAL)
    (held,) = report.quarantined
    assert (held.line, held.column) == (2, "person_id")
    assert "another name and address" in held.reason
    assert "start another workspace" in held.fix
    assert (report.accepted, report.rows_in) == ({"people": 1}, 2)
    assert vault.find("zoe@y.org") is None
    assert (vault.find("1"), vault.name_of(str(ada))) == (ada, "Ada Lind")
    assert Evidence(layout).quarantine(report.manifest.id) == report.quarantined


@pytest.mark.parametrize(
    "row",
    [
        "1,ada.berg@x.org,Ada Lind,A\n",
        "1,ada@x.org,Ada Berg,A\n",
        "1,ada.berg@x.org,ADA LIND,A\n",
        "1,,Ada Berg,A\n",
        "1,ada.berg@x.org,,A\n",
    ],
)
def test_who_changes_name_or_address_stays_the_same_person(
    take_in: Import, tmp_path: Path, vault: Vault, row: str
) -> None:
    take_in(_roster(tmp_path, ADA, BEN))
    ada = vault.find("1")
    report = take_in(_roster(tmp_path, row, BEN, CEM, name="later.csv"))
    assert report.quarantined == ()
    assert vault.find("1") == ada
    if "ada.berg" in row:
        assert vault.find("ada.berg@x.org") == ada


def test_who_changes_both_may_do_so_one_after_the_other(
    take_in: Import, tmp_path: Path, vault: Vault
) -> None:
    take_in(_roster(tmp_path, ADA, BEN))
    take_in(_roster(tmp_path, "1,ada@x.org,Ada Berg,A\n", BEN, name="b.csv"))
    report = take_in(_roster(tmp_path, "1,berg@x.org,Ada Berg,A\n", BEN, CEM, name="c.csv"))
    assert report.quarantined == ()
    assert vault.find("berg@x.org") == vault.find("ada@x.org")


def test_a_user_name_that_is_known_is_enough(
    take_in: Import, tmp_path: Path, vault: Vault
) -> None:
    header = "employee id,email,username,name,department\n"
    take_in(_roster(tmp_path, "1,ada@x.org,al1,Ada Lind,A\n", header=header))
    row = "1,berg@x.org,al1,Ada Berg,B\n"
    assert take_in(_roster(tmp_path, row, header=header, name="b.csv")).quarantined == ()
    assert vault.find("berg@x.org") == vault.find("1")


def test_what_is_refused_leaves_nothing_in_the_vault(
    take_in: Import, tmp_path: Path, vault: Vault
) -> None:
    take_in(_roster(tmp_path, ADA))
    bad = written(tmp_path, "sender,recipient,time\nspy@z.org,b,never\n", "m.csv")
    with pytest.raises(UnreadableFileError):
        take_in(bad)
    late = _roster(tmp_path, "7,new@z.org,New,A\n", "x" * 130 + "@z.org,,,A\n", name="late.csv")
    with pytest.raises(Exception, match="are missing here"):
        take_in(late)
    take_in(FIXTURES / "edges.tsv")
    assert vault.find("spy@z.org") is None
    assert vault.find("new@z.org") is None
