from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_helpers import at, count_lines, every_byte, kill_at, names, rows, seal

from vesica.errors import NotFoundError
from vesica.schema import Purpose
from vesica.store.erasure import Tombstone, erase_person
from vesica.store.layout import Layout
from vesica.store.ledger import LedgerEntry
from vesica.store.lock import writer
from vesica.store.releases import Cell, ReleaseEntry
from vesica.store.runs import Runs
from vesica.store.snapshots import Evidence
from vesica.store.state import State
from vesica.store.vault import Vault

CANARIES = (b"canary-0007", b"canary@example.org", b"canary bird", b"canary_tweets")


def populate(root: Path) -> tuple[str, str]:
    """A workspace with two people in every corner; returns their pseudonyms and account."""
    layout = Layout(root / "workspace")
    layout.root.mkdir(parents=True)
    with Vault.create(root / "vaults" / "v.db") as vault, State(layout) as state:
        vault.adopt([["CANARY-0007", "canary@example.org"], ["E2", "bob@example.org"]])
        vault.remember_names([("canary-0007", "Canary Bird"), ("E2", "Bob")])
        gone, bob = vault.find("canary-0007"), vault.find("E2")
        account, shared = vault.pseudonyms(
            pa.array(["canary_tweets", "team"]), kind="account"
        ).to_pylist()
        vault.new_code(gone)
        seal_evidence(layout, gone, bob, account, shared)
        runs = Runs(layout)
        people = pa.table({"person_id": [gone, bob], "score": [1.0, 2.0]})
        runs.seal("with", manifest={}, results={"n": 2}, tables={"people": people})
        runs.seal("without", manifest={}, results={"n": 1}, tables={"people": people[1:]})
        findings = Runs(layout, folder=layout.findings)
        findings.seal("effects", manifest={}, results={"n": 2}, tables={"members": people})
        runs.seal("named", manifest={"who": gone}, results={}, tables={})
        state.audit.append(gone, "look", person_id=gone)
        state.ledger.append(
            [
                LedgerEntry(person_id=p, purpose=Purpose.SKILLS, action="grant", time=at(1))
                for p in (gone, bob)
            ]
        )
        release = ReleaseEntry(
            id="r1",
            time=at(1),
            run_id="with",
            question="overlap",
            purpose="find the overlap",
            audience="leader",
            actor="ana",
            policy="p",
            digest="d",
        )
        state.releases.record(
            release,
            [Cell(table="t", cell="c", quantity="q", members=frozenset({gone, bob}))],
        )
    return gone, account


def seal_evidence(layout: Layout, gone: str, bob: str, account: str, shared: str) -> None:
    people = [{"person_id": gone}, {"person_id": bob, "manager_id": gone}]
    messages = [
        {"sender_id": gone, "recipient_id": bob, "time": at(1)},
        {"sender_id": bob, "recipient_id": gone, "time": at(2)},
        {"sender_id": bob, "recipient_id": bob, "time": at(3)},
    ]
    accounts = [
        {"platform": "x", "account_id": account, "person_id": gone},
        {"platform": "x", "account_id": shared, "person_id": gone},
        {"platform": "y", "account_id": shared, "person_id": bob},
        {"platform": "y", "account_id": account},
    ]
    incentives = [{"leader_id": gone, "metric": "m"}, {"level": 3, "metric": "m"}]
    seal(layout, {"people": rows("people", *people)}, name="people.csv")
    seal(
        layout,
        {"messages": rows("messages", *messages), "people": rows("people", *people[:1])},
        name="mail of canary@example.org.csv",
        dropped_columns={"Canary Bird": 2, "shoe size": 1},
    )
    seal(layout, {"messages": rows("messages", messages[2])}, name="clean.csv")
    seal(layout, {"accounts": rows("accounts", *accounts)}, name="accounts.csv")
    seal(layout, {"incentives": rows("incentives", *incentives)}, name="canary_tweets.csv")


def erase(root: Path, gone: str) -> Tombstone:
    layout = Layout(root / "workspace")
    opened = Vault.open(root / "vaults" / "v.db")
    with writer(layout), opened as vault, State(layout) as state:
        return erase_person(layout, vault, state, gone, actor="ada")


def check(root: Path, gone: str, account: str) -> None:
    layout = Layout(root / "workspace")
    left = every_byte(root)
    assert [c for c in (*CANARIES, gone.encode(), account.encode()) if c in left.lower()] == []
    for path in layout.root.rglob("*.parquet"):
        text = str(pq.read_table(path).to_pydict())
        assert gone not in text
        assert account not in text
    assert Evidence(layout).verify() == Runs(layout).verify() == ()
    assert Runs(layout).list() == ("without",)
    with Vault.open(root / "vaults" / "v.db") as vault, State(layout) as state:
        assert vault.find("canary-0007") is vault.name_of(gone) is None
        assert vault.unfinished() == ()
        assert vault.name_of(vault.find("e2")) == "Bob"
        assert state.audit.verify() == ()
        assert state.audit.entries(1)[0].actor == "ada"
        assert [e.person_id for e in state.ledger.entries()] == [vault.find("e2")]
        (cell,) = state.releases.cells()
        assert len(cell.members) == 2
    assert len(names(layout.evidence)) == 6


