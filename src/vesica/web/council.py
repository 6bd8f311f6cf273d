"""Runs, releases, the audit log, the policy; and trying to find one person."""

from __future__ import annotations

from starlette.responses import Response

from vesica.api import attempts, governance
from vesica.api.rights import Right, allowed
from vesica.web.call import Call, back_to
from vesica.web.fields import whole
from vesica.web.render import page

__all__ = ["audit", "policy", "releases", "runs", "tighten", "try_page", "try_to_find"]

PER_PAGE = 25
_FAR = 100_000


def runs(call: Call) -> Response:
    """Show the sealed runs."""
    return page("runs.html", call=call, title="Runs", runs=governance.runs(call.workspace))


def releases(call: Call) -> Response:
    """Show everything that was ever released."""
    at = call.number("page", 1, low=1, high=_FAR)
    entries = governance.releases(call.workspace)
    return page(
        "releases.html",
        call=call,
        title="Release log",
        entries=entries[(at - 1) * PER_PAGE : at * PER_PAGE],
        total=len(entries),
        at=at,
        pages=max(1, -(-len(entries) // PER_PAGE)),
    )


def audit(call: Call) -> Response:
    """Show the newest entries of the audit log, and its head."""
    last = call.number("last", 50, low=1, high=1000)
    head, entries = governance.audit_log(call.workspace, last)
    return page("audit.html", call=call, title="Audit log", head=head, entries=entries, last=last)


def policy(call: Call) -> Response:
    """Show the policy in force."""
    return page(
        "policy.html",
        call=call,
        title="Policy",
        policy=governance.policy(call.workspace),
        listed=governance.permissions(call.workspace),
        tightens=allowed(call.subject, Right.TIGHTEN),
        largest=governance.LARGEST,
    )


def tighten(call: Call) -> Response:
    """Raise the smallest group."""
    text = str(call.form.get("minimum_group", ""))
    wanted = whole(text, low=0, high=governance.LARGEST)
    governance.tighten(call.workspace, minimum_group=wanted or 0)
    return back_to("/policy")


def try_page(call: Call) -> Response:
    """Show what will be tried."""
    return page("try.html", call=call, title="Try to find one person", tried=None)


def try_to_find(call: Call) -> Response:
    """Attack, now, and show what came of it."""
    return page(
        "try.html",
        call=call,
        title="Try to find one person",
        tried=attempts.attempts(call.workspace),
    )
