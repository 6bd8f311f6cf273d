"""1,000 broken files: none crashes a reader, writes anything, or loses a row without a word."""

from __future__ import annotations

import re
import resource
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from proof.a2.intake import Account, in_this_process, take_in, workspaces
from proof.a2.mutants import Mutant, applicable, bases, mutant
from proof.figure import Figure
from proof.registry import proof
from proof.shell import say
from proof.workers import workers
from vesica.errors import VesicaError
from vesica.evidence.seating import seated
from vesica.evidence.source import Source

__all__ = ["mutations"]

MUTANTS = 1000
"""Seeds 0 to 999; fixture and mutation follow from the seed."""

IMPORTED = 5
"""Every fifth is also imported whole: reading process, vault, staging, sealing."""

MEMORY = 512
"""Of the reading process [MiB]."""

_OUTSIDE = (Path("/tmp/outside.csv"), Path("/outside.csv"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one mutant.

    Parameters
    ----------
    name : str
        Base, mutation and seed.
    account : Account
        Rows and refusal.
    rows : int or None
        Rows of the file by a count of its own, where one is possible.
    outside : tuple of str
        Files that changed and should not have.
    child_mib : float
        Largest reading process so far [MiB].
    """

    name: str
    account: Account
    rows: int | None = None
    outside: tuple[str, ...] = ()
    child_mib: float = 0.0


@proof("A2.mutations")
def mutations() -> tuple[Figure, ...]:
    """Read 1,000 mutants of every fixture; import every fifth of them whole."""
    read = _spread(_read, range(MUTANTS))
    imported = _spread(_imported, range(0, MUTANTS, IMPORTED))
    both = [*read, *imported]
    return (
        _none("crashes", "readings that ended in anything but a result or a refusal", {
            t.name: t.account.crash for t in both if t.account.crash
        }, read, imported),
        _none("unexplained", "mutants with a row that is not accepted, held back or excluded", {
            t.name: f"{t.rows} rows by another count, {t.account.rows_in} told"
            for t in both if t.account.unexplained or _miscounted(t)
        }, read, imported),
        _none("outside", "mutants after which a file outside the workspace had changed", {
            t.name: ", ".join(t.outside) for t in imported if t.outside
        }, [], imported),
        _none("unsaid", "refusals and quarantined rows without file, line, reason or fix", {
            t.name: said for t in both if (said := _unsaid(t))
        }, read, imported),
        _memory(imported),
        _tally(read),
    )  # fmt: skip


def _jobs() -> Iterator[tuple[str, str]]:
    """Fixture and mutation of every seed: all fixtures in turn, each with its own sequence."""
    names = sorted(bases())
    for seed in range(MUTANTS):
        at, turn = seed % len(names), seed // len(names)
        choices = applicable(names[at])
        yield names[at], choices[(turn + at) % len(choices)]


def _made(seed: int, folder: Path) -> Mutant:
    base, mutation = list(_jobs())[seed]
    return mutant(base, bases()[base], mutation, seed, folder)


def _spread(job: Callable[[Sequence[int]], list[Told]], seeds: range) -> list[Told]:
    """Do a job in two fresh processes: their children are nobody else's."""
    with workers() as pool:
        cuts = [len(seeds) * k // 16 for k in range(17)]
        parts = [seeds[a:b] for a, b in pairwise(cuts)]
        done: list[Told] = []
        for told in pool.map(job, parts):
            done += told
            say(f"    {job.__name__.strip('_')}: {len(done)} of {len(seeds)}")
    return done


def _read(seeds: Sequence[int]) -> list[Told]:
    found = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="vesica-mutant-") as folder:
            made = _made(seed, Path(folder))
            account = _guarded(in_this_process, made.path)
            found.append(Told(name=_name(made, seed), account=account, rows=_counted(made)))
    return found


def _imported(seeds: Sequence[int]) -> list[Told]:
    found = []
    with workspaces() as empty:
        for seed in seeds:
            workspace = next(empty)
            around = workspace.layout.root.parent / f"around-{seed}"
            around.mkdir()
            made = _made(seed, around)
            before = _listing(workspace.layout.root)
            account = _guarded(lambda path, w=workspace: take_in(w, path), made.path)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            found.append(
                Told(
                    name=_name(made, seed),
                    account=account,
                    outside=_changed(before, _listing(workspace.layout.root)),
                    child_mib=peak,
                )
            )
    return found


def _guarded(read: Callable[[Path], Account], path: Path) -> Account:
    try:
        return read(path)
    except Exception as error:
        return Account(crash=f"{type(error).__name__}: {error}"[:200])


def _name(made: Mutant, seed: int) -> str:
    return f"{made.base}, {made.mutation}, seed {seed}"


def _listing(workspace: Path) -> dict[str, tuple[int, int]]:
    """Everything beside the workspace and outside it, with size and time; not the vaults."""
    beside = (p for p in workspace.parent.rglob("*") if workspace not in (p, *p.parents))
    found = [p for p in (*beside, *Path.cwd().iterdir(), *_OUTSIDE) if p.is_file()]
    kept = (p for p in found if "vaults" not in p.parts)
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in kept}


def _changed(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> tuple[str, ...]:
    return tuple(
        Path(name).name
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


def _counted(made: Mutant) -> int | None:
    """Rows of a table whose records are lines, counted without the readers' code."""
    if made.path.suffix not in {".csv", ".tsv", ".ndjson", ".jsonl"} or made.path.is_dir():
        return None
    source = Source(made.path, made.path.name)
    try:
        sample = seated(source).sample
        encoding = source.encoding
    except VesicaError:
        return None
    text = made.path.read_bytes().decode(encoding, errors="replace")
    if sample is None or '"' in text:
        return None
    lines = re.split(r"\r\n|\n|\r", text)
    return sum(bool(line) for line in lines[sample.skip_lines :])


def _miscounted(told: Told) -> bool:
    account = told.account
    refused = account.refusal or account.crash
    return told.rows is not None and not refused and told.rows != account.rows_in


def _unsaid(told: Told) -> str:
    """What a refusal or a quarantined row leaves unsaid."""
    account = told.account
    file = told.name.partition(",")[0]
    if account.refusal and Path(file).stem not in account.refusal:
        return f"the file: {account.refusal}"
    if account.refusal and not account.fix:
        return f"a fix: {account.refusal}"
    for line, _, reason, fix in account.problems:
        if line < 1 or not reason or not fix:
            return f"line {line}: {reason}: {fix}"
    return ""


def _none(
    name: str, what: str, found: dict[str, str], read: Sequence[Told], imported: Sequence[Told]
) -> Figure:
    looked = [f"{len(read)} read in this process"] if read else []
    looked.append(f"{len(imported)} imported whole through the reading process")
    first = "; ".join(f"{k}: {v}" for k, v in list(found.items())[:3])
    return Figure(
        id=f"A2.mutations.{name}",
        what=what,
        value=float(len(found)),
        target="0",
        holds=not found,
        note=", ".join(looked) + "." + (f" First: {first}" if first else ""),
    )


def _memory(imported: Sequence[Told]) -> Figure:
    peak = max(t.child_mib for t in imported)
    grown = [b.name for a, b in pairwise(imported) if b.child_mib == peak > a.child_mib]
    return Figure(
        id="A2.mutations.memory",
        what="peak memory of the largest reading process [MiB]",
        value=peak,
        target=f"< {MEMORY}",
        holds=peak < MEMORY,
        note=f"Resident, from the kernel, over {len(imported)} imports; reached by"
        f" {(grown or [imported[0].name])[0]}.",
    )


def _tally(read: Sequence[Told]) -> Figure:
    ends = Counter(
        "refused" if t.account.refusal else "held back in part" if t.account.quarantined
        else "taken in" for t in read
    )  # fmt: skip
    counted = sum(t.rows is not None and not t.account.refusal for t in read)
    return Figure(
        id="A2.mutations.ends",
        what="mutants read",
        value=float(len(read)),
        note=", ".join(f"{n} {end}" for end, n in sorted(ends.items()))
        + f"; {sum(t.account.rows_in for t in read):,} rows; of {counted} the rows were counted"
        " a second way as well.",
    )
