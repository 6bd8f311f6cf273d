"""Answers that take long, for programs: begin one anew, and stop one."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from vesica.api.apart import Work
from vesica.api.reporting import QUESTIONS
from vesica.errors import NotFoundError
from vesica.web.call import Call
from vesica.web.waiting import anew, going
from vesica.web.waiting_pages import of_work, stopped

__all__ = ["PENDING", "begin_answer", "stop_answer"]

PENDING = {
    "type": "object",
    "required": ["question", "state"],
    "properties": {
        "question": {"type": "string"},
        "state": {"enum": ["waiting", "going on", "done", "stopped", "failed"]},
        "since": {"type": "string", "format": "date-time"},
        "before": {"type": "integer", "minimum": 0},
    },
}
"""What is said of an answer that is not there yet; ``before``: how many others come first."""


def begin_answer(call: Call) -> Response:
    """Begin to work an answer out, also one that was stopped or could not be given."""
    question = _question(call)
    return _told(call, question, anew(call, question))


def stop_answer(call: Call) -> Response:
    """Stop working an answer out."""
    question = _question(call)
    work = going(call, question)
    if work is None or work.ended:
        raise NotFoundError("This is not going on.", hint="Ask the question again.")
    return _told(call, question, stopped(call, work))


def _question(call: Call) -> str:
    question = call.path["question"]
    if question not in QUESTIONS:
        raise NotFoundError("There is no such question.", hint="See /api/v1/questions.")
    return question


def _told(call: Call, question: str, work: Work | None) -> Response:
    """Say what is going on; where nothing is, the answer is there whenever it is asked for."""
    told = of_work(call, work) if work else {"question": question, "state": "done"}
    where = {"Location": f"/api/v1/questions/{question}"}
    return JSONResponse(told, status_code=202, headers=where)
