"""Answers that take long: worked out in child processes, one at a time, and stopped at will.

At two hundred thousand people an answer takes minutes and gigabytes. Worked out inside the server
it would hold one request, and slow down every other.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import Literal

from vesica.api.answers import Answer, Answers, Key
from vesica.api.apart_process import Child, Order, gone
from vesica.errors import EstimationError, NotFoundError, VesicaError, WorkspaceBusyError

__all__ = ["Apart", "Order", "Work"]

log = logging.getLogger(__name__)

_ENDED = 64
_LINE = 32
"""Answers that may wait at a time: whoever asks for one after another keeps others waiting."""

_GRACE = 10.0
"""How long a child has to clear up after itself before it is killed [s]."""


@dataclass(kw_only=True)
class Work:
    """One answer that is being worked out, or that was not.

    Parameters
    ----------
    id : str
        Its name.
    order : Order
        What is asked.
    key : tuple of str
        Under what the answer will be kept.
    since : datetime
        When it was asked for.
    state : str
        ``"waiting"``, ``"going on"``, ``"done"``, ``"stopped"`` or ``"failed"``.
    said : str
        What it said last.
    stopped_by : str
        Who stopped it, or an empty string.
    error : VesicaError or None
        Why there is no answer.
    """

    id: str
    order: Order
    key: Key
    since: datetime
    state: Literal["waiting", "going on", "done", "stopped", "failed"] = "waiting"
    said: str = ""
    stopped_by: str = ""
    error: VesicaError | None = None
    child: Child | None = field(default=None, repr=False)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {"waiting", "going on"}


class Apart:
    """Works answers out in child processes, in the order in which they were asked for.

    Parameters
    ----------
    answers : Answers
        Where they are kept.
    grace : float
        How long a child has to clear up after itself before it is killed [s].
    """

    def __init__(self, answers: Answers, *, grace: float = _GRACE) -> None:
        self._answers, self._grace = answers, grace
        self._line: list[Work] = []
        self._ended: OrderedDict[Key, Work] = OrderedDict()
        self._lock = Lock()
        self._runner: Thread | None = None
        self._closed = False

    def begin(self, order: Order, key: Key, *, anew: bool = False) -> Work | None:
        """Begin to work an answer out, or join what is going on; nothing if it is kept by now.

        What was stopped, or cannot be answered as things stand, is not begun by itself again.

        Parameters
        ----------
        order : Order
            What is asked.
        key : tuple of str
            Under what the answer is kept.
        anew : bool
            It is begun although it was stopped, or failed.

        Raises
        ------
        WorkspaceBusyError
            If the server is stopping, or very many answers wait already.
        """
        with self._lock:
            if self._closed:
                raise WorkspaceBusyError("The server is stopping.", hint="Ask it again later.")
            if self._answers.has(key):
                return None
            found = self._found(key)
            if found is not None and not (anew and found.ended):
                return found
            if len(self._line) >= _LINE:
                raise WorkspaceBusyError(
                    f"{len(self._line)} answers wait to be worked out.",
                    hint="Ask again when some of them are there, or stop some.",
                )
            self._ended.pop(_same(key), None)
            work = Work(id=secrets.token_hex(8), order=order, key=key, since=datetime.now(UTC))
            if self._runner is None:
                runner = Thread(target=self._serve, daemon=True)
                runner.start()
                self._runner = runner
            self._line.append(work)
            return work

    def look(self, key: Key) -> Work | None:
        """What is known of an answer that is not kept; begin nothing."""
        with self._lock:
            return self._found(key)

    def one(self, work_id: str) -> Work | None:
        """What is going on, or has ended without an answer, under that name."""
        with self._lock:
            known = (*self._line, *self._ended.values())
            return next((work for work in known if work.id == work_id), None)

    def ahead(self, work: Work) -> tuple[str, ...]:
        """Questions that come before it."""
        with self._lock:
            at = self._line.index(work) if work in self._line else 0
            return tuple(other.order.question for other in self._line[:at])

    def stop(self, work_id: str, *, by: str) -> Work:
        """Stop it: nothing of it is kept, and it is not begun by itself again.

        Raises
        ------
        NotFoundError
            If nothing of that name is going on.
        """
        with self._lock:
            work = next((w for w in self._line if w.id == work_id), None)
            if work is None:
                raise NotFoundError("This is not going on.", hint="Ask the question again.")
            work.stopped_by = by
            if work.child is None:
                self._line.remove(work)
                self._end(work, "stopped")
            else:
                work.child.stop(self._grace)
            return work

    def close(self) -> None:
        """Stop everything, and wait until the child is gone."""
        with self._lock:
            self._closed = True
            del self._line[1:]
            runner = self._runner
            for work in self._line:
                work.stopped_by = "the server"
                if work.child is not None:
                    work.child.stop(self._grace / 2)
        if runner is not None:
            runner.join(self._grace)

    def _found(self, key: Key) -> Work | None:
        same = _same(key)
        going = next((work for work in self._line if _same(work.key) == same), None)
        ended = self._ended.get(same)
        # Whoever stopped it meant the question; an error holds while nothing has changed.
        if ended is not None and ended.state != "stopped" and ended.key != key:
            ended = None
        return going or ended

    def _serve(self) -> None:
        while (begun := self._next()) is not None:
            work, child = begun
            try:
                error = self._listen(work, child)
            except Exception:
                log.exception("what a child said was not understood")
                child.kill()
                error = gone(child.wait())
            with self._lock:
                self._line.remove(work)
                work.error = error
                stopped = bool(work.stopped_by) and error is not None
                self._end(work, "stopped" if stopped else "failed" if error else "done")

    def _next(self) -> tuple[Work, Child] | None:
        """Start the child of whatever is first in the line; nothing if it is empty."""
        with self._lock:
            while self._line and not self._closed:
                work = self._line[0]
                try:
                    work.child = Child(work.order)
                except OSError as error:
                    self._line.remove(work)
                    work.error = gone(error.errno or 0)
                    self._end(work, "failed")
                else:
                    work.state = "going on"
                    return work, work.child
            self._runner = None
            return None

    def _end(self, work: Work, state: Literal["done", "stopped", "failed"]) -> None:
        work.state, work.child = state, None
        if state != "done":
            self._ended[_same(work.key)] = work
            while len(self._ended) > _ENDED:
                self._ended.popitem(last=False)

    def _listen(self, work: Work, child: Child) -> VesicaError | None:
        """Hear a child out; return why there is no answer, or nothing if it is kept."""
        error, answered = None, False
        for kind, *told in child.messages():
            if kind == "said":
                work.said = told[0]
            elif kind == "began":
                work.key = told[0]
            elif kind == "answer":
                self._answers.put(work.key, Answer(*told))
                answered = True
            elif kind == "refused":
                error = told[0](told[1], hint=told[2])
        code = child.wait()
        if isinstance(error, EstimationError):
            self._answers.put(work.key, error)
            return None
        return None if answered else error or gone(code)


def _same(key: Key) -> Key:
    """A key without the standing of the workspace."""
    return key[:-1]
