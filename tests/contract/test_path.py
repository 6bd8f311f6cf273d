"""The whole path: from files to answers, as users walk it."""

import csv
import json

import pytest

from vesica.api import importing, people, reporting
from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.core.canonical import to_plain
from vesica.core.estimate import Estimate, Hidden
from vesica.errors import NotFoundError, RefusedError, UsageError
from vesica.schema import Purpose


def _command(capsys, *words):
    with pytest.raises(SystemExit) as caught:
        main([str(w) for w in words])
    out = capsys.readouterr()
    return int(caught.value.code or 0), out.out, out.err


def _roster(evidence_files):
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _opted_in(workspace, evidence_files):
    """One employee number that has opted in to being seen, and one that has not."""
    from vesica.api.consents import consents

    granted = consents(workspace, Purpose.OWN_SCORE).granted
    now = [r["Employee ID"] for r in _roster(evidence_files) if not r["Termination date"]]
    yes = next(e for e in now if workspace.vault.find(e) in granted)
    no = next(e for e in now if workspace.vault.find(e) not in granted)
    return yes, no


def test_every_source_row_is_accounted_for(acme):
    for manifest in acme.evidence.imports():
        accounted = sum(manifest.accepted.values()) + manifest.quarantined
        assert manifest.rows_in == accounted + sum(manifest.excluded.values()), (
            manifest.source.name
        )
        assert manifest.rows_in > 0


def test_the_overlap_is_an_estimate_with_interval_and_chance(acme):
    value = acme.overlap().value
    assert value.people >= 200
    for part in (value.expertise, value.influence, value.chance, value.lift, value.correlation):
        assert isinstance(part, (Estimate, Hidden))
    assert value.by_unit


def test_the_same_numbers_in_every_form(acme, capsys, tmp_path):
    released = to_plain(acme.overlap())
    code, out, _ = _command(capsys, "-w", acme.layout.root, "overlap", "--json")
    assert code == 0
    assert json.loads(out)["value"] == released["value"]
    (file,) = acme.report("overlap", [tmp_path / "overlap.json"])
    assert json.loads(file.read_text())["released"]["value"] == released["value"]


def test_a_second_run_finds_the_first(acme):
    first = acme.run()
    assert first.already
    assert acme.run() == first


def test_importing_the_same_file_again_changes_nothing(own_acme, evidence_files, tmp_path):
    before = own_acme.evidence.digest()
    assert own_acme.import_file(evidence_files / "posts.csv").already
    renamed = tmp_path / "other name.csv"
    header, *rows = (evidence_files / "posts.csv").read_text().splitlines()
    renamed.write_text("\n".join([header, *reversed(rows)]) + "\n")
    assert own_acme.import_file(renamed).already
    assert own_acme.evidence.digest() == before


def test_the_analyst_sees_a_card_only_after_opt_in(acme, evidence_files):
    yes, no = _opted_in(acme, evidence_files)
    card = acme.explain(yes).value
    assert [line.skill for line in card.skills] == ["expertise", "influence"]
    with pytest.raises(RefusedError) as unknown:
        acme.explain("nobody@example.org")
    with pytest.raises(RefusedError) as refused:
        acme.explain(no)
    assert str(refused.value) == str(unknown.value)


def test_a_person_sees_the_own_card_without_opt_in(own_acme, evidence_files, claimed):
    _, no = _opted_in(own_acme, evidence_files)
    card = own_acme.explain(code=claimed(own_acme, no)).value
    assert card.person_id == own_acme.vault.find(no)
    for line in card.skills:
        assert (line.score is None) == (line.reliability < 0.5)
    with pytest.raises(RefusedError):
        own_acme.explain(code="not a code")


def test_explain_needs_exactly_one_of_person_and_code(acme):
    with pytest.raises(UsageError):
        acme.explain()


def test_withdrawing_takes_effect_at_once(own_acme, evidence_files):
    yes, _ = _opted_in(own_acme, evidence_files)
    own_acme.explain(yes)
    people.consent(own_acme, yes, purpose=str(Purpose.OWN_SCORE), action="withdraw")
    with pytest.raises(RefusedError):
        own_acme.explain(yes)


