"""One result hash whatever the threads, the locale and the time zone."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from proof import export
from proof.figure import Figure
from proof.generator import organisation
from proof.registry import proof
from proof.shell import call, place

__all__ = ["same_hash"]


@proof("A.hash")
def same_hash() -> tuple[Figure, ...]:
    """Result hash over threads × locale × time zone: 8 workspaces made from the same files."""
    other = _other_locale()
    hashes: dict[tuple[str, ...], str] = {}
    with place() as shared:
        made = organisation(people=400, rho=0.3, seed=71)
        files = export.write(made, shared.root / "files")
        for threads, locale, zone in product((1, 2), ("C", other), ("UTC", "Asia/Kolkata")):
            hashes[str(threads), locale, zone] = _run(files, threads, locale, zone)
    distinct = sorted(set(hashes.values()))
    return (
        Figure(
            id="A.hash.distinct",
            what="different result hashes in 8 runs, each from files to result",
            value=float(len(distinct)),
            target="1",
            holds=len(distinct) == 1,
            note=f"Threads 1, 2 × locale C, {other} × time zone UTC, Asia/Kolkata; every run in a"
            " workspace of its own, so pseudonyms differ too. Hash"
            f" {', '.join(h[:12] for h in distinct)}….",
        ),
    )


def _other_locale() -> str:
    known = call(["locale", "-a"]).out.split()
    german = [name for name in known if name.lower().startswith("de_de.utf")]
    return german[0] if german else "C.UTF-8"


def _run(files: tuple[Path, ...], threads: int, locale: str, zone: str) -> str:
    with place(LC_ALL=locale, LANG=locale, TZ=zone) as where:
        where.start(files, "[engine]", f"threads = {threads}")
        return where.answer("run")["result_hash"]
