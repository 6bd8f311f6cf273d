"""What is in it for one leader: the case, and what a practitioner may say of it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from vesica.api.case_answer import first_step, made_case, peers_of, pitched
from vesica.api.case_evidence import CaseRoom, room_of
from vesica.api.consents import consents
from vesica.api.people import owner
from vesica.core.canonical import result_hash
from vesica.core.case import Case, Pitch, Version
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import NotFoundError, RefusedError, UsageError
from vesica.incentives.assumed import assumed
from vesica.schema import Purpose
from vesica.store.atomic import write_file
from vesica.store.ledger import Consents

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["PURPOSE", "case", "case_for", "name_sponsor", "pitch", "write_example"]

PURPOSE = Purpose.LINE_OF_SIGHT
_FORMULA = (
    "change in bonus = payout curve of the plan at (year-end metric + effect of taking part as"
    " leaders here did × share of the year to come × metric) − payout curve at the year-end"
    " metric, on the same draws; by the hour where the effect is assumed or other minutes were"
    " chosen; year-end metric from the unit's own series; intervals over draws"
)


def case(
    workspace: Workspace,
    leader: str | None = None,
    *,
    code: str | None = None,
    changes: Sequence[str] = (),
) -> Released[Case]:
    """Release one leader's case to that leader, a sponsor, or after an opt-in the analyst.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    leader : str, optional
        Employee number, e-mail address or pseudonym; the person who asks if not given.
    code : str, optional
        ``KEY:PASSPHRASE`` of the person who asks: the leader, or a sponsor whom the leader named.
    changes : sequence of str
        Assumptions to change, such as ``"minutes_per_week=40"``.

    Raises
    ------
    UsageError
        If neither is given, or an assumption cannot be read.
    RefusedError
        If whoever asks may not see it.
    EstimationError
        If there is no payout curve, or a metric of it cannot be forecast.
    """
    if leader is None and not code:
        raise UsageError(
            "Say whose case: a leader, or your own code.",
            hint="vesica case LEADER, or vesica case --code KEY for your own.",
        )
    asker = owner(workspace, code) if code else None
    about = asker if leader is None else workspace.vault.find(leader)
    return case_for(workspace, about or "", asker=asker, changes=changes)


def case_for(
    workspace: Workspace, leader_id: str, *, asker: str | None, changes: Sequence[str] = ()
) -> Released[Case]:
    """Release a case to a person who has shown to be ``asker``, or to the analyst.

    Parameters
    ----------
    leader_id : str
        Pseudonym of the leader.
    asker : str or None
        Pseudonym of the person who asks; ``None``: the analyst.
    """
    audience = _audience(leader_id, asker)
    room = room_of(workspace, _admit(workspace, "case", leader_id, audience, asker))
    usual = room.desk.usual()
    made = made_case(room, leader_id, assumed(usual, changes), usual)
    return workspace.gate.release(
        made,
        question="case",
        purpose=PURPOSE,
        audience=audience,
        provenance=_provenance(room, made, "vesica.incentives.line_of_sight.line_of_sight"),
        members=_members(room),
        person=asker,
        consents=room.consents,
        sponsors=workspace.state.sponsors.of(leader_id),
    )


def pitch(
    workspace: Workspace, leader: str, *, version: str = "pitch", changes: Sequence[str] = ()
) -> Released[Pitch]:
    """Release the argument for a leader who opted in, without that leader's private figures.

    Parameters
    ----------
    leader : str
        Employee number or e-mail address.
    version : str
        ``"generic"``, ``"personalised"``, or ``"pitch"``: drawn by lot, once for each leader.
    changes : sequence of str
        Assumptions to change.
    """
    if version not in ("pitch", *Version):
        raise UsageError(
            f"There is no version '{version}' of the argument.",
            hint="Choose pitch, which draws by lot, or generic, or personalised.",
        )
    leader_id = workspace.vault.find(leader) or ""
    room = room_of(workspace, _admit(workspace, "pitch", leader_id, Audience.ANALYST, None))
    drawn = version == "pitch"
    chosen = _lot(workspace, leader_id) if drawn else Version(version)
    wanted = room.desk.settled(leader_id, assumed(room.desk.usual(), changes))
    minutes = room.desk.minutes(leader_id, wanted)
    sight = room.desk.sight(leader_id, wanted)
    made = Pitch(
        person_id=leader_id,
        version=chosen,
        by_lot=drawn,
        minutes_per_week=minutes,
        minutes_known=sight.hours_known,
        metrics=pitched(sight) if chosen is Version.PERSONALISED else (),
        peers=peers_of(room),
        scenario=sight.scenario,
        first_step=first_step(minutes),
    )
    return workspace.gate.release(
        made,
        question="pitch",
        purpose=PURPOSE,
        audience=Audience.ANALYST,
        provenance=_provenance(room, made, "vesica.api.case.pitch"),
        members=_members(room),
        consents=room.consents,
    )


def name_sponsor(workspace: Workspace, code: str, sponsor: str, action: str) -> None:
    """Let a sponsor see the own case, or no longer; the leader's own act.

    Parameters
    ----------
    code : str
        ``KEY:PASSPHRASE`` of the leader.
    sponsor : str
        Employee number or e-mail address of the sponsor.
    action : str
        ``"grant"`` or ``"withdraw"``.
    """
    leader_id = owner(workspace, code)
    sponsor_id = workspace.vault.find(sponsor)
    if sponsor_id is None:
        raise NotFoundError(
            "Nobody is known under that key.",
            hint="Give the sponsor's employee number or e-mail address.",
        )
    workspace.state.sponsors.append(leader_id, sponsor_id, action)
    workspace.state.audit.append(
        workspace.actor, "sponsor", person_id=leader_id, sponsor_id=sponsor_id, said=action
    )


def write_example(file: Path) -> Path:
    """Write the example of payout curves that comes with Vesica.

    Raises
    ------
    UsageError
        If the file exists.
    """
    if file.exists():
        raise UsageError(f"'{file}' exists.", hint="Name a file that does not exist yet.")
    text = resources.files("vesica.report").joinpath("templates/incentives.csv").read_bytes()
    write_file(file, text)
    return file


def _audience(leader_id: str, asker: str | None) -> Audience:
    if asker is None:
        return Audience.ANALYST
    return Audience.SELF if asker == leader_id else Audience.SPONSOR


def _admit(
    workspace: Workspace, question: str, leader_id: str, audience: Audience, asker: str | None
) -> Consents:
    """Refuse before anything is worked out, so that an error says nothing about the leader."""
    allowed = consents(workspace, PURPOSE)
    sponsors = workspace.state.sponsors.of(leader_id)
    request = Request(
        question=question,
        purpose=PURPOSE,
        audience=audience,
        own=audience is Audience.SELF or (audience is Audience.SPONSOR and asker in sponsors),
        opted_in=leader_id in allowed.granted,
        restricted=leader_id in allowed.objecting,
    )
    try:
        check(workspace.gate.policy, request)
    except RefusedError as error:
        workspace.state.audit.append(
            workspace.actor,
            "refuse",
            question=question,
            purpose=str(PURPOSE),
            audience=str(audience),
            person=leader_id,
            why=error.message,
        )
        raise
    return allowed


def _lot(workspace: Workspace, leader_id: str) -> Version:
    """Version of the message by lot: pseudonyms are random, and the same leader keeps it."""
    about = workspace.settings.workspace
    digest = hashlib.sha256(f"{about.id}|{about.seed}|{leader_id}".encode()).digest()
    return list(Version)[digest[0] % 2]


def _members(room: CaseRoom) -> Members:
    counted = frozenset(room.counted)
    return Members(people=frozenset(room.desk.plans) | counted, units={"peers": counted})


def _provenance(room: CaseRoom, made: Case | Pitch, method: str) -> Provenance:
    return Provenance(
        formula=_FORMULA,
        method=method,
        relations=room.relations,
        rows=room.rows,
        run_id="none: computed from the evidence itself",
        result_hash=result_hash(dataclasses.replace(made, person_id="")),
        first_day=room.first_day,
        last_day=room.last_day,
    )
