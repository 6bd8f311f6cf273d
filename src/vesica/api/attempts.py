"""Try to find one person: attacks that are run on this workspace, now, through the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.disclosure import policy as policies
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.sdc import CARD
from vesica.errors import RefusedError, VesicaError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Attempt", "attempts"]

_SKILLS = frozenset({"both", "expertise", "influence", "map"})
"""Quantities that are sums of a person's probabilities, and so can be attacked as one."""

_RECOVERED = 1 - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attack.

    Parameters
    ----------
    name : str
        In a few words.
    tried : str
        What an attacker would do.
    refused : bool
        Whether nobody was found.
    found : str
        What came of it.
    """

    name: str
    tried: str
    refused: bool
    found: str


def attempts(workspace: Workspace) -> tuple[Attempt, ...]:
    """Run every attack; each request and its refusal stand in the audit log.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    """
    current_run(workspace)
    workspace.state.audit.append(workspace.actor, "try to find one person")
    return tuple(attack(workspace) for attack in _ATTACKS)


def _asked(name: str, tried: str, ask: Callable[[], object]) -> Attempt:
    """Ask for what must not be told."""
    try:
        ask()
    except RefusedError as error:
        return Attempt(name=name, tried=tried, refused=True, found=error.message)
    except VesicaError as error:
        return Attempt(name=name, tried=tried, refused=True, found=error.message)
    return Attempt(name=name, tried=tried, refused=False, found="It was answered.")


def _someone(workspace: Workspace) -> str:
    """Somebody in the run who has not opted in."""
    people = current_run(workspace).table("people")["person_id"].to_pylist()
    granted = consents(workspace, Purpose.OWN_SCORE).granted
    return next((person for person in sorted(people) if person not in granted), sorted(people)[0])


def _row(workspace: Workspace) -> Attempt:
    return _asked(
        "Open a colleague's card",
        "Ask, as this account, for the scores of one person who has not opted in.",
        lambda: _card(workspace, workspace.seat),
    )


def _leader(workspace: Workspace) -> Attempt:
    return _asked(
        "Look up one's own report as a leader",
        "Ask, as a leader, for the scores of somebody in the team.",
        lambda: _card(workspace, "leader"),
    )


def _card(workspace: Workspace, seat: str) -> object:
    before = workspace.seat
    workspace.seat = seat
    try:
        return workspace.explain(_someone(workspace))
    finally:
        workspace.seat = before


def _nobody(workspace: Workspace) -> Attempt:
    name = "Tell from the refusal who exists"
    tried = "Ask for somebody who is not there, and compare the two refusals word by word."
    said = []
    for person in (_someone(workspace), "nobody-of-that-name"):
        try:
            workspace.explain(person)
        except VesicaError as error:
            said.append(str(error))
    same = len(said) == 2 and said[0] == said[1]
    found = "Both were refused in the same words." if same else "The two answers differ."
    return Attempt(name=name, tried=tried, refused=same, found=found)


def _purpose(workspace: Workspace) -> Attempt:
    request = Request(
        question="overlap", purpose=Purpose.BIAS_AUDIT, audience=Audience(workspace.seat)
    )
    return _asked(
        "Use an answer for something else",
        "Ask for the overlap for a purpose that nobody agreed to.",
        lambda: check(workspace.gate.policy, request),
    )


def _smaller(workspace: Workspace) -> Attempt:
    chosen = workspace.settings.disclosure
    floor = workspace.gate.policy.minimum_group
    looser = replace(chosen, minimum_group=min(floor, 10) - 1)
    return _asked(
        "Make the groups smaller",
        f"Set the smallest group to {looser.minimum_group} people in the settings.",
        lambda: policies.load(looser),
    )


def _rows_out(workspace: Workspace) -> frozenset[str]:
    """People who let their own row be shown: what is known of them is no find."""
    cells = workspace.state.releases.cells()
    return frozenset().union(*(cell.members for cell in cells if cell.table == CARD))


def _sums(workspace: Workspace) -> list[tuple[str, frozenset[str]]]:
    """Quantity and members of every released number about a group."""
    cells = workspace.state.releases.cells()
    return [(cell.quantity, cell.members) for cell in cells if cell.table != CARD]


def _groups(workspace: Workspace) -> Attempt:
    smallest = workspace.gate.policy.minimum_group
    sizes = [len(members) for _, members in _sums(workspace)]
    under = sum(size < smallest for size in sizes)
    return Attempt(
        name="Find a small group in what was released",
        tried=f"Read the whole release log for numbers about fewer than {smallest} people.",
        refused=under == 0,
        found=f"{len(sizes):,} numbers were ever released about groups; {under:,} of them about"
        f" fewer than {smallest} people; the smallest group has {min(sizes, default=0):,}.",
    )


def _differences(workspace: Workspace) -> Attempt:
    smallest = workspace.gate.policy.minimum_group
    by: dict[str, set[frozenset[str]]] = {}
    for quantity, members in _sums(workspace):
        by.setdefault(quantity, set()).add(members)
    groups = sum(len(same) for same in by.values())
    near = _near(frozenset().union(*by.values()), smallest)
    close = sum(a in same and b in same for same in by.values() for a, b in near)
    return Attempt(
        name="Subtract one number from another",
        tried="Look for the same number about two groups that differ by a few people only: who"
        " left, who joined.",
        refused=close == 0,
        found=f"{groups:,} different groups; {close:,} pairs differ by fewer than"
        f" {smallest} people.",
    )


def _near(
    groups: Iterable[frozenset[str]], smallest: int
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of different groups that differ by fewer people than that."""
    ordered = sorted(groups, key=len)
    near = []
    for k, a in enumerate(ordered):
        for b in islice(ordered, k + 1, None):
            if len(b) - len(a) >= smallest:
                break
            if 0 < len(a ^ b) < smallest:
                near.append((a, b))
    return near


def _algebra(workspace: Workspace) -> Attempt:
    known = _rows_out(workspace)
    stacked = [members - known for quantity, members in _sums(workspace) if quantity in _SKILLS]
    levers = _leverage([members for members in stacked if members])
    most, recovered = max(levers, default=0.0), sum(lever > _RECOVERED for lever in levers)
    return Attempt(
        name="Solve for one person",
        tried="Knowing who is in every group, and every row that somebody opted in to showing,"
        " combine all released numbers of the skills so that one person is left.",
        refused=recovered == 0,
        found=f"{len(set(stacked)):,} groups over {len(levers):,} people: {recovered:,} people can"
        f" be worked out. The most exposed person has a leverage of {most:.2f}, where 1 would be"
        f" recovery and {workspace.gate.policy.leverage_cap} is the most that is allowed.",
    )


def _leverage(groups: Iterable[frozenset[str]]) -> list[float]:
    """How far each person's own value follows from the sums over the groups, 0 to 1."""
    of: dict[str, list[int]] = {}
    groups = dict.fromkeys(groups)
    for row, group in enumerate(groups):
        for person in group:
            of.setdefault(person, []).append(row)
    if not of:
        return []
    # People in the same groups cannot be told apart: one column for all of them.
    alike = Counter(tuple(rows) for rows in of.values())
    people = np.array(list(alike.values()))
    A = np.zeros((len(groups), len(alike)))
    for column, rows in enumerate(alike):
        A[list(rows), column] = people[column] ** 0.5
    _, s, vt = np.linalg.svd(A, full_matrices=False)
    each = np.sum(vt[s > 1e-9 * s.max()] ** 2, axis=0) / people
    return [float(x) for x in np.repeat(each, people)]


_ATTACKS = (_row, _leader, _nobody, _purpose, _smaller, _groups, _differences, _algebra)
