"""What a person sees of the own: the card, the data, and what the person allows."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from starlette.responses import Response

from vesica.api import explain, people, person_export, plan_calendar, plan_own, reporting
from vesica.api.answers import Answer
from vesica.api.consents import consents, record
from vesica.core.canonical import to_plain
from vesica.errors import NotFoundError, RefusedError, UsageError
from vesica.schema import Purpose
from vesica.web.answers import file
from vesica.web.briefs import brief_of
from vesica.web.call import Call, back_to
from vesica.web.render import page
from vesica.web.words import MORE

__all__ = ["asker", "calendar", "card", "card_form", "consent", "data", "own_plan", "plan_form"]


def asker(call: Call) -> str:
    """Whoever asks: there is no address by which somebody else could be named."""
    if call.subject is None or call.subject.person_id is None:
        raise NotFoundError("There is no such page.", hint="Sign in with your own passphrase.")
    return call.subject.person_id


def _answer(call: Call) -> Answer:
    released = explain.own_card(call.workspace, asker(call))
    return Answer(released, reporting.brief(call.workspace, "explain", released))


def card(call: Call) -> Response:
    """Show one's own card, and what one allows."""
    me, brief, refusal = asker(call), None, None
    try:
        brief = brief_of(_answer(call))
    except (NotFoundError, RefusedError) as error:
        refusal = error
    standing = []
    for purpose in Purpose:
        known = consents(call.workspace, purpose)
        standing.append((str(purpose), me in known.granted, me in known.objecting))
    register = call.workspace.gate.policy.purposes
    return page(
        "card.html",
        call=call,
        title="My card",
        brief=brief,
        refusal=refusal,
        standing=standing,
        register={str(p): entry for p, entry in register.items()},
    )


def card_form(call: Call) -> Response:
    """Return one's own card as a file."""
    form = call.path["form"]
    if form not in MORE:
        raise NotFoundError("There is no such form.", hint=f"Forms: {', '.join(MORE)}.")
    return file(call, _answer(call), "my-card", form)


def consent(call: Call) -> Response:
    """Record what the person says about a purpose."""
    purpose, action = str(call.form.get("purpose", "")), str(call.form.get("action", ""))
    if purpose not in list(Purpose) or action not in people.ACTIONS:
        raise UsageError("There is no such purpose or action.", hint="Go back to your card.")
    record(call.workspace, asker(call), Purpose(purpose), action)
    return back_to("/me#allow")


def _planned(call: Call) -> Answer:
    released = plan_own.mine_of(call.workspace, asker(call))
    return Answer(released, reporting.brief(call.workspace, "own plan", released))


def own_plan(call: Call) -> Response:
    """Show what the published plan holds for the person."""
    answer = _planned(call)
    value = answer.released.value
    return page(
        "own_plan.html",
        call=call,
        title="My route",
        brief=brief_of(answer),
        published=value.version > 0,
        meetings=value.meetings,
    )


def plan_form(call: Call) -> Response:
    """Return the own part of the plan as a file."""
    return file(call, _planned(call), "my-route", call.path["form"])


def calendar(call: Call) -> Response:
    """Return the own meetings as a calendar file."""
    with tempfile.TemporaryDirectory() as folder:
        released = _planned(call).released
        written = plan_calendar.own(call.workspace, released, Path(folder) / "my-route.ics")
        content = written.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="my-route.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def data(call: Call) -> Response:
    """Return everything that is stored about the person."""
    me = asker(call)
    call.workspace.state.audit.append(call.workspace.actor, "person export", person_id=me)
    found = to_plain(person_export.everything(call.workspace, me))
    content = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(content, media_type="application/json", headers=headers)
