"""A workspace: one organisation's evidence, runs and answers, in one folder."""

from __future__ import annotations

import getpass
import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vesica import settings as settings_module
from vesica.errors import RefusedError, UsageError, WorkspaceNotFoundError
from vesica.settings import Settings
from vesica.store.layout import Layout

if TYPE_CHECKING:
    from vesica.api.running import RunSummary
    from vesica.core.age import AgeAnswer
    from vesica.core.association import CountOverlapTable
    from vesica.core.attribution import UnitAttribution
    from vesica.core.case import Case, Pitch
    from vesica.core.claims import Claims
    from vesica.core.comparison import Comparison
    from vesica.core.doing import DoingReading
    from vesica.core.health import Health
    from vesica.core.network import Network
    from vesica.core.overlap import Overlap
    from vesica.core.pairs_answer import PairsAnswer
    from vesica.core.personal import Card
    from vesica.core.persuasion import Persuasion
    from vesica.core.plan_answer import PlanAnswer
    from vesica.core.released import Released
    from vesica.core.route_answer import RouteAnswer
    from vesica.core.skill_map import SkillMap, SkillPoints
    from vesica.core.trial import Trial
    from vesica.core.vision import Vision
    from vesica.disclosure.gate import Gate
    from vesica.evidence.importing import ImportReport
    from vesica.store.snapshots import Evidence, ImportManifest, Quarantined
    from vesica.store.state import State
    from vesica.store.vault import Vault

__all__ = ["Workspace"]

log = logging.getLogger(__name__)


