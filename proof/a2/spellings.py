"""One person, however the name is typed: 500 names in six Unicode forms."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from proof.a2.intake import workspaces
from proof.figure import Figure
from proof.registry import proof
from vesica.api.workspace import Workspace
from vesica.schema import Purpose

__all__ = ["FORMS", "names", "written"]

NAMES, SEED = 500, 1

_FIRST = (
    "José", "Jose", "Zoë", "Zoe", "Jürgen", "Jurgen", "Søren", "Łucja", "Ångström", "Ngọc",
    "Thuỷ", "François", "Íñigo", "Ġorġ", "Ivana", "Ömer", "Ιωάννης", "Ελένη", "Сергей", "Ольга",
    "Ёлка", "Tuấn", "Anna", "Mária", "Ştefan", "Ștefan",
)  # fmt: skip
_LAST = (
    "Müller", "Muller", "Weiß", "Weiss-Ruiz", "Núñez", "Nunez", "Dvořák", "Øst", "Nguyễn", "Čapek",
    "Παπαδόπουλος", "Щукин", "Ćosić", "D'Élia", "O'Brien", "van der Meér", "Šimić", "Gül",
    "Þórsson", "Õun", "Ķirsis", "Ãlvares", "Bąk", "Êzer", "Tran",
)  # fmt: skip

_WIDE = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
_MARKS = ("\u200b", "\u200e", "\u202a", "\ufeff", "\u2069")


def _marked(name: str) -> str:
    return _MARKS[0].join(name) + _MARKS[len(name) % len(_MARKS)]


FORMS: dict[str, Callable[[str], str]] = {
    "NFC": lambda name: unicodedata.normalize("NFC", name),
    "NFD": lambda name: unicodedata.normalize("NFD", name),
    "full width": lambda name: unicodedata.normalize("NFD", name).translate(_WIDE),
    "case": str.upper,
    "blanks around it": lambda name: f"\u00a0 {name}\t ",
    "unseen marks": _marked,
}
"""The six forms, by name."""


def names(count: int) -> list[str]:
    """Different names, some of which differ in nothing but an accent."""
    every = [f"{first} {last}" for first in _FIRST for last in _LAST]
    every = list({unicodedata.normalize("NFC", name).casefold(): name for name in every}.values())
    rng = np.random.default_rng(SEED)
    return [every[int(i)] for i in rng.choice(len(every), size=count, replace=False)]


def written(people: Sequence[str], file: Path) -> Path:
    """Write who turns to whom: each to the next, in a ring."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["source", "target", "kind"])
        for at, name in enumerate(people):
            rows.writerow([name, people[(at + 1) % len(people)], "advice"])
    return file


@proof("A2.names")
def same_people() -> tuple[Figure, ...]:
    """Import the same ties six times, with the names in another form each time."""
    people = names(NAMES)
    with workspaces() as empty:
        workspace = next(empty)
        again = []
        for number, (form, spelled) in enumerate(FORMS.items()):
            file = workspace.layout.root.parent / f"form-{number}.csv"
            report = workspace.import_file(written([spelled(n) for n in people], file))
            again += [form] if number and not report.already else []
        found = _people(workspace)
    return (
        Figure(
            id="A2.names.people",
            what=f"people behind {NAMES} names in {len(FORMS)} forms",
            value=float(len(found)),
            target=str(NAMES),
            holds=len(found) == NAMES,
            note=f"Forms: {', '.join(FORMS)}. Some names differ in nothing but an accent and stay"
            " apart. Upper case of a dotless i is not among them: it is another letter.",
        ),
        Figure(
            id="A2.names.changed",
            what="forms after the first that changed anything in the evidence",
            value=float(len(again)),
            target="0",
            holds=not again,
            note=", ".join(again),
        ),
    )


def _people(workspace: Workspace) -> set[str]:
    found: set[str] = set()
    for file in workspace.evidence.files("ties", purpose=Purpose.HEALTH):
        columns = pq.read_table(file, columns=["source_id", "target_id"])
        found.update(*(column.to_pylist() for column in columns.columns))
    return found
