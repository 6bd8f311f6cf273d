"""Long work in child processes: started, watched and stopped; one at a time per workspace."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Thread, Timer

from vesica.errors import NotFoundError, WorkspaceBusyError

__all__ = ["Job", "Jobs"]

log = logging.getLogger(__name__)

_KEPT = 50
_LINES = 2000
_GRACE = 10.0
_COMMAND = (sys.executable, "-P", "-c", "from vesica.cli import main; main()")
"""The command line is the worker; it imports nothing from the current folder (``-P``)."""


@dataclass(kw_only=True)
class Job:
    """One piece of work.

    Parameters
    ----------
    id, title, actor : str
        Its name, what it does, and who started it.
    began : datetime
        When.
    lines : list of str
        What it said so far.
    leads : str
        Address of what it makes, or an empty string.
    state : str
        ``"running"``, ``"done"``, ``"failed"`` or ``"stopped"``.
    """

    id: str
    title: str
    actor: str
    began: datetime
    lines: list[str] = field(default_factory=list)
    leads: str = ""
    state: str = "running"
    process: subprocess.Popen[str] | None = field(default=None, repr=False)
    stopping: bool = False


class Jobs:
    """The work that was started from here.

    Parameters
    ----------
    workspace : Path
        Folder of the workspace.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._jobs: dict[str, Job] = {}
        self._changed = Condition()

    def start(
        self,
        title: str,
        words: Sequence[str],
        *,
        actor: str,
        leads: str = "",
        after: Callable[[], None] | None = None,
    ) -> Job:
        """Start a command on the workspace.

        Parameters
        ----------
        title : str
            What is done, for people.
        words : sequence of str
            The command and its arguments.
        actor : str
            Who started it; the logs name this account.
        leads : str
            Address of what it makes, for whoever waits.
        after : callable, optional
            Called when it has ended, however it ended.

        Raises
        ------
        WorkspaceBusyError
            If work is going on already.
        """
        with self._changed:
            busy = next((job for job in self._jobs.values() if job.state == "running"), None)
            if busy is not None:
                raise WorkspaceBusyError(
                    f"'{busy.title}' is going on in this workspace.",
                    hint="Wait until it has finished, or stop it, then try again.",
                )
            job = Job(
                id=secrets.token_hex(8),
                title=title,
                actor=actor,
                began=datetime.now(UTC),
                leads=leads,
            )
            job.process = subprocess.Popen(
                [*_COMMAND, "--workspace", str(self._workspace), *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                env=_surroundings(actor),
            )
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_KEPT]:
                del self._jobs[old]
        Thread(target=self._watch, args=(job, after), daemon=True).start()
        return job

    def all(self) -> tuple[Job, ...]:
        """Newest first."""
        return tuple(self._jobs.values())[::-1]

    def one(self, job_id: str) -> Job:
        """Return the job of that name.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        if job_id not in self._jobs:
            raise NotFoundError("There is no such job.", hint="Look at the list of jobs.")
        return self._jobs[job_id]

    def stop(self, job_id: str) -> Job:
        """Stop a job: what it finished before stays, the rest is not changed."""
        job = self.one(job_id)
        process = job.process
        if job.state == "running" and process is not None:
            job.stopping = True
            _signal(process, signal.SIGINT)
            timer = Timer(_GRACE, _signal, (process, signal.SIGKILL))
            timer.daemon = True
            timer.start()
        return job

    def follow(self, job_id: str, *, patience: float = 15.0) -> Iterator[str | None]:
        """Lines of a job as they come, until it ends; ``None`` where nothing came for a while."""
        job, at = self.one(job_id), 0
        while True:
            with self._changed:
                if at >= len(job.lines) and job.state == "running":
                    self._changed.wait(patience)
                fresh, ended = job.lines[at:], job.state != "running"
            at += len(fresh)
            yield from fresh
            if ended and at >= len(job.lines):
                return
            if not fresh:
                yield None

    def close(self) -> None:
        """Stop everything that is going on."""
        for job in self.all():
            self.stop(job.id)

    def _watch(self, job: Job, after: Callable[[], None] | None) -> None:
        process = job.process
        if process is None or process.stdout is None:
            return
        with process.stdout as said:
            for line in said:
                with self._changed:
                    if len(job.lines) < _LINES:
                        job.lines.append(line.rstrip("\n").removeprefix("· "))
                    self._changed.notify_all()
        code = process.wait()
        try:
            if after is not None:
                after()
        except OSError:
            log.warning("what was uploaded for a job could not be deleted")
        with self._changed:
            job.state = "stopped" if job.stopping else "done" if code == 0 else "failed"
            self._changed.notify_all()


def _surroundings(actor: str) -> dict[str, str]:
    """Environment of a child: what it logs, it logs for the account that started it."""
    kept = {k: v for k, v in os.environ.items() if k != "VESICA_QUIET"}
    return kept | {"LOGNAME": actor}


def _signal(process: subprocess.Popen[str], number: int) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)
