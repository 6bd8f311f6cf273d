"""Leverage and support of the span of released sums, against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.disclosure import span
from vesica.disclosure.span import Span, capped, leverage, wide

PEOPLE = "abcdefgh"
CELLS = st.lists(
    st.frozensets(st.sampled_from(PEOPLE), min_size=1), min_size=1, max_size=5, unique=True
)


def rows(cells):
    return np.array([[float(p in cell) for p in PEOPLE] for cell in cells])


def rank(M):
    return np.linalg.matrix_rank(M, tol=1e-8) if M.size else 0


def fewest_touched(cells):
    """Brute force: smallest set of people that a combination of the sums is confined to."""
    M = rows(cells)
    for size in range(1, len(PEOPLE) + 1):
        for chosen in itertools.combinations(range(len(PEOPLE)), size):
            others = [i for i in range(len(PEOPLE)) if i not in chosen]
            if rank(M) > rank(M[:, others]):
                return size
    raise AssertionError("no sum at all")


@given(CELLS)
@settings(max_examples=150, deadline=None)
def test_leverage_is_that_of_the_people_by_cells_matrix(cells):
    M = rows(cells)
    full = np.diag(M.T @ np.linalg.pinv(M @ M.T) @ M)
    atoms = Span(cells).atoms(cells)
    assert sum(atoms.values()) == len(frozenset().union(*cells))
    by_atom = dict(zip(atoms, leverage(atoms, tuple(atoms)), strict=True))
    for i, person in enumerate(PEOPLE):
        signature = tuple(j for j, cell in enumerate(cells) if person in cell)
        assert by_atom.get(signature, 0.0) == pytest.approx(full[i], abs=1e-8)


@given(CELLS)
@settings(max_examples=50, deadline=None)
def test_leverage_of_many_cells_is_that_of_few(cells):
    atoms = Span(cells).atoms(cells)
    dense = leverage(atoms, tuple(atoms))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(span, "_DENSE", 0)
        assert leverage(atoms, tuple(atoms)) == pytest.approx(dense, abs=1e-6)


@given(CELLS, st.data())
@settings(max_examples=100, deadline=None)
def test_leaving_cells_out_is_never_having_had_them(cells, data):
    some = data.draw(st.lists(st.sampled_from(cells), unique=True))
    short = {i: cells.index(cell) for i, cell in enumerate(some)}
    of_all = Span(cells).atoms(some)
    alone = {
        tuple(sorted(short[i] for i in signature)): people
        for signature, people in Span(some).atoms(some).items()
    }
    assert dict(of_all) == alone


@given(CELLS, st.integers(2, 6))
@settings(max_examples=150, deadline=None)
def test_few_people_are_exposed_exactly_if_brute_force_says_so(cells, minimum):
    assert wide(cells, minimum=minimum) == (fewest_touched(cells) >= minimum)


@given(CELLS)
@settings(max_examples=100, deadline=None)
def test_no_sum_over_few_is_in_the_span_of_two_released_cells(cells):
    if not wide(cells, minimum=4):
        return
    for a, b in itertools.combinations(cells, 2):
        pair = rows([a, b])
        for size in (1, 2, 3):
            for chosen in itertools.combinations(range(len(PEOPLE)), size):
                indicator = np.zeros(len(PEOPLE))
                indicator[list(chosen)] = 1.0
                assert rank(np.vstack([pair, indicator])) > rank(pair)


def people(n, start=0):
    return frozenset(range(start, start + n))


@pytest.mark.parametrize(
    ("cells", "is_safe"),
    [
        pytest.param([people(10)], True, id="ten"),
        pytest.param([people(9)], False, id="nine"),
        pytest.param([people(40), people(31)], False, id="total minus shown is nine"),
        pytest.param([people(40), people(30)], True, id="total minus shown is ten"),
        pytest.param([people(45), people(20), people(20, 20)], False, id="residual of five"),
        pytest.param([people(20), people(20, 3)], False, id="contrast of three and three"),
        pytest.param([people(20), people(20, 10)], True, id="contrast of ten and ten"),
    ],
)
def test_worked_cases(cells, is_safe):
    assert wide(cells, minimum=10) is is_safe


def test_a_known_row_counts_against_the_rest_of_the_cell():
    cell = people(10)
    assert capped([cell], cap=0.5, known=people(8))
    assert not capped([cell], cap=0.5, known=people(9))
    assert capped([cell], cap=0.5, known=people(10))


@pytest.mark.slow
def test_two_thousand_units_are_audited():
    """Partition into units of about 50, some of them of nine, and the same a month later."""
    rng = np.random.default_rng(5)
    unit = rng.integers(0, 2000, size=100_000)
    month = np.where(rng.random(100_000) < 0.01, rng.integers(0, 2000, size=100_000), unit)
    cells = [frozenset(range(100_000))]
    for membership in (unit, month):
        order = np.argsort(membership, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(membership[order])) + 1)
        cells += [frozenset(part.tolist()) for part in parts]
    looked = Span(cells)
    assert not looked.exposures(cells[:2001], 10)
    assert looked.exposures(cells, 10)
    assert not looked.over(cells[:2001], 0.5)
    assert looked.over(cells, 0.5)


def test_a_search_that_would_be_too_long_is_answered_with_caution():
    rng = np.random.default_rng(1)
    cells = [frozenset(np.flatnonzero(rng.random(60) < 0.5).tolist()) for _ in range(30)]
    assert not wide(cells, minimum=10)
