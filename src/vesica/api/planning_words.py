"""People of a plan by name, and the reasons for their places in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from vesica.core.pairs_answer import PlannedPerson
from vesica.disclosure.audience import no_opt_in
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.planning import PlanningData
    from vesica.api.planning_pairs import Paired
    from vesica.api.workspace import Workspace

__all__ = ["found", "named", "why_on_route", "why_together"]

_LIKELY = ((0.9, "surely"), (0.75, "very likely"), (0.5, "more likely than not"))


def named(workspace: Workspace, data: PlanningData) -> Callable[[str], PlannedPerson]:
    """Return what makes a person of a plan out of a pseudonym, if that person may be named."""
    names, keys = workspace.vault.names(), workspace.vault.keys_of("person")
    place, shown = {person: i for i, person in enumerate(data.ids)}, data.shown

    def person(person_id: str) -> PlannedPerson:
        if person_id not in shown:
            raise no_opt_in(Purpose.BRIDGES)
        known = sorted(keys.get(person_id, ()), key=lambda k: ("@" in k, k))
        at = place[person_id]
        return PlannedPerson(
            person_id=person_id,
            key=known[0].upper() if known and "@" not in known[0] else (known or [""])[0],
            name=names.get(person_id, ""),
            org_unit=data.org_unit[at],
            function=data.function[at],
        )

    return person


def found(workspace: Workspace, data: PlanningData, key: str) -> int:
    """Index of somebody who opted in, by employee number, e-mail address or pseudonym.

    Raises
    ------
    RefusedError
        If there is no such person, or no opt-in; the text is the same.
    """
    person_id = workspace.vault.find(key)
    if person_id not in data.shown:
        raise no_opt_in(Purpose.BRIDGES)
    return data.ids.index(person_id)


def why_together(data: PlanningData, pairs: Paired, mentor: int, leader: int) -> str:
    """Why a pair fits, for both to read."""
    words = [f"Mentor {_likely(data.first[mentor])} knows social media"]
    if data.second[leader] >= _LIKELY[-1][0]:
        words.append(f"leader {_likely(data.second[leader])} is listened to")
    minutes = _shared(pairs, mentor, leader)
    if minutes is not None:
        words.append(f"{minutes / 60:.2g} h a day shared")
    return "; ".join(words) + "."


def why_on_route(data: PlanningData, person: int) -> str:
    """Why a route fits a person."""
    first, second = data.first[person] >= 0.5, data.second[person] >= 0.5
    known = {
        (True, True): "Likely has both skills; this makes it surer.",
        (True, False): "Knows social media; leaders do not listen yet.",
        (False, True): "Is listened to; lacks practice.",
        (False, False): "Short of the bar on both skills, and near it.",
    }
    return known[bool(first), bool(second)]


def _likely(chance: float) -> str:
    return next((words for bar, words in _LIKELY if chance >= bar), "possibly")


def _shared(pairs: Paired, mentor: int, leader: int) -> float | None:
    people = pairs.people
    ends = [people.starts[mentor], people.ends[mentor], people.starts[leader], people.ends[leader]]
    if any(np.isnan(e) for e in ends):
        return None
    return float(
        sum(
            max(min(ends[1], ends[3] + day) - max(ends[0], ends[2] + day), 0.0)
            for day in (-1440.0, 0.0, 1440.0)
        )
    )
