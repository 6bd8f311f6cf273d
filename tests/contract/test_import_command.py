"""The import command, and what health says of imports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.errors import NotFoundError

HEADER = "employee id,email,department\n"


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    monkeypatch.setenv("VESICA_WORKSPACE", str(tmp_path / "acme"))
    monkeypatch.chdir(tmp_path)
    Workspace.create(tmp_path / "acme").close()
    return tmp_path


@pytest.fixture
def vesica(capsys):
    def run(*words):
        with pytest.raises(SystemExit) as caught:
            main([str(w) for w in words])
        out = capsys.readouterr()
        return int(caught.value.code or 0), out.out, out.err

    return run


def _roster(folder, *numbers, name="roster.csv", more=""):
    rows = "".join(f"{n},p{n}@x.org,Sales\n" for n in numbers)
    (folder / name).write_text(HEADER + rows + more, encoding="utf-8")
    return folder / name


def test_people_who_left_are_announced(made, vesica):
    vesica("import", _roster(made, *range(1, 11)), "--as-of", "2026-01-31")
    code, out, _ = vesica("import", _roster(made, *range(1, 10)), "--as-of", "2026-02-28")
    assert code == 0
    assert "1 person of the earlier list is missing here" in out
    assert "as having left on 2026-02-28" in out
    code, out, _ = vesica("import", "roster.csv", "--partial")
    assert (code, "missing" in out) == (0, False)


def test_a_list_that_lost_many_needs_a_word(made, vesica):
    vesica("import", _roster(made, *range(1, 11)))
    code, _, error = vesica("import", _roster(made, 1, 2, 3))
    assert code == 3
    assert "7 of the 10 people of the earlier list are missing here" in error
    assert "--full" in error
    assert "--partial" in error
    assert vesica("import", "roster.csv", "--full")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--full", "--partial"), "cannot be both"),
        (("--as-of", "yesterday"), "--as-of yesterday is not a day"),
        (("--as-of", "2999-01-01"), "is after today"),
    ],
)
def test_what_cannot_be_said_of_a_list(made, vesica, words, said):
    code, _, error = vesica("import", _roster(made, 1), *words)
    assert code == 2
    assert said in error


def test_help_explains_the_forms_of_a_mapping(vesica):
    _, out, _ = vesica("import", "--help")
    text = " ".join(out.replace("│", " ").split())
    for form in ("COLUMN=HEADER", "COLUMN==TEXT", "COLUMN= ", "@dd/mm/yyyy"):
        assert form in text


def test_health_lists_imports_and_drops_what_was_corrected(made, vesica):
    bad = f",,{'x' * 20}\n"
    vesica("import", _roster(made, *range(1, 21), more=bad))
    code, out, _ = vesica("health")
    assert code == 0
    with Workspace(made / "acme") as workspace:
        (first,) = workspace.imports()
    assert first.id in out
    assert "--quarantine 1" in " ".join(out.split())
    for told in ("1", first.id[:8], first.content_hash[:5]):
        assert "line 22, column 'person_id': empty" in vesica("health", "--quarantine", told)[1]
    assert vesica("health", "--quarantine", "9")[0] == NotFoundError.exit_code
    vesica("import", _roster(made, *range(1, 22)))
    assert vesica("health", "--quarantine", "2")[1] == "Nothing of import 2 is in quarantine.\n"
    out = vesica("health")[1]
    assert "are in quarantine" not in " ".join(out.split())
    assert "roster.csv" in out


def test_a_vault_that_is_elsewhere_is_explained(made, vesica, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(made / "nowhere"))
    code, _, error = vesica("import", _roster(made, 1))
    assert code == 1
    assert str(made / "nowhere") in error
    assert "VESICA_VAULT_DIR" in error
    assert "vesica init" not in error


def test_settings_beyond_the_machine_are_explained(made, vesica):
    with Path("acme/vesica.toml").open("a", encoding="utf-8") as file:
        file.write("[engine]\nmemory_mib = 999999999\n")
    code, _, error = vesica("import", _roster(made, 1))
    assert code == 2
    assert "memory_mib" in error
    assert "from 128 to" in error


def test_json_says_who_is_missing(made, vesica):
    vesica("import", _roster(made, *range(1, 11)))
    with Workspace(made / "acme") as workspace:
        people = workspace.evidence.standing()
    _, out, _ = vesica("import", _roster(made, *range(2, 11)), "--json")
    (report,) = json.loads(out)
    assert report["listing"]["missing"] == 1
    assert len(people) == 10
    assert not any(person in out for person in people)
