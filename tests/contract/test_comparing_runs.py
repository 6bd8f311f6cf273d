"""Two runs of one organisation, compared as users do."""

from __future__ import annotations

import csv

import pytest

from vesica.core.estimate import Hidden
from vesica.errors import NotFoundError, UsageError


def test_one_run_has_nothing_to_be_compared_with(acme):
    with pytest.raises(NotFoundError, match="no earlier run"):
        acme.compare()


def test_a_run_is_not_compared_with_itself(acme):
    run_id = acme.run().run_id
    with pytest.raises(UsageError, match="Both are run"):
        acme.compare(run_id, run_id)


def test_movers_and_leavers_stand_apart(own_acme, evidence_files, tmp_path):
    first = own_acme.run().run_id
    with (evidence_files / "roster.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    now = [row for row in rows if not row["Termination date"]]
    names = sorted({row["Department"] for row in now})
    for row in now[:30]:
        row["Department"] = names[(names.index(row["Department"]) + 1) % len(names)]
    for row in now[40:42]:
        row["Termination date"] = row["Hire date"]
    changed = tmp_path / "roster later.csv"
    with changed.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    own_acme.import_file(changed)
    second = own_acme.run().run_id
    assert second != first
    value = own_acme.compare().value
    assert (value.run_before, value.run_after) == (first, second)
    parts = {part.who: part for part in value.parts}
    assert parts["joined"].people == 0
    assert isinstance(parts["left"].people, Hidden)
    assert parts["left"].after is None
    assert not isinstance(parts["left"].before, type(None))
