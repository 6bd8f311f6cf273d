"""Effects of routes are worked out once, sealed, and gone when what they rest on changes."""

from __future__ import annotations

import pytest

from vesica.api import doctoring, people, route_answers, route_priors
from vesica.core.canonical import to_plain
from vesica.errors import RefusedError, TamperedError
from vesica.schema import Purpose
from vesica.store.lock import writer
from vesica.store.runs import Runs

pytestmark = pytest.mark.slow


def _kept(workspace):
    return Runs(workspace.layout, folder=workspace.layout.findings).list()


def _value(workspace, *asked):
    return to_plain(workspace.effect(*asked))["value"]


def test_the_second_question_reads_what_the_first_one_sealed(own_acme, monkeypatch):
    first = _value(own_acme)
    assert len(_kept(own_acme)) == 1

    def never(workspace):
        raise AssertionError("the evidence was read again")

    monkeypatch.setattr(route_answers, "route_evidence", never)
    assert _value(own_acme) == first
    one = own_acme.effect("training", "expertise").value
    assert {f.effect.route for f in one.findings} == {"training"}
    assert {f.effect.outcome for f in one.findings} == {"expertise"}
    assert one.comparisons == ()
    assert route_priors.route_priors(own_acme)


def test_an_objection_takes_the_sealed_effects_away(own_acme):
    before = route_answers.known_routes(own_acme)
    someone = min(before.members.people)
    key = own_acme.vault.keys_of("person")[someone][0]
    people.consent(own_acme, key, purpose=str(Purpose.EFFECTS), action="object")
    assert _kept(own_acme) == ()
    after = route_answers.known_routes(own_acme)
    assert someone not in after.members.people
    assert len(after.members.people) == len(before.members.people) - 1


def test_another_cost_is_another_answer_and_the_old_one_goes(own_acme):
    route_answers.known_routes(own_acme)
    (before,) = _kept(own_acme)
    with own_acme.layout.settings_file.open("a", encoding="utf-8") as file:
        file.write("\n[routes.training]\ncost = 500.0\n")
    route_answers.known_routes(own_acme)
    (after,) = _kept(own_acme)
    assert after != before


def test_while_another_process_writes_the_answer_is_given_and_not_kept(own_acme):
    with writer(own_acme.layout):
        assert route_answers.known_routes(own_acme).routes
    assert _kept(own_acme) == ()


def test_a_changed_file_is_noticed(own_acme):
    route_answers.known_routes(own_acme)
    (name,) = _kept(own_acme)
    file = own_acme.layout.findings / name / "results.json"
    file.write_bytes(file.read_bytes().replace(b"training", b"Training"))
    with pytest.raises(TamperedError):
        own_acme.effect()
    assert any(name in problem for problem in doctoring.verify(own_acme))


def test_a_refusal_that_asks_for_another_run_is_not_taken_for_no_estimate(own_acme, monkeypatch):
    def stale(workspace):
        raise RefusedError("Somebody has objected since.", hint="Run 'vesica run' again.")

    monkeypatch.setattr(type(own_acme), "effect", stale)
    with pytest.raises(RefusedError, match="objected since"):
        route_priors.route_priors(own_acme)
