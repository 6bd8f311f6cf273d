"""The one way out: a result becomes a released value, or the request is refused; both logged."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from vesica.core.canonical import canonical_json, result_hash
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.figures import Figures
from vesica.disclosure.heads import with_known_heads
from vesica.disclosure.policy import Policy
from vesica.disclosure.questions import QUESTIONS, Rule
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import Members, Screen
from vesica.disclosure.sentences import sentence_known
from vesica.errors import RefusedError
from vesica.schema import Purpose
from vesica.store.ledger import Consents
from vesica.store.releases import ReleaseEntry
from vesica.store.state import State

__all__ = ["Gate", "Members"]

T = TypeVar("T")


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
    seat : Audience
        Who sits before the screen: what is asked for the analyst is released for them.
    """

    def __init__(
        self, *, state: State, policy: Policy, actor: str, seat: Audience = Audience.ANALYST
    ) -> None:
        self._state = state
        self._actor = actor
        self._seat = seat
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
        sponsors: frozenset[str] = frozenset(),
    ) -> Released[T]:
        """Release a result for one purpose to one audience.

        The same result of the same run, asked again, gives the same released value.

        Parameters
        ----------
        result : Overlap, Card, Health, …
            What a method returned; see :data:`vesica.disclosure.questions.QUESTIONS`.
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
            Pseudonym of the person who asks, if the audience is that person or a sponsor.
        consents : Consents, optional
            State of the ledger for the purpose, as of now.
        sponsors : frozenset of str
            Whom the person that the answer is about lets see it.

        Raises
        ------
        RefusedError
            If policy forbids it. The refusal is logged as well.
        """
        audience = self._seat if audience is Audience.ANALYST else audience
        asked = {
            "question": question,
            "purpose": str(purpose),
            "audience": str(audience),
            "policy": self.policy.label,
            "run_id": provenance.run_id,
        }
        about: str | None = getattr(result, "person_id", None)
        if about is not None:
            asked["person"] = about
        with self._state.transaction():  # nobody releases between what is checked and logged
            try:
                request = Request(question=question, purpose=purpose, audience=audience)
                check(self.policy, _whose(request, about, person, consents, sponsors, self.policy))
                rule = _rule(question, result)
                context = self._context(asked, members, audience)
                granted = frozenset() if consents is None else consents.granted
                context = replace(context, granted=granted)
                screened: Screened[T] = rule.screen(result, context)
                if about is None and not self.policy.public_figures:
                    known = with_known_heads(screened.value, context.figures)
                    screened = replace(screened, value=known)
                shown = _provenance(provenance, context.figures, self.policy)
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
            provenance=shown,
        )

    def _context(self, asked: dict[str, str], members: Members, audience: Audience) -> Context:
        releases, policy, run_id = self._state.releases, self.policy, asked["run_id"]
        together = (asked["question"], *QUESTIONS[asked["question"]].beside)
        former = releases.figures(together, policy.label, run_id)
        # What was shown is shown, also where a rule was tightened since.
        looser = {} if former else releases.figures(together, f"{policy.name} ", run_id)
        return Context(
            policy=policy,
            screen=Screen(policy, releases, run_id, members.group),
            figures=Figures(policy, former or looser, tightened=bool(looser)),
            members=members,
            public_row=audience in (Audience.SELF, Audience.SPONSOR) or policy.public_figures,
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
                figures=context.figures.remembered,
            )
            releases.record(entry, screened.cells)
        self._state.audit.append(self._actor, "release", **asked, release_id=release_id)
        return release_id


def _whose(
    request: Request,
    about: str | None,
    person: str | None,
    consents: Consents | None,
    sponsors: frozenset[str],
    policy: Policy,
) -> Request:
    """Say whether an answer about one person is that person's own, and what the person allows."""
    if about is None:
        return replace(request, own=request.audience not in (Audience.SELF, Audience.SPONSOR))
    own = policy.public_figures
    if request.audience is Audience.SELF:
        own = person == about
    elif request.audience is Audience.SPONSOR:
        own = person in sponsors
    return replace(
        request,
        own=own,
        opted_in=consents is not None and about in consents.granted,
        restricted=consents is not None and about in consents.objecting,
    )


def _rule(question: str, result: object) -> Rule:
    """Return how the question leaves, if this is an answer to it."""
    rule = QUESTIONS.get(question)
    if rule is None:
        raise RefusedError(
            f"There is no question '{question}'.", hint=f"There are {', '.join(QUESTIONS)}."
        )
    if type(result) is not rule.answer:
        raise RefusedError(
            f"The question '{question}' is not answered by a {type(result).__name__}.",
            hint=f"Its answer is a {rule.answer.__name__}.",
        )
    return rule


def _provenance(provenance: Provenance, figures: Figures, policy: Policy) -> Provenance:
    rows = ((table, figures.rows(f"rows of {table}", n)) for table, n in provenance.rows)
    notes = (
        sentence_known("note", note, figures, policy.minimum_group) for note in provenance.notes
    )
    return replace(provenance, rows=tuple(rows), notes=tuple(notes))


def _reference(text: str) -> str:
    """Sixteen hexadecimal characters that stand for a text and do not tell it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
