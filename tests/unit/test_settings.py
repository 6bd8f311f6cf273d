"""Settings: an unknown key is an error that lists the known ones."""

import pytest

from vesica import settings
from vesica.errors import SettingsError


def test_defaults():
    assert settings.parse({}) == settings.Settings()


def test_remembered_mapping_is_read():
    made = settings.parse({"evidence": {"roster": {"columns": {"org_unit": "Cost Centre"}}}})
    assert made.evidence.columns == {"roster": {"org_unit": "Cost Centre"}}


def test_the_defaults_do_on_any_machine(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    made = settings.parse({"engine": {"memory_mib": 1536, "threads": 2, "spill_mib": 20480}})
    assert made == settings.Settings()


def test_whole_numbers_do_for_shares_only_inside_their_range():
    with pytest.raises(SettingsError, match="between 0 and 1"):
        settings.parse({"overlap": {"bar": 1}})


def _facet(**values):
    return {"measure": {"facets": {"test": values}}}


def test_facets_of_ones_own_are_read():
    made = settings.parse(_facet(skill="expertise", measure="social media test"))
    assert made.measure.facets == {
        "test": settings.FacetSettings(skill="expertise", measure="social media test")
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"overlap": {"baar": 0.5}}, "Known settings there: ['bar', 'level']"),
        ({"overlaps": {}}, "Unknown setting 'overlaps'"),
        ({"overlap": 3}, "It takes a [section]"),
        ({"engine": {"threads": "two"}}, "a value of type int"),
        ({"engine": {"threads": True}}, "a value of type int"),
        ({"engine": {"threads": 0}}, "a whole number from 1 to"),
        ({"engine": {"threads": 10**6}}, "on this machine"),
        ({"engine": {"memory_mib": 0}}, "a whole number from 128 to"),
        ({"engine": {"memory_mib": -1536}}, "a whole number from 128 to"),
        ({"engine": {"memory_mib": 10**9}}, "on this machine"),
        ({"engine": {"spill_mib": 0}}, "at least 1"),
        ({"measure": {"facets": 3}}, "[measure.facets.NAME]"),
        ({"measure": {"facets": {"test": 3}}}, "[measure.facets.NAME]"),
        (_facet(skil="expertise"), "Known settings there: ['measure', 'skill']"),
        (_facet(skill="charm", measure="m"), "('expertise', 'influence')"),
        (_facet(skill="expertise"), "Setting 'measure' in [measure.facets.test] is None"),
        ({"measure": {"expertise_nominations": 1}}, "a value of type bool"),
        ({"evidence": {"roster": {"column": {}}}}, "Known settings there: ['columns']"),
        ({"evidence": {"roster": {"columns": {"a": 1}}}}, "column = 'header'"),
    ],
)
def test_bad_settings_are_explained(data, said):
    with pytest.raises(SettingsError) as caught:
        settings.parse(data)
    assert said in str(caught.value)


def test_a_file_that_is_not_toml_is_explained(tmp_path):
    file = tmp_path / "vesica.toml"
    file.write_text("[overlap\n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        settings.load(file)
