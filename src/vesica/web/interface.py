"""The interface for programs: JSON, problems, tags, pages, tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

import vesica
from vesica.api import governance, reporting
from vesica.api.jobs import Job
from vesica.api.rights import Right, allowed
from vesica.errors import NotFoundError, UsageError
from vesica.report.published import published_schema
from vesica.web.call import Call, Route, as_json, tagged
from vesica.web.interface_waiting import PENDING
from vesica.web.render import page, questions
from vesica.web.waiting import found

__all__ = [
    "answer",
    "begun",
    "describe",
    "description",
    "guide",
    "imports",
    "job",
    "jobs",
    "known",
    "paged",
    "releases",
    "runs",
    "schema",
    "start",
    "stop",
]

PER_PAGE = 50
_FAR = 100_000


def known(call: Call) -> Response:
    """Questions that whoever asks may see."""
    found = [
        {"question": name, "title": words, "answer": f"/api/v1/questions/{name}"}
        for name, words in questions(call)
    ]
    return as_json(call, {"questions": found})


def answer(call: Call) -> Response:
    """Answer a question: the released value, and the words that were made of it."""
    question = call.path["question"]
    if question not in reporting.QUESTIONS:
        raise NotFoundError("There is no such question.", hint="See /api/v1/questions.")
    return tagged(call, found(call, question).form(".json"), "application/json")


def schema(call: Call) -> Response:
    """JSON Schema of the answer to a question."""
    question = call.path["question"]
    if question not in reporting.QUESTIONS:
        raise NotFoundError("There is no such question.", hint="See /api/v1/questions.")
    return as_json(call, published_schema(question))


def paged(call: Call, name: str, rows: Sequence[Any]) -> Response:
    """Answer with the page of a list that was asked for."""
    at = call.number("page", 1, low=1, high=_FAR)
    size = call.number("size", PER_PAGE, low=1, high=200)
    shown = rows[(at - 1) * size : at * size]
    return as_json(call, {name: list(shown), "page": at, "size": size, "total": len(rows)})


def runs(call: Call) -> Response:
    """Sealed runs, newest first."""
    return paged(call, "runs", governance.runs(call.workspace))


def releases(call: Call) -> Response:
    """Everything that was ever released, newest first."""
    rows = [
        {
            "id": e.id,
            "time": e.time.isoformat(),
            "run_id": e.run_id,
            "question": e.question,
            "purpose": e.purpose,
            "audience": e.audience,
            "actor": e.actor,
            "policy": e.policy,
            "digest": e.digest,
        }
        for e in governance.releases(call.workspace)
    ]
    return paged(call, "releases", rows)


def imports(call: Call) -> Response:
    """Files that were taken in, newest first."""
    rows = [
        {
            "id": m.id,
            "sequence": m.sequence,
            "kind": m.source.kind,
            "imported_at": m.imported_at,
            "rows_in": m.rows_in,
            "accepted": dict(m.accepted),
            "excluded": dict(m.excluded),
        }
        for m in reversed(call.workspace.imports())
    ]
    return paged(call, "imports", rows)


def _job(call: Call, found: Job) -> dict[str, Any]:
    """What is told of a piece of work; what it said holds answers, and is for who may ask."""
    told = {
        "id": found.id,
        "title": found.title,
        "began": found.began.isoformat(),
        "state": found.state,
    }
    return told | {"lines": list(found.lines)} if allowed(call.subject, Right.ASK) else told


def jobs(call: Call) -> Response:
    """Work that was started from here, newest first."""
    return paged(call, "jobs", [_job(call, found) for found in call.house.jobs.all()])


def job(call: Call) -> Response:
    """One piece of work; to whoever may ask questions, with what it said so far."""
    return as_json(call, _job(call, call.house.jobs.one(call.path["job"])))


def start(call: Call) -> Response:
    """Start the measurement."""
    if call.form.get("work") != "run":
        raise UsageError("There is no such work.", hint='Send {"work": "run"}.')
    return begun(call, call.house.jobs.start("Measure", ["run"], actor=call.workspace.actor))


def begun(call: Call, found: Job) -> Response:
    """Say that work has begun, and where to watch it."""
    return JSONResponse(
        _job(call, found), status_code=202, headers={"Location": f"/api/v1/jobs/{found.id}"}
    )


def stop(call: Call) -> Response:
    """Stop a piece of work."""
    return JSONResponse(_job(call, call.house.jobs.stop(call.path["job"])), status_code=202)


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "hint"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string"},
    },
}
_REFUSALS = {
    "304": "Nothing has changed since the tag that was sent.",
    "400": "The request does not fit.",
    "401": "Nobody is signed in.",
    "403": "Policy refuses it.",
    "404": "There is nothing there, or it is not for whoever asks.",
    "405": "The address is not asked for like this.",
    "409": "Other work is going on.",
    "413": "The body is too large.",
    "421": "The address is not served here.",
    "422": "The data do not carry an answer.",
    "429": "Too many requests.",
    "500": "It could not be worked out.",
    "501": "An optional part of Vesica is not installed.",
}
_LATER: dict[str, Any] = {
    "description": "It is being worked out, as it takes long with so many people. Ask again.",
    "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pending"}}},
}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """Describe the interface: OpenAPI 3.1, made from the addresses themselves."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.for_programs:
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vesica",
            "version": vesica.__version__,
            "summary": "Released answers, runs and work of one workspace.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Pending": PENDING, "Problem": _PROBLEM},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = {
        code: {"description": words}
        if code == "304"
        else {"description": words, "content": problem}
        for code, words in _REFUSALS.items()
    }
    told["421"] = {"description": _REFUSALS["421"], "content": {"text/plain": {}}}
    told["413"] = {"description": _REFUSALS["413"]}
    operation: dict[str, Any] = {
        "summary": route.says,
        "operationId": route.handler.__name__ + ("_schema" if "schema" in route.path else ""),
        "parameters": [
            {
                "name": p.name,
                "in": p.place,
                "required": p.place == "path",
                "description": p.what,
                "schema": dict(p.schema),
            }
            for p in route.parameters
        ],
        "responses": {
            str(route.status): {
                "description": "The answer.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **told,
        },
    }
    if route.waits:
        operation["responses"]["202"] = _LATER
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": dict(route.body)}},
        }
    return operation


def description(call: Call) -> Response:
    """Describe the interface."""
    return as_json(call, describe(call.house.routes))


def guide(call: Call) -> Response:
    """Show the interface for programs as a page."""
    return page(
        "interface.html", call=call, title="Interface for programs", it=describe(call.house.routes)
    )
