"""Which route works, through files and the command, on an organisation whose truth is known."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

import vesica
from vesica.api import people, route_priors
from vesica.api.route_answers import known_routes
from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.core.canonical import canonical_json, to_plain
from vesica.core.effect import Design, Grade, Verdict
from vesica.core.estimate import Estimate, Hidden
from vesica.demo.simulator import simulate
from vesica.errors import EstimationError, RefusedError, UsageError
from vesica.schema import Purpose

FILES = ("roster.csv", "programmes.csv", "measures.csv", "metrics.csv", "nominations.csv")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """3,000 simulated people: folder of the workspace, of the files, and of the vaults."""
    folder = tmp_path_factory.mktemp("routes")
    simulate(people=3000, seed=51, preset="essay-right", out=folder / "files",
             messages_per_person=1, posts_per_person=1)  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(folder / "vaults"))
        with Workspace.create(folder / "acme", name="Acme", simulated=True) as workspace:
            for name in FILES:
                workspace.import_file(folder / "files" / name)
    return folder


@pytest.fixture(scope="module")
def released(large):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(large / "vaults"))
        with Workspace(large / "acme") as workspace:
            return workspace.effect()


def _finding(answer, route, way, outcome):
    return next(
        f
        for f in answer.findings
        if (f.effect.route, f.way, f.effect.outcome) == (route, way, outcome)
    )


def _gains(large, route, way, *, took_part=True, first=False):
    gains = pq.read_table(large / "files" / "truth" / "gains.parquet").to_pylist()
    own = [
        g
        for g in gains
        if g["route"] == route and g["assigned"] == way and g["took_part"] == took_part
    ]
    if first:
        begin = min(g["start"] for g in own)
        own = [g for g in own if g["start"] == begin]
    return {
        skill: float(np.mean([float(g[f"gain_{skill}"]) for g in own]))
        for skill in ("expertise", "influence")
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("route", "way", "first"),
    [("training", "lottery", False), ("reverse mentoring", "waiting list", True)],
)
@pytest.mark.parametrize("skill", ["expertise", "influence"])
def test_effects_by_lot_hold_the_truth(large, released, route, way, first, skill):
    finding = _finding(released.value, route, way, skill)
    effect = finding.effect
    assert effect.grade is Grade.RANDOMISED
    assert effect.roll_out == all(c.verdict is not Verdict.FAILS for c in effect.checks)
    truth = _gains(large, route, way, first=first)[skill]
    room = (effect.estimate.high - effect.estimate.low) / 4  # twice the error, for 4 intervals
    assert effect.estimate.low - room <= truth <= effect.estimate.high + room


@pytest.mark.slow
def test_leaders_who_began_in_turn_gained_and_those_who_had_not_did_not(released):
    finding = _finding(released.value, "participation", "staggered", "expertise")
    assert finding.effect.design is Design.STAGGERED
    after = [e.effect for e in finding.events if e.event >= 1]
    assert all(e.low > 0 for e in after)
    assert finding.effect.estimate.low < 0.45 < finding.effect.estimate.high + 0.15
    assert finding.bounds
    other = _finding(released.value, "participation", "staggered", "influence")
    assert other.effect.estimate.low - 0.05 <= 0 <= other.effect.estimate.high + 0.05


@pytest.mark.slow
def test_metrics_of_units_rise_by_what_the_truth_says(large, released):
    lift = pq.read_table(large / "files" / "truth" / "lift.parquet")
    most = float(np.max(lift["relative_lift"].to_numpy()))
    found = [
        f.effect.estimate
        for f in released.value.findings
        if f.effect.route == "participation" and f.effect.estimate is not None
        and f.effect.estimate.unit == "1"
    ]  # fmt: skip
    assert len(found) == 4
    assert min(abs(e.value - most) for e in found) < 0.03


@pytest.mark.slow
def test_an_effect_by_choice_is_never_that_of_a_roll_out(released):
    chosen = [f.effect for f in released.value.findings if f.effect.design is Design.OPT_IN]
    assert chosen
    for effect in chosen:
        assert not effect.roll_out
        assert effect.grade in (Grade.ADJUSTED, Grade.ASSUMED)
        assert "not what others would gain" in effect.estimand


@pytest.mark.slow
def test_those_who_chose_gain_less_where_the_simulator_says_so(large, released):
    by_lot = _gains(large, "training", "lottery")["expertise"]
    by_choice = _gains(large, "training", "opt-in")["expertise"]
    assert by_lot - by_choice > 0.1
    (contrast,) = [c for c in released.value.assigned if " on expertise, " in c.first]
    value = contrast.difference
    assert value.low <= by_lot - by_choice <= value.high


@pytest.mark.slow
def test_nothing_small_and_no_exact_count_leaves(released):
    for finding in released.value.findings:
        effect = finding.effect
        assert effect.standard_error is None
        assert finding.one_person == 0
        for count in (effect.people_treated, effect.people_compared):
            assert isinstance(count, Hidden) or count >= 10
        for check in effect.checks:
            assert " of " not in check.computed or "people" not in check.computed.split(" of ")[0]


@pytest.mark.slow
def test_a_failed_check_keeps_a_route_out_of_the_comparison(released):
    for comparison in released.value.comparisons:
        for route in comparison.routes:
            best = released.value.best(route.route, comparison.outcome)
            assert best.effect.grade is not Grade.ASSUMED
            assert 0.01 <= route.best <= 0.99


@pytest.mark.slow
def test_priors_are_estimates_where_there_are_any(large, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(large / "vaults"))
    with Workspace(large / "acme") as workspace:
        priors = {(p.route, p.outcome): p for p in route_priors.route_priors(workspace)}
    known = priors["training", "expertise"]
    assert known.grade == "randomised"
    assert known.source == "estimated here, lottery, 2025-03"
    assert priors["stretch promotion", "influence"].standard_error > 0


@pytest.mark.slow
@pytest.mark.parametrize(("instead", "mean"), [("", None), ("instead_of_estimate = true", 0.9)])
def test_settings_count_where_there_is_no_estimate_or_instead_of_it_if_they_say_so(
    large, tmp_path, monkeypatch, instead, mean
):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(large / "vaults"))
    shutil.copytree(large / "acme", tmp_path / "acme")
    workspace = Workspace(tmp_path / "acme")
    own = workspace.effect().value.best("training", "expertise").effect.estimate
    assert isinstance(own, Estimate)
    with workspace.layout.settings_file.open("a", encoding="utf-8") as file:
        file.write(f'\n[routes.training]\nexpertise = 0.9\n{instead}\n[routes."shadow board"]\n')
        file.write("influence = 0.3\n")
    priors = {(p.route, p.outcome): p for p in route_priors.route_priors(workspace)}
    workspace.close()
    training, board = priors["training", "expertise"], priors["shadow board", "influence"]
    assert training.mean == (own.value if mean is None else mean)
    assert (training.grade == "assumed") == (mean is not None)
    assert (board.mean, board.grade, board.source) == (0.3, "assumed", "set in vesica.toml")


@pytest.mark.slow
def test_an_estimate_that_is_held_back_is_not_said_to_be_missing(large, tmp_path, monkeypatch):
    shutil.copytree(large / "vaults", tmp_path / "vaults")
    shutil.copytree(large / "acme", tmp_path / "acme")
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with Workspace(tmp_path / "acme") as workspace:
        before = {(p.route, p.outcome): p for p in route_priors.route_priors(workspace)}
        assert before["training", "expertise"].grade == "randomised"
        took = known_routes(workspace).members.units["training, lottery: took part"]
        people.consent(workspace, min(took), purpose=str(Purpose.EFFECTS), action="object")
        priors, held = route_priors.known_priors(workspace)
    now = next(p for p in priors if (p.route, p.outcome) == ("training", "expertise"))
    assert now.grade == "assumed"
    assert "this organisation has an estimate; it is held back until 10 people's" in now.source
    assert held["training", "expertise"] in now.source


def test_command_and_python_say_the_same(acme, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(acme.layout.root), "effect", "--route", "training", "--on", "expertise",
              "--json"])  # fmt: skip
    assert not caught.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == to_plain(acme.effect("training", "expertise"))["value"]
    assert {f["way"] for f in said["value"]["findings"]} == {"lottery", "opt-in"}


def test_one_page_says_what_was_done_to_whom_and_how_sure(acme, tmp_path):
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(acme.layout.root), "effect", "--route", "participation", "--on",
              "expertise", "--to", str(tmp_path / "page.txt")])  # fmt: skip
    assert not caught.value.code
    text = (tmp_path / "page.txt").read_text(encoding="utf-8")
    for words in ("What was done:", "To whom:", "What was measured:"):
        assert words in text


def test_an_unknown_route_says_which_there_are(acme):
    with pytest.raises(UsageError, match="nothing called 'yoga'") as caught:
        acme.effect("yoga")
    assert "training" in caught.value.hint


def test_an_effect_on_persuasion_is_refused_with_what_would_tell(acme):
    with pytest.raises(EstimationError, match="before and after") as caught:
        acme.effect(outcome="persuasion")
    assert "campaigns before and after" in caught.value.hint


@pytest.mark.parametrize("dated", [True, False])
def test_endorsement_is_an_outcome_where_nominations_have_dates(acme, monkeypatch, dated):
    known = known_routes(acme)
    assert "endorsement" in known.outcomes
    if dated:
        answer = acme.effect(outcome="endorsement").value
        assert {f.effect.outcome for f in answer.findings} == {"endorsement"}
    else:
        fewer = replace(known, outcomes=tuple(o for o in known.outcomes if o != "endorsement"))
        monkeypatch.setattr("vesica.api.effect.known_routes", lambda workspace: fewer)
        with pytest.raises(EstimationError, match="has a date") as caught:
            acme.effect(outcome="endorsement")
        assert "with their dates" in caught.value.hint


def test_without_programmes_the_answer_says_what_to_import(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with vesica.init(tmp_path / "acme") as workspace:
        workspace.import_file(evidence_files / "roster.csv")
        with pytest.raises(EstimationError, match="Nobody took any route") as caught:
            workspace.effect()
    assert "Import the programmes" in caught.value.hint


def test_priors_without_programmes_are_declared(evidence_files, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with vesica.init(tmp_path / "acme") as workspace:
        workspace.import_file(evidence_files / "roster.csv")
        assert {p.grade for p in route_priors.route_priors(workspace)} == {"assumed"}


def test_a_trial_draws_people_who_opted_in_and_can_be_held_again(own_acme, tmp_path):
    first = own_acme.trial("training", seats=30, out=tmp_path / "round").value
    again = own_acme.trial(
        "training", seats=30, seed=first.seed, drawn_on=date.fromisoformat(first.drawn_on)
    ).value
    assert first.registration_hash == again.registration_hash
    assert first.assignment == again.assignment
    fresh = own_acme.trial("training", seats=30).value
    assert fresh.seed != first.seed
    assert fresh.assignment != first.assignment
    with (tmp_path / "round" / "assignment.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert sum(row["wave"] == "1" for row in rows) == 30
    assert len(rows) == first.people
    said = json.loads((tmp_path / "round" / "registration.json").read_text(encoding="utf-8"))
    body = canonical_json(said["registration"])
    assert hashlib.sha256(body.encode()).hexdigest() == said["sha256"] == first.registration_hash
    assert said["registration"]["seed"] == first.seed
    assert "@" not in json.dumps(said)
    entries = own_acme.state.audit.entries(limit=20)
    told = [e.detail for e in entries if e.action == "trial"]
    assert {d["seed"] for d in told} >= {first.seed, fresh.seed}
    assert all(d["drawn_on"] and d["seats"] == 30 for d in told)


def test_a_trial_is_drawn_again_alike_whatever_the_pseudonyms(evidence_files, tmp_path, acme):
    """The lottery goes by keys of people; another vault has other pseudonyms and the same list."""
    first = acme.trial("training", seats=30).value
    names = {a.person for a in first.assignment}
    keys = acme.vault.keys_of("person")
    waves = {keys[a.person][0]: a.wave for a in first.assignment}
    assert len(waves) == len(names)
    assert (
        first.registration["assignment_sha256"]
        == hashlib.sha256(
            "\n".join(f"{k}\t{waves[k]}" for k in sorted(waves)).encode()
        ).hexdigest()
    )


def test_a_trial_with_too_few_places_is_refused(acme):
    with pytest.raises(RefusedError, match="one of its waves"):
        acme.trial("training", seats=5)


def test_what_a_trial_can_see_fits_the_error_that_effects_had_here(acme):
    """48 of 94 people had an error of .086 sd; without what was known before it were .21."""
    found = acme.trial("training", seats=30).value
    assert 0.2 < found.left < 0.6
    plain = 2.8 * np.sqrt(1 / 30 + 1 / (found.people - 30))
    assert found.chosen.detectable < 0.75 * plain
    assert found.registration["assumed_sd_left_by_covariates"] == pytest.approx(
        found.left, abs=0.1
    )


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_its_range_is_refused(acme, seed):
    with pytest.raises(UsageError, match="not the seed"):
        acme.trial("training", seats=30, seed=seed)


def test_effects_are_estimates_or_say_why_not(acme):
    for finding in acme.effect().value.findings:
        value = finding.effect.estimate
        assert (value is None) == bool(finding.effect.refused)
        assert value is None or isinstance(value, Estimate | Hidden)


def test_what_was_begun_in_turn_is_graded_by_its_bound(acme):
    """Its bound at half the largest change before decides what the evidence is called."""
    found = [
        f
        for f in acme.effect().value.findings
        if f.effect.design is Design.STAGGERED and f.effect.estimate is not None
        and f.effect.grade is not Grade.ASSUMED
    ]  # fmt: skip
    assert found
    for finding in found:
        (half,) = [b for b in finding.bounds if b.bound == 0.5] or [None]
        wide = half is None or half.low < 0 < half.high
        assert not (wide and finding.effect.grade is Grade.QUASI_EXPERIMENTAL)
