"""Answers of a large organisation: kept, being worked out, or begun now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from vesica.api import governance
from vesica.api.answers import key_of
from vesica.api.apart import Work
from vesica.api.apart_process import Order
from vesica.errors import NotFoundError, RefusedError, UsageError, VesicaError
from vesica.web.call import Call

if TYPE_CHECKING:
    from vesica.api.answers import Answer
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released

__all__ = ["AT_ONCE", "SMALL", "NotYet", "anew", "answered", "found", "going", "large", "look"]

SMALL = 20_000
"""Largest organisation whose answers are worked out while whoever asks waits for them."""

AT_ONCE = frozenset({"overlap"})
"""Questions whose answer stands in the sealed run: read and released at once at any size."""

Make = Callable[["Workspace"], "Released[Any]"]


class NotYet(Exception):  # noqa: N818 -- nothing went wrong
    """The answer is not there; the page or the program is told what is known of it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.id)
        self.work = work

    @property
    def refusal(self) -> VesicaError | None:
        """Why what was asked for is not answered, where asking for something else may be."""
        error, stopped = self.work.error, self.work.state == "stopped"
        refused = isinstance(error, UsageError | NotFoundError | RefusedError)
        return error if refused and not stopped else None


def answered(
    call: Call, question: str, *about: str, make: Make | None = None, patient: bool = False
) -> Answer:
    """Answer a question of a form; what is refused is an error, which the form shows.

    Raises
    ------
    NotYet
        If it is being worked out, was stopped, or could not be worked out.
    VesicaError
        What the question raises.
    """
    try:
        return found(call, question, *about, make=make, patient=patient)
    except NotYet as waits:
        if waits.refusal is not None:
            raise waits.refusal from None
        raise


def large(call: Call) -> bool:
    """Whether answers may take minutes here."""
    return governance.size(call.workspace) > SMALL


def found(
    call: Call,
    question: str,
    *about: str,
    make: Make | None = None,
    patient: bool = False,
) -> Answer:
    """Answer a question; in a large organisation, if it is kept, and else begin to work it out.

    Parameters
    ----------
    call : Call
        Who asks.
    question : str
        Which one.
    *about : str
        What the answer rests on besides the state of the workspace.
    make : callable, optional
        Releases the answer: a function of a module, or a partial one.
    patient : bool
        It keeps nobody else waiting.

    Raises
    ------
    NotYet
        If it is being worked out, was stopped, or cannot be answered as things stand.
    VesicaError
        What the question raises.
    """
    house, workspace = call.house, call.workspace
    if question in AT_ONCE or not large(call):
        own = partial(make, workspace) if make else None
        return house.answers.ask(workspace, question, *about, make=own, patient=patient)
    key = key_of(workspace, question, *about)
    while (kept := house.answers.read(workspace, key)) is None:
        work = house.apart.begin(_order(call, question, about, make), key)
        if work is not None:
            raise NotYet(work)
    return kept


def look(call: Call, question: str) -> Answer | Work | None:
    """Read an answer of a large organisation, or say what is known of it; begin nothing.

    Raises
    ------
    EstimationError
        If the data do not carry the answer.
    """
    kept = call.house.answers.read(call.workspace, key_of(call.workspace, question))
    return kept or going(call, question)


def going(call: Call, question: str) -> Work | None:
    """What is known of an answer that is not kept; begin nothing."""
    return call.house.apart.look(key_of(call.workspace, question))


def _order(call: Call, question: str, about: tuple[str, ...], make: Make | None) -> Order:
    return Order(
        folder=call.house.folder,
        question=question,
        about=about,
        actor=call.workspace.actor,
        seat=call.workspace.seat,
        make=make,
    )


def anew(call: Call, question: str) -> Work | None:
    """Begin a question anew, although it was stopped; nothing if it is answered at once."""
    if question in AT_ONCE or not large(call):
        return None
    key = key_of(call.workspace, question)
    return call.house.apart.begin(_order(call, question, (), None), key, anew=True)
