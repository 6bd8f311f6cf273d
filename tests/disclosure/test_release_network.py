"""Who listens to whom at the gate: ten people on both sides, and nobody shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pytest
from disclosure_world import POLICY, MemoryState, gate, names, provenance

from vesica.api import network as room
from vesica.core.canonical import canonical_json, to_plain
from vesica.core.estimate import Estimate, Hidden
from vesica.core.network import Network
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError
from vesica.network.contacts import contacts_of
from vesica.schema import Purpose

SIZES = {"Finance": 60, "Legal": 40, "Sales": 120}
HEAVY, STAR = 3, 70  # a heavy sender in Finance, and one in Legal to whom everybody turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Who wrote to whom, and how often."""

    discipline: np.ndarray
    labels: tuple[str, ...]
    lines: np.ndarray

    def without(self, person: int) -> Mail:
        kept = (self.lines[:, :2] != person).all(axis=1)
        return replace(self, lines=self.lines[kept])

    def members(self) -> Members:
        ids = np.array(names(self.discipline.size))
        groups = {
            f"discipline {label}": frozenset(ids[self.discipline == g])
            for g, label in enumerate(self.labels)
        }
        leaders = {"senior leaders": frozenset(ids[::9])}
        return Members(people=frozenset(ids), units=groups | leaders)

    def sides(self, giver: str, receivers: list[str]) -> tuple[int, int]:
        """People really on both sides."""
        wanted = [self.labels.index(name) for name in receivers]
        own = self.discipline[self.lines[:, 0]] == self.labels.index(giver)
        rows = self.lines[own & np.isin(self.discipline[self.lines[:, 1]], wanted)]
        return len(np.unique(rows[:, 0])), len(np.unique(rows[:, 1]))


def mail(seed: int = 1, each: int = 12, **sizes: int) -> Mail:
    rng = np.random.default_rng(seed)
    chosen = sizes or SIZES
    discipline = np.repeat(np.arange(len(chosen)), list(chosen.values()))
    n = discipline.size
    source = np.repeat(np.arange(n), each)
    target = (source + rng.integers(1, n, source.size)) % n
    lines = np.column_stack([source, target, rng.integers(1, 9, source.size)])
    return Mail(discipline=discipline, labels=tuple(chosen), lines=lines)


def uneven(seed: int = 1) -> Mail:
    """With somebody who writes a thousand times as much, and somebody whom half write to."""
    usual = mail(seed)
    lines = usual.lines.copy()
    lines[lines[:, 0] == HEAVY, 2] *= 1000
    more = [(i, STAR, 20) for i in range(0, usual.discipline.size, 2) if i != STAR]
    return replace(usual, lines=np.vstack([lines, more]))


def answer(given: Mail) -> Network:
    n = given.discipline.size
    everybody = np.arange(n)
    source, target, weight = given.lines.T
    return room._answer(
        room._World(
            people=pa.array(names(n)),
            names=given.labels,
            discipline=given.discipline,
            senior=everybody % 9 == 0,
            contacts=contacts_of(source=source, target=target, weight=weight, n=n),
            line=(everybody, everybody),
            level=0.9,
        )
    )


def ask(given: Mail, state=None, *, members=None, result=None):
    return gate(POLICY, state).release(
        answer(given) if result is None else result,
        question="network",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=members or given.members(),
    )


def shares(value: Network) -> dict[tuple[str, str], Estimate | Hidden]:
    return {(c.giver, c.receiver): c.share for c in value.cells}


def test_groups_of_nine_are_hidden_as_givers_and_as_receivers():
    released = ask(mail(Finance=60, Legal=9, Sales=120))
    value = released.value
    for (giver, receiver), share in shares(value).items():
        if "Legal" in (giver, receiver):
            assert isinstance(share, Hidden), (giver, receiver)
    assert isinstance(value.groups[1].people, Hidden)
    # The share of the nine would be what is left of a row: another one goes with it.
    row = [share for (giver, _), share in shares(value).items() if giver == "Sales"]
    assert sum(isinstance(share, Hidden) for share in row) >= 2
    assert released.hidden


def test_large_groups_are_shown():
    value = ask(mail()).value
    assert all(isinstance(share, Estimate) for share in shares(value).values())
    assert all(isinstance(cell.share, Estimate) for cell in value.totals)
    assert value.everyone.turning == 220


@pytest.mark.parametrize("seed", range(6))
def test_enough_people_on_both_sides_and_no_subtraction(seed):
    given = mail(seed, 2, Finance=25, IT=14, Legal=30, Ops=55, Sales=120, Staff=9)
    value = ask(given).value
    found = shares(value)
    assert any(isinstance(share, Estimate) for share in found.values())
    for giver in given.labels:
        gone = [r for r in given.labels if isinstance(found[giver, r], Hidden)]
        for receiver in given.labels:
            if receiver not in gone:
                assert min(given.sides(giver, [receiver])) >= 10, (giver, receiver)
        if gone and len(gone) < len(given.labels):
            assert len(gone) > 1
            assert min(given.sides(giver, gone)) >= 10, (giver, gone)


@pytest.mark.parametrize("made", [mail, uneven])
def test_one_persons_contacts_change_no_figure(made):
    given = made()
    state = MemoryState()
    before = to_plain(ask(given, state).value)
    for person in (HEAVY, STAR, *range(5, 220, 17)):
        assert to_plain(ask(given.without(person), state).value) == before, person


def test_steps_grow_with_what_one_person_moves():
    """A receiver to whom half of everybody's attention goes leaves a coarse figure."""
    usual, star = ask(mail()).value, answer(uneven())
    moves = {(c.giver, c.receiver): c.moves.share for c in star.cells}
    shown = shares(ask(uneven()).value)
    for pair, share in shown.items():
        step = 2 * moves[pair]
        if isinstance(share, Estimate):
            assert share.high - share.low >= step * 0.99, pair
        else:
            assert step > 0.05
    assert moves["Finance", "Legal"] > 0.05
    assert shares(usual)["Finance", "Legal"].value < 0.25


def test_a_leaver_is_told_by_no_cell_that_stays():
    given, state = mail(), MemoryState()
    before = shares(ask(given, state).value)
    left = given.without(STAR)
    ids = given.members()
    gone = names(220)[STAR]
    members = Members(
        people=ids.people,
        units={name: group - {gone} for name, group in ids.units.items()},
    )
    after = shares(ask(left, state, members=members).value)
    assert isinstance(after["Sales", "Legal"], Hidden)
    for pair, share in after.items():
        if isinstance(share, Estimate):
            assert share == before[pair]


def test_nobody_is_named():
    released = ask(mail())
    text = canonical_json(to_plain(released.value))
    assert not any(name in text for name in names(220))
    assert all(cell.moves is None for cell in (*released.value.cells, *released.value.totals))


def test_what_does_not_belong_together_is_refused():
    given = mail()
    with pytest.raises(RefusedError, match="count different people"):
        ask(given, result=replace(answer(given), people=219))
    with pytest.raises(RefusedError, match="released before"):
        ask(given, result=ask(given).value)
