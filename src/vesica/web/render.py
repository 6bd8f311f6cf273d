"""Pages from templates; whatever comes from outside is text."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.responses import Response

from vesica.api import reporting
from vesica.api.rights import Right, Role, allowed
from vesica.errors import MissingExtraError
from vesica.web.guard import csrf
from vesica.web.words import title as title_of

if TYPE_CHECKING:
    from vesica.web.call import Call

__all__ = ["page", "questions", "render"]

_TOGETHER = re.compile(
    r"\[[^\[\]]{1,24}\]|\([\d.,−]+(?:–| to )[\d.,−]+\)|\d+(?:[.,]\d+)* %\)?|\d{4}-\d\d-\d\d"
)
"""What is read as one: a range in brackets, a share, a day."""


@cache
def _environment() -> Any:
    try:
        import jinja2
    except ImportError as error:
        raise MissingExtraError.needs("web", "The web application") from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("vesica.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["count"] = lambda n: f"{n:,}"
    environment.filters["whole"] = _whole
    return environment


def _whole(text: str) -> Markup:
    """Keep ranges, shares and days of a sentence from being broken over two lines."""
    marked, end = Markup(), 0
    for found in _TOGETHER.finditer(text):
        marked += Markup("{}<span class='whole'>{}</span>").format(
            text[end : found.start()], found[0]
        )
        end = found.end()
    return marked + text[end:]


def _day(text: str | datetime) -> str:
    """``2026-11-23 04:36`` of a time with its offset."""
    return str(text)[:16].replace("T", " ")


def questions(call: Call) -> list[tuple[str, str]]:
    """Questions that whoever asks may see, with the names of their pages."""
    if call.subject is None:
        return []
    policy = call.workspace.gate.policy
    return [
        (question, title_of(question))
        for question in reporting.QUESTIONS
        if allowed(call.subject, Right.ASK, policy=policy, question=question)
    ]


def render(template: str, *, call: Call | None = None, **values: Any) -> str:
    """Fill in a template."""
    return _environment().get_template(template).render(**_shared(call), **values)


def page(template: str, *, call: Call | None = None, status: int = 200, **values: Any) -> Response:
    """Answer with a page."""
    content = render(template, call=call, **values)
    return Response(content, status_code=status, media_type="text/html")


def _shared(call: Call | None) -> dict[str, Any]:
    """What the frame around every page needs."""
    subject = call.subject if call else None
    rights = {r.name.lower(): subject is not None and allowed(subject, r) for r in Right}
    about = call.workspace.settings.workspace if call and subject else None
    return {
        "subject": subject,
        "can": rights,
        "asks": questions(call) if call else [],
        "csrf": csrf(call.secret) if call and call.secret else "",
        "organisation": about.name if about else "",
        "simulated": bool(about and about.simulated),
        "here": call.request.url.path if call else "",
        "person": subject is not None and Role.PRACTITIONER in subject.roles,
    }
