"""Whoever asks gets everything about the own person, and nothing about another."""

from __future__ import annotations

import csv
import json
import stat

import pyarrow.parquet as pq
import pytest

from vesica.api import people, person_export
from vesica.api.current import current_run
from vesica.cli import main
from vesica.errors import RefusedError, UsageError
from vesica.schema import TABLES, DType, Purpose


@pytest.fixture
def roster(evidence_files):
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        return [r for r in csv.DictReader(handle) if not r["Termination date"]]


@pytest.fixture
def ada(own_acme, roster):
    """Somebody who wrote, said something, and was counted and shown."""
    measured = set(current_run(own_acme).table("people")["person_id"].to_pylist())
    number = next(
        r["Employee ID"] for r in roster if own_acme.vault.find(r["Employee ID"]) in measured
    )
    people.consent(own_acme, number, purpose=str(Purpose.OWN_SCORE), action="grant")
    own_acme.overlap()
    own_acme.explain(number)
    return number


def _counted(workspace, person_id):
    """Rows that hold the person, table by table, read straight from the files."""
    found = {}
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns if c.dtype is DType.PERSON]
        for file in workspace.evidence.files(name, purpose=min(table.purposes)) if columns else ():
            rows = pq.read_table(file).to_pylist()
            mine = sum(any(row[c] == person_id for c in columns) for row in rows)
            found[name] = found.get(name, 0) + mine
    return {name: n for name, n in found.items() if n}


def test_everything_is_there(own_acme, ada, claimed):
    own = own_acme.vault.find(ada)
    found = people.export(own_acme, claimed(own_acme, ada))
    assert {name: len(rows) for name, rows in found["evidence"].items()} == _counted(own_acme, own)
    assert len(found["evidence"]) > 5
    assert found["person"]["name"] == own_acme.vault.name_of(own)
    assert set(found["person"]["keys"]) | {found["person"]["name"]} == set(
        own_acme.vault.identifiers(own)
    )
    assert [(e["purpose"], e["action"]) for e in found["ledger"]] == [
        ("see one's own score", "grant")
    ]
    (run,) = found["runs"]
    assert run["answers_questions"]
    assert {"expertise_mean", "influence_mean", "both"} <= set(run["scores"])
    assert {f["skill"] for f in run["facets"]} == {"expertise", "influence"}
    assert {"overlap", "explain"} <= {r["question"] for r in found["releases"]}
    assert "release" in {entry["action"] for entry in found["log"]}
    assert len(found["purposes"]) == len(Purpose)


def test_nothing_of_anybody_else_is_there(own_acme, ada, roster, claimed):
    own = own_acme.vault.find(ada)
    text = json.dumps(people.export(own_acme, claimed(own_acme, ada)))
    everyone = current_run(own_acme).table("people")["person_id"].to_pylist()
    assert own in text
    assert not [p for p in everyone if p != own and p in text]
    assert not [r["Name"] for r in roster if r["Employee ID"] != ada and r["Name"] in text]
    assert "another person" in text


def test_the_files_hold_the_same_for_their_owner_alone(own_acme, ada, tmp_path, capsys, claimed):
    folder = tmp_path / "export"
    own = claimed(own_acme, ada)
    with pytest.raises(SystemExit) as end:
        main(
            [
                "-w",
                str(own_acme.layout.root),
                "person",
                "export",
                "--code",
                own,
                "--out",
                str(folder),
            ]
        )
    assert not end.value.code
    listed = capsys.readouterr().out.splitlines()
    assert sorted(listed) == sorted(str(p) for p in folder.iterdir())
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    whole = json.loads((folder / "person.json").read_text(encoding="utf-8"))
    for name, rows in whole["evidence"].items():
        with (folder / f"evidence-{name}.csv").open(encoding="utf-8", newline="") as handle:
            assert len(list(csv.DictReader(handle))) == len(rows)
    for name in ("person", "scores", "facets", "ledger", "releases", "log"):
        assert (folder / f"{name}.csv").is_file()
    with pytest.raises(UsageError, match="not empty"):
        person_export.save(whole, folder)


def test_formulas_are_text(tmp_path):
    rows = {"person": {"pseudonym": "p", "name": "=1+1", "keys": ["@a", "b"]}, "evidence": {}}
    names = ("runs", "links", "sponsors", "ledger", "releases", "log", "purposes")
    empty = {name: [] for name in names}
    person_export.save(rows | empty, tmp_path / "export")
    content = (tmp_path / "export" / "person.csv").read_text(encoding="utf-8")
    assert "p,'=1+1,'@a b" in content


def test_nobody_else_opens_it(own_acme, ada, claimed):
    claimed(own_acme, ada)
    for secret in (ada, f"{ada}:guess", own_acme.vault.find(ada)):
        with pytest.raises(RefusedError):
            people.export(own_acme, secret)
