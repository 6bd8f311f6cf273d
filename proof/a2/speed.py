"""12 million messages and 2 million posts: into a workspace, and through a run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from proof.a2.by_hand import BY_HAND_MIB
from proof.figure import Figure
from proof.registry import proof
from proof.shell import Done, Place, call, place, say
from vesica.settings import EngineSettings

__all__ = ["measured", "speed"]

PEOPLE, SEED = 200_000, 1
MEMORY = 4.0
"""Of the largest process [GiB]."""

_FEW = ("roster", "accounts", "nominations")
_MANY = {"messages": "sender, recipient, sent_at", "posts": "author, published_at"}
_BASELINE = """
import sys, duckdb
source, order, target, memory, threads, spill = sys.argv[1:]
limits = {"memory_limit": memory, "threads": int(threads), "temp_directory": spill}
duckdb.connect(":memory:", config=limits).execute(
    f"COPY (SELECT * FROM read_csv('{source}') ORDER BY {order})"
    f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
)
"""


@proof("A2.speed")
def speed() -> tuple[Figure, ...]:
    """Import beside DuckDB's own CSV to sorted Parquet; relations beside SQL by hand."""
    return tuple(measured(PEOPLE))


def measured(people: int) -> Iterator[Figure]:
    """Measure everything for an organisation of so many people."""
    with place() as where:
        env = {k: v for k, v in where.env.items() if k != "PYTHONDONTWRITEBYTECODE"}
        files = where.root / "files"
        where.vesica(
            "simulate", "--people", str(people), "--seed", str(SEED), "--preset", "essay-right",
            "--out", files,
        ).checked()  # fmt: skip
        where.vesica("init", where.workspace, "--name", "Acme").checked()
        few = where.vesica("import", *(files / f"{name}.csv" for name in _FEW)).checked()
        say(f"    {', '.join(_FEW)}: {few.seconds:.0f} s")
        own = {name: _baseline(where, files, name, env) for name in _MANY}
        many = [files / f"{name}.csv" for name in _MANY]
        imported = _worker(where, "phases", env, where.workspace, *many)
        yield from _told(_import(own, imported))
        both = _worker(where, "by_hand", env, where.workspace)
        run = where.vesica("run").checked()
        yield from _run(json.loads(both.out), run)
        peaks = {"import": imported.peak_mib, "run": run.peak_mib}
        yield _peak(peaks)


def _worker(where: Place, module: str, env: dict[str, str], *words: str | Path) -> Done:
    done = call([sys.executable, "-m", f"proof.a2.{module}", *words], env=env).checked()
    say(f"    {module}: {done.seconds:.0f} s")
    return done


def _baseline(where: Place, files: Path, name: str, env: dict[str, str]) -> Done:
    limits = EngineSettings()
    done = call(
        [
            sys.executable, "-c", _BASELINE, files / f"{name}.csv", _MANY[name],
            where.root / f"{name}.parquet", f"{limits.memory_mib}MiB", str(limits.threads),
            where.root / "spill",
        ],
        env=env,
    ).checked()  # fmt: skip
    say(f"    DuckDB, {name}: {done.seconds:.1f} s")
    return done


def _import(own: dict[str, Done], imported: Done) -> Iterator[Figure]:
    told = json.loads(imported.out)
    rows = sum(file["rows"] for file in told["files"].values())
    duckdb_seconds = sum(done.seconds for done in own.values())
    ratio = imported.seconds / duckdb_seconds
    yield Figure(
        id="A2.speed.import",
        what="import of messages and posts ÷ DuckDB's own CSV to sorted Parquet of them",
        value=ratio,
        target="≤ 2",
        holds=ratio <= 2,
        note=(
            f"{rows:,} rows: {rows / imported.seconds:,.0f} rows/s against"
            f" {rows / duckdb_seconds:,.0f} rows/s, both with the start of the process, the same"
            f" threads and memory; load of the machine {os.getloadavg()[0]:.1f}."
        ),
    )
    for name, file in told["files"].items():
        yield Figure(
            id=f"A2.speed.{name}",
            what=f"import of {name} ÷ DuckDB's",
            value=file["whole"] / own[name].seconds,
            note=_phases(file) + f" DuckDB {own[name].seconds:.1f} s.",
        )


def _told(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Say figures as they come: what follows takes minutes."""
    for figure in figures:
        say(f"    {figure.id} = {figure.value}: {figure.note}")
        yield figure


def _phases(file: dict[str, Any]) -> str:
    parts = {k: v for k, v in file.items() if k not in {"rows", "whole"}}
    return (
        f"{file['rows']:,} rows in {file['whole']:.1f} s: "
        + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in parts.items())
        + "."
    )


def _run(both: dict[str, Any], run: Done) -> Iterator[Figure]:
    ratio = both["relations_s"] / both["by_hand_s"]
    each = ", ".join(f"{n} {a:.1f}/{b:.1f} s" for n, (a, b) in both["each_s"].items())
    yield Figure(
        id="A2.speed.relations",
        what="five relations of a run ÷ SQL by hand for the same tables",
        value=ratio,
        target="≤ 3",
        holds=ratio <= 3,
        note=(
            f"{both['relations_s']:.1f} s within {EngineSettings().memory_mib} MiB against"
            f" {both['by_hand_s']:.1f} s within {BY_HAND_MIB} MiB; each: {each}."
            f" Before them, the compiling of all relations and what a run keeps of them:"
            f" {both['opened_s']:.1f} s; then all {both['every']} relations of a run:"
            f" {both['every_s']:.1f} s."
        ),
    )
    yield Figure(
        id="A2.speed.same",
        what="tables on which the two differ",
        value=float(len(both["different"])),
        target="0",
        holds=not both["different"],
        note=", ".join(both["different"]) or f"Rows: {both['rows']}.",
    )
    yield Figure(
        id="A2.speed.run",
        what="vesica run ÷ SQL by hand for the five relations",
        value=run.seconds / both["by_hand_s"],
        note=f"{run.seconds:.1f} s in all, with the scores, the intervals and sealing.",
    )


def _peak(peaks: dict[str, float]) -> Figure:
    worst = max(peaks.values()) / 1024
    return Figure(
        id="A2.speed.memory",
        what="peak memory of the largest process of import and run [GiB]",
        value=worst,
        target=f"≤ {MEMORY:g}",
        holds=worst <= MEMORY,
        note=", ".join(f"{name} {mib / 1024:.2f}" for name, mib in peaks.items()) + ".",
    )
