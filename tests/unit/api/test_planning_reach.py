"""What more opt-ins could do: whole where people are few, on counted-up samples where many."""

from types import SimpleNamespace

import numpy as np
import pytest

from vesica.api.planning_reach import SHARES, bridges_by_opt_in

N = 4000
RNG = np.random.default_rng(3)
WORTH = RNG.random(N)
DATA = SimpleNamespace(n=N, opted_in=RNG.random(N) < 0.25)


def _total(joined):
    return float(WORTH[joined].sum())


def test_a_small_organisation_is_looked_at_whole():
    whole = bridges_by_opt_in(DATA, _total, seed=1)
    assert bridges_by_opt_in(DATA, _total, seed=1, sample=N) == whole


def test_samples_are_counted_up_to_everybody():
    seen = []

    def best(joined):
        seen.append(joined)
        return _total(joined)

    found = bridges_by_opt_in(DATA, best, seed=1, sample=1000)
    whole = bridges_by_opt_in(DATA, _total, seed=1)
    assert [joined.sum() for joined in seen] == [round(s * 1000) for s in SHARES] * 4
    for line, exact in zip(found, whole, strict=True):
        assert line.bridges.value == pytest.approx(exact.bridges.value, rel=0.1)
        assert line.bridges.n == exact.bridges.n
    assert found == bridges_by_opt_in(DATA, _total, seed=1, sample=1000)


def test_each_replicate_looks_at_people_of_its_own():
    seen = []
    bridges_by_opt_in(DATA, lambda joined: seen.append(joined) or 1.0, seed=1, sample=1000)
    widest = [np.flatnonzero(joined) for joined in seen[2::3]]
    assert not any(np.array_equal(widest[0], other) for other in widest[1:])


def test_who_opted_in_comes_first_in_a_sample():
    seen = []
    bridges_by_opt_in(DATA, lambda joined: seen.append(joined) or 1.0, seed=1, sample=1000)
    assert DATA.opted_in[seen[0]].all()  # a tenth; a quarter of the sample opted in
