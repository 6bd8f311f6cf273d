"""The validation: real evidence beside simulated, time left, nothing kept when stopped, dated."""

from __future__ import annotations

import json
import logging
import re
import tempfile
from pathlib import Path

import pytest

from vesica.cli import main
from vesica.core.claims import ClaimVerdict
from vesica.core.estimate import Estimate
from vesica.core.validation import RealLine
from vesica.demo import validation
from vesica.demo.validation import TRUTHS, Trial
from vesica.demo.validation_real import on_own

DOCS = Path(__file__).parents[2] / "docs"


def _made(preset, *_):
    return Trial(
        preset=preset,
        figures=((60.0, 58.0, 50.0, 70.0), (-0.3, -0.1, -0.2, 0.0)),
        spearman=(0.8, 0.7),
        verdicts=dict.fromkeys(TRUTHS, ClaimVerdict.CANNOT_SAY),
    )


def test_it_says_what_time_is_left(monkeypatch, caplog, tmp_path, capsys):
    monkeypatch.setattr(validation, "trial", _made)
    with caplog.at_level(logging.INFO, logger="vesica"):
        main_quietly(["validate", "--organisations", "2", "--mark", "1a2b", "--json"])
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0].startswith("10 organisations of 1000 people: about ")
    assert sum(line.endswith(" left") for line in lines) == 9
    assert lines[-1].endswith("all done")
    value = json.loads(capsys.readouterr().out)["value"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", value["made_on"])
    assert value["mark"] == "1a2b"
    held = {line["figure"]: line["held"] for line in value["coverage"]}
    assert held == {"people with both skills": 2, "correlation of the skills": 0}


def main_quietly(words):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert not end.value.code


def test_who_stops_it_leaves_nothing(monkeypatch, tmp_path, capsys):
    def stopped(_preset, _seed, _people, folder):
        (folder / "half").write_text("x", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(validation, "trial", stopped)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as end:
        main(["validate", "--to", str(tmp_path / "v.html")])
    assert end.value.code == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped; nothing was kept."
    assert list(tmp_path.iterdir()) == []


def test_the_own_evidence_is_tried(own_acme):
    lines = on_own(own_acme)
    assert all(isinstance(line, RealLine) for line in lines)
    words = " ".join(line.check for line in lines)
    for part in ("doing", "persuasion", "dealt out anew"):
        assert part in words
    for line in lines:
        if isinstance(line.found, Estimate) and line.expected:
            wanted = float(line.expected.split(",")[0])
            assert line.held is (line.found.low <= wanted <= line.found.high)


def test_the_report_in_the_documentation_has_its_date_and_its_figures():
    data = json.loads((DOCS / "validation.json").read_text(encoding="utf-8"))
    found = data["released"]["value"]
    page = (DOCS / "validation.html").read_text(encoding="utf-8")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", found["made_on"])
    assert re.fullmatch(r"commit [0-9a-f]{7,40}", found["mark"])
    assert found["made_on"] in page
    assert found["mark"] in page
    assert data["brief"]["headline"] in page
    assert {line["preset"] for line in found["ranks"]} == set(validation.PRESETS)
    assert all(line["organisations"] >= 2 for line in found["coverage"])
    assert any(line["data"] == "117th US Congress" for line in found["real"])
    assert "validation.html" in (DOCS / "index.md").read_text(encoding="utf-8")
