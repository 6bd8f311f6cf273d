"""What a fit says of a skill reads sentence by sentence."""

from __future__ import annotations

import pytest

from vesica.report.fit_notes import apart


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            (
                "Expertise: Left out spacing: It tells nobody apart. Left out coming back: 2 of 50"
                " were answered. Learning curve: it grows (90% interval 0.1 to 0.2). Read on."
            ),
            [
                "Expertise, spacing left out: it tells nobody apart.",
                "Expertise, coming back left out: 2 of 50 were answered.",
                "Expertise. Learning curve: it grows (90 % interval 0.1 to 0.2). Read on.",
            ],
        ),
        ("Influence: It rests on one facet.", ["Influence: It rests on one facet."]),
        ("Rules to look at: no video. Also: none.", ["Rules to look at: no video. Also: none."]),
        ("Half of it is 50%.", ["Half of it is 50 %."]),
    ],
)
def test_each_thing_stands_alone(note, said):
    assert list(apart(note)) == said
