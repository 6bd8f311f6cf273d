"""Structure against algebra by hand; its jackknife; invariance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.network.attention import attention, blocks_of_payers
from vesica.network.kernels import DAMPING
from vesica.network.structure import structure


def contacts(seed, n=12, m=60):
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n, m)
    target = (source + rng.integers(1, n, m)) % n
    return {
        "source": source, "target": target, "block": rng.integers(0, 10, m),
        "weight": rng.integers(1, 5, m) * 1_000_000,
    }  # fmt: skip


def exact(source, target, n):
    """Half the log of payers + 1/2, half that of PageRank from a dense linear system."""
    W = np.zeros((n, n))
    W[source, target] = 1.0
    out = W.sum(axis=1)
    P = np.where(out[:, None] > 0, W / np.where(out > 0, out, 1)[:, None], 1 / n)
    rank = np.linalg.solve(np.eye(n) - DAMPING * P.T, np.full(n, (1 - DAMPING) / n))
    return 0.5 * (np.log((W > 0).sum(axis=0) + 0.5) + np.log(rank * n))


def leave_out(c, group):
    """Jackknife variance by as many separate solutions as there are groups."""
    logs = []
    for g in np.unique(group):
        keep = group != g
        logs.append(exact(c["source"][keep], c["target"][keep], 12))
    logs = np.array(logs)
    B = len(logs)
    return (B - 1) / B * np.sum((logs - logs.mean(axis=0)) ** 2, axis=0)


def test_jackknife_is_the_larger_of_time_and_payers():
    c = contacts(7)
    found = structure(**c, n_people=12, blocks_known=True)
    groups = blocks_of_payers(c["source"], c["target"], c["weight"], 12)
    own = np.maximum(leave_out(c, c["block"]), leave_out(c, groups))
    pairs = np.unique(c["source"] * 12 + c["target"])
    size = np.floor(np.log2(np.maximum(np.bincount(pairs % 12, minlength=12), 1)))
    typical = np.array([own[size == s].mean() for s in size])
    np.testing.assert_allclose(found.standard_error**2, (own + typical) / 2, rtol=1e-7)
    np.testing.assert_allclose(found.value, exact(c["source"], c["target"], 12), atol=1e-10)


def test_a_block_taken_away_leaves_exactly_the_others():
    c = contacts(5)
    graph = attention(**c, n=12)
    for b, label in enumerate(np.unique(c["block"])):
        keep = c["block"] != label
        rest = attention(**{k: v[keep] for k, v in c.items()}, n=12).whole
        left = graph.without(b)
        assert (left - rest).nnz == 0
        assert left.nnz == rest.nnz


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.booleans(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(seed, blocks_known, random):
    c = contacts(seed)
    order = np.array(random.sample(range(12), 12))
    rows = np.array(random.sample(range(60), 60))
    a = structure(**c, n_people=12, blocks_known=blocks_known)
    moved = {
        "source": order[c["source"]][rows], "target": order[c["target"]][rows],
        "block": c["block"][rows], "weight": c["weight"][rows],
    }  # fmt: skip
    b = structure(**moved, n_people=12, blocks_known=blocks_known)
    np.testing.assert_allclose(a.value, b.value[order], atol=1e-9)
    np.testing.assert_allclose(a.standard_error, b.standard_error[order], rtol=1e-6)


def test_a_person_without_contacts_changes_nobody():
    c = contacts(3)
    a = structure(**c, n_people=12, blocks_known=True)
    b = structure(**c, n_people=14, blocks_known=True)
    np.testing.assert_array_equal(a.value, b.value[:12])
    assert np.isnan(b.value[12:]).all()
    assert np.isposinf(b.standard_error[12:]).all()
    assert b.evidence[12:].tolist() == [0, 0]


def test_without_time_only_payers_are_left_out():
    c = contacts(4)
    one = structure(**(c | {"block": np.zeros(60, dtype=int)}), n_people=12, blocks_known=True)
    unknown = structure(**c, n_people=12, blocks_known=False)
    np.testing.assert_array_equal(one.standard_error, unknown.standard_error)
    assert np.all(unknown.standard_error > 0)


def test_more_colleagues_count_for_more_than_more_messages():
    """0 is written to by four people once each, 5 by one person four times."""
    source = np.array([1, 2, 3, 4, 6, 6, 6, 6, 0, 5, 0, 5])
    target = np.array([0, 0, 0, 0, 5, 5, 5, 5, 1, 6, 2, 6])
    facet = structure(
        source=source, target=target, block=np.arange(12) % 10,
        weight=np.full(12, 1_000_000), n_people=7, blocks_known=True,
    )  # fmt: skip
    assert facet.value[0] > facet.value[5]


def test_a_colleague_is_one_witness_however_often_they_write():
    """1 and 2 write to 0, and 1 also a hundred times to 3: 0 and 3 each get half of what 1 has."""
    source, target = np.array([1, 2, 1, 0]), np.array([0, 0, 3, 2])
    base = {"source": source, "target": target, "block": np.arange(4), "n_people": 4}
    once, often = (
        structure(**base, weight=np.array([1, 1, w, 1]) * 1_000_000, blocks_known=True).value
        for w in (1, 100)
    )
    np.testing.assert_allclose(once, often, atol=1e-12)


def test_who_is_never_contacted_is_not_certain():
    source = np.array([0, 1, 2, 3, 3, 1, 2, 0, 1, 2])
    target = np.array([1, 2, 1, 1, 2, 0, 0, 2, 0, 1])
    facet = structure(
        source=source, target=target, block=np.arange(10), weight=np.ones(10, dtype=int),
        n_people=4, blocks_known=True,
    )  # fmt: skip
    assert facet.standard_error[3] > 0


def test_two_people_have_no_structure():
    with pytest.raises(EstimationError, match="2 people"):
        structure(
            source=np.array([0, 1]), target=np.array([1, 0]), block=np.array([0, 1]),
            weight=np.ones(2, dtype=int), n_people=5, blocks_known=True,
        )  # fmt: skip
