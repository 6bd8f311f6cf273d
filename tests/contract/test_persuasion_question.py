"""Persuasion as users ask it: command, Python and report say the same."""

from __future__ import annotations

import json

import pytest

import vesica
from vesica.api import skills
from vesica.api.engines import open_evidence
from vesica.api.persuasion import persuasion_facet
from vesica.cli import main
from vesica.core.canonical import to_plain
from vesica.core.persuasion import PersuasionVerdict
from vesica.errors import EstimationError
from vesica.schema import Purpose


def test_command_and_python_say_the_same(acme, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(acme.layout.root), "persuasion", "--json"])
    assert not caught.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == to_plain(acme.persuasion())["value"]
    assert said["value"]["verdict"] in set(PersuasionVerdict)
    placebos = [said["value"][name] for name in ("ahead", "shuffled", "direction")]
    assert all({"value", "low", "high"} <= set(p) or set(p) == {"why"} for p in placebos)


def test_the_report_prints_the_placebos(acme, tmp_path):
    (file,) = acme.report("persuasion", [tmp_path / "persuasion.txt"])
    text = file.read_text(encoding="utf-8")
    assert all(
        name in text for name in ("Placebo (near 1)", "Order (above 1)", "Direction (above 1)")
    )


def test_the_facet_says_why_it_is_not_there(acme):
    with open_evidence(acme, Purpose.SKILLS) as engine:
        data = skills.arranged(skills.fetch(engine))
    with pytest.raises(EstimationError, match="known of units only"):
        persuasion_facet(data)


def test_without_adoptions_the_answer_says_what_to_import(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with vesica.init(tmp_path / "acme") as workspace:
        for name in ("roster.csv", "messages.csv"):
            workspace.import_file(evidence_files / name)
        with pytest.raises(EstimationError, match="There are 0 adoptions") as caught:
            workspace.persuasion()
    assert "Import adoptions" in caught.value.hint
