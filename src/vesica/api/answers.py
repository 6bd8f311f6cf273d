"""Released answers for many readers: kept while nothing that they rest on has changed.

An answer about the organisation is kept per question, audience and state of the workspace, so
that fifty readers cost one computation. Answers about one person are never kept. Each reading is
logged with the name of who read.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from vesica.api import reporting
from vesica.errors import EstimationError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released
    from vesica.report.brief import Brief

__all__ = ["Answer", "Answers", "Key", "asked", "key_of", "standing"]

_KEPT = 64

Key = tuple[str, ...]
"""Question, what it is about, seat, policy, and last the standing of the workspace."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A released value, its brief, and the files that were made of them.

    Parameters
    ----------
    released : Released
        What passed the gate.
    brief : Brief
        Its words.
    made : dict
        Suffix → content, filled when first asked for.
    """

    released: Released[Any]
    brief: Brief
    made: dict[str, bytes] = field(default_factory=dict)

    def form(self, suffix: str) -> bytes:
        """Return the answer as a file; the suffix says in which form.

        Raises
        ------
        UsageError
            If there is no such form.
        """
        from vesica.report.saving import render

        if suffix not in self.made:
            self.made[suffix] = render(self.brief, self.released, suffix)
        return self.made[suffix]

    def drawing(self) -> str:
        """Return the figure for use inside a page."""
        from vesica.report.vega import inline_svg

        if "drawing" not in self.made:
            self.made["drawing"] = inline_svg(self.brief.figure).encode()
        return self.made["drawing"].decode()


def standing(workspace: Workspace) -> str:
    """Hash of everything that an answer rests on: evidence, run, settings, consents, links."""
    layout = workspace.layout
    current = layout.runs / ".current"
    parts = (
        layout.settings_file.read_bytes(),
        current.read_bytes() if current.is_file() else b"",
        "\n".join(_names(layout.evidence)).encode(),
        "\n".join(_names(layout.tombstones)).encode(),
        "\n".join(_names(layout.runs)).encode(),
        str(len(workspace.state.ledger)).encode(),
        repr([(k.number, k.answer) for k in workspace.state.links.all()]).encode(),
    )
    return hashlib.sha256(b"\0".join(hashlib.sha256(p).digest() for p in parts)).hexdigest()


def _names(folder: Any) -> list[str]:
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


@dataclass(slots=True)
class _Turn:
    """Those who ask the same at one time: the first works, the others wait."""

    lock: Lock = field(default_factory=Lock)
    asking: int = 0


class Answers:
    """Answers to questions about the organisation, kept for their readers."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Answer | EstimationError] = OrderedDict()
        self._turns: dict[Key, _Turn] = {}
        self._lock = Lock()
        self._work, self._parts = Lock(), Lock()

    def ask(
        self,
        workspace: Workspace,
        question: str,
        *about: str,
        make: Callable[[], Released[Any]] | None = None,
        patient: bool = False,
        another: bool = True,
    ) -> Answer:
        """Answer a question for the seat of the workspace.

        Parameters
        ----------
        workspace : Workspace
            The workspace, with its seat set.
        question : str
            Which one.
        *about : str
            What the answer rests on besides the state of the workspace.
        make : callable, optional
            Releases the answer; the method of the workspace if not given.
        patient : bool
            It is computed behind other patient ones, and keeps nobody else waiting.
        another : bool
            It is a reading of its own, and logged as one; not if it is a part of another.

        Raises
        ------
        VesicaError
            What the question raises; that the data do not carry it is kept, too.
        """
        key = key_of(workspace, question, *about)
        with self._turn(key):
            kept = self._find(key)
            if kept is None:
                return self._keep(key, lambda: asked(workspace, question, make), patient)
        return _read(workspace, question, kept) if another else _told(kept)

    def read(self, workspace: Workspace, key: Key) -> Answer | None:
        """Return an answer that is kept, and log that it was read; begin nothing.

        Raises
        ------
        EstimationError
            If it is kept that the data do not carry the answer.
        """
        kept = self._find(key)
        return None if kept is None else _read(workspace, key[0], kept)

    def has(self, key: Key) -> bool:
        """Whether an answer is kept, or that there is none."""
        with self._lock:
            return key in self._kept

    def put(self, key: Key, made: Answer | EstimationError) -> None:
        """Keep what was worked out elsewhere."""
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    @contextmanager
    def _turn(self, key: Key) -> Generator[None]:
        """Wait for whoever asks the same; when the last has left, nothing of it is kept."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.asking += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.asking -= 1
                if not turn.asking:
                    del self._turns[key]

    def _find(self, key: Key) -> Answer | EstimationError | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Key, make: Callable[[], Answer], patient: bool) -> Answer:
        try:
            # One after the other: together they take longer, and more memory.
            with self._parts if patient else self._work:
                made: Answer | EstimationError = make()
        except EstimationError as error:
            made = error
        self.put(key, made)
        if isinstance(made, EstimationError):
            raise made
        return made


def _told(kept: Answer | EstimationError) -> Answer:
    if isinstance(kept, EstimationError):
        raise kept.with_traceback(None)
    return kept


def _read(workspace: Workspace, question: str, kept: Answer | EstimationError) -> Answer:
    answer = _told(kept)
    workspace.state.audit.append(
        workspace.actor,
        "read",
        question=question,
        audience=workspace.seat,
        release_id=answer.released.release_id,
    )
    return answer


def key_of(workspace: Workspace, question: str, *about: str) -> Key:
    """Under what an answer is kept: the same key, the same answer."""
    policy = workspace.gate.policy
    return (question, *about, workspace.seat, policy.label, standing(workspace))


def asked(
    workspace: Workspace, question: str, make: Callable[[], Released[Any]] | None = None
) -> Answer:
    """Ask a question of a workspace, and put the answer into words; nothing is kept."""
    released = make() if make else getattr(workspace, question)()
    return Answer(released, reporting.brief(workspace, question, released))
