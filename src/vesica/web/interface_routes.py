"""Addresses for programs, each with the right that it needs; the description is made of them."""

from __future__ import annotations

from vesica.api.rights import Right
from vesica.web import interface, interface_plans, interface_waiting
from vesica.web.call import Parameter, Route

__all__ = ["PROGRAMS"]

_QUESTION = Parameter(
    name="question", place="path", schema={"type": "string"}, what="Name of the question."
)
_VERSION = Parameter(
    name="version",
    place="path",
    schema={"type": "integer", "minimum": 1, "maximum": 9999},
    what="Number of the version.",
)
_WHY = Parameter(
    name="why",
    place="query",
    schema={"type": "string", "maxLength": 200},
    what="Key of somebody without a place, of whom it is asked why.",
)
_JOB = Parameter(name="job", place="path", schema={"type": "string"}, what="Name of the work.")
_PAGES = (
    Parameter(
        name="page",
        place="query",
        schema={"type": "integer", "minimum": 1, "maximum": 100_000},
        what="Which page, from 1.",
    ),
    Parameter(
        name="size",
        place="query",
        schema={"type": "integer", "minimum": 1, "maximum": 200},
        what="Rows on a page.",
    ),
)
_START = {
    "type": "object",
    "required": ["work"],
    "properties": {"work": {"const": "run"}},
}

_ANSWERS = (
    Route(
        method="GET",
        path="/api/v1/openapi.json",
        right=Right.SIGNED_IN,
        handler=interface.description,
        says="This description.",
    ),
    Route(
        method="GET",
        path="/api/v1/questions",
        right=Right.ASK,
        handler=interface.known,
        says="Questions that whoever asks may see.",
    ),
    Route(
        method="GET",
        path="/api/v1/questions/{question}",
        right=Right.ASK,
        handler=interface.answer,
        question="question",
        says="A released answer, with its brief and its figure.",
        parameters=(_QUESTION,),
        waits=True,
    ),
    Route(
        method="POST",
        path="/api/v1/questions/{question}",
        right=Right.ASK,
        handler=interface_waiting.begin_answer,
        question="question",
        says="Begin to work an answer out, also one that was stopped or could not be given.",
        parameters=(_QUESTION,),
        status=202,
    ),
    Route(
        method="POST",
        path="/api/v1/questions/{question}/stop",
        right=Right.ASK,
        handler=interface_waiting.stop_answer,
        question="question",
        says="Stop working an answer out.",
        parameters=(_QUESTION,),
        status=202,
    ),
    Route(
        method="GET",
        path="/api/v1/questions/{question}/schema",
        right=Right.ASK,
        handler=interface.schema,
        question="question",
        says="JSON Schema of the answer.",
        parameters=(_QUESTION,),
    ),
    Route(
        method="GET",
        path="/api/v1/runs",
        right=Right.RUNS,
        handler=interface.runs,
        says="Sealed runs, newest first.",
        parameters=_PAGES,
    ),
    Route(
        method="GET",
        path="/api/v1/releases",
        right=Right.AUDIT,
        handler=interface.releases,
        says="Everything that was ever released, newest first.",
        parameters=_PAGES,
    ),
    Route(
        method="GET",
        path="/api/v1/imports",
        right=Right.EVIDENCE,
        handler=interface.imports,
        says="Files that were taken in, newest first.",
        parameters=_PAGES,
    ),
    Route(
        method="GET",
        path="/api/v1/jobs",
        right=Right.EVIDENCE,
        handler=interface.jobs,
        says="Work that was started from here.",
        parameters=_PAGES,
    ),
    Route(
        method="POST",
        path="/api/v1/jobs",
        right=Right.EVIDENCE,
        handler=interface.start,
        says="Start the measurement.",
        body=_START,
        status=202,
    ),
    Route(
        method="GET",
        path="/api/v1/jobs/{job}",
        right=Right.EVIDENCE,
        handler=interface.job,
        says="One piece of work.",
        parameters=(_JOB,),
    ),
    Route(
        method="POST",
        path="/api/v1/jobs/{job}/stop",
        right=Right.EVIDENCE,
        handler=interface.stop,
        says="Stop a piece of work.",
        parameters=(_JOB,),
        status=202,
    ),
)

_PLANS = (
    Route(
        method="GET",
        path="/api/v1/plans",
        right=Right.DECIDE,
        handler=interface_plans.plan_versions,
        about="plan",
        says="Versions of the plan, newest first.",
        parameters=_PAGES,
    ),
    Route(
        method="POST",
        path="/api/v1/plans",
        right=Right.DECIDE,
        handler=interface_plans.make_plan,
        about="plan",
        says="Start to make a plan within limits.",
        body=interface_plans.LIMITS,
        status=202,
    ),
    Route(
        method="GET",
        path="/api/v1/plans/{version}",
        right=Right.DECIDE,
        handler=interface_plans.plan_version,
        about="plan",
        says="One version of the plan, with its brief and its figure.",
        parameters=(_VERSION, _WHY),
        waits=True,
    ),
    Route(
        method="POST",
        path="/api/v1/plans/{version}/decisions",
        right=Right.DECIDE,
        handler=interface_plans.decide_on_plan,
        about="plan",
        says="Lock, veto, free or swap; then the rest is planned again around it.",
        parameters=(_VERSION,),
        body=interface_plans.DECISION,
        status=202,
    ),
    Route(
        method="POST",
        path="/api/v1/plans/{version}/publish",
        right=Right.DECIDE,
        handler=interface_plans.publish_plan,
        about="plan",
        says="Publish a version: from then on each person sees the own part.",
        parameters=(_VERSION,),
        body=interface_plans.NAMED,
    ),
)

PROGRAMS: tuple[Route, ...] = (*_ANSWERS, *_PLANS)
"""Every address for programs."""
