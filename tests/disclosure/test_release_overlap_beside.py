"""What stands beside the overlap is hidden with it, and tells of no few people."""

from __future__ import annotations

import pytest
from disclosure_world import estimate, gate, overlap, release, sized

from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import HalfCheck, ShapeOverlap, SharedError, SourceLine

N = 475


def source(people, records=12_345):
    return SourceLine(
        skill="influence",
        source="endorsement",
        people=people,
        records=records,
        reliability=0.23456,
        narrower=0.1049,
    )


def full(members, **change):
    both = estimate(60.0, low=45, high=75, n=N)
    shapes = tuple(
        ShapeOverlap(
            shape=shape,
            primary=shape == "normal",
            both=both,
            lift=estimate(1.234, unit="1", n=N),
            correlation=estimate(0.2345, unit="1", n=N),
        )
        for shape in ("normal", "heavy-tailed")
    )
    beside = {
        "both": both,
        "odds_ratio": estimate(2.345, unit="1", n=N),
        "correlation_at_bar": estimate(0.3456, unit="1", n=N),
        "skewness_expertise": estimate(0.5678, unit="1", n=N),
        "skewness_influence": estimate(0.1234, unit="1", n=N),
        "shapes": shapes,
        "shared_error": SharedError(
            allowed=0.1, lift=estimate(1.2, unit="1", n=N), tipping=-0.2499, most=0.6
        ),
        "evidence": (source(300),),
        "halves": (
            HalfCheck(
                facet="structure", by_errors=0.8123, by_halves=estimate(0.7654, unit="1", n=N)
            ),
        ),
        "notes": ("A note.",),
    }
    return overlap(members, **(beside | change))


def released(**change):
    members = sized(a=N)
    return release(gate(), members, full(members, **change)).value


def test_everything_is_rounded():
    value = released()
    assert value.odds_ratio.value == 2.5
    assert value.shapes[1].correlation.value == 0.2
    # Towards nothing, so that nobody is promised more than there is.
    assert value.shared_error.tipping == -0.2
    line = value.evidence[0]
    assert (line.people, line.records) == (300, 12_000)
    assert (line.reliability, line.narrower) == (0.2, 0.1)
    assert (value.halves[0].by_errors, value.halves[0].by_halves.value) == (0.8, 0.8)
    assert value.notes == ("A note.",)


def test_what_would_give_the_people_with_both_back_goes_with_them():
    few = estimate(6.0, low=3, high=9, n=N)
    value = released(both=few)
    assert isinstance(value.both, Hidden)
    together = [value.odds_ratio, value.correlation_at_bar, value.shared_error.lift]
    together += [x for s in value.shapes for x in (s.both, s.lift, s.correlation)]
    together += [p.lift for p in value.curve if p.bar == value.bar]
    assert all(isinstance(x, Hidden) for x in together)
    assert value.shared_error.tipping is None


def test_a_shape_with_few_people_is_hidden_alone():
    members = sized(a=N)
    result = full(members)
    few = tuple(
        ShapeOverlap(
            shape=s.shape,
            primary=s.primary,
            both=s.both if s.primary else estimate(6.0, low=3, high=9, n=N),
            lift=s.lift,
            correlation=s.correlation,
        )
        for s in result.shapes
    )
    value = released(shapes=few)
    assert isinstance(value.both, Estimate)
    assert isinstance(value.shapes[0].lift, Estimate)
    assert isinstance(value.shapes[1].lift, Hidden)


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, Hidden), (9, Hidden), (10, 10), (19, 20), (N - 1, 470), (N, 480)],
)
def test_people_behind_a_source(people, shown):
    line = released(evidence=(source(people, records=17),)).evidence[0]
    if shown is Hidden:
        assert isinstance(line.people, Hidden)
        assert isinstance(line.records, Hidden)
    else:
        assert line.people == shown
        assert line.records == 20
