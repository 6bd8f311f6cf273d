"""Which cells may be released, given everything that was released before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from vesica.disclosure.policy import Policy
from vesica.disclosure.span import capped, wide
from vesica.errors import RefusedError
from vesica.store.releases import ReleaseLog

__all__ = ["CARD", "ORGANISATION", "Members", "Screen", "fewer_than"]

ORGANISATION = "organisation"
"""Label of the cell that holds everyone."""

CARD = "card"
"""Name of the table that one person's row is logged under."""

Groups = tuple[frozenset[str], ...]


def fewer_than(minimum: int) -> str:
    """Say why a small group is hidden."""
    return f"fewer than {minimum} people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Who is behind a result.

    Parameters
    ----------
    people : frozenset of str
        Everyone.
    units : mapping of str to frozenset of str
        Everyone in each unit that the result is broken down by.

    Raises
    ------
    RefusedError
        If a unit holds somebody who is not among the people.
    """

    people: frozenset[str]
    units: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        for name, group in self.units.items():
            if not group <= self.people:
                raise RefusedError(
                    f"Unit '{name}' holds people who are not in the organisation's membership.",
                    hint="Run again, so that result and membership belong together.",
                )


class Screen:
    """Decides cell by cell for one run, against the release log.

    Cells are taken in the order given. One is held back if it changed by few people since an
    earlier release, if a combination with the cells of this run and of all earlier ones touches
    few people (so the smallest units protect a hidden one), or if somebody's leverage on all
    cells ever released would exceed the cap.

    Parameters
    ----------
    policy : Policy
        Rules in force.
    log : ReleaseLog
        Everything released before.
    run_id : str
        The run that the new cells are from.
    """

    def __init__(self, policy: Policy, log: ReleaseLog, run_id: str) -> None:
        self._policy = policy
        self._log = log
        self._run_id = run_id

    def admit(
        self,
        quantity: str,
        groups: Mapping[str, frozenset[str]],
        *,
        assumed: Collection[frozenset[str]] = (),
    ) -> dict[str, str]:
        """Decide which groups may be shown a quantity of.

        Parameters
        ----------
        quantity : str
            What is summed over people. Cells of other quantities do not matter.
        groups : mapping of str to frozenset of str
            Label → members, most wanted first.
        assumed : collection of frozenset of str
            Groups whose sum counts as known in this run, whether or not it was released.

        Returns
        -------
        dict of str to str
            Label → why it is held back, for those that are.
        """
        minimum = self._policy.minimum_group
        same, earlier, known = self._released(quantity)
        holding = _by_person(earlier)
        held: dict[str, str] = {}
        for label, group in groups.items():
            if len(group) < minimum:
                held[label] = fewer_than(minimum)
            elif _changed_little(group, holding, minimum):
                held[label] = f"changed by {fewer_than(minimum)} since it was last shown"
        history = tuple(cell for run in earlier for cell in run)
        past = history if self._wide(history) else ()  # not if it was let out under smaller groups

        def apart(labels: Sequence[str]) -> bool:
            new = tuple(groups[label] for label in labels)
            return self._wide((*same, *assumed, *new)) and self._wide((*same, *past, *new))

        def together(labels: Sequence[str]) -> bool:
            return self._capped((*same, *history, *(groups[x] for x in labels)), known)

        free = tuple(label for label in groups if label not in held)
        kept = _fitting(free, apart)
        if not together(tuple(kept)):
            kept = _fitting(free, lambda labels: apart(labels) and together(labels))
        for label in free:
            if label not in kept:
                held[label] = f"shown, it would give away {fewer_than(minimum)} elsewhere"
        return held

    def admits_person(self, quantity: str, person: str) -> bool:
        """Whether one person's value may be shown without giving away others'.

        After the rows of all but one person of a unit, the unit's sum is that person's value.
        """
        same, earlier, known = self._released(quantity)
        everything = (*same, *(cell for run in earlier for cell in run))
        return self._capped(everything, known | {person})

    def _released(self, quantity: str) -> tuple[Groups, tuple[Groups, ...], frozenset[str]]:
        """Groups of this run, groups of every other run, and people whose row is out."""
        runs: dict[str, dict[frozenset[str], None]] = {self._run_id: {}}
        known: set[str] = set()
        for cell in self._log.cells(quantity=quantity):
            if cell.table == CARD:
                known |= cell.members
            else:
                runs.setdefault(cell.run_id, {})[cell.members] = None
        same = tuple(runs.pop(self._run_id))
        return same, tuple(dict.fromkeys(map(tuple, runs.values()))), frozenset(known)

    def _wide(self, cells: Groups) -> bool:
        return wide(cells, minimum=self._policy.minimum_group)

    def _capped(self, cells: Groups, known: frozenset[str]) -> bool:
        return capped(cells, cap=self._policy.leverage_cap, known=known)


def _by_person(runs: Sequence[Groups]) -> dict[str, list[frozenset[str]]]:
    """Person → every group that holds the person."""
    holding: dict[str, list[frozenset[str]]] = {}
    for group in dict.fromkeys(group for run in runs for group in run):
        for person in group:
            holding.setdefault(person, []).append(group)
    return holding


def _changed_little(
    group: frozenset[str], holding: Mapping[str, list[frozenset[str]]], minimum: int
) -> bool:
    """Whether an earlier group differs by some, but few people.

    Such a group holds at least one of any ``minimum`` members of this one.
    """
    some = islice(group, minimum)
    near = dict.fromkeys(other for person in some for other in holding.get(person, ()))
    return any(
        abs(len(group) - len(other)) < minimum and 0 < len(group ^ other) < minimum
        for other in near
    )


def _fitting(labels: tuple[str, ...], fits: Callable[[Sequence[str]], bool]) -> frozenset[str]:
    """Keep each label that fits with those kept before; halves that fit are kept at once."""
    kept: tuple[str, ...] = ()

    def take(batch: tuple[str, ...]) -> None:
        nonlocal kept
        if not batch:
            return
        if fits((*kept, *batch)):
            kept += batch
        elif len(batch) > 1:
            half = len(batch) // 2
            take(batch[:half])
            take(batch[half:])

    take(labels)
    return frozenset(kept)
