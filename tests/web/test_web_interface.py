"""The interface for programs: description, problems, pages; and what a fuzzer finds."""

import pytest

from vesica.web.interface import describe
from vesica.web.routes import ROUTES


def _client(house, role, scopes=("read", "work", "plan")):
    page = house.post(role, "/account/tokens", {"label": "test", "scopes": list(scopes)})
    token = page.text.split("<code>")[1].split("</code>")[0]
    client = house.client()
    client.headers["authorization"] = f"Bearer {token}"
    return client


def test_every_address_for_programs_is_described():
    found = describe(ROUTES)
    assert found["openapi"] == "3.1.0"
    described = {(m.upper(), p) for p, methods in found["paths"].items() for m in methods}
    assert described == {(r.method, r.path) for r in ROUTES if r.for_programs}
    names = [o["operationId"] for m in found["paths"].values() for o in m.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/questions/nothing", 404),
        ("GET", "/api/v1/runs?page=0", 400),
        ("GET", "/api/v1/runs?page=x", 400),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/runs", 405),
        ("GET", "/api/v1/jobs/nothing", 404),
        ("POST", "/api/v1/jobs", 400),
        ("GET", "/api/v1/plans/7", 404),
        ("GET", "/api/v1/plans/x", 404),
        ("POST", "/api/v1/plans", 400),
        ("POST", "/api/v1/plans/1/decisions", 400),
        ("POST", "/api/v1/plans/1/publish", 400),
    ],
)
def test_what_goes_wrong_is_a_problem_with_a_hint(house, method, path, status):
    answer = _client(house, "analyst").request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["hint"]


def test_without_a_token_nobody_is_told_anything(house):
    client = house.client()
    for route in ROUTES:
        if route.for_programs:
            answer = client.request(route.method, route.path, json={})
            assert answer.status_code in {401, 403}, route.path


def test_lists_come_in_pages(house):
    client = _client(house, "analyst")
    whole = client.get("/api/v1/imports?size=200").json()
    assert whole["total"] == len(whole["imports"])
    parts = [
        row
        for at in range(1, whole["total"] // 5 + 2)
        for row in client.get(f"/api/v1/imports?size=5&page={at}").json()["imports"]
    ]
    assert parts == whole["imports"]


def test_an_answer_fits_its_published_schema(house):
    import jsonschema_rs

    client = _client(house, "analyst")
    for question in ("overlap", "age", "health"):
        schema = client.get(f"/api/v1/questions/{question}/schema").json()
        jsonschema_rs.validate(schema, client.get(f"/api/v1/questions/{question}").json())


def test_work_is_started_watched_and_done_one_at_a_time(own_house):
    import time

    client = _client(own_house, "analyst")
    begun = client.post("/api/v1/jobs", json={"work": "run"})
    assert begun.status_code == 202
    busy = client.post("/api/v1/jobs", json={"work": "run"})
    assert busy.status_code == 409
    where, until = begun.headers["location"], time.monotonic() + 90
    while client.get(where).json()["state"] == "running" and time.monotonic() < until:
        time.sleep(0.2)
    ended = client.get(where).json()
    assert ended["state"] == "done"
    assert any("sealed" in line for line in ended["lines"])


def test_work_can_be_stopped(own_house):
    import time

    client = _client(own_house, "analyst")
    begun = client.post("/api/v1/jobs", json={"work": "run"})
    where, until = begun.headers["location"], time.monotonic() + 60
    assert client.post(f"{where}/stop").status_code == 202
    while client.get(where).json()["state"] == "running" and time.monotonic() < until:
        time.sleep(0.1)
    assert client.get(where).json()["state"] == "stopped"
    assert own_house.client("analyst").get("/q/overlap").status_code == 200


def test_a_token_that_may_not_ask_reads_no_answers_in_what_work_said(own_house, monkeypatch):
    from datetime import UTC, datetime

    from vesica.api.jobs import Job

    jobs = own_house.app.state.house.jobs
    said = Job(
        id="j1", title="Make a plan", actor="x", began=datetime.now(UTC), lines=["Ada: 300 EUR"]
    )
    monkeypatch.setattr(jobs, "_jobs", {"j1": said})
    monkeypatch.setattr(jobs, "start", lambda *a, **k: said)
    for scopes, told in ((["work"], False), (["read", "work"], True)):
        client = _client(own_house, "analyst", scopes)
        answers = (
            client.get("/api/v1/jobs"),
            client.get("/api/v1/jobs/j1"),
            client.post("/api/v1/jobs", json={"work": "run"}),
            client.post("/api/v1/jobs/j1/stop"),
        )
        for answer in answers:
            assert answer.status_code in {200, 202}
            assert ("300 EUR" in answer.text) == told
            assert "Make a plan" in answer.text


@pytest.fixture
def noted(own_house, monkeypatch):
    """Work is noted, and not begun."""
    from datetime import UTC, datetime

    from vesica.api.jobs import Job

    found = []

    def start(title, words, *, actor, leads=""):
        found.append(list(words))
        return Job(id="0" * 16, title=title, actor=actor, began=datetime.now(UTC))

    monkeypatch.setattr(own_house.app.state.house.jobs, "start", start)
    return found


_SAID = {"by": "Ada", "reason": "on leave"}
_ENDS = ["--by=Ada", "--reason=on leave"]


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        (
            "/api/v1/plans",
            {"budget": 20000, "hours": 40.5, "horizon": 12},
            ["plan", "--budget=20000", "--hours=40.5", "--horizon=12", "--objective=bridges"],
        ),
        (
            "/api/v1/plans/2/decisions",
            _SAID | {"action": "veto", "person": "S1", "route": "training"},
            ["plan", "veto", "2", "S1", *_ENDS, "--route=training"],
        ),
        (
            "/api/v1/plans/2/decisions",
            _SAID | {"action": "lock", "person": "S1", "leader": "S2"},
            ["plan", "lock", "2", "S1", *_ENDS, "--with=S2"],
        ),
        (
            "/api/v1/plans/2/decisions",
            _SAID | {"action": "swap", "person": "S1", "second": "S3"},
            ["plan", "swap", "2", "S1", "S3", *_ENDS],
        ),
    ],
)
def test_a_program_makes_plans_and_decides_as_a_form_does(own_house, noted, path, sent, words):
    answer = _client(own_house, "analyst").post(path, json=sent)
    assert answer.status_code == 202
    assert answer.headers["location"] == "/api/v1/jobs/0000000000000000"
    assert noted == [words]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/v1/plans", {"budget": True}),
        ("/api/v1/plans", {"budget": [5]}),
        ("/api/v1/plans", {"budget": -5}),
        ("/api/v1/plans", {"budget": 5, "horizon": 2.5}),
        ("/api/v1/plans", {"budget": 5, "objective": {}}),
        ("/api/v1/plans/2/decisions", _SAID | {"action": "publish", "person": "S1"}),
        ("/api/v1/plans/2/decisions", _SAID | {"action": "veto", "person": "--full"}),
        ("/api/v1/plans/2/decisions", _SAID | {"action": "swap", "person": "S1"}),
        ("/api/v1/plans/2/decisions", {"action": "veto", "person": "S1", "by": "Ada"}),
        ("/api/v1/plans/2/publish", {"by": "Ada", "reason": None}),
    ],
)
def test_what_is_no_plan_and_no_decision_is_not_begun(own_house, noted, path, sent):
    answer = _client(own_house, "analyst").post(path, json=sent)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert not noted


