"""Every address, with the right that it needs. What is not here does not exist."""

from __future__ import annotations

from typing import Any

from vesica.api.rights import Right
from vesica.web import (
    answers,
    council,
    decisions,
    documents,
    evidence,
    guesses,
    interface,
    leader,
    maps,
    personal,
    plans,
    signing,
    trials,
    waiting_pages,
)
from vesica.web.call import Handler, Route
from vesica.web.interface_routes import PROGRAMS

__all__ = ["ROUTES"]


def _page(
    method: str,
    path: str,
    right: Right,
    handler: Handler,
    question: str = "",
    **more: Any,
) -> Route:
    return Route(method=method, path=path, right=right, handler=handler, question=question, **more)


_ANYONE = (
    _page("GET", "/sign-in", Right.ANYONE, signing.signing_page),
    _page("POST", "/sign-in", Right.ANYONE, signing.sign_in),
    _page("GET", "/link/{secret}", Right.ANYONE, signing.link),
    _page("POST", "/link/{secret}", Right.ANYONE, signing.account),
)
_SIGNED_IN = (
    _page("GET", "/", Right.SIGNED_IN, answers.home),
    _page("POST", "/sign-out", Right.SIGNED_IN, signing.sign_out),
    _page("GET", "/account", Right.SIGNED_IN, signing.own_page),
    _page("POST", "/account/tokens", Right.SIGNED_IN, signing.issue),
    _page("POST", "/account/tokens/revoke", Right.SIGNED_IN, signing.revoke),
    _page("GET", "/docs", Right.SIGNED_IN, documents.document),
    _page("GET", "/docs/interface", Right.SIGNED_IN, interface.guide),
    _page("GET", "/docs/pictures/{file}", Right.SIGNED_IN, documents.picture),
    _page("GET", "/docs/{name:path}", Right.SIGNED_IN, documents.document),
    _page("GET", "/sql/{name}", Right.SIGNED_IN, answers.relation),
)
_QUESTIONS = (
    _page("GET", "/guess", Right.ASK, guesses.guess, about="overlap"),
    _page("GET", "/q/map", Right.ASK, maps.density, about="map"),
    _page("GET", "/q/points", Right.ASK, maps.points, about="points"),
    _page("GET", "/pairs/why", Right.ASK, trials.why_not, about="pairs"),
    _page("GET", "/trial", Right.DECIDE, trials.trial, about="trial"),
    _page("GET", "/trial.{form}", Right.DECIDE, trials.trial_form, about="trial"),
    _page("GET", "/pitch", Right.ASK, leader.pitch, about="pitch"),
    _page("GET", "/pitch.{form}", Right.ASK, leader.pitch_form, about="pitch"),
    _page("GET", "/part/{question}", Right.ASK, answers.part, question="question"),
    _page("GET", "/q/{question}.{form}", Right.ASK, answers.export, question="question"),
    _page("GET", "/q/health", Right.ASK, evidence.health_page, about="health"),
    _page("GET", "/q/{question}", Right.ASK, answers.ask, question="question"),
    _page("POST", "/q/{question}", Right.ASK, waiting_pages.begin, question="question"),
    _page("GET", "/waiting/{work}", Right.ASK, waiting_pages.known),
    _page("POST", "/waiting/{work}/stop", Right.ASK, waiting_pages.stop),
    _page("POST", "/waiting/{work}/again", Right.ASK, waiting_pages.again),
)
_PLAN = (
    _page("GET", "/plan", Right.DECIDE, plans.studio, about="plan"),
    _page("POST", "/plan", Right.DECIDE, decisions.make, about="plan"),
    _page("GET", "/plan/{version}/calendar.ics", Right.DECIDE, plans.calendar, about="plan"),
    _page("GET", "/plan/{version}.{form}", Right.DECIDE, plans.export, about="plan"),
    _page("GET", "/plan/{version}", Right.DECIDE, plans.version, about="plan"),
    _page("POST", "/plan/{version}/decide", Right.DECIDE, decisions.decide, about="plan"),
    _page("POST", "/plan/{version}/publish", Right.DECIDE, decisions.publish, about="plan"),
)
_EVIDENCE = (
    _page("POST", "/evidence/upload", Right.EVIDENCE, evidence.upload, streams=True),
    _page("GET", "/evidence/files/{room}/{file}", Right.EVIDENCE, evidence.uploaded),
    _page("POST", "/evidence/files/{room}/{file}", Right.EVIDENCE, evidence.confirm),
    _page("POST", "/evidence/discard/{room}/{file}", Right.EVIDENCE, evidence.discard),
    _page("GET", "/evidence/quarantine/{import_id}.csv", Right.EVIDENCE, evidence.quarantine),
    _page("POST", "/run", Right.EVIDENCE, evidence.run),
    _page("GET", "/jobs", Right.EVIDENCE, evidence.jobs),
    _page("GET", "/jobs/{job}", Right.EVIDENCE, evidence.job),
    _page("GET", "/jobs/{job}/events", Right.EVIDENCE, evidence.events),
    _page("POST", "/jobs/{job}/stop", Right.EVIDENCE, evidence.stop),
)
_WATCHING = (
    _page("GET", "/runs", Right.RUNS, council.runs),
    _page("GET", "/policy", Right.AUDIT, council.policy),
    _page("GET", "/releases", Right.AUDIT, council.releases),
    _page("GET", "/audit", Right.AUDIT, council.audit),
    _page("GET", "/try", Right.AUDIT, council.try_page),
    _page("POST", "/try", Right.AUDIT, council.try_to_find),
    _page("POST", "/policy", Right.TIGHTEN, council.tighten),
)
_OWN = (
    _page("GET", "/me", Right.OWN, personal.card),
    _page("GET", "/me/card.{form}", Right.OWN, personal.card_form),
    _page("GET", "/me/plan", Right.OWN, personal.own_plan),
    _page("GET", "/me/plan.ics", Right.OWN, personal.calendar),
    _page("GET", "/me/plan.{form}", Right.OWN, personal.plan_form),
    _page("GET", "/me/case", Right.OWN, leader.case),
    _page("GET", "/me/case.{form}", Right.OWN, leader.case_form),
    _page("GET", "/me/data.json", Right.OWN, personal.data),
    _page("POST", "/me/consent", Right.OWN, personal.consent),
)
_ADMIN = (
    _page("POST", "/account/invite", Right.ACCOUNTS, signing.invite),
    _page("POST", "/account/close", Right.ACCOUNTS, signing.close),
)
ROUTES: tuple[Route, ...] = (
    *_ANYONE,
    *_SIGNED_IN,
    *_QUESTIONS,
    *_PLAN,
    *_EVIDENCE,
    *_WATCHING,
    *_OWN,
    *_ADMIN,
    *PROGRAMS,
)
"""Every address of the application."""
