"""Drive the installed ``vesica`` command the way a user does, in a place of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proof.surroundings import REPO

__all__ = ["CommandFailedError", "Done", "Place", "call", "place", "say"]


def say(text: str) -> None:
    """Report progress on standard error."""
    print(text, file=sys.stderr, flush=True)


class CommandFailedError(Exception):
    """A command that had to succeed did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a finished command left behind; ``peak_mib`` is of its largest process."""

    code: int
    out: str
    err: str
    seconds: float
    peak_mib: float

    def checked(self) -> Done:
        """Return this, or raise with what the command said."""
        if self.code:
            raise CommandFailedError(
                f"exit code {self.code}\n{self.out[-2000:]}{self.err[-4000:]}"
            )
        return self


def call(
    words: Sequence[str | Path],
    *,
    folder: Path = REPO,
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run a command to its end; time it, and take its peak memory from the kernel."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            [str(w) for w in words],
            cwd=folder,
            env=dict(os.environ if env is None else env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        return Done(
            code=child.returncode,
            out=out.read().decode(errors="replace"),
            err=err.read().decode(errors="replace"),
            seconds=seconds,
            peak_mib=usage.ru_maxrss / 1024,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a workspace and an identity vault that no one else uses."""

    root: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        """Folder of the workspace."""
        return self.root / "acme"

    @property
    def env(self) -> dict[str, str]:
        """Environment in which commands find workspace and vault."""
        return {
            **os.environ,
            "VESICA_WORKSPACE": str(self.workspace),
            "VESICA_VAULT_DIR": str(self.root / "vaults"),
            "VESICA_QUIET": "1",
            "COLUMNS": "200",
            **self.extra,
        }

    def vesica(self, *words: str | Path) -> Done:
        """Run ``vesica WORDS``; its exit code is the caller's to judge."""
        program = Path(sys.executable).with_name("vesica")
        return call([program, *words], folder=self.root, env=self.env)

    def answer(self, *words: str | Path) -> Any:
        """Run ``vesica WORDS --json`` and return what it prints, as plain data."""
        return json.loads(self.vesica(*words, "--json").checked().out)

    def start(self, files: Sequence[Path], *settings: str) -> Place:
        """Make the workspace, add lines to its settings, import the files."""
        self.vesica("init", self.workspace, "--name", "Acme").checked()
        if settings:
            with (self.workspace / "vesica.toml").open("a", encoding="utf-8") as file:
                file.write("\n" + "\n".join(settings) + "\n")
        self.vesica("import", *files).checked()
        return self


@contextmanager
def place(**extra: str) -> Generator[Place]:
    """Yield a new :class:`Place`, gone afterwards; ``extra`` goes into the environment."""
    with tempfile.TemporaryDirectory(prefix="vesica-proof-") as folder:
        yield Place(Path(folder), extra)