def test_plans_take_a_scope_of_their_own(own_house, noted):
    sent = {"budget": 20000}
    for role, scopes, status in (
        ("analyst", ["read", "work"], 404),
        ("analyst", ["plan"], 202),
        ("leader", ["read", "work", "plan"], 404),
        ("council", ["read", "plan"], 404),
    ):
        answer = _client(own_house, role, scopes).post("/api/v1/plans", json=sent)
        assert answer.status_code == status, (role, scopes)
    told = _client(own_house, "analyst", ["plan"])
    assert told.get("/api/v1/plans").json()["plans"] == []
    assert told.get("/api/v1/questions/overlap").status_code == 404
    assert len(noted) == 1


@pytest.mark.slow
def test_a_program_reads_and_publishes_a_version(own_house):
    import vesica

    with vesica.open(own_house.folder) as workspace:
        workspace.plan(budget=20000.0, hours=400.0)
    client = _client(own_house, "analyst", ["plan"])
    (row,) = client.get("/api/v1/plans").json()["plans"]
    assert (row["version"], row["status"]) == (1, "draft")
    shown = client.get("/api/v1/plans/1")
    page = own_house.client("analyst").get("/plan/1.json")
    assert shown.json()["released"]["value"] == page.json()["released"]["value"]
    again = client.get("/api/v1/plans/1", headers={"If-None-Match": shown.headers["etag"]})
    assert again.status_code == 304
    done = client.post("/api/v1/plans/1/publish", json={"by": "Ada", "reason": "agreed"})
    assert (done.status_code, done.json()) == (200, {"version": 1, "status": "published"})
    assert client.get("/api/v1/plans").json()["plans"][0]["status"] == "published"


@pytest.mark.web
def test_a_fuzzer_finds_no_server_error(own_house):
    from datetime import UTC, datetime

    import schemathesis
    from hypothesis import HealthCheck, given, settings

    from vesica.api.jobs import Job

    schema = schemathesis.openapi.from_dict(describe(ROUTES))
    client = _client(own_house, "analyst")
    begun = Job(id="0" * 16, title="x", actor="x", began=datetime.now(UTC), state="done")
    client.app.state.house.jobs.start = lambda *a, **k: begun
    asked = []
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy())
        @settings(
            max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        def sent(case):
            words = case.as_transport_kwargs(base_url="http://testserver")
            answer = client.request(
                words["method"], words["url"], params=words.get("params"), json=words.get("json")
            )
            asked.append(answer.status_code)
            assert answer.status_code < 500, (words, answer.text)

        sent()
    assert len(asked) > 200
