"""Persuasion as a facet of influence: there where the data carry it, a reason where not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from proof.b.evidence import evidence, names
from proof.b.spreading import spreading

from vesica.api.influence import influence

PEOPLE = 2000


def tables(*, shuffled):
    """Ties, nominations, and adoptions of people who persuade one another; or adopt at random."""
    made = spreading(people=PEOPLE, practices=10, seed=5)
    rng = np.random.default_rng(1)
    person = rng.permutation(PEOPLE)[made.person] if shuffled else made.person
    sought = rng.lognormal(0, 1, PEOPLE)
    pairs = np.unique(
        np.repeat(np.arange(PEOPLE), 5) * PEOPLE
        + rng.choice(PEOPLE, 5 * PEOPLE, p=sought / sought.sum())
    )
    day = np.datetime64("2025-02-03T12:00:00", "us") + made.day * np.timedelta64(1, "D")
    return {
        "people": {"person_id": names(np.arange(PEOPLE)), "level": made.level},
        "ties": {
            "source_id": names(made.attends),
            "target_id": names(made.to),
            "period": np.full(made.to.size, np.datetime64("2025-06-02")),
        },
        "endorsements": {
            "rater_id": names(pairs // PEOPLE),
            "person_id": names(pairs % PEOPLE),
            "question": pa.array(["influence"] * pairs.size),
        },
        "adoptions": {
            "person_id": names(person),
            "practice": pa.array([f"practice {p}" for p in made.practice]),
            "time": day,
        },
    }


@pytest.mark.slow
def test_persuasion_is_a_facet_where_people_persuade():
    scores = influence(evidence(tables(shuffled=False)))
    (facet,) = (f for f in scores.facets if f.name == "persuasion")
    assert np.count_nonzero(np.isfinite(facet.standard_error)) >= 20
    assert "Left out persuasion" not in scores.note


def test_where_nobody_persuades_the_note_says_why():
    scores = influence(evidence(tables(shuffled=True)))
    assert "persuasion" not in {f.name for f in scores.facets}
    assert "Left out persuasion: Whether people persuade one another" in scores.note


@pytest.mark.slow
def test_without_adoptions_nothing_changes():
    given = tables(shuffled=True)
    del given["adoptions"]
    without = influence(evidence(given))
    given = evidence(tables(shuffled=True))
    again = influence(dataclasses.replace(given, adopted=given.adopted.slice(0, 0)))
    assert "persuasion" not in without.note
    assert "Left out persuasion: There are 0 adoptions" in again.note
    np.testing.assert_array_equal(without.mean, again.mean)
