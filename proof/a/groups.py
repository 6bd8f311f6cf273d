"""Groups of 9 are hidden and groups of 10 are shown, in every form of output."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from proof import export
from proof.a.same import FORMS
from proof.documents import rows
from proof.figure import Figure
from proof.generator import organisation
from proof.registry import proof
from proof.shell import Place, place

__all__ = ["groups"]

UNITS = {"Ants": 120, "Bees": 101, "Ten": 10, "Nineone": 9, "Ninetwo": 9}
NINE = ("Nineone", "Ninetwo")


@proof("A.groups")
def groups() -> tuple[Figure, ...]:
    """Two units of 9 and one of 10 in each output; organisations of 9 and of 10 in health."""
    with place() as where:
        made = organisation(people=sum(UNITS.values()), rho=0.8, seed=73, units=UNITS)
        where.start(export.write(made, where.root / "files"))
        where.vesica("run").checked()
        files = {form: where.root / f"overlap.{form}" for form in (*FORMS, "json")}
        where.vesica("report", "overlap", "--to", *files.values()).checked()
        cli = {u["org_unit"]: u for u in where.answer("overlap")["value"]["by_unit"]}
        report = json.loads(files["json"].read_text(encoding="utf-8"))["released"]["value"]
        seen = {form: _by_text(files[form]) for form in FORMS}
        terminal = where.root / "terminal.txt"
        terminal.write_text(where.vesica("overlap", "--full").checked().out, encoding="utf-8")
        seen["terminal"] = _by_text(terminal)
    seen["cli --json"] = _by_data(cli)
    seen["json"] = _by_data({u["org_unit"]: u for u in report["by_unit"]})
    return (
        *(_figure(form, *right) for form, right in seen.items()),
        *(_health(n) for n in (9, 10)),
    )


def _by_text(file: Path) -> tuple[bool, bool]:
    """Whether every unit of 9 is hidden, and whether the unit of 10 is shown with numbers."""
    lines = {
        name: " ".join(" ".join(row) for row in rows(file) if _names(row, name))
        for name in (*NINE, "Ten")
    }
    hidden = all("hidden" in lines[n] and not _digits(lines[n]) for n in NINE)
    return hidden, bool(_digits(lines["Ten"])) and "hidden" not in lines["Ten"]


def _names(row: list[str], name: str) -> bool:
    return any(re.search(rf"\b{name}\b", cell) for cell in row)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text.replace("fewer than 10 people", ""))


def _by_data(units: dict[str, Any]) -> tuple[bool, bool]:
    hidden = all(set(units[n]["both"]) == {"why"} for n in NINE)
    hidden &= all(not isinstance(units[n]["people"], int) for n in NINE)
    return hidden, "value" in units["Ten"]["both"] and units["Ten"]["people"] == 10


def _figure(form: str, hidden: bool, shown: bool) -> Figure:
    return Figure(
        id=f"A.groups.{form.replace(' ', '')}",
        what=f"{form}: units of 9 hidden, and unit of 10 shown [of 2]",
        value=float(hidden + shown),
        target="2",
        holds=hidden and shown,
        note="" if hidden and shown else f"9 hidden: {hidden}; 10 shown: {shown}.",
    )


def _health(people: int) -> Figure:
    with place() as where:
        count = _people(where, people)
    right = count == people if people >= 10 else not isinstance(count, int)
    return Figure(
        id=f"A.groups.health[{people}]",
        what=f"health of an organisation of {people}: the count of people is shown",
        value=float(isinstance(count, int)),
        target="1" if people >= 10 else "0",
        holds=right,
    )


def _people(where: Place, people: int) -> Any:
    made = organisation(people=people, rho=0.0, seed=74, units={"All": people})
    where.start(export.write(made, where.root / "files"))
    return where.answer("health")["value"]["people"]
