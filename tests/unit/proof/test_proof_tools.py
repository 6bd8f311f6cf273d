"""Reading reports back, the attack, and the second generator."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from proof import export
from proof.a.attack import leverage
from proof.a.kill import _spread
from proof.documents import estimates, holds, numbers, rows
from proof.generator import organisation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("120 people [90–150]", [120, 90, 150]),
        ("−0.2 [−0.31 to 0.1]", [-0.2, -0.31, 0.1]),
        ("1,234 of 2\u202f000 and 3.5 %", [1234, 2000, 3.5]),
        ("hidden", []),
    ],
)
def test_numbers(text: str, found: list[float]) -> None:
    assert numbers(text) == found


def test_estimates_are_found_with_their_place() -> None:
    estimate = {"value": 2.0, "low": 1.0, "high": 3.0, "level": 0.9, "unit": "1", "n": 5}
    value = {"both": estimate, "by_unit": [{"both": {"why": "few"}}, {"both": estimate}]}
    assert dict(estimates(value)) == {
        ".both": (2.0, 1.0, 3.0),
        ".by_unit[1].both": (2.0, 1.0, 3.0),
    }


@pytest.mark.parametrize(
    ("stream", "times", "found"),
    [
        ([7, 0.15, 0.1, 0.2], 1, True),
        ([15, 10, 20], 100, True),
        ([15, 10, 20], 1, False),
        ([0.15, 7, 0.1, 0.2], 1, False),
        ([0.151, 0.1, 0.2], 1, False),
    ],
)
def test_holds_to_the_last_digit(stream: list[float], times: float, found: bool) -> None:
    assert holds(stream, (0.15, 0.1, 0.2), times) is found


def test_rows_of_html_and_csv(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<table><tr><th>Unit <b>A</b></th><td> 1 </td></tr></table><p>9</p>")
    table = tmp_path / "a.csv"
    table.write_text('x,"1,2"\r\n')
    assert rows(page) == [["Unit A", "1"]]
    assert rows(table) == [["x", "1,2"]]


def test_leverage_by_hand() -> None:
    # the second cell leaves "c" alone in the first: c's value is the difference
    apart = leverage([frozenset("abc"), frozenset("ab")])
    assert apart == pytest.approx([0.5, 0.5, 1.0])
    assert leverage([frozenset("abcd"), frozenset("ab")]).max() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("total", "points", "expected"),
    [(5, 10, [1, 2, 3, 4, 5]), (9, 3, [1, 5, 9]), (1, 4, [1]), (0, 4, [])],
)
def test_spread(total: int, points: int, expected: list[int]) -> None:
    assert _spread(total, points) == expected


@pytest.mark.parametrize("copula", ["gauss", "t"])
def test_skills_have_the_correlation_asked_for(copula: str) -> None:
    made = [organisation(people=300, rho=0.6, seed=s, copula=copula) for s in range(3)]
    x = np.concatenate([m.practice for m in made])
    y = np.concatenate([m.influence for m in made])
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(0.6, abs=0.08)
    assert x.std() == pytest.approx(1, abs=0.12)


def test_both_by_hand() -> None:
    made = organisation(people=40, rho=0.9, seed=2)
    cut = [np.sort(x)[-10] for x in (made.practice, made.influence)]
    expected = np.sum((made.practice >= cut[0]) & (made.influence >= cut[1]))
    assert made.both(0.75) == expected


def test_files_are_complete_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    units = {"A": 30, "B": 10}
    texts = []
    for name in ("one", "two"):
        made = organisation(people=40, rho=0.0, seed=3, units=units)
        files = export.write(made, tmp_path / name)
        texts.append([file.read_bytes() for file in files])
    assert texts[0] == texts[1]
    with (tmp_path / "one" / "roster.csv").open(newline="") as stream:
        roster = list(csv.DictReader(stream))
    known = {r["Employee ID"] for r in roster}
    assert [sum(r["Department"] == u for r in roster) for u in units] == [30, 10]
    assert {r["Manager ID"] for r in roster} - {""} <= known
    with (tmp_path / "one" / "nominations.csv").open(newline="") as stream:
        assert all(r["nominator"] != r["nominee"] for r in csv.DictReader(stream))


def test_units_must_hold_everyone() -> None:
    with pytest.raises(ValueError, match="30 people, not 31"):
        organisation(people=31, rho=0.0, seed=1, units={"A": 30})
