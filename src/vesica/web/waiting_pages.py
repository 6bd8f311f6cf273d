"""How far an answer is that takes long, for pages and programs; stopping it, beginning it anew."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from vesica.api.answers import key_of
from vesica.api.apart import Work
from vesica.api.reporting import QUESTIONS
from vesica.api.rights import Right, allowed
from vesica.errors import RefusedError
from vesica.web.call import Call, Route, back_to
from vesica.web.fields import own_address
from vesica.web.refusals import said, status_of
from vesica.web.render import page, render
from vesica.web.waiting import anew
from vesica.web.words import title

__all__ = ["again", "asked_to_wait", "begin", "body", "known", "of_work", "stop", "stopped"]

_RETRY = 10
"""After how long a program asks again [s]."""


def begin(call: Call) -> Response:
    """Begin to work a question out."""
    question = call.path["question"]
    if question in QUESTIONS:
        anew(call, question)
    return back_to(f"/q/{question}" if question in QUESTIONS else "/")


def _visible(call: Call) -> Work | None:
    """Return the work that the address names, if its answer is for whoever asks."""
    work, policy = call.house.apart.one(call.path["work"]), call.workspace.gate.policy
    if work is None or work.order.seat != call.workspace.seat:
        return None
    listed = allowed(call.subject, Right.ASK, policy=policy, question=work.order.question)
    return work if listed else None


def known(call: Call) -> Response:
    """Say how far it is; when it has ended, the page is loaded anew."""
    work = _visible(call)
    if not call.request.headers.get("hx-request"):
        return back_to("/")
    file = "file" in call.request.query_params
    if work is None or work.ended:
        if file:
            return Response(render("waiting_file.html"), media_type="text/html")
        return Response(headers={"HX-Refresh": "true"})
    state = _state(call, work)
    if call.request.query_params.get("told") == state["told"]:
        return Response(status_code=204)
    return Response(render("waiting_part.html", file=file, **state), media_type="text/html")


def again(call: Call) -> Response:
    """Work out anew what was stopped, or failed."""
    work = _visible(call)
    if work is not None:
        order = replace(work.order, actor=call.workspace.actor)
        key = key_of(call.workspace, order.question, *order.about)
        call.house.apart.begin(order, key, anew=True)
    return back_to(own_address(str(call.form.get("to", ""))))


def stop(call: Call) -> Response:
    """Stop it."""
    work = _visible(call)
    if work is not None and not work.ended:
        stopped(call, work)
    return back_to(own_address(str(call.form.get("to", ""))))


def stopped(call: Call, work: Work) -> Work:
    """Stop it, if whoever asks may.

    Raises
    ------
    RefusedError
        If somebody else asked for it, and whoever asks has no right over the work.
    """
    if not _may_stop(call, work):
        raise RefusedError(
            "Somebody else asked for this answer.",
            hint="Leave the page: nothing waits for you. Who brings evidence in may stop it.",
        )
    return call.house.apart.stop(work.id, by=call.workspace.actor)


def _may_stop(call: Call, work: Work) -> bool:
    return work.order.actor == call.workspace.actor or allowed(call.subject, Right.EVIDENCE)


def _state(call: Call, work: Work) -> dict[str, Any]:
    """What is shown of it; what it said, to whom sees the work on the evidence alone."""
    before = [title(question) for question in call.house.apart.ahead(work)]
    sees = allowed(call.subject, Right.EVIDENCE)
    told, ahead = (work.said, before) if sees else ("", [])
    stopping = bool(work.stopped_by)
    text = repr((work.state, stopping, told, ahead, len(before)))
    return {
        "work": work,
        "stopping": stopping,
        "ahead": ahead,
        "before": len(before),
        "said": told,
        "told": hashlib.sha256(text.encode()).hexdigest()[:16],
    }


def body(call: Call, work: Work, *, file: bool = False) -> Markup:
    """Return what stands on a page in place of the answer.

    A browser keeps a file and stays on the page: to load it anew would fetch the file again and
    again, so that a link to it takes the place of the progress.
    """
    url = call.request.url
    text = render(
        "waiting_body.html",
        call=call,
        title=title(work.order.question),
        to=f"{url.path}?{url.query}" if url.query else url.path,
        may_stop=_may_stop(call, work),
        file=file,
        **_state(call, work),
    )
    return Markup(text)


def asked_to_wait(call: Call, route: Route, work: Work) -> Response:
    """Tell whoever asks that the answer is not there yet, or why it will not be."""
    if work.ended and route.for_programs:
        return said(call.request, route, _status(work), *_words(work), call=call)
    after = {} if work.ended else {"Retry-After": str(_RETRY)}
    if route.for_programs:
        return JSONResponse(of_work(call, work), status_code=_status(work), headers=after)
    answer = page(
        "waiting.html",
        call=call,
        status=_status(work),
        title=title(work.order.question),
        going=not work.ended,
        body=body(call, work, file="form" in call.path),
        retry=_RETRY,
    )
    answer.headers.update(after)
    return answer


def of_work(call: Call, work: Work) -> dict[str, Any]:
    """What a program is told."""
    return {
        "question": work.order.question,
        "state": work.state,
        "since": work.since.isoformat(),
        "before": len(call.house.apart.ahead(work)),
    }


def _status(work: Work) -> int:
    if work.state == "stopped":
        return 409
    return status_of(work.error) if work.error else 202


def _words(work: Work) -> tuple[str, str]:
    if work.state == "stopped":
        question = work.order.question
        hint = f"POST to /api/v1/questions/{question} to have it worked out."
        if question not in QUESTIONS or work.order.about:
            hint = "Open its page in a browser, and press 'Work it out'."
        return "This was stopped before there was an answer.", hint
    return (work.error.message, work.error.hint) if work.error else ("", "")