def test_who_objects_is_not_measured(own_acme, evidence_files, claimed):
    yes, _ = _opted_in(own_acme, evidence_files)
    before = own_acme.run()
    people.consent(own_acme, yes, purpose=str(Purpose.SKILLS), action="object")
    after = own_acme.run()
    assert after.run_id != before.run_id
    with pytest.raises(NotFoundError):
        own_acme.explain(code=claimed(own_acme, yes))


def test_an_objection_holds_from_the_next_answer_on(own_acme, evidence_files):
    yes, _ = _opted_in(own_acme, evidence_files)
    first = own_acme.run()
    people.consent(own_acme, yes, purpose=str(Purpose.SKILLS), action="object")
    with pytest.raises(RefusedError, match="objected"):
        own_acme.overlap()
    second = own_acme.run()
    people.consent(own_acme, yes, purpose=str(Purpose.SKILLS), action="lift")
    third = own_acme.run()
    assert (third.run_id, third.already) == (first.run_id, True)
    assert own_acme.overlap().provenance.run_id == first.run_id != second.run_id


def test_who_opted_in_and_is_not_measured_has_no_card(own_acme, evidence_files):
    yes, _ = _opted_in(own_acme, evidence_files)
    people.consent(own_acme, yes, purpose=str(Purpose.SKILLS), action="object")
    own_acme.run()
    with pytest.raises(NotFoundError):
        own_acme.explain(yes)


def test_erasure_leaves_nothing_but_a_tombstone(own_acme, evidence_files):
    yes, _ = _opted_in(own_acme, evidence_files)
    pseudonym = own_acme.vault.find(yes)
    people.erase(own_acme, yes)
    own_acme.close()
    for file in own_acme.layout.root.rglob("*"):
        if file.is_file():
            assert pseudonym.encode() not in file.read_bytes(), file.name
    assert own_acme.vault.find(yes) is None
    with pytest.raises(NotFoundError):
        own_acme.overlap()
    assert not own_acme.run().already


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["overlap", "--nonsense"], 2, ""),
        (["sql", "no_such_relation"], 1, "There is no relation 'no_such_relation'"),
        (["explain", "nobody@example.org"], 3, "Hint:"),
        (["health"], 0, ""),
        (["overlap"], 0, ""),
        (["doctor"], 0, ""),
        (["verify"], 0, ""),
        (["audit"], 0, ""),
        (["sql"], 0, ""),
        (["person", "invite"], 0, ""),
        (["verify", "--head", "foo"], 2, "is not the head"),
        (["audit", "--last", "0"], 2, ""),
    ],
)
def test_exit_codes(acme, capsys, words, code, said):
    found, out, err = _command(capsys, "-w", acme.layout.root, *words)
    assert found == code, err
    assert said in err
    assert code or out.strip()


def test_no_workspace_is_explained(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = _command(capsys, "overlap")
    assert code == 1
    assert "vesica init" in err


def test_a_workspace_is_made_once(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    assert _command(capsys, "init", tmp_path / "new")[0] == 0
    code, _, err = _command(capsys, "init", tmp_path / "new")
    assert code == 2
    assert "not empty" in err


def test_every_question_has_a_brief(acme):
    for question in ("health", "overlap"):
        brief = reporting.brief(acme, question, getattr(acme, question)())
        assert brief.headline
        assert brief.how


def test_the_roster_goes_first_however_the_files_are_named(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    renamed = tmp_path / "zz.csv"
    renamed.write_bytes((evidence_files / "roster.csv").read_bytes())
    others = [evidence_files / name for name in ("adoptions.csv", "nominations.csv")]
    with Workspace.create(tmp_path / "own", name="Acme", simulated=True) as workspace:
        files = [*others, renamed]
        assert importing.roster_first(workspace, files) == (renamed, *others)
        assert importing.roster_first(workspace, others) == tuple(others)
        workspace.import_file(renamed)
        assert importing.roster_first(workspace, files) == tuple(files)


def test_settings_do_not_make_people_public(own_acme):
    file = own_acme.layout.settings_file
    text = file.read_text(encoding="utf-8").replace('policy = "default"', 'policy = "congress"')
    file.write_text(text.replace("public_figures = false", "public_figures = true"), "utf-8")
    with pytest.raises(RefusedError, match="was not made"):
        own_acme.overlap()
