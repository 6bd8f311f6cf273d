"""SIGKILL at many points of import and run, then the same commands again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from proof import export
from proof.figure import Figure, not_run
from proof.generator import organisation
from proof.registry import proof
from proof.shell import Place, place, say
from proof.stage import Stage, Story, again, children, result_hash

__all__ = ["kill"]

POINTS = 100
"""Kills at the process's own file operations, spread evenly over import and run."""

SYSCALLS = {"pwrite64": 20, "fdatasync": 8, "fsync": 6, "write": 6}
"""Kills at system calls, where the libraries in C do their own writing."""

MOMENTS, CHILDREN = 20, 10
"""Kills at moments spread evenly over the time it takes, and kills of the reader child."""


@proof("A.kill")
def kill() -> tuple[Figure, ...]:
    """100 kills at file operations, and more by system call, by time, and of the reader."""
    with place() as where:
        made = organisation(people=150, rho=0.3, seed=75)
        written = export.write(made, where.root / "files")
        files = tuple(file for file in written if file.stem != "accounts")
        template = Place(where.root / "template")
        template.root.mkdir()
        template.vesica("init", template.workspace, "--name", "Acme").checked()
        stage = Stage(root=where.root, files=files)
        start = time.perf_counter()
        count, wanted = _reference(stage)
        spent = time.perf_counter() - start
        calls = _syscalls(stage)
        jobs: dict[str, list[Callable[[], Story]]] = {
            "operations": [_job(_at_operation, stage, n) for n in _spread(count, POINTS)],
            "moments": [_job(_at_moment, stage, k, spent) for k in range(MOMENTS)],
            "reader": [_job(_reader, stage, k) for k in range(CHILDREN)],
            "syscalls": [
                _job(_at_syscall, stage, name, n)
                for name, total in calls.items()
                for n in _spread(total, SYSCALLS[name])
            ],
        }
        with ThreadPoolExecutor(2) as pool:
            done = {kind: _played(kind, pool, scenes) for kind, scenes in jobs.items()}
    return (
        *_verdict("operations", "file operations of import and run", done, wanted, count),
        *_verdict("moments", "moments of import and run", done, wanted, 0),
        *_verdict("reader", "moments of reading: the reader child", done, wanted, 0),
        *_verdict("syscalls", "system calls that write", done, wanted, sum(calls.values())),
        _waste([story for stories in done.values() for story in stories]),
    )


def _played(
    kind: str, pool: ThreadPoolExecutor, scenes: Sequence[Callable[[], Story]]
) -> list[Story]:
    say(f"    {kind}: {len(scenes)} kills")
    return list(pool.map(lambda scene: scene(), scenes))


def _job(function: Callable[..., Story], *arguments: object) -> Callable[[], Story]:
    return lambda: function(*arguments)


def _spread(total: int, points: int) -> list[int]:
    """Numbers from 1 to ``total``, ``points`` of them at even distances (all, if fewer)."""
    points = min(points, total)
    return sorted({1 + k * (total - 1) // max(1, points - 1) for k in range(points)})


def _reference(stage: Stage) -> tuple[int, str]:
    where = stage.copy("reference")
    if stage.launch(where, 0).wait():
        raise RuntimeError((where.root / "err.txt").read_text(encoding="utf-8"))
    last = (where.root / "steps.log").read_text(encoding="utf-8").splitlines()[-1]
    return int(last.split()[1]), result_hash(where)


def _at_operation(stage: Stage, at: int) -> Story:
    where = stage.copy(f"operation-{at}")
    child = stage.launch(where, at)
    return again(stage, where, f"operation {at}", child.wait() == -signal.SIGKILL)


def _at_moment(stage: Stage, k: int, spent: float) -> Story:
    where = stage.copy(f"moment-{k}")
    child = stage.launch(where, 0)
    try:
        child.wait(timeout=spent * (k + 0.5) / MOMENTS)
    except subprocess.TimeoutExpired:
        child.kill()
    return again(stage, where, f"moment {k}", child.wait() == -signal.SIGKILL)


def _at_syscall(stage: Stage, name: str, at: int) -> Story:
    where = stage.copy(f"{name}-{at}")
    inject = f"inject={name}:signal=KILL:when={at}"
    trace = ["strace", "-f", "-qq", "-o", str(where.root / "trace"), "-e", f"trace={name}"]
    child = stage.launch(where, 0, prefix=[*trace, "-e", inject])
    return again(stage, where, f"{name} {at}", child.wait() in {-signal.SIGKILL, 137})


def _syscalls(stage: Stage) -> dict[str, int]:
    """How often each system call is made by one untroubled process; none without strace."""
    if shutil.which("strace") is None:
        return {}
    where = stage.copy("traced")
    log = where.root / "trace"
    words = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={','.join(SYSCALLS)}"]
    if stage.launch(where, 0, prefix=words).wait():
        return {}
    lines = [line.split(maxsplit=1) for line in log.read_text("utf-8", "replace").splitlines()]
    first = lines[0][0]
    return {
        name: sum(pid == first and rest.startswith(f"{name}(") for pid, rest in lines)
        for name in SYSCALLS
    }


def _reader(stage: Stage, k: int) -> Story:
    """Kill the k-th reader child that is seen, a little later each time."""
    where = stage.copy(f"reader-{k}")
    child = stage.launch(where, 0)
    seen: set[int] = set()
    killed = False
    while child.poll() is None and not killed:
        for pid in children(child.pid) - seen:
            seen.add(pid)
            if len(seen) == 1 + k % len(stage.files):
                time.sleep(0.04 * (k // len(stage.files) * 3))
                killed = _kill(pid)
        time.sleep(0.002)
    child.wait()
    return again(stage, where, f"reader {k}", killed)


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _verdict(
    kind: str, words: str, done: dict[str, list[Story]], wanted: str, total: int
) -> tuple[Figure, ...]:
    stories = done[kind]
    if not stories:
        return (not_run(f"A.kill.{kind}", words, "0 wrong", "strace cannot be used here."),)
    wrong = [f"{s.point}: {bad}" for s in stories if (bad := s.wrong(wanted))]
    killed = sum(s.killed for s in stories)
    of = f" of {total:,}" if total else ""
    return (
        Figure(
            id=f"A.kill.{kind}",
            what=f"of {len(stories)} kills at {words}: lost, failed or different when run again",
            value=float(len(wrong)),
            target="0",
            holds=not wrong and killed > 0,
            note=f"{killed} of {len(stories)} points{of} were reached and killed; acknowledged"
            f" imports or runs lost: {sum(bool(s.lost) for s in stories)}; runs that failed the"
            f" second time: {sum(bool(s.failed) for s in stories)}."
            + (f" First: {wrong[0][:200]}." if wrong else ""),
        ),
    )


def _waste(stories: Sequence[Story]) -> Figure:
    return Figure(
        id="A.kill.waste",
        what="unfinished files or folders left in workspaces after running again",
        value=float(sum(s.waste for s in stories)),
        note=f"Over {len(stories)} workspaces.",
    )
