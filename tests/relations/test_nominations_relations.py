from __future__ import annotations

from datetime import datetime

import pytest

# a leads b and c; d, e and f report to nobody. Level 3 is a, and nobody else is a senior leader.
PEOPLE = [
    {"person_id": "a", "level": 3},
    {"person_id": "b", "manager_id": "a", "level": 1},
    {"person_id": "c", "manager_id": "a", "level": 1},
    *({"person_id": p, "level": 1} for p in "def"),
]
TIME = datetime(2025, 6, 1, 12)
SENIOR = {"senior_share": 0.2}


def rated(rater: str, person: str, value: int | None = None, question: str | None = None) -> dict:
    return {
        "rater_id": rater,
        "person_id": person,
        "question": question,
        "value": value,
        "time": TIME,
    }


RATINGS = [
    rated("b", "a", 5),  # own manager: does not count for a
    rated("a", "c", 5),  # own report: does not count for c
    rated("a", "d", 4),
    rated("a", "e", 2),
    rated("d", "c", 3),
    rated("d", "c", 1, "influence"),  # the same rater again
    rated("d", "d"),  # oneself
    rated("c", "b", 1, "expertise"),  # another question
    rated("e", "f"),
    rated("f", "e"),  # each other
    rated("stranger", "c"),
]
EVIDENCE = {"people": PEOPLE, "endorsements": RATINGS}


def test_nominations_are_one_per_pair_with_the_largest_strength(run):
    rows = run("nominations", EVIDENCE)
    assert [(r["rater_id"], r["person_id"], r["strength"]) for r in rows] == [
        ("a", "c", 5), ("a", "d", 4), ("a", "e", 2), ("b", "a", 5), ("d", "c", 3),
        ("e", "f", None), ("f", "e", None),
    ]  # fmt: skip


def test_outside_nominations_leave_the_own_line_out(run):
    rows = run("outside_nominations", EVIDENCE)
    assert [(r["rater_id"], r["person_id"]) for r in rows] == [
        ("a", "d"), ("a", "e"), ("d", "c"), ("e", "f"), ("f", "e"),
    ]  # fmt: skip


def test_mutual_nominations_stand_from_either_side(run):
    rows = run("mutual_nominations", EVIDENCE)
    assert rows == [{"person_id": "e", "rater_id": "f"}, {"person_id": "f", "rater_id": "e"}]


def test_raters_are_those_who_named_with_names_outside_their_line(run):
    rows = run("raters", EVIDENCE, **SENIOR)
    assert [tuple(r.values()) for r in rows] == [
        ("a", True, 2, 2, 6),
        ("b", False, 0, 0, 0),
        ("d", False, 1, 1, 3),
        ("e", False, 1, 0, 0),
        ("f", False, 1, 0, 0),
    ]


def test_names_given_count_raters_not_persons(run):
    rows = run("names_given", EVIDENCE, **SENIOR)
    assert [tuple(r.values()) for r in rows] == [
        (False, 0, 1), (False, 1, 3), (True, 2, 1),
    ]  # fmt: skip


def test_counted_nominations_set_strength_against_the_raters_mean(run):
    """a gave 4 and 2, mean 3; d gave one strength only; e and f named each other."""
    rows = run("counted_nominations", EVIDENCE, **SENIOR)
    assert [tuple(r.values()) for r in rows] == [
        ("c", False, 1, 0, 0),
        ("d", True, 2, 1, 1_000_000),
        ("e", True, 2, 1, -1_000_000),
    ]


def test_barred_are_the_own_line_and_who_was_named_in_return(run):
    """Of the raters a, b, d, e and f."""
    rows = run("barred_raters", EVIDENCE, **SENIOR)
    found = [(r["person_id"], r["names"]) for r in rows]
    assert found == [
        ("a", 0), ("a", 2),  # b and oneself
        ("b", 0), ("b", 2),  # oneself and a
        ("c", 2),  # a
        ("d", 1),
        ("e", 1), ("e", 1),  # oneself and f
        ("f", 1), ("f", 1),
    ]  # fmt: skip


def test_endorsements_received_are_by_leniency_of_the_rater(run):
    rows = run("endorsements_received", EVIDENCE, **SENIOR)
    named = [tuple(r.values()) for r in rows if r["raters"]]
    assert named == [
        ("c", False, 1, 1, 0, 0, 0, 0),
        ("d", True, 2, 1, 0, 1, 1_000_000, 1_000_000),
        ("e", True, 2, 1, 0, 1, -1_000_000, 1_000_000),
    ]
    assert sum(r["barred"] for r in rows) == 10


@pytest.mark.parametrize("ratings", [[], [rated("stranger", "a")], [rated("d", "d")]])
def test_nobody_is_endorsed_if_nobody_of_the_roster_named_another(run, ratings):
    evidence = {"people": PEOPLE, "endorsements": ratings}
    assert run("names_given", evidence) == []
    assert run("endorsements_received", evidence) == []


def test_people_left_out_neither_rate_nor_are_rated(run):
    rows = run("nominations", EVIDENCE, excluded=["a"])
    assert [(r["rater_id"], r["person_id"]) for r in rows] == [
        ("d", "c"), ("e", "f"), ("f", "e"),
    ]  # fmt: skip


def test_a_manager_who_left_is_not_in_the_tables(run):
    people = [*PEOPLE, {"person_id": "g", "manager_id": "gone"}]
    ratings = [*RATINGS, rated("g", "d")]
    rows = run("endorsements_received", {"people": people, "endorsements": ratings}, **SENIOR)
    assert "gone" not in {r["person_id"] for r in rows}
