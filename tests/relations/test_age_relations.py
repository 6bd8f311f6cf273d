"""Birth years and entries, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from vesica.relations.catalogue import CATALOGUE, reads

_PROTECTED = {"birth_years", "audit_groups"}
"""For the question of age and for the audit of a plan."""


def test_birth_years_are_years(run):
    attributes = [
        {"person_id": "a", "attribute": "birth year", "value": "1980"},
        {"person_id": "b", "attribute": "birth year", "value": "unknown"},
        {"person_id": "c", "attribute": "birth year", "value": "80"},
        {"person_id": "d", "attribute": "sex", "value": "1980"},
    ]
    assert run("birth_years", {"audit_attributes": attributes}) == [
        {"person_id": "a", "birth_year": 1980}
    ]


def test_entries_are_the_first_day_of_all_rows(run):
    people = [
        {"person_id": "a", "valid_from": date(2026, 1, 1), "hired_on": date(2020, 5, 1)},
        {"person_id": "a", "valid_from": date(2026, 6, 1), "hired_on": date(2019, 5, 1)},
        {"person_id": "b"},
    ]
    assert run("entries", {"people": people}) == [{"person_id": "a", "hired_on": date(2019, 5, 1)}]


@pytest.mark.parametrize("name", [n for n in CATALOGUE if n not in _PROTECTED])
def test_no_other_relation_reads_ages_or_protected_groups(name: str) -> None:
    assert not {"audit_attributes", *_PROTECTED} & set(reads(CATALOGUE[name]))


def test_groups_of_the_audit_hold_no_ages(run):
    attributes = [
        {"person_id": "a", "attribute": "birth year", "value": "1980"},
        {"person_id": "a", "attribute": "sex", "value": "f"},
    ]
    assert run("audit_groups", {"audit_attributes": attributes}) == [
        {"person_id": "a", "attribute": "sex", "value": "f"}
    ]
