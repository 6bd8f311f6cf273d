"""The age question as users ask it, and that no score ever sees an age."""

from __future__ import annotations

import csv
import json

import pytest

import vesica
from vesica.cli import main
from vesica.core.age import AgeVerdict
from vesica.core.canonical import to_plain
from vesica.errors import RefusedError
from vesica.store.runs import Runs


def test_command_and_python_say_the_same(acme, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(acme.layout.root), "age", "--json"])
    assert not caught.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == to_plain(acme.age())["value"]
    assert {p["skill"] for p in said["value"]["profiles"]} == {"expertise", "influence"}
    assert all(p["verdict"] in set(AgeVerdict) for p in said["value"]["profiles"])


def test_permuted_ages_change_the_age_page_and_nothing_else(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    permuted = tmp_path / "files"
    permuted.mkdir()
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    born = [row["Date of birth"] for row in rows]
    for row, date in zip(rows, born[101:] + born[:101], strict=True):
        row["Date of birth"] = date
    with (permuted / "roster.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    hashes, pages = [], []
    for name, roster in (("one", evidence_files), ("two", permuted)):
        with vesica.init(tmp_path / name) as workspace:
            workspace.import_file(roster / "roster.csv")
            for file in ("accounts.csv", "posts.csv", "messages.csv", "nominations.csv"):
                if (evidence_files / file).exists():
                    workspace.import_file(evidence_files / file)
            workspace.run()
            current = Runs(workspace.layout).current()
            assert current is not None
            hashes.append(current.result_hash)
            pages.append(to_plain(workspace.age().value))
    assert hashes[0] == hashes[1]
    assert pages[0] != pages[1]


def test_without_birth_years_the_answer_is_a_refusal(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    roster = tmp_path / "roster.csv"
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with roster.open("w", encoding="utf-8", newline="") as handle:
        names = [n for n in rows[0] if n != "Date of birth"]
        writer = csv.DictWriter(handle, fieldnames=names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with vesica.init(tmp_path / "acme") as workspace:
        for file in (roster, evidence_files / "posts.csv", evidence_files / "nominations.csv"):
            workspace.import_file(file)
        workspace.run()
        with pytest.raises((RefusedError, vesica.errors.EstimationError), match="age"):
            workspace.age()
