"""Real organisations: imported as they are, and an overlap or the reason why there is none."""

from __future__ import annotations

from pathlib import Path

from proof.figure import Figure, not_run
from proof.registry import proof
from proof.shell import Done, Place, place
from proof.surroundings import data_folder

__all__ = ["real"]

_SETS = {
    "enron": ("people.csv", "messages.csv"),
    "krackhardt_hightech": ("attributes.csv", "reports.csv", "advice.csv", "friends.csv"),
}


@proof("A.real")
def real() -> tuple[Figure, ...]:
    """Enron and Krackhardt's managers: import without help, then the overlap or why not."""
    return tuple(figure for name in _SETS for figure in _one(name))


def _one(name: str) -> tuple[Figure, ...]:
    folder = data_folder(name)
    if folder is None:
        why = f"the folder '{name}' of the real data is not on this machine."
        return (not_run(f"A.real.{name}", f"{name} imports and answers", "yes", why),)
    with place() as where:
        where.vesica("init", where.workspace, "--name", name).checked()
        imports = [where.vesica("import", folder / file) for file in _SETS[name]]
        again = where.vesica("import", *(folder / file for file in _SETS[name]))
        run, overlap = where.vesica("run"), where.vesica("overlap")
        rows = _rows(where, folder)
    refused = [f for f, done in zip(_SETS[name], imports, strict=True) if done.code]
    answered = overlap.code == 0 or _says_why(run)
    return (
        Figure(
            id=f"A.real.{name}.imports",
            what=f"files of {name} taken in as they are, without a mapping by hand",
            value=float(len(imports) - len(refused)),
            target=str(len(imports)),
            holds=not refused and again.code == 0,
            note=f"{rows}. A second import of the same files changes nothing."
            + (f" Refused: {', '.join(refused)}." if refused else ""),
        ),
        Figure(
            id=f"A.real.{name}.answer",
            what=f"{name} gives an overlap, or says why not",
            value=float(answered),
            target="yes",
            holds=answered,
            note=_answer(run, overlap),
        ),
    )


def _says_why(run: Done) -> bool:
    return run.code == 1 and "Hint:" in run.err and "Traceback" not in run.err


def _answer(run: Done, overlap: Done) -> str:
    if overlap.code == 0:
        first = [line.strip() for line in overlap.out.splitlines() if line.strip()]
        return "It says: " + " ".join(first[:4])[:300]
    return "It says: " + " ".join(run.err.split())[:300]


def _rows(where: Place, folder: Path) -> str:
    health = where.vesica("health", "--json")
    if health.code:
        return "Health cannot be asked"
    import json

    tables = json.loads(health.out)["value"]["tables"]
    return "; ".join(
        f"{t['table']}: {t['rows']} rows, {t['quarantined']} in quarantine" for t in tables
    )
