"""Influence from relations to score, on small organisations of the second generator."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from proof.b.evidence import drawn, evidence
from proof.b.ring import _with
from proof.generator import organisation

from vesica.api.influence import influence
from vesica.api.position import columns, position, share_of
from vesica.errors import EstimationError


@pytest.fixture(scope="module")
def made():
    return organisation(people=300, rho=0.0, seed=7)


@pytest.fixture(scope="module")
def data(made):
    return evidence(drawn(made))


@pytest.fixture(scope="module")
def scores(data):
    return influence(data)


def test_score_goes_with_the_truth_and_no_facets_share_a_source(made, scores):
    assert np.corrcoef(scores.mean, made.influence)[0, 1] > 0.8
    sources = [f.source or f.name for f in scores.facets]
    assert len(set(sources)) == len(sources)
    assert {"endorsement", "responsiveness", "structure"} <= {f.name for f in scores.facets}


def test_five_who_name_each_other_gain_less_than_a_tenth(made, scores):
    five = np.array([10, 70, 130, 190, 250])
    each = [(a, b) for a in five for b in five if a != b]
    after = influence(evidence(drawn(_with(made, each))))
    assert np.max(after.mean[five] - scores.mean[five]) < 0.1


def test_without_levels_there_is_no_facet_of_senior_leaders(made):
    tables = drawn(made)
    people = {k: v for k, v in tables["people"].items() if k != "level"}
    found = influence(evidence(tables | {"people": people}))
    assert "senior leaders" not in {f.name for f in found.facets}
    assert "senior leaders" not in found.note


def test_without_evidence_it_says_what_to_import(made):
    tables = {"people": drawn(made)["people"]}
    with pytest.raises(EstimationError, match="no nominations, messages or ties"):
        influence(evidence(tables))


def test_the_share_from_a_runs_rows_is_the_share_from_the_scores(data, scores):
    found = position(data, scores, level=0.9)
    rows = pa.table(
        {
            "org_unit": data.roster["org_unit"],
            "influence_mean": scores.mean,
            "influence_se": scores.standard_error,
            **columns(data, scores),
        }
    )
    again = share_of(rows, 0.9)
    assert found is not None
    assert again is not None
    assert again.value == pytest.approx(found.share.value, abs=1e-9)
    assert again.high == pytest.approx(found.share.high, abs=1e-9)
    assert share_of(rows.drop_columns(["influence_expected"]), 0.9) is None


def test_nobody_has_a_position_without_levels_and_lines(made, scores):
    tables = drawn(made)
    people = {k: v for k, v in tables["people"].items() if k in ("person_id", "org_unit")}
    flat = evidence(tables | {"people": people})
    assert position(flat, scores, level=0.9) is None
    assert columns(flat, scores) == {}
