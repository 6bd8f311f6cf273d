"""Pages of questions: one page per question of the registry, from its brief."""

from __future__ import annotations

from starlette.responses import Response

from vesica.api import catalogue, governance, reporting
from vesica.api.answers import Answer
from vesica.errors import NotFoundError, VesicaError
from vesica.web import briefs
from vesica.web.call import Call, back_to, tagged
from vesica.web.render import page, questions, render
from vesica.web.waiting import AT_ONCE, found, large, look
from vesica.web.words import title

__all__ = ["ask", "export", "file", "home", "part", "relation"]

_KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "json": "application/json",
}


def home(call: Call) -> Response:
    """Show the overview of whoever signed in."""
    asks = questions(call)
    if not asks:
        return back_to("/me" if call.subject and call.subject.person_id else "/account")
    try:
        answer = found(call, "overlap")
    except VesicaError as error:
        answer, refusal = None, error
    else:
        refusal = None
    return page(
        "overview.html",
        call=call,
        title="Overview",
        headline=answer.brief.headline if answer else "",
        part=briefs.part(answer, "overview_part.html", tables=1) if answer else None,
        refusal=refusal,
        fresh=governance.freshness(call.workspace),
        others=[(name, words) for name, words in asks if name not in {"overlap", "health"}],
    )


def ask(call: Call) -> Response:
    """Answer a question as a page."""
    question = _known(call)
    answer = found(call, question)
    base = "/q/" + question.replace(" ", "%20")
    return page(
        "question.html",
        call=call,
        title=title(question),
        base=base,
        article=briefs.article(answer, base),
    )


def part(call: Call) -> Response:
    """Return the headline of a question, as a part of the overview.

    Of a large organisation an answer can take minutes; the overview shows whether it is there,
    and begins no work on it.
    """
    question = _known(call)
    try:
        if question not in AT_ONCE and large(call):
            answer = look(call, question)
            if not isinstance(answer, Answer):
                words = render("part_waiting.html", call=call, question=question, work=answer)
                return Response(words, media_type="text/html")
        else:
            answer = found(call, question, patient=True)
    except VesicaError as error:
        return Response(
            render("part.html", headline="", message=error.message), media_type="text/html"
        )
    return Response(
        render("part.html", headline=answer.brief.headline, message=""), media_type="text/html"
    )


def export(call: Call) -> Response:
    """Return an answer as a file: the same released value in another form."""
    question, form = _known(call), call.path["form"]
    if form not in _KINDS:
        raise NotFoundError(
            f"An answer cannot be taken away as '{form}'.", hint=f"Forms: {', '.join(_KINDS)}."
        )
    answer = found(call, question)
    return file(call, answer, question, form)


def file(call: Call, answer: Answer, name: str, form: str) -> Response:
    """Answer with a file; JSON is shown, everything else is kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form == "json":
        headers = {}
    return tagged(call, answer.form(f".{form}"), _KINDS[form], **headers)


def relation(call: Call) -> Response:
    """Show the SQL of a named relation."""
    name = call.path["name"]
    text = catalogue.sql(name, "duckdb")
    if call.request.headers.get("hx-request"):
        return Response(render("sql.html", text=text, name=name), media_type="text/html")
    return page("relation.html", call=call, title=name, text=text, name=name)


def _known(call: Call) -> str:
    question = call.path["question"]
    if question not in reporting.QUESTIONS:
        raise NotFoundError("There is no such question.", hint="Look at the overview.")
    return question
