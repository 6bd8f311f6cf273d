"""An attacker who knows every membership, and gets exact sums where rounded ones were shown."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from disclosure_world import gate, names, overlap, release

from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.gate import Members
from vesica.disclosure.span import wide

ATTRIBUTES = {"unit": 7, "location": 4, "level": 4, "function": 5}
CAP = 0.5
ORGANISATIONS = 20


def organisation(rng):
    n = int(rng.integers(80, 260))
    return {
        person: {name: f"{name}{min(rng.geometric(1.6 / k), k)}" for name, k in ATTRIBUTES.items()}
        for person in names(n)
    }


def by(people, attributes):
    groups = {}
    for person, has in people.items():
        groups.setdefault(" ".join(has[a] for a in attributes), set()).add(person)
    return Members(
        people=frozenset(people), units={name: frozenset(g) for name, g in groups.items()}
    )


def told(released, members):
    """Units that a released overlap says something about: a share, or that it is tiny."""
    return [
        members.units[u.org_unit]
        for u in released.value.by_unit
        if not isinstance(u.people, Hidden)
    ]


def attack(groups):
    """Leverage per person, and how many people's own value the sums determine."""
    everyone = sorted(frozenset().union(*groups))
    M = np.array([[float(p in g) for p in everyone] for g in dict.fromkeys(groups)])
    _, s, Vt = np.linalg.svd(M, full_matrices=False)
    lever = (Vt[s > 1e-9 * s[0]] ** 2).sum(axis=0)
    scores = np.random.default_rng(1).normal(size=len(everyone))
    guess = np.linalg.pinv(M) @ (M @ scores)
    found = (lever > 1 - 1e-8) & (np.abs(guess - scores) < 1e-6)
    return lever, int(found.sum())


def tables():
    singles = [(a,) for a in ATTRIBUTES]
    return singles + list(itertools.combinations(ATTRIBUTES, 2))


def test_the_attack_works_where_nothing_guards():
    rng = np.random.default_rng(7)
    recovered = 0
    for _ in range(5):
        people = organisation(rng)
        groups = [g for t in tables() for g in by(people, t).units.values() if len(g) >= 5]
        recovered += attack([frozenset(people), *groups])[1]
    assert recovered >= 5


def test_many_tables_of_one_run_expose_nobody():
    rng = np.random.default_rng(11)
    cells = 0
    for _ in range(ORGANISATIONS):
        people, the_gate, out = organisation(rng), gate(), []
        order = tables()
        rng.shuffle(order)
        for attributes in order:
            members = by(people, attributes)
            out += told(release(the_gate, members), members)
        lever, recovered = attack([frozenset(people), *out])
        assert recovered == 0
        assert lever.max() <= CAP + 1e-9
        cells += len(out)
    assert cells > 10 * ORGANISATIONS  # something useful is released


def test_tables_over_time_expose_nobody():
    """Units are sums over all time; the organisation's figure is one in its own period only."""
    rng = np.random.default_rng(13)
    shown = 0
    for _ in range(ORGANISATIONS // 2):
        people, the_gate, out = organisation(rng), gate(), []
        periods = []
        for period in range(6):
            fresh = []
            for attributes in (("unit",), ("location",)):
                members = by(people, attributes)
                released = release(the_gate, members, run_id=f"run-{period}")
                fresh += told(released, members)
            periods.append((frozenset(people), fresh))
            out += fresh
            shown += len(out)
            gone = rng.choice(sorted(people), size=int(rng.integers(0, 16)), replace=False)
            people = {p: has for p, has in people.items() if p not in set(gone.tolist())}
            joiner = organisation(rng)
            people |= {
                f"{p}-{period}": joiner[p] for p in sorted(joiner)[: int(rng.integers(0, 16))]
            }
        for known in (out, *((everyone, *fresh) for everyone, fresh in periods)):
            lever, recovered = attack(known)
            assert recovered == 0
            assert lever.max() <= CAP + 1e-9
            assert wide(known, minimum=10)
    assert shown > 0


@pytest.mark.parametrize("seed", range(4))
def test_units_that_somebody_left_are_held(seed):
    rng = np.random.default_rng(seed)
    for pair in range(50):
        size = int(rng.integers(12, 60))
        everyone = names(size + 100)
        before = Members(
            people=frozenset(everyone),
            units={"a": frozenset(everyone[:size]), "b": frozenset(everyone[size:])},
        )
        leavers = frozenset(everyone[: int(rng.integers(1, 10))] if size > 20 else everyone[:1])
        after = Members(
            people=before.people - leavers,
            units={"a": before.units["a"] - leavers, "b": before.units["b"]},
        )
        the_gate = gate()
        first = release(the_gate, before, run_id=f"{pair}-before")
        second = release(the_gate, after, run_id=f"{pair}-after")
        assert [isinstance(u.both, Hidden) for u in first.value.by_unit] == [False, False]
        assert [isinstance(u.both, Hidden) for u in second.value.by_unit] == [True, False]
        assert isinstance(second.value.both, Estimate)
        assert any("changed by fewer than 10 people" in s for s in second.hidden)


def test_rows_of_people_who_opted_in_do_not_complete_the_puzzle():
    """After eight of ten rows the ninth is refused: it would leave the tenth person's value."""
    from test_release_card import card, show

    from vesica.errors import RefusedError
    from vesica.store.ledger import Consents

    ids = names(60)
    members = Members(
        people=frozenset(ids), units={"a": frozenset(ids[:10]), "b": frozenset(ids[10:])}
    )
    the_gate = gate()
    release(the_gate, members, overlap(members))
    consents = Consents(granted=frozenset(ids[:9]), objecting=frozenset())
    for person in ids[:8]:
        show(the_gate, card(person), consents=consents, members=members)
    with pytest.raises(RefusedError, match="opt-in"):
        show(the_gate, card(ids[8]), consents=consents, members=members)
    show(the_gate, card(ids[3]), consents=consents, members=members)


def test_a_unit_whose_rows_are_almost_all_known_is_held_back():
    from test_release_card import card, show

    from vesica.store.ledger import Consents

    ids = names(220)
    units = {"a": ids[:20], "b": ids[20:110], "c": ids[110:]}
    members = Members(
        people=frozenset(ids), units={name: frozenset(group) for name, group in units.items()}
    )
    consents = Consents(granted=frozenset(ids[:20]), objecting=frozenset())
    for known, shown in ((10, {"a", "b", "c"}), (11, {"c"}), (19, {"c"}), (20, {"a", "b", "c"})):
        the_gate = gate()
        for person in ids[:known]:
            show(the_gate, card(person), consents=consents, members=members)
        released = release(the_gate, members)
        assert {
            u.org_unit for u in released.value.by_unit if isinstance(u.both, Estimate)
        } == shown
