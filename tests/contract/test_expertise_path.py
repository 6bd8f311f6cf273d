"""Expertise and doing against reading, from files to answers."""

from __future__ import annotations

import pytest

from vesica.api import expertise, skills
from vesica.api.engines import open_evidence
from vesica.core.doing import DoingVerdict
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError, SettingsError
from vesica.schema import Purpose
from vesica.settings import FacetSettings, MeasureSettings


@pytest.fixture(scope="module")
def data(sealed, vaults):
    from vesica.api.workspace import Workspace

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(vaults))
        with Workspace(sealed) as acme, open_evidence(acme, Purpose.SKILLS) as engine:
            return skills.arranged(skills.fetch(engine))


def own(measure, skill="expertise", name="own test"):
    return MeasureSettings(facets={name: FacetSettings(skill=skill, measure=measure)})


def test_expertise_says_how_practice_shows(data):
    found = expertise.expertise(data)
    assert [f.name for f in found.facets][:2] == ["reach", "breadth"]
    assert "skill checks" in [f.name for f in found.facets]
    assert "Learning curve: engagement grows with the power" in found.note
    assert "Nominations for expertise do not count" in found.note


def test_nominations_count_where_settings_say_so(data):
    found = expertise.expertise(data, MeasureSettings(expertise_nominations=True))
    assert "endorsement" in [f.name for f in found.facets]
    assert "do not count" not in found.note


def test_a_measure_becomes_a_facet(data):
    names = sorted(set(data.known_measures["measure"].to_pylist()))
    found = expertise.expertise(data, own(names[0]))
    (facet,) = [f for f in found.facets if f.name == "own test"]
    assert facet.evidence.sum() > 0
    assert facet.evidence_unit.startswith("measures")


def test_a_facet_of_influence_leaves_expertise_alone(data):
    names = sorted(set(data.known_measures["measure"].to_pylist()))
    found = expertise.expertise(data, own(names[0], skill="influence"))
    assert "own test" not in [f.name for f in found.facets]


def test_an_unknown_measure_is_an_error_that_lists_the_known(data):
    names = sorted(set(data.known_measures["measure"].to_pylist()))
    with pytest.raises(SettingsError, match="there is no measure 'typo'") as caught:
        expertise.expertise(data, own("typo"))
    assert all(name in caught.value.hint for name in names)


def test_a_name_that_is_taken_is_an_error(data):
    names = data.known_measures["measure"].to_pylist()
    with pytest.raises(SettingsError, match="has a facet of that name"):
        expertise.expertise(data, own(names[0], name="reach"))


def test_settings_reach_the_run(own_acme):
    file = own_acme.layout.settings_file
    text = file.read_text(encoding="utf-8")
    added = '[measure.facets."own test"]\nskill = "expertise"\nmeasure = "typo"\n'
    file.write_text(f"{text}\n{added}", encoding="utf-8")
    with pytest.raises(SettingsError, match="typo"):
        own_acme.run()


def test_doing_is_answered_and_released(own_acme):
    released = own_acme.doing()
    value = released.value
    assert isinstance(value.doing, Estimate)
    assert isinstance(value.placebo, Estimate)
    assert value.verdict in set(DoingVerdict)
    assert value.people % 10 == 0
    assert released.purpose == "learn which route works"
    assert own_acme.doing().release_id == released.release_id


def test_doing_without_learning_records_says_what_is_missing(tmp_path, monkeypatch):
    import vesica

    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    with (
        vesica.init(tmp_path / "empty") as workspace,
        pytest.raises(EstimationError, match="no posts older than four weeks"),
    ):
        workspace.doing()
