"""What a change did to a unit's metric: from files to the page, or to the reason why not."""

from __future__ import annotations

import json

import numpy as np
import pytest

import vesica
from vesica.cli import main

MONTHS = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in range(1, 13)]
CHANGE = 17


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    people = ["Employee ID,Email,Name,Department"]
    people += [
        f"P{u}{k:02d},p{u}{k}@example.org,Person {u} {k},Unit {u}"
        for u in range(6)
        for k in range(4 if u == 5 else 14)
    ]
    rng = np.random.default_rng(5)
    market = np.cumsum(rng.normal(0, 5, len(MONTHS)))
    rows = ["org_unit,metric,period,value"]
    for u in range(6):
        value = (
            200
            + market
            + rng.normal(0, 2, len(MONTHS))
            + 25 * (u in (0, 5)) * (np.arange(len(MONTHS)) >= CHANGE)
        )
        rows += [f"Unit {u},leads,{m},{v:.2f}" for m, v in zip(MONTHS, value, strict=True)]
    with vesica.init(tmp_path / "firm") as workspace:
        for name, lines in {"roster": people, "metrics": rows}.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
            kind = None if name == "roster" else name
            workspace.import_file(tmp_path / f"{name}.csv", kind=kind)
        yield workspace


def command(workspace, capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["-w", str(workspace.layout.root), "attribute", *words])
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def test_a_change_is_found_from_files_to_the_page(firm, capsys, tmp_path):
    page = tmp_path / "change.pdf"
    words = ("Unit 0", "leads", "--since", MONTHS[CHANGE], "--reached", "Unit 5")
    done, out, _ = command(firm, capsys, *words, "--json")
    found = json.loads(out)["value"]["found"]
    assert done == 0
    assert found["effect"]["low"] <= 25 <= found["effect"]["high"]
    assert found["effect"]["low"] > 0
    assert (found["controls"], found["periods_after"]) == (4, 7)
    assert found["grade"] == "quasi-experimental"
    done, out, _ = command(firm, capsys, *words)
    assert "above what it would have been" in " ".join(out.split())
    assert command(firm, capsys, *words, "--to", str(page))[0] == 0
    assert page.stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Unit 9", "leads", "--since", MONTHS[CHANGE]), "no series of Unit 9"),
        (("Unit 0", "sales", "--since", MONTHS[CHANGE]), "Nothing is measured"),
        (("Unit 0", "leads", "--since", "2025-06-15"), "no period that begins"),
        (("Unit 0", "leads", "--since", MONTHS[8]), "8 periods before the change"),
        (("Unit 5", "leads", "--since", MONTHS[CHANGE], "--reached", "Unit 0"), "fewer than 10"),
    ],
)
def test_what_cannot_be_said_gives_the_reason(firm, capsys, words, said):
    done, out, error = command(firm, capsys, *words)
    assert done != 0
    assert said in " ".join((out + error).split())
