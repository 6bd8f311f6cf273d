from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesica.linking.calibrating import inside, links
from vesica.linking.comparing import Pairs


def made(*rows):
    """Pairs of (account, person, factor)."""
    account, person, factor = zip(*rows, strict=True) if rows else ((), (), ())
    n = len(rows)
    return Pairs(
        person=np.array(person, dtype=np.str_),
        account=np.array(account, dtype=np.str_),
        factor=np.array(factor, dtype=np.float64),
        name=np.zeros(n, dtype=np.int64),
        place=np.full(n, -1, dtype=np.int64),
    )


def linked(pairs, *, people=10, least=0.5, **more):
    platforms = more.pop("platforms", dict.fromkeys(pairs.account.tolist(), "x"))
    return links(pairs, platforms=platforms, people=people, least=least, **more)


def test_share_by_hand():
    # Nothing seen: the prior. Every account a hundred times likelier inside: nearly all are.
    assert inside(np.zeros(0)) == 0.5
    assert inside(np.full(90, 1e6)) == pytest.approx(95 / 100, abs=1e-4)
    assert inside(np.zeros(90)) == pytest.approx(5 / 100, abs=1e-6)


def test_probability_by_hand():
    # One account, factor 100, ten people: odds 10; the share that reproduces itself is s with
    # s = (10 s / (1 - s + 10 s) + 5) / 11, and p = 10 s / (1 - s) / (1 + 10 s / (1 - s)).
    (found,) = linked(made(("a", "p", 100.0)))
    share = 0.5
    for _ in range(500):
        share = (10 * share / (1 - share + 10 * share) + 5) / 11
    weight = 10 * share / (1 - share)
    assert found.probability == pytest.approx(weight / (1 + weight))
    assert found.reasons == ("the display name is the person's name",)


def test_two_people_who_fit_as_well_get_nothing():
    assert not linked(made(("a", "p", 1e4), ("a", "q", 1e4)))


def test_two_accounts_of_one_platform_share_a_person():
    assert not linked(made(("a", "p", 1e4), ("b", "p", 1e4)))
    both = linked(made(("a", "p", 1e4), ("b", "p", 1e4)), platforms={"a": "x", "b": "mastodon"})
    assert {x.account_id for x in both} == {"a", "b"}


def test_a_claim_outranks_and_a_no_is_kept():
    pair = made(("a", "p", 1e6))
    assert linked(pair)
    assert not linked(pair, taken={("x", "p")})
    assert linked(pair, taken={("mastodon", "p")})
    assert not linked(pair, refused={("a", "p")})


def test_silent_accounts_make_the_others_less_sure():
    pair = made(("a", "p", 30.0))
    alone = linked(pair)
    crowd = {"a": "x"} | {f"silent{k}": "x" for k in range(500)}
    assert alone[0].probability > 0.7
    assert not linked(pair, platforms=crowd)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("pqrs"), st.floats(1e-3, 1e9)),
        unique_by=lambda row: row[:2],
        max_size=12,
    )
)
def test_links_above_one_half_are_one_to_one(rows):
    found = linked(made(*sorted(rows)))
    for one, other in itertools.combinations(found, 2):
        assert one.account_id != other.account_id
        assert one.person_id != other.person_id
    assert all(0.5 <= x.probability <= 1 for x in found)
