"""The skill map at the gate: one person shows in no cell, and rows give nobody else away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_world import POLICY, MemoryState, estimate, gate, provenance, sized

from vesica.core.estimate import Estimate, Hidden
from vesica.core.pairs_answer import PlannedPerson
from vesica.core.skill_map import (
    EVERYBODY,
    MapCell,
    MapTable,
    SkillMap,
    SkillPoint,
    SkillPoints,
)
from vesica.disclosure.audience import Audience
from vesica.errors import RefusedError
from vesica.schema import Purpose
from vesica.store.ledger import Consents

MEMBERS = sized(Sales=104, Legal=16)
EDGES = (0.0,)


def table(of: str, people: int, counts: tuple[float, ...]) -> MapTable:
    cells = tuple(
        MapCell(
            expertise=k // 2,
            influence=k % 2,
            people=estimate(count, low=count * 0.9, high=count * 1.1, unit="people", n=people),
        )
        for k, count in enumerate(counts)
    )
    return MapTable(of=of, people=people, cells=cells)


def skill_map(counts: tuple[float, ...] = (61.0, 33.4, 17.6, 8.0)) -> SkillMap:
    return SkillMap(
        edges=EDGES,
        level=0.9,
        tables=(
            table(EVERYBODY, 120, counts),
            table("Legal", 16, (10.0, 3.0, 2.0, 1.0)),
            table("Sales", 104, (51.0, 30.4, 15.6, 7.0)),
        ),
        held=(),
    )


def ask(result: SkillMap, state=None):
    return gate(POLICY, state).release(
        result,
        question="map",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=MEMBERS,
    )


def test_a_wholly_blank_map_counts_as_none():
    sparse = skill_map()
    blank = table("Sales", 104, (9.0, 8.0, 7.0, 6.0))
    released = ask(replace(sparse, tables=(*sparse.tables[:2], blank)))
    assert "2 of 2 disciplines have no map of their own, or a blank one." in released.hidden


def test_small_cells_are_hidden_and_the_others_rounded():
    value = ask(skill_map()).value
    shown = [c.people for c in value.tables[0].cells]
    assert [c.value if isinstance(c, Estimate) else c.why for c in shown] == [
        60.0,
        35.0,
        20.0,
        "fewer than 10 people",
    ]


def test_a_small_discipline_has_no_map_of_its_own():
    value = ask(skill_map()).value
    assert [t.of for t in value.tables] == [EVERYBODY, "Sales"]
    assert dict(value.held) == {"Legal": "fewer than 100 people"}


def test_one_person_more_changes_no_cell():
    state = MemoryState()
    before = ask(skill_map(), state).value
    after = ask(skill_map((61.9, 33.45, 17.6, 8.05)), state).value
    assert before.tables[0].cells == after.tables[0].cells


def test_a_map_of_other_people_is_refused():
    wrong = replace(skill_map(), tables=(table(EVERYBODY, 119, (61.0, 33.4, 17.6, 7.0)),))
    with pytest.raises(RefusedError, match="membership"):
        ask(wrong)


def point(person_id: str, error: float = 0.4) -> SkillPoint:
    reach = 1.6448536269514722 * error
    score = Estimate(value=1.234, low=1.234 - reach, high=1.234 + reach, level=0.9, unit="sd", n=1)
    return SkillPoint(
        person=PlannedPerson(
            person_id=person_id, key=person_id, name="", org_unit="Sales", function="Sales"
        ),
        expertise=score,
        influence=score,
        both=0.4321,
    )


def points_of(ids) -> SkillPoints:
    rows = tuple(point(p) for p in sorted(ids))
    return SkillPoints(people=120, opted_in=len(rows), weak=0, points=rows)


POINTS = points_of(())


def show(result: SkillPoints, granted, state=None):
    return gate(POLICY, state).release(
        result,
        question="points",
        purpose=Purpose.OWN_SCORE,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=MEMBERS,
        consents=Consents(granted=frozenset(granted), objecting=frozenset()),
    )


def test_rows_of_people_who_opted_in_are_rounded():
    ids = sorted(MEMBERS.units["Sales"])[:30]
    value = show(points_of(ids), ids).value
    assert len(value.points) == 30
    assert (value.points[0].expertise.value, value.points[0].both) == (1.2, 0.43)
    assert value.opted_in == 30


def test_a_row_without_an_opt_in_is_refused():
    ids = sorted(MEMBERS.units["Sales"])[:30]
    with pytest.raises(RefusedError, match="opt-in"):
        show(points_of(ids), ids[:-1])


@pytest.mark.parametrize(("left", "shown"), [(0, 104), (3, 0), (9, 0), (10, 94)])
def test_what_is_left_of_a_group_is_nobody_or_enough(left, shown):
    """With the sum over Sales out, the rows of all but three would give those three away."""
    state = MemoryState()
    ask(skill_map(), state)
    ids = sorted(MEMBERS.units["Sales"])[: 104 - left]
    assert len(show(points_of(ids), ids, state).value.points) == shown


def test_a_score_that_rests_on_little_is_not_shown():
    ids = sorted(MEMBERS.units["Sales"])[:20]
    made = points_of(ids)
    weak = replace(made, points=(*made.points[:19], point(ids[19], error=0.9)))
    value = show(weak, ids).value
    assert len(value.points) == 19
    assert value.weak == Hidden(why="fewer than 10 people")
