"""Attention between groups: a matrix by hand, and one person at a time left out for real."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.network.contacts import colleagues, contacts_of
from vesica.network.listening import listening

# Sales: 0, 1, 2. Legal: 3, 4. Ten lines of who wrote to whom, and how often.
GROUP = np.array([0, 0, 0, 1, 1])
LINES = np.array(
    [
        (0, 1, 3), (0, 3, 1),  # three quarters in Sales
        (1, 0, 1), (1, 2, 1), (1, 3, 1), (1, 4, 1),  # half and half
        (2, 4, 50),  # a heavy sender, all to Legal
        (3, 4, 1), (3, 0, 1),  # half and half
        (3, 4, 2),  # and two more lines to Legal
    ]
)  # fmt: skip
MANAGED = ([0, 1, 2, 3, 4, 0, 1], [0, 1, 2, 3, 4, 1, 0])  # 1 manages 0


def ask(lines, group, among, n=5, managed=MANAGED):
    n_groups = int(group.max()) + 1
    contacts = contacts_of(source=lines[:, 0], target=lines[:, 1], weight=lines[:, 2], n=n)
    return listening(
        contacts=contacts,
        kind=group[contacts.target],
        eligible=colleagues(
            group=group,
            n_groups=n_groups,
            line_person=np.array(managed[0]),
            line_other=np.array(managed[1]),
        ),
        among=group == among,
    )


def test_matrix_of_ten_lines_by_hand():
    sales, legal = ask(LINES, GROUP, 0), ask(LINES, GROUP, 1)
    assert (sales.givers, legal.givers) == (3, 1)
    # (3/4 + 1/2 + 0) / 3, however much the third of them wrote.
    np.testing.assert_allclose(sales.share, [1.25 / 3, 1.75 / 3])
    np.testing.assert_allclose(legal.share, [1 / 4, 3 / 4])
    # Colleagues in Sales: 1 of 3 for 0 and for 1, without each other; 2 of 4 for 2.
    expected = (1 / 3 + 1 / 3 + 2 / 4) / 3
    np.testing.assert_allclose(sales.lift, [1.25 / 3 / expected, 1.75 / 3 / (1 - expected)])
    np.testing.assert_allclose(legal.lift, [1 / 4 / (3 / 4), 3 / 4 / (1 / 4)])
    assert list(sales.turning) == [2, 3]
    assert list(sales.turned_to) == [3, 2]
    assert list(legal.turning) == [1, 1]


def test_how_much_somebody_writes_does_not_weigh():
    louder = LINES.copy()
    louder[louder[:, 0] == 2, 2] = 1
    np.testing.assert_array_equal(ask(LINES, GROUP, 0).share, ask(louder, GROUP, 0).share)


def test_a_group_that_turns_to_nobody():
    found = ask(LINES[:3], GROUP, 1)
    assert found.givers == 0
    assert list(found.turning) == [0, 0]


def drawn(seed):
    rng = np.random.default_rng(seed)
    n = 14
    group = np.sort(rng.integers(0, 3, n))
    group[:3] = [0, 1, 2]
    source = rng.integers(0, n, 40)
    target = (source + rng.integers(1, n, 40)) % n
    lines = np.column_stack([source, target, rng.integers(1, 60, 40)])
    everybody = np.arange(n)
    return lines, group, (everybody, everybody)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_one_person_left_out_for_real_moves_no_more(seed):
    lines, group, managed = drawn(seed)
    n = group.size
    whole = ask(lines, group, 0, n, managed)
    seen = np.zeros(3)
    for p in range(n):
        kept = lines[(lines[:, :2] != p).all(axis=1)]
        rest = ask(kept, np.where(np.arange(n) == p, 3, group), 0, n, managed)
        seen = np.maximum(seen, np.abs(rest.share[:3] - whole.share))
        assert whole.givers - rest.givers <= whole.givers_move
        assert (whole.turning - rest.turning[:3] <= whole.turning_moves).all()
        assert (whole.turned_to - rest.turned_to[:3] <= whole.turned_to_moves).all()
    if whole.givers > 1:
        np.testing.assert_allclose(seen, whole.share_moves, atol=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_the_lift_moves_no_more_than_it_says(seed):
    lines, group, _ = drawn(seed)
    n = group.size
    whole = ask(lines, group, 0, n, (np.arange(n), np.arange(n)))
    for p in range(n):
        kept = lines[(lines[:, :2] != p).all(axis=1)].copy()
        kept[:, :2] -= kept[:, :2] > p
        left = np.delete(group, p)
        if not (left == 0).any() or left.max() < 2:
            continue
        line = np.arange(n - 1)
        rest = ask(kept, left, 0, n - 1, (line, line))
        if rest.givers == 0 or (rest.lift == 0).any():
            continue
        assert (np.abs(rest.lift - whole.lift) <= whole.lift_moves + 1e-9).all()


def test_only_givers_that_differ_make_the_interval_of_their_mean():
    """Without a receiver who counts twice, the jackknife is the variance of a mean."""
    lines = np.array([(i, 20 + i if i % 4 else 40 + i, 1) for i in range(20)])
    group = np.repeat([0, 1, 2], 20)
    found = ask(lines, group, 0, 60, (np.arange(60), np.arange(60)))
    assert found.share[1] == pytest.approx(0.75)
    # Leaving out the only colleague of a giver leaves out the giver, so each counts twice.
    assert found.share_variance[1] == pytest.approx(2 * 0.75 * 0.25 / 19)
