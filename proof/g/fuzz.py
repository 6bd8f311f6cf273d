"""What a fuzzer finds: every operation of the interface's own description."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from proof.figure import Figure
from proof.g.house import Served, house
from proof.registry import proof

__all__ = ["fuzz"]

_EXAMPLES = 200
"""Requests per operation."""


@proof("G.fuzz")
def fuzz() -> tuple[Figure, ...]:
    """Generated requests to the whole interface for programs: no server error."""
    with house() as served:
        sent, broken, operations = _sent(served)
    return (
        Figure(
            id="G.fuzz.errors",
            what=f"server errors in {sent:,} generated requests to {operations} operations",
            value=float(len(broken)),
            target="0",
            holds=not broken and sent > 1000,
            note=f"First: {broken[0]}" if broken else "Schemathesis over the whole OpenAPI.",
        ),
    )


def _sent(served: Served) -> tuple[int, list[str], int]:
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from starlette.testclient import TestClient

    import vesica
    from vesica.api import users
    from vesica.api.jobs import Job
    from vesica.web.interface import describe
    from vesica.web.routes import ROUTES

    with vesica.open(served.folder) as workspace:
        workspace.actor = "analyst"
        token = users.issue(workspace, "proof", ("read", "work"))
    app, host = served.app, served.root.removeprefix("http://")
    app.state.house.jobs.start = lambda title, words, **more: Job(
        id="0" * 16, title=title, actor=more["actor"], began=datetime.now(UTC), state="done"
    )
    client = TestClient(app, base_url=f"http://{host}", raise_server_exceptions=False)
    client.headers["authorization"] = f"Bearer {token}"
    schema = schemathesis.openapi.from_dict(describe(ROUTES))
    statuses: list[int] = []
    broken: list[str] = []
    found = [operation.ok() for operation in schema.get_all_operations()]
    for operation in found:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            words = case.as_transport_kwargs(base_url=f"http://{host}")
            answer = client.request(
                words["method"], words["url"], params=words.get("params"), json=words.get("json")
            )
            statuses.append(answer.status_code)
            if answer.status_code >= 500:
                broken.append(f"{words['method']} {words['url']}: {answer.status_code}")

        ask()
    return len(statuses), broken, len(found)
