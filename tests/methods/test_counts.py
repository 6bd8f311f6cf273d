"""The overlap by count: the Congress table, Fisher's test, invariance."""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vesica.core.overlap import Verdict
from vesica.errors import EstimationError
from vesica.measure.counts import count_overlap, fisher_exact
from vesica.measure.known import known
from vesica.measure.overlap import overlap
from vesica.measure.rate import rate
from vesica.measure.share import share
from vesica.measure.skill import skill

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def congress():
    folder = Path(os.environ.get("VESICA_DATA", ROOT.parent / "shared" / "data"))
    folder = folder / "congress_117"
    if not folder.is_dir():
        pytest.skip(f"the Congress data are not here: no folder {folder} (set VESICA_DATA)")
    with (folder / "members.csv").open(encoding="utf-8", newline="") as file:
        members = list(csv.DictReader(file))
    with (folder / "influence_edges.csv").open(encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))
    return members, edges


def count(members, values, *, seed=1):
    return count_overlap(
        first=np.array([float(values[m["bioguide"]]) for m in members]),
        second=np.array([float(m["les2_117"]) for m in members]),
        group=np.array([int(m["chamber"] == "Senate") for m in members]),
        share=0.25,
        names=("reach", "effectiveness"),
        rng=np.random.default_rng(seed),
        level=0.9,
    )


def test_congress_out_degree_and_effectiveness(congress):
    members, edges = congress
    found = count(members, Counter(e["influencer"] for e in edges))
    assert (found.people, found.top_first, found.top_second, found.both) == (475, 122, 119, 43)
    assert round(found.chance, 1) == 30.6
    assert round(found.lift.value, 2) == 1.41
    assert round(found.p_value, 4) == 0.0035
    assert found.lift.low > 1


def test_congress_summed_transmission_shows_no_association(congress):
    members, edges = congress
    summed = defaultdict(float)
    for e in edges:
        summed[e["influencer"]] += float(e["p_transmission"])
    found = count(members, summed)
    assert found.p_value > 0.1
    assert found.lift.low < 1 < found.lift.high


def test_congress_latent_overlap(congress):
    """Reach per tweet against effectiveness: corrected for error, still no association."""
    members, edges = congress
    events, squares = Counter(), Counter()
    for e in edges:
        events[e["influencer"]] += int(e["times_engaged"])
        squares[e["influencer"]] += int(e["times_engaged"]) ** 2
    reach = rate(
        events=np.array([events[m["bioguide"]] for m in members]),
        trials=np.array([int(m["tweets_feb_jun_2022"] or 0) for m in members]),
        dispersion=sum(squares.values()) / sum(events.values()),
    )
    effectiveness = known(
        name="effectiveness",
        value=np.log(np.array([float(m["les2_117"]) for m in members]) + 0.1),
        standard_error=np.full(len(members), np.nan),
        unit="log(score)",
    )
    found = overlap(
        expertise=skill(name="expertise", facets=[reach]),
        influence=skill(name="influence", facets=[effectiveness]),
        unit=np.array([int(m["chamber"] == "Senate") for m in members]),
        unit_names=["House", "Senate"],
        bar=0.75,
        level=0.9,
    )
    assert found.people == 475
    assert found.correlation.low < 0 < found.correlation.high
    assert found.verdict in (Verdict.CANNOT_SAY, Verdict.RARE_BY_CHANCE)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_fisher_exact_equals_scipy(both, first_only, second_only, neither):
    n = both + first_only + second_only + neither
    ours = fisher_exact(n, both + first_only, both + second_only, both)
    table = [[both, first_only], [second_only, neither]]
    assert ours == pytest.approx(stats.fisher_exact(table)[1], abs=1e-9)


def test_order_of_people_does_not_matter():
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(2, 60))
    group = rng.integers(0, 2, 60)
    order = rng.permutation(60)

    def run(at):
        return count_overlap(
            first=first[at], second=second[at], group=group[at], share=0.25,
            names=("a", "b"), rng=np.random.default_rng(9), level=0.9,
        )  # fmt: skip

    assert run(np.arange(60)) == run(order)


def test_rank_correlation_is_spearman_in_one_group():
    rng = np.random.default_rng(4)
    first = rng.integers(0, 8, 50).astype(float)
    second = first + rng.normal(size=50)
    found = count_overlap(
        first=first, second=second, group=np.zeros(50, dtype=int), share=0.25,
        names=("a", "b"), rng=rng, level=0.9,
    )  # fmt: skip
    assert found.correlation.value == pytest.approx(stats.spearmanr(first, second)[0], abs=1e-12)
    assert found.correlation.low < found.correlation.value < found.correlation.high


def test_missing_values_are_refused():
    with pytest.raises(EstimationError, match="1 of 3 people lack 'a' or 'b'"):
        count_overlap(
            first=np.array([1.0, np.nan, 2.0]), second=np.ones(3), group=np.zeros(3, dtype=int),
            share=0.25, names=("a", "b"), rng=np.random.default_rng(0), level=0.9,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Jeffreys intervals at 95 %, to three digits, ends set to 0 and 1.
        (0, 10, 0.0, 0.217),
        (1, 10, 0.011, 0.381),
        (3, 10, 0.093, 0.606),
        (5, 10, 0.224, 0.776),
        (10, 10, 0.783, 1.0),
    ],
)
def test_share_has_the_jeffreys_interval(successes, n, low, high):
    found = share(successes, n, level=0.95)
    expected = stats.beta(successes + 0.5, n - successes + 0.5).interval(0.95)
    assert found.value == successes / n
    if 0 < successes < n:
        assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-3)


def test_share_of_nobody_is_refused():
    with pytest.raises(EstimationError):
        share(0, 0)
