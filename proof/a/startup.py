"""How long the commands take that a newcomer meets first."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from proof.figure import Figure
from proof.registry import proof
from proof.shell import Done, call, place
from proof.surroundings import REPO

__all__ = ["demo", "startup", "suite"]

_OWN = ("PYTHONPATH", "VIRTUAL_ENV", "VESICA_WORKSPACE", "VESICA_VAULT_DIR")


@contextmanager
def clean_clone() -> Generator[tuple[Path, dict[str, str], str]]:
    """Yield a clone without an environment, an environment with an empty cache, and a note.

    Work that is not committed yet is laid over the clone, and the note says so.
    """
    with tempfile.TemporaryDirectory(prefix="vesica-clone-") as folder:
        clone = Path(folder) / "vesica"
        call(["git", "clone", "--quiet", REPO, clone]).checked()
        changed = _changed()
        for name in changed:
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            if (REPO / name).is_file():
                shutil.copy2(REPO / name, clone / name)
            else:
                (clone / name).unlink(missing_ok=True)
        env = {k: v for k, v in os.environ.items() if k not in _OWN}
        env |= {"PIP_CACHE_DIR": f"{folder}/cache", "XDG_CACHE_HOME": f"{folder}/cache"}
        env["VESICA_VAULT_DIR"] = f"{folder}/vaults"
        note = f" With {len(changed)} files that are not committed yet." if changed else ""
        yield clone, env, note


def _changed() -> list[str]:
    words = ["git", "--no-optional-locks", "status", "--porcelain", "-z", "--untracked-files=all"]
    entries = call([*words, "--no-renames"]).checked().out.split("\0")
    return [entry[3:] for entry in entries if entry]


@proof("A.demo")
def demo() -> tuple[Figure, ...]:
    """``make demo`` from a clean clone with an empty cache, and again."""
    with clean_clone() as (clone, env, note):
        setup = call(["make", ".venv/.demo"], folder=clone, env=env).checked()
        first = call(["make", "demo"], folder=clone, env=env)
        again = call(["make", "demo"], folder=clone, env=env)
    return (
        Figure(
            id="A.demo.works",
            what="make demo ends well, twice, and says how many people have both skills [calls]",
            value=float(sum(_says_both(done) for done in (first, again))),
            target="2",
            holds=all(_says_both(done) for done in (first, again)),
            note=f"From a clean clone with an empty package cache.{note}",
        ),
        Figure(
            id="A.demo.seconds",
            what="make demo, the part after installation, first time [s]",
            value=first.seconds,
            target="< 60 s",
            holds=first.code == 0 and first.seconds < 60,
            seconds=first.seconds,
            note=f"The second time it takes {again.seconds:.1f} s; its largest process needs"
            f" {first.peak_mib:.0f} MiB.",
        ),
        Figure(
            id="A.demo.installation",
            what="making the environment and installing, with an empty cache [s]",
            value=setup.seconds,
            seconds=setup.seconds,
            note="Depends on the package index and the network.",
        ),
    )


def _says_both(done: Done) -> bool:
    return done.code == 0 and "both" in done.out.lower() and "Written:" in done.out


@proof("A.suite")
def suite() -> tuple[Figure, ...]:
    """``make test`` from a clean clone with an empty cache."""
    with clean_clone() as (clone, env, note):
        setup = call(["make", ".venv/.test"], folder=clone, env=env).checked()
        tests = call(["make", "test"], folder=clone, env=env)
    tail = [line for line in tests.out.splitlines() if " passed" in line or " failed" in line]
    said = tail[-1].strip("= ") if tail else "no tally"
    return (
        Figure(
            id="A.suite.passes",
            what="make test passes from a clean clone",
            value=float(tests.code),
            target="exit code 0",
            holds=tests.code == 0,
            note=f"{said}.{note}",
        ),
        Figure(
            id="A.suite.seconds",
            what="make test: style, types, layers, tests; after installation [s]",
            value=tests.seconds,
            target="< 900 s on two cores",
            holds=tests.code == 0 and tests.seconds < 900,
            seconds=tests.seconds,
            note=f"Installation with an empty cache took {setup.seconds:.0f} s.",
        ),
    )


@proof("A.startup")
def startup() -> tuple[Figure, ...]:
    """How long ``vesica --help`` takes: median of 11 calls after one to warm up."""
    with place() as where:
        where.vesica("--help").checked()
        times = [where.vesica("--help").checked().seconds for _ in range(11)]
    return (
        Figure(
            id="A.startup.help",
            what="vesica --help, median of 11 calls [s]",
            value=statistics.median(times),
            low=min(times),
            high=max(times),
            note="The goal for later is 0.3 s. The interval is from the fastest to the slowest.",
        ),
    )
