"""Commands by which named people decide on a plan: lock, veto, free, swap, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from vesica.cli.session import opened, say, say_json

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.plan_answer import PlanAnswer
    from vesica.core.released import Released

__all__ = ["changed", "free", "lock", "publish", "swap", "veto"]


def lock(
    version: int,
    person: str,
    *,
    by: str,
    reason: str,
    route: str = "",
    leader: Annotated[str | None, Parameter(name="--with")] = None,
    json: bool = False,
) -> None:
    """Decide that a person takes a route, or that two people are paired; then plan again.

    Parameters
    ----------
    version
        Version that you looked at.
    person
        Employee number; the mentor of a pair.
    by
        Your name.
    reason
        Why.
    route
        Which route.
    leader
        The leader of the pair.
    json
        Print JSON.
    """
    _decide("lock", version, person, by=by, reason=reason, route=route, leader=leader, json=json)


def veto(
    version: int,
    person: str,
    *,
    by: str,
    reason: str,
    route: str = "",
    leader: Annotated[str | None, Parameter(name="--with")] = None,
    json: bool = False,
) -> None:
    """Decide that a person does not take a route, or any; or that two are not paired.

    Parameters
    ----------
    version
        Version that you looked at.
    person
        Employee number; the mentor of a pair.
    by
        Your name.
    reason
        Why.
    route
        Which route; all if not given.
    leader
        The leader of the pair.
    json
        Print JSON.
    """
    _decide("veto", version, person, by=by, reason=reason, route=route, leader=leader, json=json)


def free(
    version: int,
    person: str,
    *,
    by: str,
    reason: str,
    route: str = "",
    leader: Annotated[str | None, Parameter(name="--with")] = None,
    json: bool = False,
) -> None:
    """Take back locks and vetoes of a person; then plan again.

    Parameters
    ----------
    version
        Version that you looked at.
    person
        Employee number; the mentor of a pair.
    by
        Your name.
    reason
        Why.
    route
        Which route; all if not given.
    leader
        The leader of the pair.
    json
        Print JSON.
    """
    _decide("free", version, person, by=by, reason=reason, route=route, leader=leader, json=json)


def swap(
    version: int, first: str, second: str, *, by: str, reason: str, json: bool = False
) -> None:
    """Give two people each other's route; then plan again around that.

    Parameters
    ----------
    version
        Version that you looked at.
    first
        Employee number.
    second
        Employee number.
    by
        Your name.
    reason
        Why.
    json
        Print JSON.
    """
    from vesica.api import plan_decisions

    with opened() as workspace:
        released = plan_decisions.swap(workspace, version, first, second, by=by, reason=reason)
        changed(workspace, version, released, json=json)


def publish(version: int, *, by: str, reason: str) -> None:
    """Publish a version: from now on each person sees the own part.

    Parameters
    ----------
    version
        Its number.
    by
        Your name.
    reason
        Why.
    """
    from vesica.api import plan_decisions

    with opened() as workspace:
        plan_decisions.publish(workspace, version, by=by, reason=reason)
    say(
        f"Plan {version} is published. Each person sees the own part: vesica plan mine --code KEY."
    )


def _decide(
    action: str,
    version: int,
    person: str,
    *,
    by: str,
    reason: str,
    route: str,
    leader: str | None,
    json: bool,
) -> None:
    from vesica.api import plan_decisions

    with opened() as workspace:
        released = plan_decisions.decide(
            workspace, version, action, person, by=by, reason=reason, route=route, leader=leader
        )
        changed(workspace, version, released, json=json)


def changed(
    workspace: Workspace, before: int, released: Released[PlanAnswer], *, json: bool
) -> None:
    """Say who has another place in the version released than in the one before."""
    from vesica.api import plan
    from vesica.report.plan import changes, expected

    former, after = plan.show(workspace, before).value, released.value
    rows = changes(former, after)
    if json:
        say_json({"before": before, "after": after.version, "changes": rows})
        return
    say(f"Plan {before}: {expected(former)}. Plan {after.version}: {expected(after)}.")
    for who, old, new in rows:
        say(f"  {who}: {old} → {new}")
    if not rows:
        say("  Everybody has the same place.")