class Workspace:
    """One organisation's evidence, runs and answers.

    Open one with :func:`vesica.open`, make one with :func:`vesica.init`. Every method that
    answers a question returns a :class:`vesica.core.released.Released` value: it has passed
    disclosure control for a purpose and an audience, and is in the release log.

    Parameters
    ----------
    folder : Path
        The workspace's folder.

    Attributes
    ----------
    actor : str
        Who asks, for the logs.
    seat : str
        For which audience questions about the organisation are answered.

    Raises
    ------
    WorkspaceNotFoundError
        If the folder holds no ``vesica.toml``.
    """

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder.resolve())
        if not self.layout.settings_file.is_file():
            raise WorkspaceNotFoundError.at(folder)
        self.actor = getpass.getuser()
        self.seat = "analyst"
        self._borrowed: State | None = None

    # -- making -----------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        name: str | None = None,
        public_figures: bool = False,
        simulated: bool = False,
    ) -> Workspace:
        """Make a new, empty workspace with its identity vault outside the folder.

        Raises
        ------
        UsageError
            If the folder exists and is not empty.
        """
        import tomlkit

        from vesica.store.atomic import write_file
        from vesica.store.vault import Vault, vault_path

        if folder.exists() and any(folder.iterdir()):
            raise UsageError(
                f"'{folder}' exists and is not empty.",
                hint="Name a folder that does not exist yet, or open this one.",
            )
        document = tomlkit.document()
        document.add(tomlkit.comment("Settings of this Vesica workspace; see 'vesica doctor'."))
        identity = secrets.token_hex(16)
        about = {"name": name or folder.name, "id": identity, "seed": 1, "simulated": simulated}
        document["workspace"] = about
        pack = "congress" if public_figures else "default"
        document["disclosure"] = {"policy": pack, "public_figures": public_figures}
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        Vault.create(vault_path(identity)).close()
        write_file(folder / "vesica.toml", tomlkit.dumps(document).encode())
        made = cls(folder)
        made.state.audit.append(made.actor, "init", public_figures=public_figures)
        return made

    # -- parts, opened when first needed ---------------------------------------------------

    @property
    def settings(self) -> Settings:
        """Settings as ``vesica.toml`` holds them now."""
        return settings_module.load(self.layout.settings_file)

    @cached_property
    def state(self) -> State:
        """State database: audit log, ledger, release log."""
        from vesica.store.state import State

        return State(self.layout)

    @property
    def vault_file(self) -> Path:
        """Where the identity vault lies: outside the workspace."""
        from vesica.store.vault import vault_path

        return vault_path(self.settings.workspace.id)

    @cached_property
    def vault(self) -> Vault:
        """Identity vault: keys, salts, aliases and names."""
        from vesica.store.vault import Vault

        return Vault.open(self.vault_file)

    @cached_property
    def evidence(self) -> Evidence:
        """Sealed snapshots."""
        from vesica.store.snapshots import Evidence

        return Evidence(self.layout)

    @property
    def gate(self) -> Gate:
        """The one way out."""
        from vesica.disclosure import policy
        from vesica.disclosure.audience import Audience
        from vesica.disclosure.gate import Gate

        pack = policy.load(self.settings.disclosure)
        if pack.public_figures and not self._made_for_public_figures():
            raise RefusedError(
                f"Policy pack '{pack.name}' is for public figures, and this workspace was not made"
                " for them.",
                hint="Take the policy out of [disclosure]; a demonstration on public figures makes"
                " a workspace of its own.",
            )
        seat = Audience(self.seat)
        return Gate(state=self.state, policy=pack, actor=self.actor, seat=seat)

    def _made_for_public_figures(self) -> bool:
        made = (e for e in self.state.audit.entries() if e.action == "init")
        return any(e.detail.get("public_figures") for e in made)

    def borrow(self, state: State) -> None:
        """Use a state database that is open already; whoever opened it closes it."""
        self.state, self._borrowed = state, state

    def close(self) -> None:
        """Close what was opened; the workspace can be used again afterwards."""
        for name in ("state", "vault"):
            part = self.__dict__.pop(name, None)
            if part is not None and part is not self._borrowed:
                part.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- evidence ---------------------------------------------------------------------------

    def import_file(
        self,
        path: str | Path,
        *,
        kind: str | None = None,
        columns: Mapping[str, str] | None = None,
        owner: Literal["organisation"] | None = None,
        person: str | None = None,
        sheet: str | None = None,
        full: bool | None = None,
        as_of: date | None = None,
        now: datetime | None = None,
    ) -> ImportReport:
        """Take a source file in; see :func:`vesica.api.importing.import_file`."""
        from vesica.api import importing

        return importing.import_file(
            self,
            Path(path),
            kind=kind,
            columns=columns,
            owner=owner,
            person=person,
            sheet=sheet,
            full=full,
            as_of=as_of,
            now=now,
        )

    def imports(self) -> tuple[ImportManifest, ...]:
        """Files that were taken in, in their order, with what became of their rows."""
        return self.evidence.imports()

    def quarantine(self, import_id: str) -> tuple[Quarantined, ...]:
        """Rows of an import that were held back: line, column, reason and fix.

        The import is named by its number, or by the beginning of its id or hash.

        Raises
        ------
        NotFoundError
            If there is no such import.
        """
        return self.evidence.quarantine(import_id)

    # -- questions --------------------------------------------------------------------------

    def health(self) -> Released[Health]:
        """What the evidence holds, what it lacks, and what that switches off."""
        from vesica.api import health

        return health.health(self)

    def run(self) -> RunSummary:
        """Measure the skills and their overlap, and seal the result."""
        from vesica.api import running

        return running.run(self)

    def overlap(self) -> Released[Overlap]:
        """How many people have each skill, how many both, and what chance would give."""
        from vesica.api import overlap

        return overlap.overlap(self)

    def map(self) -> Released[SkillMap]:
        """How many people stand where on both skills, on a grid."""
        from vesica.api import skill_map

        return skill_map.skill_map(self)

    def points(self) -> Released[SkillPoints]:
        """Both scores of people who opted in to being shown."""
        from vesica.api import skill_map

        return skill_map.points(self)

    def age(self) -> Released[AgeAnswer]:
        """Whether the two skills go with age; no score, pair or choice ever reads one."""
        from vesica.api import age

        return age.age(self)

    def vision(self) -> Released[Vision]:
        """How far practice and expertise are one discipline's own, and whether that opens."""
        from vesica.api import vision

        return vision.vision(self)

    def network(self) -> Released[Network]:
        """Who listens to whom, between disciplines; nobody is named."""
        from vesica.api import network

        return network.network(self)

    def compare(self, before: str | None = None, after: str | None = None) -> Released[Comparison]:
        """What became of the overlap between two runs, and through whom."""
        from vesica.api import compare

        return compare.compare(self, before, after)

    def doing(self) -> Released[DoingReading]:
        """Whether people learn more by doing than by reading."""
        from vesica.api import doing

        return doing.doing(self)

    def persuasion(self) -> Released[Persuasion]:
        """How much people persuade one another, beyond what they would have done anyway."""
        from vesica.api import persuasion_answer

        return persuasion_answer.persuasion(self)

    def effect(self, route: str = "", outcome: str = "") -> Released[RouteAnswer]:
        """Which route works: effects of one route or all, on one outcome or all."""
        from vesica.api import effect

        return effect.effect(self, route, outcome)

    def attribute(
        self, unit: str, metric: str, *, since: date, reached: Sequence[str] = ()
    ) -> Released[UnitAttribution]:
        """What a change did to a unit's metric; see :func:`vesica.api.attribution.attribute`."""
        from vesica.api import attribution

        return attribution.attribute(self, unit, metric, since=since, reached=reached)

    def trial(
        self,
        route: str,
        *,
        seats: int,
        waves: int = 1,
        outcome: str = "expertise",
        out: Path | None = None,
        seed: int | None = None,
        drawn_on: date | None = None,
    ) -> Released[Trial]:
        """Draw the next round of a route by lot; see :func:`vesica.api.trial.trial`."""
        from vesica.api import trial

        return trial.trial(
            self, route, seats=seats, waves=waves, outcome=outcome, out=out, seed=seed,
            drawn_on=drawn_on,
        )  # fmt: skip

    def pairs(self, why_not: Sequence[str] = ()) -> Released[PairsAnswer]:
        """Reverse mentors and leaders among those who opted in: who, why, why not."""
        from vesica.api import pairs

        return pairs.pairs(self, why_not)

    def plan(
        self,
        *,
        budget: float | None = None,
        hours: float | None = None,
        horizon: int = 26,
        objective: str = "bridges",
    ) -> Released[PlanAnswer]:
        """Make a plan: who takes which route, within all limits; a draft until published.

        Parameters
        ----------
        budget, hours : float, optional
            Limits of the whole plan [currency; hours]; at least one of them.
        horizon : int
            Weeks within which the hours that people offer must suffice.
        objective : str
            ``"bridges"``, ``"coverage"``, ``"least"`` or ``"cautious"``.
        """
        from vesica.api import plan

        return plan.plan(self, budget=budget, hours=hours, horizon=horizon, objective=objective)

    def claims(self) -> Released[Claims]:
        """Whether the essay holds here, claim by claim."""
        from vesica.api import claims

        return claims.claims(self)

    def explain(self, person: str | None = None, *, code: str | None = None) -> Released[Card]:
        """Show one person's own scores: to the analyst, or to the person.

        Parameters
        ----------
        person : str, optional
            Whose, where the analyst asks.
        code : str, optional
            ``KEY:PASSPHRASE`` of the person who asks.
        """
        from vesica.api import explain

        return explain.explain(self, person, code=code)

    def case(
        self, leader: str | None = None, *, code: str | None = None, changes: Sequence[str] = ()
    ) -> Released[Case]:
        """What taking part is worth to one leader; see :func:`vesica.api.case.case`."""
        from vesica.api import case

        return case.case(self, leader, code=code, changes=changes)

    def pitch(
        self, leader: str, *, version: str = "pitch", changes: Sequence[str] = ()
    ) -> Released[Pitch]:
        """The argument for a leader without private figures; see :func:`vesica.api.case.pitch`."""
        from vesica.api import case

        return case.pitch(self, leader, version=version, changes=changes)

    def association(self) -> Released[CountOverlapTable]:
        """Reach by several counts against a known measure; public figures only."""
        from vesica.api import association

        return association.association(self)

    def sql(self, relation: str, *, dialect: str = "duckdb") -> str:
        """SQL of a named relation in one dialect.

        Raises
        ------
        UnknownRelationError
            If there is no relation of that name.
        """
        from vesica.relations import catalogue

        return catalogue.sql(relation, dialect)

    def report(self, question: str, to: Sequence[str | Path]) -> tuple[Path, ...]:
        """Write the brief of a question to files; the suffix says which form.

        Parameters
        ----------
        question : str
            ``"overlap"``, ``"health"`` or ``"association"``.
        to : sequence of str or Path
            Files ending in ``.html``, ``.pdf``, ``.xlsx`` or ``.json``.
        """
        from vesica.api import reporting

        return reporting.report(self, question, [Path(p) for p in to])
