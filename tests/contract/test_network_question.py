"""Who listens to whom, as users ask it."""

from __future__ import annotations

import json

import pytest

from vesica.cli import main
from vesica.core.canonical import to_plain
from vesica.core.estimate import Estimate
from vesica.disclosure.sdc import ORGANISATION


def test_command_and_python_say_the_same(acme, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["-w", str(acme.layout.root), "network", "--json"])
    assert not caught.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == to_plain(acme.network())["value"]


def test_every_pair_is_there_and_shares_of_a_row_stay_below_one(acme):
    value = acme.network().value
    names = [group.name for group in value.groups]
    assert [(c.giver, c.receiver) for c in value.cells] == [(a, b) for a in names for b in names]
    shown = [c.share for c in value.cells if isinstance(c.share, Estimate)]
    assert shown
    for name in names:
        lows = [
            c.share.low for c in value.cells if c.giver == name and isinstance(c.share, Estimate)
        ]
        assert sum(lows) <= 1


def test_groups_go_into_the_release_log(acme):
    released = acme.network()
    cells = acme.state.releases.cells(quantity="attention")
    assert {c.table for c in cells} == {"network"}
    assert ORGANISATION in {c.cell for c in cells}
    assert all(len(c.members) >= 10 for c in cells)
    assert released.release_id in {entry.id for entry in acme.state.releases.entries()}
