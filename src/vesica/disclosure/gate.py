"""The one way out: a result becomes a released value, or the request is refused; both logged."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any, TypeVar

from vesica.core.age import AgeAnswer
from vesica.core.association import CountOverlapTable
from vesica.core.canonical import canonical_json, result_hash
from vesica.core.claims import Claims
from vesica.core.comparison import Comparison
from vesica.core.doing import DoingReading
from vesica.core.health import Health
from vesica.core.linking import LinkSummary, OwnLinks
from vesica.core.overlap import Overlap
from vesica.core.personal import Card
from vesica.core.persuasion import Persuasion
from vesica.core.released import Provenance, Released
from vesica.core.validation import Validation
from vesica.core.vision import Vision
from vesica.disclosure.age import screen_age
from vesica.disclosure.association import screen_association
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.card import screen_card
from vesica.disclosure.claims import screen_claims
from vesica.disclosure.comparison import screen_comparison
from vesica.disclosure.doing import screen_doing
from vesica.disclosure.figures import Figures
from vesica.disclosure.health import rows_known, screen_health, sentence_known
from vesica.disclosure.linking import screen_links, screen_own_links
from vesica.disclosure.overlap import screen_overlap
from vesica.disclosure.persuasion import screen_persuasion
from vesica.disclosure.policy import Policy
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import Members, Screen
from vesica.disclosure.validation import screen_validation
from vesica.disclosure.vision import screen_vision
from vesica.errors import RefusedError
from vesica.schema import Purpose
from vesica.store.ledger import Consents
from vesica.store.releases import ReleaseEntry
from vesica.store.state import State

__all__ = ["Gate", "Members"]

T = TypeVar("T")

_ANSWERS: dict[str, type] = {
    "age": AgeAnswer,
    "association": CountOverlapTable,
    "compare": Comparison,
    "doing": DoingReading,
    "claims": Claims,
    "validate": Validation,
    "explain": Card,
    "health": Health,
    "link": LinkSummary,
    "overlap": Overlap,
    "own links": OwnLinks,
    "persuasion": Persuasion,
    "vision": Vision,
}
"""Question → what its answer is; nothing else leaves under its name."""


class Gate:
    """Turns results into released values.

    Parameters
    ----------
    state : State
        State database with the audit log and the release log.
    policy : Policy
        Rules in force.
    actor : str
        Who asks, for the logs.
    """

    def __init__(self, *, state: State, policy: Policy, actor: str) -> None:
        self._state = state
        self._actor = actor
        self.policy = policy

    def release(
        self,
        result: T,
        *,
        question: str,
        purpose: Purpose,
        audience: Audience,
        provenance: Provenance,
        members: Members,
        person: str | None = None,
        consents: Consents | None = None,
    ) -> Released[T]:
        """Release a result for one purpose to one audience.

        The same result of the same run, asked again, gives the same released value.

        Parameters
        ----------
        result : Overlap, Card, Health or CountOverlapTable
            What a method returned.
        question : str
            Name of the evaluation in the policy.
        purpose : Purpose
            What it is for.
        audience : Audience
            For whom.
        provenance : Provenance
            How we know.
        members : Members
            Who is behind the result.
        person : str, optional
            Pseudonym of the person who asks, if the audience is that person.
        consents : Consents, optional
            State of the ledger for the purpose, as of now.

        Raises
        ------
        RefusedError
            If policy forbids it. The refusal is logged as well.
        """
        asked = {
            "question": question,
            "purpose": str(purpose),
            "audience": str(audience),
            "policy": self.policy.label,
            "run_id": provenance.run_id,
        }
        if isinstance(result, Card | OwnLinks):
            asked["person"] = result.person_id
        with self._state.transaction():  # nobody releases between what is checked and logged
            try:
                request = _request(
                    result, question, purpose, audience, person, consents, self.policy
                )
                check(self.policy, request)
                _check_answer(question, result)
                context = self._context(asked, members, audience)
                screened: Screened[T] = _screen(result, context)
            except RefusedError as error:
                refusal = error
                self._state.audit.append(self._actor, "refuse", **asked, why=error.message)
            else:
                refusal = None
                release_id = self._record(asked, provenance.result_hash, screened, context)
        if refusal is not None:
            raise refusal
        return Released(
            value=screened.value,
            purpose=asked["purpose"],
            audience=asked["audience"],
            policy=self.policy.label,
            release_id=release_id,
            hidden=screened.hidden,
            provenance=_provenance(provenance, self.policy),
        )

    def _context(self, asked: dict[str, str], members: Members, audience: Audience) -> Context:
        releases, policy, run_id = self._state.releases, self.policy, asked["run_id"]
        former = releases.figures(asked["question"], policy.label, run_id)
        return Context(
            policy=policy,
            screen=Screen(policy, releases, run_id, members.group),
            figures=Figures(policy, former),
            members=members,
            public_row=audience is Audience.SELF or policy.public_figures,
        )

    def _record(
        self, asked: dict[str, str], source: str, screened: Screened[Any], context: Context
    ) -> str:
        """Log the release before anybody sees it; one that is asked again is logged as read."""
        releases = self._state.releases
        digest = result_hash(screened.value)
        release_id = _reference(canonical_json([asked, self._actor, source, digest]))
        if not releases.has(release_id):
            entry = ReleaseEntry(
                id=release_id,
                time=datetime.now(UTC),
                run_id=asked["run_id"],
                question=asked["question"],
                purpose=asked["purpose"],
                audience=asked["audience"],
                actor=self._actor,
                policy=asked["policy"],
                digest=digest,
                figures=context.figures.shown,
            )
            releases.record(entry, screened.cells)
        self._state.audit.append(self._actor, "release", **asked, release_id=release_id)
        return release_id


def _request(
    result: object,
    question: str,
    purpose: Purpose,
    audience: Audience,
    person: str | None,
    consents: Consents | None,
    policy: Policy,
) -> Request:
    request = Request(question=question, purpose=purpose, audience=audience)
    if not isinstance(result, Card | OwnLinks):
        return replace(request, own=audience is not Audience.SELF)
    about = result.person_id
    return replace(
        request,
        own=person == about if audience is Audience.SELF else policy.public_figures,
        opted_in=consents is not None and about in consents.granted,
        restricted=consents is not None and about in consents.objecting,
    )


def _check_answer(question: str, result: object) -> None:
    if type(result) is not _ANSWERS[question]:
        raise RefusedError(
            f"The question '{question}' is not answered by a {type(result).__name__}.",
            hint=f"Its answer is a {_ANSWERS[question].__name__}.",
        )


@singledispatch
def _screen(result: Any, context: Context) -> Screened[Any]:
    """Choose the disclosure control for a type of result; what has none stays inside."""
    raise RefusedError(
        f"There is no disclosure control for results of type {type(result).__name__}.",
        hint="Write one before anything of this type is released.",
    )


_screen.register(AgeAnswer, screen_age)
_screen.register(Vision, screen_vision)
_screen.register(Comparison, screen_comparison)
_screen.register(DoingReading, screen_doing)
_screen.register(Claims, screen_claims)
_screen.register(Validation, screen_validation)
_screen.register(Overlap, screen_overlap)
_screen.register(Card, screen_card)
_screen.register(Health, screen_health)
_screen.register(CountOverlapTable, screen_association)
_screen.register(LinkSummary, screen_links)
_screen.register(OwnLinks, screen_own_links)
_screen.register(Persuasion, screen_persuasion)


def _provenance(provenance: Provenance, policy: Policy) -> Provenance:
    rows = ((table, rows_known(rows, policy.minimum_group)) for table, rows in provenance.rows)
    notes = (sentence_known(note, policy) for note in provenance.notes)
    return replace(provenance, rows=tuple(rows), notes=tuple(notes))


def _reference(text: str) -> str:
    """Sixteen hexadecimal characters that stand for a text and do not tell it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
