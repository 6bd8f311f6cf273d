"""A scene that is played many times: import and run, killed somewhere, then run again."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from proof.shell import Place
from proof.surroundings import REPO

__all__ = ["Stage", "Story", "again", "children", "result_hash"]

_WASTE = {".new", ".old", ".scratch"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened at one point: killed or not, acknowledged and lost, and run again."""

    point: str
    killed: bool
    lost: tuple[str, ...]
    failed: str
    hash: str
    waste: int

    def wrong(self, wanted: str) -> str:
        """What is not as it should be, in words; empty if all is well."""
        words = [f"lost {', '.join(self.lost)}" * bool(self.lost), self.failed]
        words.append("another result hash" * (not self.failed and self.hash != wanted))
        return "; ".join(word for word in words if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An untouched workspace, the files, and what comes of them when nobody kills."""

    root: Path
    files: tuple[Path, ...]

    @property
    def steps(self) -> list[str]:
        """The commands: one import per file, then the run."""
        words = [word for file in self.files for word in ("import", str(file), "++")]
        return [*words, "run", "--json"]

    def copy(self, name: str) -> Place:
        """A workspace of its own, as new."""
        where = Place(self.root / name)
        shutil.copytree(self.root / "template", where.root)
        where.extra["PYTHONPATH"] = f"{REPO / 'src'}:{REPO}"
        return where

    def launch(
        self, where: Place, at: int, *more: str, prefix: Sequence[str] = ()
    ) -> subprocess.Popen[bytes]:
        """Start the steps in one process that kills itself at operation ``at``."""
        log = where.root / ("again.log" if more else "steps.log")
        words = [*prefix, sys.executable, "-m", "proof.interrupt", str(at), str(log), "--"]
        out = (where.root / "out.txt").open("wb")
        err = (where.root / "err.txt").open("wb")
        return subprocess.Popen(
            [*words, *self.steps, *more], cwd=where.root, env=where.env, stdout=out, stderr=err
        )


def result_hash(where: Place) -> str:
    """Result hash that the last ``run --json`` printed; empty if none did."""
    found = re.findall(r'"result_hash": "(\w+)"', (where.root / "out.txt").read_text("utf-8"))
    return found[-1] if found else ""


def children(pid: int) -> set[int]:
    """Process ids of the children that a process has now."""
    found: set[int] = set()
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= {int(word) for word in file.read_text(encoding="utf-8").split()}
        except OSError:
            continue
    return found


def again(stage: Stage, where: Place, point: str, killed: bool) -> Story:
    """Look at what is left, run the same commands again, and clear away."""
    lost = _lost(stage, where)
    code = stage.launch(where, 0, "++", "verify").wait()
    said = (where.root / "err.txt").read_text("utf-8", "replace").strip().splitlines()
    waste = [p for p in where.workspace.rglob("*") if p.suffix in _WASTE]
    result = result_hash(where)
    shutil.rmtree(where.root)
    return Story(
        point=point,
        killed=killed,
        lost=tuple(lost),
        failed=f"run again: exit {code}, {said[-1] if said else 'silent'}" if code else "",
        hash=result,
        waste=len(waste),
    )


def _lost(stage: Stage, where: Place) -> list[str]:
    """Acknowledged steps whose snapshot or run is not there in full."""
    import vesica
    from vesica.store.runs import Runs

    log = where.root / "steps.log"
    steps = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    done = [int(line.split()[1]) for line in steps if line.startswith("step")]
    lost = []
    with vesica.open(where.workspace) as workspace:
        there = {m.source.sha256: m for m in workspace.evidence.imports()}
        broken = workspace.evidence.verify()
        for k in done:
            if k < len(stage.files):
                digest = hashlib.sha256(stage.files[k].read_bytes()).hexdigest()
                if digest not in there or not sum(there[digest].accepted.values()):
                    lost.append(stage.files[k].name)
            elif Runs(workspace.layout).current() is None:
                lost.append("run")
    return [*lost, *broken]
