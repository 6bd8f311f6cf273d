"""The interface for programs: description, problems, pages; and what a fuzzer finds."""

import pytest

from vesica.web.interface import describe
from vesica.web.routes import ROUTES


def _client(house, role, scopes=("read", "work")):
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


@pytest.mark.web
def test_a_fuzzer_finds_no_server_error(own_house):
    import schemathesis
    from hypothesis import HealthCheck, given, settings

    description = describe(ROUTES)
    del description["paths"]["/api/v1/jobs"]["post"]
    schema = schemathesis.openapi.from_dict(description)
    client = _client(own_house, "analyst")
    client.app.state.house.jobs.start = lambda *a, **k: None
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
