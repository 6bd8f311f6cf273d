"""The demo: a simulated organisation, from its evidence files to the overlap."""

from __future__ import annotations

import csv
import logging
from pathlib import Path

import tomlkit

from vesica.api.consents import consents
from vesica.api.current import current_run
from vesica.demo.made import Made, fresh
from vesica.demo.simulator import simulate
from vesica.schema import Purpose
from vesica.store.atomic import write_file

__all__ = ["in_order", "opted_in", "organisation"]

log = logging.getLogger(__name__)

TARGET = 0.05
"""Silo index that the simulated organisation wants to stay below [1]."""

_FIRST = "roster.csv"


def organisation(*, out: Path, people: int, seed: int) -> Made:
    """Simulate an organisation, import its files and run the measurement.

    Parameters
    ----------
    out : Path
        Folder to write to; what an earlier demo left there is replaced.
    people : int
        People in the organisation.
    seed : int
        Seed of the simulation.
    """
    workspace = fresh(out, name="Simulated organisation", simulated=True)
    _aim(workspace.layout.settings_file)
    files = out / "evidence-files"
    log.info("simulating an organisation of %d people in %s", people, files)
    simulate(people=people, seed=seed, preset="essay-right", out=files)
    for file in in_order(files):
        report = workspace.import_file(file)
        log.info("imported %s: %d rows", file.name, report.rows_in)
    workspace.run()
    return Made(workspace=workspace, folder=out / "workspace", out=out)


def _aim(settings_file: Path) -> None:
    """Set the organisation a target for the silo index."""
    document = tomlkit.parse(settings_file.read_text(encoding="utf-8"))
    disclosure = document.pop("disclosure")
    document["vision"] = {"target_index": TARGET}
    document["disclosure"] = disclosure
    write_file(settings_file, tomlkit.dumps(document).encode())


def opted_in(made: Made) -> str:
    """Employee number of somebody who opted in to being seen by the analyst."""
    granted = consents(made.workspace, Purpose.OWN_SCORE).granted
    measured = set(current_run(made.workspace).table("people")["person_id"].to_pylist())
    with (made.out / "evidence-files" / _FIRST).open(encoding="utf-8", newline="") as handle:
        numbers = [row["Employee ID"] for row in csv.DictReader(handle)]
    return next(n for n in numbers if made.workspace.vault.find(n) in granted & measured)


def in_order(folder: Path) -> list[Path]:
    """Roster first: it says which keys belong to one person."""
    files = [p for p in folder.iterdir() if p.suffix in {".csv", ".ndjson"}]
    return sorted(files, key=lambda p: (p.name != _FIRST, p.name))
