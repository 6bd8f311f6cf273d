"""Which cells may be released, given everything that was released before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from vesica.disclosure.policy import Policy
from vesica.disclosure.span import Span, Telling
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
    counted : frozenset of str, optional
        Those of them of whom there is a record; everyone if not given. Nobody else protects a
        group: who is in the roster and nowhere else may have been invented.

    Raises
    ------
    RefusedError
        If a unit holds, or the counted are, somebody who is not among the people.
    """

    people: frozenset[str]
    units: Mapping[str, frozenset[str]]
    counted: frozenset[str] | None = None

    def __post_init__(self) -> None:
        for name, group in self.units.items():
            if not group <= self.people:
                raise RefusedError(
                    f"Unit '{name}' holds people who are not in the organisation's membership.",
                    hint="Run again, so that result and membership belong together.",
                )
        if self.counted is not None and not self.counted <= self.people:
            raise RefusedError(
                "There are records of people who are not in the organisation's membership.",
                hint="Run again, so that result and membership belong together.",
            )

    @property
    def group(self) -> frozenset[str]:
        """Everyone who counts."""
        return self.people if self.counted is None else self.counted

    def unit(self, name: str) -> frozenset[str]:
        """Everyone who counts in a unit; nobody if there is no such unit."""
        group = self.units.get(name, frozenset())
        return group if self.counted is None else group & self.counted


class Screen:
    """Decides cell by cell for one run, against the release log.

    Cells are taken in the order given. One is held back if it changed by few people since an
    earlier release, if a combination with the cells of this run and of all earlier ones touches
    few people (so the smallest units protect a hidden one), or if somebody's leverage on all
    cells ever released would exceed the cap.

    The organisation's own figures are rounded so that one person does not move them; those of
    other runs are no sums that a difference could be taken of, and do not count.

    Parameters
    ----------
    policy : Policy
        Rules in force.
    log : ReleaseLog
        Everything released before.
    run_id : str
        The run that the new cells are from.
    everyone : frozenset of str
        The organisation; sums over it count as known in this run.
    """

    def __init__(
        self, policy: Policy, log: ReleaseLog, run_id: str, everyone: frozenset[str]
    ) -> None:
        self._policy = policy
        self._log = log
        self._run_id = run_id
        self._everyone = (everyone,) if everyone else ()

    def admit(self, quantity: str, groups: Mapping[str, frozenset[str]]) -> dict[str, str]:
        """Decide which groups may be shown a quantity of.

        Parameters
        ----------
        quantity : str
            What is summed over people. Cells of other quantities do not matter.
        groups : mapping of str to frozenset of str
            Label → members, most wanted first.

        Returns
        -------
        dict of str to str
            Label → why it is held back, for those that are.
        """
        minimum, cap = self._policy.minimum_group, self._policy.leverage_cap
        same, earlier, known = self._released(quantity)
        cells = (*self._everyone, *same, *earlier, *groups.values())
        span = Span(cells)
        free = Span(cells, without=known) if known else span
        held: dict[str, str] = {}
        for label, group in groups.items():
            if len(group) < minimum:
                held[label] = fewer_than(minimum)
            elif _changed_little(group, span, set(earlier), minimum):
                held[label] = f"changed by {fewer_than(minimum)} since it was last shown"

        # With rows that are out, few people may be left of a group that is large enough.
        views = dict.fromkeys((span, free))
        past = {v: () if v.exposures(earlier, minimum) else earlier for v in views}
        wanted = [label for label in groups if label not in held]

        def spoilt() -> list[Telling]:
            """Find the cells that tell too much of few people; only then, those of one person."""
            new = (*same, *(groups[label] for label in wanted))
            found: list[Telling] = []
            for view in views:
                found += view.exposures((*self._everyone, *new), minimum)
                found += view.exposures((*past[view], *new), minimum) if past[view] else []
            return found or [
                telling
                for other in (self._everyone, earlier)
                for telling in free.over((*other, *new), cap)
            ]

        while dropped := _least_wanted(wanted, groups, spoilt()):
            for label in dropped:
                wanted.remove(label)
                held[label] = f"shown, it would give away {fewer_than(minimum)} elsewhere"
        return held

    def admits_person(self, quantity: str, person: str) -> bool:
        """Whether one person's value may be shown without giving away others'.

        After the rows of all but one person of a unit, the unit's sum is that person's value.
        """
        same, earlier, known = self._released(quantity)
        span = Span((*self._everyone, *same, *earlier), without=known | {person})
        return not any(
            span.over((*other, *same), self._policy.leverage_cap)
            for other in (self._everyone, earlier)
        )

    def admits_rows(self, quantity: str, people: frozenset[str]) -> frozenset[str]:
        """Whose rows may be shown together without giving away others' values.

        What is left of a group of which a sum is known, when these rows are taken out, is nobody
        or at least the minimum group; who stands in the way of that is held back, until it holds.
        """
        same, earlier, known = self._released(quantity)
        minimum, cap = self._policy.minimum_group, self._policy.leverage_cap
        wanted = people - known
        while wanted:
            out = known | wanted
            groups = (*self._everyone, *same, *earlier)
            spoilt = [frozenset({g}) for g in groups if 0 < len(g - out) < minimum]
            span = Span(groups, without=out)
            spoilt += [
                cells
                for other in (self._everyone, earlier)
                for cells, _ in span.over((*other, *same), cap)
            ]
            if not spoilt:
                break
            wanted -= frozenset().union(*(g for cells in spoilt for g in cells))
        return wanted | (people & known)

    def _released(self, quantity: str) -> tuple[Groups, Groups, frozenset[str]]:
        """Units of this run, units of every other run, and people whose row is out."""
        same: dict[frozenset[str], None] = {}
        earlier: dict[frozenset[str], None] = {}
        known: set[str] = set()
        for cell in self._log.cells(quantity=quantity, but=ORGANISATION):
            if cell.table == CARD:
                known |= cell.members
            elif cell.run_id == self._run_id:
                same[cell.members] = None
            else:
                earlier[cell.members] = None
        return tuple(same), tuple(earlier), frozenset(known)


def _changed_little(
    group: frozenset[str], span: Span, earlier: set[frozenset[str]], minimum: int
) -> bool:
    """Whether an earlier group differs by some, but few people.

    Such a group holds at least one of any ``minimum`` members of this one.
    """
    near = span.holding(islice(group, minimum))
    return any(
        abs(len(group) - len(other)) < minimum and 0 < len(group ^ other) < minimum
        for other in near
        if other in earlier
    )


def _least_wanted(
    wanted: Sequence[str],
    groups: Mapping[str, frozenset[str]],
    spoilt: Sequence[Telling],
) -> tuple[str, ...]:
    """Name the cell to do without in each combination that tells too much: the last one wanted.

    Of cells that only may tell too much, the last quarter. If none of the cells is wanted, those
    that share people with them have to go: they split the groups that kept them safe.
    """
    dropped: dict[str, None] = {}
    for cells, sure in spoilt:
        involved = [label for label in wanted if groups[label] in cells]
        if not involved:
            people = frozenset().union(*cells)
            involved = [label for label in wanted if not people.isdisjoint(groups[label])]
        if not any(label in dropped for label in involved):
            last = 1 if sure else max(1, len(involved) // 4)
            dropped.update(dict.fromkeys(involved[-last:]))
    return tuple(dropped)
