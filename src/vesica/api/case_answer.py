"""The parts of a leader's case: line of sight, assumptions to move, the other leaders."""

from __future__ import annotations

import dataclasses
from statistics import NormalDist

import numpy as np

from vesica.api.case_evidence import CaseRoom
from vesica.core.case import Assumption, Case, Peers, PitchMetric
from vesica.core.estimate import Estimate, Hidden
from vesica.core.line_of_sight import LineOfSight
from vesica.errors import EstimationError
from vesica.incentives.assumed import Assumed
from vesica.measure.share import share

__all__ = ["first_step", "made_case", "peers_of", "pitched"]

_LIKELY = 0.5
"""Chance of nothing from which nothing is likelier than something."""
_FIRST_STEP = (
    "This week: {minutes:g} minutes with a colleague who knows the channel. Answer three comments"
    " on your unit's page yourself."
)


def first_step(minutes: float) -> str:
    """Say what to do this week."""
    return _FIRST_STEP.format(minutes=minutes)


def made_case(room: CaseRoom, leader_id: str, wanted: Assumed, usual: Assumed) -> Case:
    """Work out one leader's case."""
    wanted = room.desk.settled(leader_id, wanted)
    sight = room.desk.sight(leader_id, wanted)
    return Case(
        person_id=leader_id,
        sight=sight,
        assumptions=_assumptions(room, leader_id, wanted, usual, sight),
        peers=peers_of(room),
        best=room.desk.best(leader_id, wanted),
        first_step=first_step(room.desk.minutes(leader_id, wanted)),
        notes=room.desk.notes(leader_id, wanted),
    )


def _assumptions(
    room: CaseRoom, leader_id: str, wanted: Assumed, usual: Assumed, sight: LineOfSight
) -> tuple[Assumption, ...]:
    """Minutes, effect, weeks: each with what another value would do."""
    desk = room.desk
    left = desk.situation(leader_id, usual)[1]
    minutes = desk.minutes(leader_id, wanted)
    effect = 1.0 if not wanted.by_hand else wanted.effect or wanted.gain or 0.0
    half = dataclasses.replace(
        wanted,
        scale=wanted.scale / 2,
        effect=None if wanted.effect is None else wanted.effect / 2,
        gain=None if wanted.gain is None else wanted.gain / 2,
    )
    tried = (
        (
            "minutes_per_week",
            "Minutes a week",
            minutes,
            desk.minutes(leader_id, usual),
            2 * minutes,
            dataclasses.replace(wanted, minutes_per_week=2 * minutes),
        ),
        (
            "gain" if wanted.gain is not None else "effect",
            _effect_words(wanted),
            effect,
            1.0,
            effect / 2,
            half,
        ),
        (
            "weeks",
            "Weeks until the year ends",
            round(sight.weeks, 1),
            round(left, 1),
            round(sight.weeks / 2, 1),
            dataclasses.replace(wanted, weeks=sight.weeks / 2),
        ),
    )
    return tuple(
        Assumption(
            name=name,
            what=what,
            value=value,
            default=default,
            other=other,
            moved=desk.sight(leader_id, moved).change,
        )
        for name, what, value, default, other, moved in tried
    )


def _effect_words(wanted: Assumed) -> str:
    if wanted.gain is not None:
        return "Change in every metric, set by hand"
    if wanted.effect is not None:
        return "Change in every metric for an hour a week, set by hand"
    return "Effect, as a multiple of what is known or assumed"


def peers_of(room: CaseRoom) -> Peers | Hidden:
    """Work out the leaders who opted in, once for each state of evidence and opt-ins."""
    if not room.peers:
        room.peers.append(_worked_out(room))
    return room.peers[0]


def _worked_out(room: CaseRoom) -> Peers | Hidden:
    change, nothing = [], 0
    for person_id in sorted(room.consenting):
        try:
            sight = room.desk.sight(person_id, room.desk.usual())
        except EstimationError:
            continue
        room.counted.add(person_id)
        assert isinstance(sight.change, Estimate)
        change.append(sight.change.value / float(sight.target_bonus or 1))
        nothing += sight.no_change > _LIKELY
    if len(change) < 2:
        return Hidden(why="too few leaders opted in")
    level = room.desk.settings.level
    order = np.sort(np.array(change))
    mean, error = float(order.mean()), float(order.std(ddof=1)) / len(order) ** 0.5
    reach = _z(level) * error
    return Peers(
        leaders=len(change),
        change=Estimate(
            value=mean,
            low=mean - reach,
            high=mean + reach,
            level=level,
            unit="1",
            n=len(change),
        ),
        nothing=share(nothing, len(change), level=level),
    )


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def pitched(sight: LineOfSight) -> tuple[PitchMetric, ...]:
    """Metrics by name: their order tells nothing of their weights."""
    return tuple(
        PitchMetric(metric=m.metric, grade=str(m.grade), without=m.without, lift=m.lift)
        for m in sorted(sight.metrics, key=lambda m: m.metric)
    )
