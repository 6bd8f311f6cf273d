"""Health: no count of few people, neither shown nor by subtraction."""

from __future__ import annotations

import pytest
from disclosure_world import gate, provenance

from vesica.core.estimate import Hidden
from vesica.core.health import Finding, Health, TableHealth
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.schema import Purpose

FEW = Hidden(why="fewer than 10 people")


def table(people, rows=5000, excluded=0):
    return TableHealth(
        table="posts",
        rows=rows,
        quarantined=3,
        excluded=excluded,
        people=people,
        first="2026-01-01",
        last="2026-06-30",
    )


def release(*tables, people=475, findings=(), rows=()):
    return gate().release(
        Health(people=people, tables=tables, findings=findings),
        question="health",
        purpose=Purpose.HEALTH,
        audience=Audience.ANALYST,
        provenance=provenance(rows=rows),
        members=Members(people=frozenset(), units={}),
    )


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        (0, FEW),
        (1, FEW),
        (9, FEW),
        (10, 10),
        (465, 460),
        (466, Hidden(why="all but fewer than 10 people")),
        (474, Hidden(why="all but fewer than 10 people")),
        (475, 480),
        (11, 12),
        (FEW, FEW),
    ],
)
def test_people_of_a_table(people, shown):
    released = release(table(people))
    assert released.value.tables[0].people == shown
    assert bool(released.hidden) is isinstance(shown, Hidden)


@pytest.mark.parametrize(("people", "shown"), [(9, FEW), (0, FEW), (10, 10)])
def test_people_of_the_organisation(people, shown):
    assert release(people=people).value.people == shown


@pytest.mark.parametrize(
    ("rows", "shown"), [(0, 0), (1, 10), (9, 10), (10, 10), (14, 10), (16, 20), (5049, 5000)]
)
def test_few_rows_do_not_tell_few_people(rows, shown):
    released = release(table(100, rows=rows, excluded=rows), rows=(("posts", rows),))
    (posts,) = released.value.tables
    assert (posts.rows, posts.excluded, posts.quarantined) == (shown, shown, 3)
    assert released.provenance.rows == (("posts", shown),)
    told = "Between 1 and 9 rows are written as 10." in released.hidden
    assert told is (0 < rows < 10)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("3 people have objected.", "fewer than 10 people have objected."),
        ("0 people have it.", "fewer than 10 people have it."),
        ("4 of 1,200 people opted in.", "fewer than 10 of 1,200 people opted in."),
        ("10 people have objected.", "10 people have objected."),
        ("1,003 people have objected.", "1,000 people have objected."),
        ("857 of 1,891 people opted in.", "860 of 1,900 people opted in."),
        ("posts.csv: 3 of 500 rows are in quarantine.",) * 2,
    ],
)
def test_sentences_do_not_carry_small_counts_out(message, shown):
    finding = Finding(severity="note", question="q", message=message, fix="f")
    assert release(findings=(finding,)).value.findings[0].message == shown
