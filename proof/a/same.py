"""The same numbers on the command line, in Python, and in every file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from proof import export
from proof.documents import estimates, holds, numbers, rows
from proof.figure import Figure
from proof.generator import organisation
from proof.registry import proof
from proof.shell import Place, call, place

__all__ = ["FORMS", "same"]

FORMS = ("html", "xlsx", "pdf", "csv", "txt")

_PYTHON = """
import json, sys, vesica
from vesica.core.canonical import to_plain
with vesica.open(sys.argv[1]) as ws:
    print(json.dumps(to_plain(ws.overlap().value)))
"""


@proof("A.same")
def same() -> tuple[Figure, ...]:
    """Every released number of the overlap, in every form, to the last digit."""
    with place() as where:
        made = organisation(people=600, rho=0.4, seed=72)
        where.start(export.write(made, where.root / "files"))
        where.vesica("run").checked()
        cli = where.answer("overlap")["value"]
        python = _from_python(where)
        files = {form: where.root / f"overlap.{form}" for form in (*FORMS, "json")}
        where.vesica("report", "overlap", "--to", *files.values()).checked()
        report = json.loads(files["json"].read_text(encoding="utf-8"))["released"]["value"]
        found = {form: _found(cli, files[form]) for form in FORMS}
    total = len(list(estimates(cli)))
    return (
        Figure(
            id="A.same.data",
            what="CLI --json, Python and the JSON report hold equal values [of 3]",
            value=float(sum(x == cli for x in (cli, python, report))),
            target="3",
            holds=cli == python == report,
            note=f"{total} estimates with their intervals, and all counts and words.",
        ),
        *(
            Figure(
                id=f"A.same.{form}",
                what=f"estimates that {form.upper()} shows with the same value and interval",
                value=float(total - len(missing)),
                target=f"all {total}",
                holds=not missing,
                note=f"Not found: {', '.join(missing[:5])}." if missing else "",
            )
            for form, missing in found.items()
        ),
    )


def _from_python(where: Place) -> Any:
    words = [sys.executable, "-c", _PYTHON, where.workspace]
    return json.loads(call(words, folder=where.root, env=where.env).checked().out)


def _found(value: Any, file: Path) -> list[str]:
    """Where the estimates are that the file does not show."""
    stream = numbers(" ".join(" ".join(row) for row in rows(file)))
    raw = file.suffix in {".xlsx", ".csv"}
    return [
        name
        for name, triple in estimates(value)
        if not holds(stream, triple, 1 if raw or "by_unit" not in name else 100)
    ]
