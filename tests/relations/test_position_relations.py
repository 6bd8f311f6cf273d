from __future__ import annotations

import pytest


def person(person_id: str, manager: str | None = None, level: int | None = None, **more) -> dict:
    return {"person_id": person_id, "manager_id": manager, "level": level, **more}


# a over b and c, b over d, d over e; f's manager is not in the roster; g is its own manager.
PEOPLE = [
    person("a", None, 5),
    person("b", "a", 4),
    person("c", "a", 4),
    person("d", "b", 2),
    person("e", "d", 1),
    person("f", "stranger", 1),
    person("g", "g", None),
]


def test_position_counts_direct_and_all_reports(run):
    rows = run("position", {"people": PEOPLE})
    assert [(r["person_id"], r["direct_reports"], r["total_reports"]) for r in rows] == [
        ("a", 2, 4), ("b", 1, 2), ("c", 0, 0), ("d", 1, 1), ("e", 0, 0), ("f", 0, 0),
        ("g", 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("depth", [2, 7, 17])
def test_a_chain_is_followed_to_its_end(run, depth):
    people = [person("p00")] + [person(f"p{i:02d}", f"p{i - 1:02d}") for i in range(1, depth)]
    rows = run("position", {"people": people})
    assert [r["total_reports"] for r in rows] == list(range(depth - 1, -1, -1))


def test_a_circle_of_managers_ends(run):
    people = [person("a", "c"), person("b", "a"), person("c", "b")]
    rows = run("position", {"people": people})
    assert [r["total_reports"] for r in rows] == [2, 2, 2]


@pytest.mark.parametrize(
    ("share", "leaders"),
    [(0.0, []), (0.16, []), (0.17, ["a"]), (0.49, ["a"]), (0.5, ["a", "b", "c"])],
)
def test_senior_leaders_are_the_highest_levels_within_the_share(run, share, leaders):
    """Of the six with a level, one is on level 5 and three on level 4 or above."""
    rows = run("senior_leaders", {"people": PEOPLE}, senior_share=share)
    assert [r["person_id"] for r in rows] == leaders


def test_who_may_decide_is_a_senior_leader_on_any_level(run):
    people = [*PEOPLE, person("h", level=1, decision_rights=True)]
    rows = run("senior_leaders", {"people": people}, senior_share=0.15)
    assert [r["person_id"] for r in rows] == ["a", "h"]


def test_who_left_is_no_senior_leader(run):
    rows = run("senior_leaders", {"people": PEOPLE}, senior_share=0.2, excluded=["a"])
    assert rows == []
