from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from math import log

import pytest

PEOPLE = [{"person_id": p} for p in "ab"]
START = datetime(2025, 6, 1, 12)
LAST = {"post_id": "z", "person_id": "b", "time": START + timedelta(days=60), "reactions": 0}


def post(person_id: str, day: float, **more: object) -> dict:
    time = START + timedelta(days=day)
    return {"post_id": f"{person_id}{day}", "person_id": person_id, "time": time} | more


def learned(person_id: str, day: float, mode: str | None) -> dict:
    return {"person_id": person_id, "verb": "did", "activity": f"{day}{mode}", "mode": mode,
            "time": START + timedelta(days=day)}  # fmt: skip


def test_practice_so_far_counts_strictly_before_and_strictly_after(run):
    evidence = {
        "people": PEOPLE,
        "posts": [post("a", 0), post("a", 1), post("a", 20), post("b", 0), post("x", 0)],
        "learning": [
            learned("a", 0, "reading"), learned("a", 0.5, "doing"), learned("a", 1, "reading"),
            learned("a", 28.5, "doing"), learned("a", 3, None),
        ],
    }  # fmt: skip
    rows = run("practice_so_far", evidence, window_days=90)
    told = [(r["person_id"], r["done"], r["was_read"], r["later"]) for r in rows]
    # Moments of a: day 0, 0.5, 1, 20, 28.5; the last is 28.5 days after the first.
    assert told == [
        ("a", 0, 0, 3), ("a", 1, 1, 3), ("a", 2, 1, 2), ("a", 3, 2, 1), ("a", 4, 2, 0),
        ("b", 0, 0, 0),
    ]  # fmt: skip


def test_learning_values_leave_out_the_last_four_weeks(run):
    evidence = {
        "people": PEOPLE,
        "posts": [post("a", 0, reactions=1), post("a", 2, reactions=3), post("a", 33), LAST],
        "learning": [learned("a", 1, "reading")],
    }
    rows = run("learning_values", evidence, window_days=90)
    assert [r["d"] for r in rows] == pytest.approx([0, log(2)])
    assert [r["r"] for r in rows] == pytest.approx([0, log(2)])
    assert [r["f"] for r in rows] == pytest.approx([log(2), 0])
    assert not any(r["early"] for r in rows)


def test_early_are_the_first_ten_of_those_who_wrote_twenty(run):
    posts = [post("a", d / 10, reactions=1) for d in range(20)]
    posts += [post("b", d / 10, reactions=1) for d in range(18)]
    evidence = {"people": PEOPLE, "posts": [*posts, LAST]}
    rows = run("learning_values", evidence, window_days=90)
    early = [r["d"] for r in rows if r["early"]]
    assert sorted(early) == pytest.approx([log(1 + k) for k in range(10)])
    assert {r["person_id"] for r in rows if r["early"]} == {"a"}


def test_learning_sums_agree(run):
    posts = [post("a", d, reactions=d, audience=d + 3, kind="post") for d in range(0, 30, 3)]
    reads = [learned("a", d + 0.5, "reading") for d in range(0, 20, 5)]
    evidence = {"people": PEOPLE, "posts": [*posts, LAST], "learning": reads}
    options = {"window_days": 90}
    values = run("learning_values", evidence, **options)
    (cells,) = run("learning_cells", evidence, **options)
    moments = run("learning_moments", evidence, **options)
    times = run("learning_times", evidence, **options)
    for name in "yxdrf":
        expected = sum(round(v[name] * 1e6) for v in values)
        assert cells[f"{name}_e6"] == expected
        assert sum(m[f"{name}_e6"] for m in moments) == expected
    assert cells["rf_e6"] == sum(round(v["r"] * v["f"] * 1e6) for v in values)
    assert cells["dy_e6"] == sum(round(v["d"] * v["y"] * 1e6) for v in values)
    assert sum(t["posts"] for t in times) == 2 * cells["posts"] == 2 * len(values)


def test_learners_are_counted_once(run):
    evidence = {
        "people": PEOPLE,
        "posts": [post("a", 0, reactions=1), post("a", 1, reactions=1), post("b", 0, reactions=1),
                  LAST],
        "learning": [learned("b", -1, "reading"), learned("b", 3, "doing")],
    }  # fmt: skip
    assert run("learners", evidence, window_days=90) == [{"authors": 2, "doers": 1, "readers": 1}]


def test_skill_checks_are_marks_above_others_in_the_same_exercise(run):
    def mark(person: str, activity: str, score: str, mode: str = "doing", day: float = 0) -> dict:
        row = learned(person, day, mode)
        return row | {"activity": activity, "score": Decimal(score), "verb": f"{person}{score}"}

    rows = [
        mark("a", "easy", "0.9"), mark("b", "easy", "0.8"), mark("a", "hard", "0.2"),
        mark("x", "hard", "0.5"), mark("b", "hard", "0.4", mode="reading"),
        mark("a", "old", "0.1", day=-60), learned("b", 0, "doing"),
    ]  # fmt: skip
    found = run("skill_checks", {"people": PEOPLE, "learning": rows}, window_days=30)
    # Means are 0.85 and 0.35: a is 0.05 above and 0.15 below, b is 0.05 below.
    assert found == [
        {"person_id": "a", "results": 2, "above_e6": -100_000, "squares_e6": 25_000},
        {"person_id": "b", "results": 1, "above_e6": -50_000, "squares_e6": 2_500},
    ]
