"""A linear-algebra attack on everything that the demo has released."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proof.figure import Figure
from proof.registry import proof
from proof.shell import Place, place

__all__ = ["attack", "leverage"]

_SKILLS = ("both", "expertise", "influence")
"""Quantities that are sums of a person's probabilities, and so are stacked as if they were one."""


def leverage(cells: Iterable[frozenset[str]]) -> NDArray[np.float64]:
    """How far each person's own value follows from the sums over the cells, 0 to 1.

    The squared length of the person's unit vector projected on the span of the cells: 1 means
    that a combination of released sums is that person's value.
    """
    cells = list(dict.fromkeys(cells))
    people = sorted(set().union(*cells))
    place_of = {person: k for k, person in enumerate(people)}
    A = np.zeros((len(cells), len(people)))
    for row, cell in enumerate(cells):
        A[row, [place_of[person] for person in cell]] = 1.0
    _, s, vt = np.linalg.svd(A, full_matrices=False)
    basis = vt[s > 1e-9 * s.max()]
    return np.sum(basis**2, axis=0)


@proof("A.attack")
def attack() -> tuple[Figure, ...]:
    """Nobody's own value follows from all released sums with full knowledge of membership."""
    with place() as where:
        out = where.root / "demo"
        where.vesica("demo", "--out", out).checked()
        here = Place(where.root, {"VESICA_WORKSPACE": str(_workspace(out))})
        before = here.answer("overlap")["value"]
        tables = _released(here)
        shown = _shown_without_log(before, tables)
        here.vesica("health").checked()
        first = _figure("A.attack.recovered", "in the demo's released tables", tables)
        person = _someone(out)
        objection = ("person", "consent", person, "object", "--purpose", "find the overlap")
        here.vesica(*objection).checked()
        here.vesica("run").checked()
        after = here.answer("overlap")["value"]
        again = _released(here)
    return (
        first,
        Figure(
            id="A.attack.log",
            what="numbers shown in the overlap that the release log does not know",
            value=float(shown),
            target="0",
            holds=shown == 0,
        ),
        _figure("A.attack.leaver", "after one person's objection and a second run", again),
        _changed(before, after),
    )


_FIGURES = ("people", "with_evidence", "expertise", "influence", "both", "chance", "lift")


def _changed(before: Any, after: Any) -> Figure:
    """How many of the organisation's figures one person's objection changed."""
    names = (*_FIGURES, "correlation", "reliability_expertise", "reliability_influence", "verdict")
    found = [name for name in names if before[name] != after[name]]
    found += [
        f"bar {was['bar']}"
        for was, now in zip(before["curve"], after["curve"], strict=True)
        if was != now
    ]
    return Figure(
        id="A.attack.figures",
        what="figures of the organisation that one person's objection changed",
        value=float(len(found)),
        target="0",
        holds=not found and before["both"].get("value") is not None,
        note=f"Of {len(names)} figures and {len(before['curve'])} bars, with their intervals."
        + (f" Changed: {', '.join(found)}." if found else ""),
    )


def _workspace(out: Path) -> Path:
    return next(out.rglob("vesica.toml")).parent


def _someone(out: Path) -> str:
    roster = next(out.rglob("roster.csv"))
    return roster.read_text(encoding="utf-8").splitlines()[20].split(",")[0].strip('"')


def _released(here: Place) -> dict[str, dict[str, frozenset[str]]]:
    """Quantity → cell → members, from the release log; runs stay apart by their cell's name."""
    import vesica

    os.environ["VESICA_VAULT_DIR"] = here.env["VESICA_VAULT_DIR"]
    tables: dict[str, dict[str, frozenset[str]]] = {}
    with vesica.open(here.env["VESICA_WORKSPACE"]) as workspace:
        for cell in workspace.state.releases.cells():
            name = f"{cell.run_id}/{cell.table}/{cell.cell}"
            tables.setdefault(cell.quantity, {})[name] = cell.members
    return tables


def _figure(name: str, words: str, tables: dict[str, dict[str, frozenset[str]]]) -> Figure:
    found = {quantity: leverage(cells.values()) for quantity, cells in tables.items() if cells}
    together = leverage(cell for quantity in _SKILLS for cell in tables.get(quantity, {}).values())
    recovered = max(int(np.sum(x > 1 - 1e-6)) for x in (*found.values(), together))
    cells = sum(len(cells) for cells in tables.values())
    return Figure(
        id=name,
        what=f"people whose value a linear attack recovers, {words}",
        value=float(recovered),
        target="0",
        holds=recovered == 0 and cells > 0,
        note=f"{cells} released cells of {len(found)} quantities over {len(together):,} people,"
        " each quantity alone, and those of the skills stacked as if one; largest leverage"
        f" {max(float(x.max()) for x in (*found.values(), together)):.2f} (1 is recovery).",
    )


def _shown_without_log(value: Any, tables: dict[str, dict[str, frozenset[str]]]) -> int:
    logged = {name.split("/", 2)[2] for name in tables["both"]}
    units = [u["org_unit"] for u in value["by_unit"] if "value" in u["both"]]
    return sum(f"unit: {unit}" not in logged for unit in units) + ("organisation" not in logged)
