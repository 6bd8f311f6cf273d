"""Whose account it is: precision and recall with outsiders, speed, and nothing unconfirmed."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from proof.a2.link_story import Story, told
from proof.a2.names import Scene, scene
from proof.a2.peer_linking import raw
from proof.figure import Figure
from proof.registry import proof

__all__ = ["link"]

SEEDS = (11, 12, 13, 14, 15)
PEOPLE, OWN, OUTSIDERS = 2000, 700, 300
LEAST, SURE = 0.8, 0.9
MANY_PEOPLE, MANY_OWN, MANY_OUTSIDERS = 20_000, 3500, 1500
FEW_OWN, MOST_OUTSIDERS = 100, 900
PEER = 110


@proof("A2.link")
def link() -> Sequence[Figure]:
    """Precision and recall on rosters with outsiders; unconfirmed links in scores."""
    scenes = [scene(people=PEOPLE, own=OWN, outsiders=OUTSIDERS, seed=seed) for seed in SEEDS]
    found = [_linked(s) for s in scenes]
    crowd = scene(people=PEOPLE, own=FEW_OWN, outsiders=MOST_OUTSIDERS, seed=SEEDS[0])
    large = scene(people=MANY_PEOPLE, own=MANY_OWN, outsiders=MANY_OUTSIDERS, seed=SEEDS[0])
    start = time.perf_counter()
    many = _linked(large)
    seconds = time.perf_counter() - start
    return (
        *_quality(scenes, found),
        *_crowded(_linked(crowd)),
        *_large(many, seconds),
        *_story(told()),
    )


class _Linked:
    """Links of one scene against the truth, surest first."""

    def __init__(self, p: np.ndarray, right: np.ndarray, outside: np.ndarray, own: int) -> None:
        self.p, self.right, self.outside, self.own = p, right, outside, own

    def at(self, least: float) -> tuple[int, int, int]:
        """Links, right ones, and ones to outsiders."""
        kept = self.p >= least
        return int(kept.sum()), int(self.right[kept].sum()), int(self.outside[kept].sum())


def _linked(s: Scene) -> _Linked:
    from vesica.linking.calibrating import links
    from vesica.linking.comparing import compared
    from vesica.linking.records import Account, Person, account_records, people_records
    from vesica.linking.words import placed

    rows = zip(s.first, s.last, s.email, s.place, s.unit, strict=True)
    people = [
        Person(person_id=f"p{i:06d}", name=f"{a} {b}", keys=(e,), places=placed(p, u))
        for i, (a, b, e, p, u) in enumerate(rows)
    ]
    accounts = [
        Account(account_id=f"a{j:06d}", platform="x", handle=h, name=d)
        for j, (h, d) in enumerate(zip(s.handle, s.display, strict=True))
    ]
    found = links(
        compared(people_records(people), account_records(accounts, people)),
        platforms={a.account_id: "x" for a in accounts},
        people=len(people),
        least=0.5,
    )
    owner = np.array([s.owner[int(x.account_id[1:])] for x in found])
    person = np.array([int(x.person_id[1:]) for x in found])
    return _Linked(
        p=np.array([x.probability for x in found]),
        right=owner == person,
        outside=owner < 0,
        own=int((s.owner >= 0).sum()),
    )


def _quality(scenes: list[Scene], found: list[_Linked]) -> Sequence[Figure]:
    made, right, _ = np.sum([x.at(LEAST) for x in found], axis=0)
    own = sum(x.own for x in found)
    precision = right / made
    said = float(np.concatenate([x.p[x.p >= LEAST] for x in found]).mean())
    attached = [x.at(SURE)[2] for x in found]
    peer = [raw(s, least=SURE) for s in scenes]
    where = f"{len(SEEDS)} rosters of {PEOPLE:,} people; {OWN} own accounts, {OUTSIDERS} outsiders"
    return (
        Figure(
            id="A2.link.precision",
            what=f"suggestions at p ≥ {LEAST} that are right [1]",
            value=float(precision),
            target="≥ 0.95",
            holds=bool(precision >= 0.95),
            note=f"{where}. {made:,} suggestions.",
        ),
        Figure(
            id="A2.link.recall",
            what=f"own accounts that are suggested to their owner at p ≥ {LEAST} [1]",
            value=float(right / own),
            note="One account in four says nothing of its owner's name, or next to nothing.",
        ),
        Figure(
            id="A2.link.calibration",
            what="mean probability said, minus the part that is right [1]",
            value=said - float(precision),
            target="within 0.03",
            holds=abs(said - float(precision)) <= 0.03,
            note=f"Said {said:.3f}, right {precision:.3f}.",
        ),
        Figure(
            id="A2.link.outsiders",
            what=f"of {OUTSIDERS} outsiders, attached to somebody at p ≥ {SURE}, worst roster",
            value=float(max(attached)),
            target="≤ 15, one in twenty",
            holds=max(attached) <= 15,
            note=f"Rosters: {', '.join(map(str, attached))}. An earlier trial of raw Splink, on"
            f" another roster, attached {PEER} of 300.",
        ),
        Figure(
            id="A2.link.peer",
            what=f"the same with raw Splink, one-to-one at p ≥ {SURE}, worst roster",
            value=float(max(outside for _, outside in peer)),
            note="Rosters: " + ", ".join(f"{o} of {n} links" for n, o in peer) + ".",
        ),
    )


def _crowded(found: _Linked) -> Sequence[Figure]:
    made, right, outside = found.at(LEAST)
    return (
        Figure(
            id="A2.link.crowd",
            what=f"of {MOST_OUTSIDERS} outsiders beside {FEW_OWN} own accounts, attached"
            f" at p ≥ {LEAST}",
            value=float(outside),
            target="≤ 45, one in twenty",
            holds=outside <= 45,
            note=f"{made} suggestions, {right} right.",
        ),
    )


def _large(found: _Linked, seconds: float) -> Sequence[Figure]:
    made, right, outside = found.at(LEAST)
    accounts = MANY_OWN + MANY_OUTSIDERS
    return (
        Figure(
            id="A2.link.seconds",
            what=f"{MANY_PEOPLE:,} people × {accounts:,} accounts [s]",
            value=seconds,
            target="< 60 s",
            holds=seconds < 60,
            seconds=seconds,
            note=f"{made:,} suggestions at p ≥ {LEAST}, {right / made:.3f} right, {outside} of"
            f" {MANY_OUTSIDERS:,} outsiders.",
        ),
    )


def _story(story: Story) -> Sequence[Figure]:
    return (
        Figure(
            id="A2.link.unconfirmed",
            what="people whose score holds an account that nobody confirmed",
            value=float(story.unconfirmed),
            target="0",
            holds=story.unconfirmed == 0 and story.same_run,
            note=f"{story.suggested} suggestions were made between two runs; the second run is"
            f" {'the first' if story.same_run else 'another one'}.",
        ),
        Figure(
            id="A2.link.confirmed",
            what="people who confirmed their account and whose posts count then [1]",
            value=story.counted / story.confirmed,
            target="1",
            holds=story.counted == story.confirmed and story.others == 0,
            note=f"{story.confirmed} confirmed; {story.others} others came to have posts.",
        ),
        Figure(
            id="A2.link.inside",
            what="names and handles found in the bytes of the workspace",
            value=float(story.found),
            target="0",
            holds=story.found == 0,
            note=f"{story.looked} names and handles were looked for, after link and confirm.",
        ),
    )
