"""Days at risk and adoptions by state: by hand, and against counting day by day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.network.persuasion_days import AHEAD, MORE, NONE, OMITTED, ONE, STATES, TWO
from vesica.network.persuasion_spread import spread


def follow(adopted, pairs, *, window=3, line=(), group=None):
    """Adoption days of one practice, -1 for never; pairs of who attends to whom."""
    adopted = np.array(adopted)
    who = np.flatnonzero(adopted >= 0)
    attends, to = np.array(pairs).T
    return spread(
        person=who,
        practice=np.zeros(who.size, dtype=np.int64),
        day=adopted[who],
        attends=attends,
        to=to,
        own_line=np.array([p in line for p in pairs]),
        group=np.zeros(adopted.size, dtype=np.int64) if group is None else np.array(group),
        n_people=adopted.size,
        window=window,
    )


def days(found, person):
    return found.days[0][:, person].sum(axis=1).tolist()


def test_states_by_hand():
    # 0 adopts on day 0, 1 on day 2, 2 on day 6; 3 never. The practice has 7 days.
    found = follow([0, 2, 6, -1], [(1, 0), (2, 0), (2, 1), (3, 2)])
    assert days(found, 0) == [1, 0, 0, 0, 0]
    # Person 1: day 0 is ahead of nothing (0 adopts on it), days 1 and 2 see person 0.
    assert days(found, 1) == [1, 2, 0, 0, 0]
    # Person 2: day 0 is ahead of 1; days 1, 2 see 0; day 3 sees 0 and 1; 4, 5 see 1; day 6 none.
    assert days(found, 2) == [1, 4, 1, 0, 1]
    # Person 3: days 0 to 2 none; days 3 to 5 are ahead of 2; day 6 is the day itself.
    assert days(found, 3) == [4, 0, 0, 0, 3]
    assert found.state.tolist() == [NONE, ONE, NONE]
    assert found.seen.tolist() == [0, 1, 0]
    # 1 saw 0 for two days, the second of which ended in an adoption; 2 saw 0 for three days.
    assert found.exposed_weeks * 7 == pytest.approx([1.5 + 3, 3, 0, 0])
    assert (found.pair_adoption.tolist(), found.pair_exposer.tolist()) == ([1], [0])


def test_days_on_which_the_own_line_is_seen_are_left_out():
    pairs = [(1, 0), (1, 2)]
    found = follow([0, 3, 1, -1], pairs, line=[(1, 0)])
    # Days 1 to 3 are left out, and with them the adoption on day 3.
    assert days(found, 1) == [0, 0, 0, 0, 1]
    assert found.state.tolist() == [NONE, OMITTED, NONE]
    assert found.pair_exposer.size == 0
    assert found.exposed_weeks.sum() == 0


def test_contacts_who_attend_back_are_no_placebo():
    one_way = follow([-1, 4, 0], [(0, 1)])
    both_ways = follow([-1, 4, 0], [(0, 1), (1, 0)])
    assert days(one_way, 0)[AHEAD] == 3
    assert days(both_ways, 0)[AHEAD] == 0
    assert one_way.after.sum() == one_way.before.sum() == 0


def test_before_and_after_count_one_way_contacts():
    found = follow([5, 3, 7, 4], [(0, 1), (0, 2), (0, 3), (3, 0)])
    assert (found.before.tolist(), found.after.tolist()) == ([1, 0, 0, 0], [1, 0, 0, 0])
    assert found.seen.tolist() == [2, 0, 0, 0]


@pytest.mark.parametrize("group", [[0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]])
def test_shuffled_is_the_mean_over_all_orders_of_times(group):
    import itertools

    day, pairs = np.array([0, 2, 3, 9]), [(0, 1), (1, 2), (3, 0), (2, 3)]
    found = follow(day, pairs, group=group)
    totals = []
    for order in itertools.permutations(range(4)):
        if all(group[i] == group[o] for i, o in enumerate(order)):
            shuffled = day[list(order)]
            totals.append(sum(0 < shuffled[i] - shuffled[j] <= 3 for i, j in pairs))
    assert found.shuffled.sum() == pytest.approx(np.mean(totals))


@st.composite
def worlds(draw):
    n = draw(st.integers(3, 7))
    adopted = draw(st.lists(st.integers(-1, 15), min_size=n, max_size=n))
    if max(adopted) < 0:
        adopted[0] = 0
    people = st.integers(0, n - 1)
    pairs = draw(st.lists(st.tuples(people, people), min_size=1, max_size=15, unique=True))
    pairs = [p for p in pairs if p[0] != p[1]] or [(0, 1)]
    line = draw(st.lists(st.sampled_from(pairs), max_size=3))
    return adopted, pairs, line, draw(st.integers(1, 6))


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_equals_counting_day_by_day(world):
    adopted, pairs, line, window = world
    found = follow(adopted, pairs, line=line, window=window)
    first = min(d for d in adopted if d >= 0)
    last = max(adopted)
    expected = np.zeros((STATES, len(adopted)))
    weeks = np.zeros(len(adopted))
    for i, own in enumerate(adopted):
        for day in range(first, (own if own >= 0 else last) + 1):
            seen = [
                j
                for k, j in pairs
                if k == i and adopted[j] >= 0 and 0 < day - adopted[j] <= window
            ]
            ahead = [
                j
                for k, j in pairs
                if k == i
                and (j, i) not in pairs
                and (i, j) not in line
                and adopted[j] >= 0
                and 0 < adopted[j] - day <= window
            ]
            if any((i, j) in line for j in seen):
                state = OMITTED
            else:
                state = [NONE, ONE, TWO, MORE][min(len(seen), 3)]
                state = AHEAD if not seen and ahead else state
                expected[state, i] += 1
                for j in seen:
                    weeks[j] += (0.5 if day == own else 1) / 7
            if day == own:
                at = np.flatnonzero(found.person == i)
                assert found.state[at] == state
    assert found.days[0].sum(axis=2).tolist() == expected.tolist()
    assert found.exposed_weeks == pytest.approx(weeks)


def test_nothing_to_follow_is_refused():
    none = np.zeros(0, dtype=np.int64)
    with pytest.raises(EstimationError, match="0 adoptions"):
        spread(
            person=none,
            practice=none,
            day=none,
            attends=none,
            to=none,
            own_line=none.astype(bool),
            group=none,
            n_people=0,
            window=28,
        )
