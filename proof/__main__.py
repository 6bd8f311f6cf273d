"""Run proofs and write the page: ``python -m proof [ID…] [--list]``."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from proof import page, registry
from proof.figure import Figure
from proof.shell import say
from proof.surroundings import REPO, surroundings


def main(arguments: Sequence[str] | None = None, folder: Path = REPO / "docs" / "proof") -> int:
    """Run what was asked for; 1 if a figure with a target does not hold, 2 if an id is unknown."""
    parser = argparse.ArgumentParser(prog="python -m proof", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="A.congress, or a letter")
    parser.add_argument("--list", action="store_true", help="list the proofs and stop")
    options = parser.parse_args(arguments)
    proofs = registry.load_all()
    if options.list:
        for name, function in proofs.items():
            print(f"{name:14} {(function.__doc__ or '').strip().splitlines()[0]}")
        return 0
    try:
        chosen = registry.choose(options.ids, list(proofs))
    except KeyError as error:
        say(f"There is no proof {error}. Known: {', '.join(proofs)}.")
        return 2
    failed = False
    for name in chosen:
        figures = run(name, proofs[name])
        page.write(folder, page.merge(page.read(folder), name, figures, surroundings()))
        failed |= any(f.holds is False for f in figures)
    return int(failed)


def run(name: str, function: registry.Proof) -> tuple[Figure, ...]:
    """Run one proof; one that breaks is a figure that does not hold."""
    say(f"==> {name}")
    start = time.perf_counter()
    try:
        figures = tuple(function())
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        figures = (
            Figure(
                id=f"{name}.runs",
                what="the proof runs to its end",
                target="yes",
                holds=False,
                note=f"Stopped by {type(error).__name__}.",
            ),
        )
    spent = time.perf_counter() - start
    figures = tuple(f if f.seconds else dataclasses.replace(f, seconds=spent) for f in figures)
    for f in figures:
        say(f"    {f.status:8} {f.id}: {f.what} = {page.shown(f.value)} {f.target} {f.note}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