def table(layout: Layout, name: str) -> list[dict[str, object]]:
    purpose = Purpose.HEALTH
    return [
        {k: v for k, v in row.items() if v is not None}
        for file in Evidence(layout).files(name, purpose=purpose)
        for row in pq.read_table(file).to_pylist()
    ]


def test_nothing_of_an_erased_person_is_left(tmp_path: Path) -> None:
    gone, account = populate(tmp_path)
    layout = Layout(tmp_path / "workspace")
    before = Evidence(layout).imports()
    assert all(c in every_byte(tmp_path).lower() for c in (*CANARIES, gone.encode()))
    tombstone = erase(tmp_path, gone)
    check(tmp_path, gone, account)
    assert Runs(layout, folder=layout.findings).list() == ()
    assert (tombstone.imports, tombstone.runs) == ((1, 2, 4, 5), 2)
    after = Evidence(layout).imports()
    assert after[2] == before[2]
    assert [m.revision for m in after] == [1, 1, 0, 1, 1]
    assert [m.rows_in for m in after] == [m.rows_in for m in before]
    assert [sum(t.erased for t in m.tables.values()) for m in after] == [1, 3, 0, 3, 1]
    assert after[1].source.name == "erased"
    assert after[1].dropped_columns == {"erased": 2, "shoe size": 1}


def test_rows_about_others_stay(tmp_path: Path) -> None:
    gone, _ = populate(tmp_path)
    layout = Layout(tmp_path / "workspace")
    erase(tmp_path, gone)
    with Vault.open(tmp_path / "vaults" / "v.db") as vault:
        bob = vault.find("e2")
        shared = vault.pseudonyms(pa.array(["team"]), kind="account")[0].as_py()
    assert table(layout, "people") == [{"person_id": bob}]
    assert (
        table(layout, "messages")
        == [{"sender_id": bob, "recipient_id": bob, "time": at(3).replace(tzinfo=None)}] * 2
    )
    assert table(layout, "accounts") == [{"platform": "y", "account_id": shared, "person_id": bob}]
    assert table(layout, "incentives") == [{"level": 3, "metric": "m"}]


def test_the_digest_is_that_of_a_workspace_that_never_held_the_person(tmp_path: Path) -> None:
    digests = []
    people = [{"person_id": "p" * 20}, {"person_id": "q" * 20}]
    for name, given in (("never", people[1:]), ("erased", people)):
        layout = Layout(tmp_path / name)
        layout.root.mkdir()
        seal(layout, {"people": rows("people", *given)})
        if name == "erased":
            seal(layout, {"people": rows("people", *people[:1])})
            with Vault.create(tmp_path / "v" / "v.db") as vault, State(layout) as state:
                person = vault.pseudonyms(pa.array(["a"]), kind="person")[0].as_py()
                layout = Layout(tmp_path / "erased2")
                layout.root.mkdir()
                given = [{"person_id": person}, people[1]]
                seal(layout, {"people": rows("people", *given)})
                seal(layout, {"people": rows("people", *given[:1])})
                erase_person(layout, vault, state, person, actor="ada")
        digests.append(Evidence(layout).digest())
    assert digests[0] == digests[1]


def test_erasing_twice_is_erasing_once(tmp_path: Path) -> None:
    gone, account = populate(tmp_path)
    first = erase(tmp_path, gone)
    assert erase(tmp_path, gone) == first
    check(tmp_path, gone, account)


def test_nobody_cannot_be_erased(tmp_path: Path) -> None:
    populate(tmp_path)
    with pytest.raises(NotFoundError, match="'nobody'"):
        erase(tmp_path, "nobody")


def sweep_kills(tmp_path: Path, kills: int) -> None:
    gone, account = populate(tmp_path / "whole")
    shutil.copytree(tmp_path / "whole", tmp_path / "counted")
    points = count_lines(lambda: erase(tmp_path / "counted", gone))
    for number in range(kills):
        root = tmp_path / str(number)
        shutil.copytree(tmp_path / "whole", root)
        kill_at(1 + points * number // kills, lambda root=root: erase(root, gone))
        layout = Layout(root / "workspace")
        assert [m.sequence for m in Evidence(layout).imports()] == [1, 2, 3, 4, 5]
        with Vault.open(root / "vaults" / "v.db") as vault:
            known = vault.find("canary-0007")
        if known:
            assert known == gone
            erase(root, gone)
        check(root, gone, account)
        shutil.rmtree(root)


def test_a_killed_erasure_can_be_repeated(tmp_path: Path) -> None:
    sweep_kills(tmp_path, 6)


@pytest.mark.slow
def test_an_erasure_killed_anywhere_can_be_repeated(tmp_path: Path) -> None:
    sweep_kills(tmp_path, 300)
