"""A code sets a passphrase, once, and opens nothing; only the passphrase opens the own card."""

from __future__ import annotations

import csv
import io

import pytest

from vesica.api import people
from vesica.cli import main
from vesica.errors import RefusedError, UsageError

WORDS = "four words nobody guesses"


@pytest.fixture
def ada(own_acme, evidence_files):
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if not r["Termination date"]]
    own_acme.run()
    return rows[0]["Employee ID"]


def test_a_code_opens_nothing_and_works_once(own_acme, ada):
    code = people.code(own_acme, ada)
    for secret in (code, f"{ada}:{code}", f"{ada}:"):
        with pytest.raises(RefusedError, match="open nothing"):
            own_acme.explain(code=secret)
    people.claim(own_acme, code, WORDS)
    with pytest.raises(RefusedError, match="was used before") as used:
        people.claim(own_acme, code, "the analyst was slower")
    assert "audit log" in used.value.hint
    card = own_acme.explain(code=f"{ada}:{WORDS}").value
    assert card.person_id == own_acme.vault.find(ada)
    actions = [e.action for e in own_acme.state.audit.entries()]
    assert actions.count("wrong passphrase") == 3
    assert actions.count("claim refused") == actions.count("code claimed") == 1


def test_the_command_line_reads_the_passphrase_from_standard_input(
    own_acme, ada, monkeypatch, capsys
):
    folder = str(own_acme.layout.root)

    def command(*words):
        monkeypatch.setattr("sys.stdin", io.StringIO(WORDS + "\n"))
        with pytest.raises(SystemExit) as end:
            main(["-w", folder, *words])
        return int(end.value.code or 0), capsys.readouterr().out

    code = people.code(own_acme, ada)
    assert command("explain", "--code", ada, "--passphrase-stdin")[0] == 3
    assert command("person", "claim", code, "--passphrase-stdin")[0] == 0
    done, out = command("explain", "--code", ada, "--passphrase-stdin")
    assert done == 0
    assert "Your card" in out
    assert command("person", "claim", code, "--passphrase-stdin")[0] == 3


def test_a_wrong_passphrase_and_an_unknown_person_are_refused_alike(own_acme, ada):
    people.claim(own_acme, people.code(own_acme, ada), WORDS)
    said = []
    for secret in (f"{ada}:wrong words entirely", f"nobody:{WORDS}"):
        with pytest.raises(RefusedError) as refused:
            own_acme.explain(code=secret)
        said.append(refused.value.message)
    assert said[0] == said[1]


def test_a_new_code_ends_the_passphrase_and_the_person_is_told(own_acme, ada, caplog):
    people.claim(own_acme, people.code(own_acme, ada), WORDS)
    again = people.code(own_acme, ada)
    with pytest.raises(RefusedError, match="ended on"):
        own_acme.explain(code=f"{ada}:{WORDS}")
    people.claim(own_acme, again, "other words nobody guesses")
    own_acme.explain(code=f"{ada}:other words nobody guesses")
    assert "earlier passphrase was ended" in caplog.text


def test_a_short_passphrase_is_refused_and_the_code_lives(own_acme, ada):
    code = people.code(own_acme, ada)
    with pytest.raises(UsageError, match="5 letters"):
        people.claim(own_acme, code, "short")
    people.claim(own_acme, code, WORDS)
    assert own_acme.explain(code=f"{ada}:{WORDS}")
