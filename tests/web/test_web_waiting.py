"""Answers of a large organisation: worked out apart, shown when they are there, and stopped."""

import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import long_work
import pytest

import vesica
from vesica.api import apart_process
from vesica.api.answers import Answers, key_of
from vesica.api.apart import Apart, Work
from vesica.api.apart_process import Child, Order
from vesica.store.users import Account
from vesica.web import waiting

_PATIENCE = 60.0


@pytest.fixture
def large(own_house, monkeypatch):
    """The application on a workspace that counts as large; its children know the slow answers."""
    monkeypatch.setattr(waiting, "SMALL", 10)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    own_house.before = max(e.sequence for e in _logged(own_house))
    yield own_house
    own_house.app.state.house.apart.close()


def _apart(house):
    return house.app.state.house.apart


def _begun(house, question, make, *, role="analyst", about=()):
    """Begin work of our own under the name of a question."""
    with vesica.open(house.folder) as workspace:
        workspace.seat = role
        key = key_of(workspace, question, *about)
    order = Order(
        folder=house.folder, question=question, about=about, actor=role, seat=role, make=make
    )
    return _apart(house).begin(order, key)


def _until(holds, what="it"):
    until = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < until, f"{what} took too long"
        time.sleep(0.02)


def _ended(house, work):
    _until(lambda: work.ended, work.order.question)
    return work


def _answered(client, path):
    """Ask until the answer is there."""
    _until(lambda: client.get(path).status_code != 202, path)
    return client.get(path)


def _logged(house):
    with vesica.open(house.folder) as workspace:
        return workspace.state.audit.entries(200)


def _entries(house, action):
    """Entries of the log since the test began."""
    return [e for e in _logged(house) if e.action == action and e.sequence > house.before]


def _token(house, role, scopes=("read",)):
    page = house.post(role, "/account/tokens", {"label": "test", "scopes": list(scopes)})
    client = house.client()
    client.headers["authorization"] = f"Bearer {page.text.split('<code>')[1].split('</code>')[0]}"
    return client


def test_a_page_waits_turns_into_the_answer_and_is_released_once(large):
    client = large.client("analyst")
    first = client.get("/q/vision")
    assert first.status_code == 202
    assert first.headers["retry-after"] == "10"
    assert re.search("since (<[^>]*>)?20", first.text)
    assert "Stop it" in first.text
    assert '<noscript><meta http-equiv="refresh"' in first.text
    poll = re.search(r'hx-get="(/waiting/[^"]+)"', first.text)[1]
    assert client.get("/q/vision").status_code == 202
    assert len(_apart(large)._line) == 1  # joined, not begun twice
    assert client.get("/q/vision.csv").status_code == 202
    page = _answered(client, "/q/vision")
    assert page.status_code == 200
    assert 'id="figure-title"' in page.text or "<figure" in page.text
    asking = {"hx-request": "true"}  # the answer is kept a moment before its child has ended
    _until(lambda: client.get(poll, headers=asking).headers.get("hx-refresh") == "true")
    assert client.get("/q/vision.csv").status_code == 200
    released = [e for e in _entries(large, "release") if e.detail["question"] == "vision"]
    assert [e.actor for e in released] == ["analyst"]
    read = [e for e in _entries(large, "read") if e.detail["question"] == "vision"]
    assert len(read) == 3  # the page twice, the file once
    assert {e.detail["release_id"] for e in read} == {released[0].detail["release_id"]}


def test_what_a_child_answers_is_what_the_server_would(large, monkeypatch):
    client = large.client("analyst")
    apart = _answered(client, "/q/doing.json").json()
    monkeypatch.setattr(waiting, "SMALL", 10**6)
    large.app.state.house.answers._kept.clear()
    assert client.get("/q/doing.json").json() == apart


def test_another_seat_is_another_release(large):
    assert _answered(large.client("analyst"), "/q/doing").status_code == 200
    assert large.client("council").get("/q/doing").status_code == 202


def test_others_are_answered_while_one_is_worked_out(large, tmp_path):
    work = _begun(large, "doing", partial(long_work.slowly, gate=str(tmp_path / "go")))
    client = large.client("analyst")
    assert "Being worked out" in client.get("/q/doing").text
    assert client.get("/q/overlap").status_code == 200
    assert client.get("/").status_code == 200
    later = client.get("/q/vision")
    assert "Waiting for its turn since" in later.text
    assert "Before it: Doing or reading?<" in later.text
    leader = large.client("leader").get("/q/vision").text
    assert "2 other answers come before it." in leader
    card = client.get("/part/doing").text
    assert "Being worked out since 20" in card
    assert "hx-get" in card
    assert "Waits for its turn" in client.get("/part/vision").text
    (tmp_path / "go").touch()
    _ended(large, work)
    assert client.get("/q/doing").status_code == 200
    assert _answered(client, "/q/vision").status_code == 200


def test_it_is_stopped_and_does_not_begin_again_by_itself(large, tmp_path):
    make = partial(long_work.slowly, gate=str(tmp_path / "never"))
    work = _begun(large, "doing", make)
    _until(lambda: work.state == "going on")
    answer = large.post("analyst", f"/waiting/{work.id}/stop", {"to": "/q/doing"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/q/doing")
    assert _ended(large, work).state == "stopped"
    client = large.client("analyst")
    page = client.get("/q/doing")
    assert page.status_code == 409
    assert "This was stopped" in page.text
    assert "Work it out</button>" in page.text
    assert "Stopped before" in client.get("/part/doing").text
    assert _apart(large)._line == []
    assert not [e for e in _entries(large, "release") if e.detail["question"] == "doing"]
    (tmp_path / "never").touch()
    again = large.post("analyst", f"/waiting/{work.id}/again", {"to": "//elsewhere/x"})
    assert again.headers["location"] == "/"
    assert _answered(client, "/q/doing").status_code == 200


def test_what_waits_in_the_line_is_taken_out_of_it(large, tmp_path):
    first = _begun(large, "doing", partial(long_work.slowly, gate=str(tmp_path / "go")))
    second = _begun(large, "vision", long_work.broken)
    large.post("analyst", f"/waiting/{second.id}/stop")
    assert second.state == "stopped"
    assert _apart(large)._line == [first]


def test_who_may_stop_it(large, tmp_path):
    make = partial(long_work.slowly, gate=str(tmp_path / "go"))
    work = _begun(large, "vision", make, role="leader")
    with vesica.open(large.folder) as workspace:
        workspace.state.users.put(
            Account(name="other", roles=frozenset({"leader"}), password="none")
        )
        large.secrets["other"] = workspace.state.users.begin(account="other")
    assert "Stop it" not in large.client("other").get("/q/vision").text
    assert "Stop it" in large.client("leader").get("/q/vision").text
    assert large.post("other", f"/waiting/{work.id}/stop").status_code == 403
    assert not work.stopped_by
    # Another seat does not see it, and cannot tell it from what is not there.
    assert large.post("council", f"/waiting/{work.id}/stop").status_code == 303
    assert not work.stopped_by
    assert large.post("leader", f"/waiting/{work.id}/stop").status_code == 303
    assert _ended(large, work).stopped_by == "leader"


def test_a_form_from_elsewhere_stops_and_begins_nothing(large):
    client = large.client("analyst")
    assert client.post("/q/vision").status_code == 403
    assert client.post("/waiting/x/again").status_code == 403
    assert _apart(large)._line == []


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (long_work.refused, 403, "Somebody has objected."),
        (long_work.dying, 500, "signal 9"),
        (long_work.broken, 500, "broke, with code 1"),
        (long_work.starved, 500, "not enough memory"),
    ],
    ids=["refused", "dying", "broken", "starved"],
)
def test_why_there_is_no_answer_is_shown_until_something_changes(large, make, status, words):
    work = _ended(large, _begun(large, "doing", make))
    assert work.state == "failed"
    client = large.client("analyst")
    page = client.get("/q/doing")
    assert page.status_code == status
    assert words in page.text
    assert "Work it out</button>" in page.text
    card = client.get("/part/doing").text
    assert words in card
    assert "hx-get" not in card
    told = _token(large, "analyst").get("/api/v1/questions/doing")
    assert told.status_code == status
    assert words in told.json()["detail"]
    file = large.folder / "vesica.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert "Not worked out yet" in client.get("/part/doing").text


def test_what_changes_meanwhile_is_not_shown_as_an_answer(large):
    work = _ended(large, _begun(large, "doing", long_work.overtaken))
    assert work.state == "failed"
    assert not large.app.state.house.answers._kept
    page = large.client("analyst").get("/q/doing")
    assert page.status_code == 409
    assert "changed while it was worked out" in page.text


def test_a_card_begins_nothing_until_it_is_asked_to(large):
    client = large.client("analyst")
    card = client.get("/part/vision").text
    assert "Not worked out yet" in card
    assert 'action="/q/vision"' in card
    assert _apart(large)._line == []
    begun = large.post("analyst", "/q/vision")
    assert (begun.status_code, begun.headers["location"]) == (303, "/q/vision")
    assert [w.order.question for w in _apart(large)._line] == ["vision"]


def test_programs_are_told_to_ask_again(large, tmp_path):
    from jsonschema_rs import validate

    from vesica.web.interface import describe
    from vesica.web.routes import ROUTES

    client = _token(large, "analyst")
    path = "/api/v1/questions/doing"
    work = _begun(large, "doing", partial(long_work.slowly, gate=str(tmp_path / "go")))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "10")
    described = describe(ROUTES)
    assert "202" in described["paths"]["/api/v1/questions/{question}"]["get"]["responses"]
    validate(described["components"]["schemas"]["Pending"], answer.json())
    assert client.post(path).json()["state"] in {"waiting", "going on"}
    assert client.post(f"{path}/stop").status_code == 202
    _ended(large, work)
    stopped = client.get(path)
    assert stopped.status_code == 409
    assert f"POST to {path}" in stopped.json()["hint"]
    assert client.post(f"{path}/stop").status_code == 404
    (tmp_path / "go").touch()
    again = client.post(path)
    assert (again.status_code, again.headers["location"]) == (202, path)
    _until(lambda: client.get(path).status_code == 200)
    assert client.post(path).json() == {"question": "doing", "state": "done"}


@pytest.mark.parametrize(
    "path",
    [
        "/q/map",
        "/q/points",
        "/q/health",
        "/guess",
        "/pairs/why?mentor=S00020&leader=S00178",
        "/trial?route=training&seed=1&drawn_on=2026-01-31",
    ],
)
def test_no_page_about_everybody_works_in_the_server(large, path, monkeypatch):
    from vesica.api.workspace import Workspace

    begun = []

    def begin(self, order, key):
        begun.append(order.question)
        return Work(id="w", order=order, key=key, since=datetime.now(UTC))

    def never(*args, **more):
        raise AssertionError("worked out in the server")

    monkeypatch.setattr(Apart, "begin", begin)
    for name in ("map", "points", "health", "pairs", "trial"):
        monkeypatch.setattr(Workspace, name, never)
    answer = large.client("analyst").get(path)
    assert answer.status_code == (200 if path == "/q/health" else 202)
    assert "Being worked out" in answer.text or "Waiting for its turn" in answer.text
    assert len(begun) == 1


def test_a_child_ends_with_its_server(large, tmp_path):
    """A server that is killed leaves nobody behind who works for it."""
    with vesica.open(large.folder) as workspace:
        order = Order(
            folder=workspace.layout.root,
            question="doing",
            actor="a",
            seat="analyst",
            make=partial(long_work.slowly, gate=str(tmp_path / "never")),
        )
    child = Child(order)
    said = child.messages()
    assert next(said)[0] == "began"
    child._process.stdin.close()
    assert child._process.wait(timeout=30) != 0
    said.close()


def test_closing_stops_what_goes_on_and_begins_nothing_more(large, tmp_path):
    work = _begun(large, "doing", partial(long_work.slowly, gate=str(tmp_path / "never")))
    later = _begun(large, "vision", long_work.broken)
    _until(lambda: work.state == "going on")
    process = work.child._process
    _apart(large).close()
    assert process.poll() is not None
    assert (work.state, later.state) == ("stopped", "waiting")
    assert large.client("analyst").get("/q/vision").status_code == 409


def test_what_does_not_listen_is_killed(monkeypatch, tmp_path):
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True)\n"
    words = (sys.executable, "-c", deaf + "while True: time.sleep(1)")
    monkeypatch.setattr(apart_process, "_COMMAND", words)
    child = Child(Order(folder=tmp_path, question="doing", actor="a", seat="analyst"))
    assert child._process.stdout.read(1) == b"\n"
    child.stop(0.1)
    assert child.wait() == -signal.SIGKILL
    child._process.stdout.close()
    child._process.stdin.close()


def test_a_child_that_cannot_be_started_is_an_error_and_no_hang(monkeypatch, tmp_path):
    def fails(*args, **more):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(subprocess, "Popen", fails)
    apart = Apart(Answers())
    order = Order(folder=tmp_path, question="doing", actor="a", seat="analyst")
    work = apart.begin(order, ("doing", "analyst", "p", "1"))
    _until(lambda: work.ended)
    assert work.state == "failed"
    assert "12" in work.error.message
    assert apart.begin(order, ("doing", "analyst", "p", "1")) is work
    assert apart.begin(order, ("doing", "analyst", "p", "2")) is not work


def test_a_file_that_was_waited_for_is_linked_and_not_fetched_again_and_again(large):
    client = large.client("analyst")
    first = client.get("/q/vision.csv")
    assert first.status_code == 202
    poll = re.search(r'hx-get="(/waiting/[^"]+)"', first.text)[1].replace("&amp;", "&")
    asked = {"hx-request": "true"}
    part = client.get(poll.replace("told=", "told=0"), headers=asked)
    assert "file=1" in part.text
    _answered(client, "/q/vision.csv")
    _until(lambda: not _apart(large)._line)
    ended = client.get(poll, headers=asked)
    assert "hx-refresh" not in ended.headers
    assert "hx-get" not in ended.text
    assert '<a href="">' in ended.text


def test_nothing_of_what_others_ask_is_in_the_tag_of_the_progress(large, tmp_path):
    told = []
    for question in ("doing", "age"):
        make = partial(long_work.slowly, gate=str(tmp_path / "never"))
        work = _begun(large, question, make)
        _until(lambda work=work: work.state == "going on")
        page = large.client("leader").get("/q/vision").text
        assert "One other answer comes before it." in page
        told.append(re.search(r"told=([0-9a-f]+)", page)[1])
        later = next(w for w in _apart(large)._line if w is not work)
        _apart(large).stop(later.id, by="leader")
        _apart(large).stop(work.id, by="analyst")
        _ended(large, work)
        _apart(large)._ended.clear()
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("question", "about", "path", "field"),
    [
        ("pairs", ("x", "y"), "/pairs/why?mentor=x&leader=y", 'name="mentor"'),
        (
            "trial",
            ("nowhere", "expertise", "20", "1", "1", "2026-01-31"),
            "/trial?route=nowhere&seed=1&drawn_on=2026-01-31",
            'name="route"',
        ),
        ("points", (), "/guess", "<h1>Guess first</h1>"),
    ],
    ids=["pairs", "trial", "points"],
)
def test_what_is_refused_leaves_its_form_standing(large, question, about, path, field):
    _ended(large, _begun(large, question, long_work.refused, about=about))
    page = large.client("analyst").get(path)
    assert page.status_code == 200
    assert field in page.text
    assert question == "points" or "Somebody has objected." in page.text


def test_a_card_that_shows_an_answer_is_a_reading_of_it(large):
    client = large.client("analyst")
    _answered(client, "/q/doing")
    before = len(_entries(large, "read"))
    assert "Not worked out" not in client.get("/part/doing").text
    assert len(_entries(large, "read")) == before + 1


def test_a_plan_that_was_stopped_is_begun_again_where_it_can_be(large, tmp_path):
    make = partial(long_work.slowly, gate=str(tmp_path / "never"))
    work = _begun(large, "plan", make, about=("1", "0", ""))
    _until(lambda: work.state == "going on")
    _apart(large).stop(work.id, by="analyst")
    _ended(large, work)
    told = _token(large, "analyst", ("read", "plan")).get("/api/v1/plans/1")
    assert told.status_code == 409
    assert "in a browser" in told.json()["hint"]


def test_a_child_imports_nothing_from_the_folder_in_which_the_server_was_started(
    large, tmp_path, monkeypatch
):
    (tmp_path / "duckdb.py").write_text("raise SystemExit(7)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert _answered(large.client("analyst"), "/q/doing").status_code == 200


def test_very_many_are_not_taken_into_the_line(large, tmp_path):
    make = partial(long_work.slowly, gate=str(tmp_path / "never"))
    for number in range(32):
        _begun(large, "doing", make, about=(str(number),))
    page = large.client("analyst").get("/q/vision")
    assert page.status_code == 409
    assert "32 answers wait" in page.text


def test_a_map_of_what_was_released_before_a_change_is_not_kept_after_it(own_house, monkeypatch):
    from vesica.web import maps

    seen, whole = [], maps.found
    file = own_house.folder / "vesica.toml"

    def changing(call, question):
        answer = whole(call, question)
        text = file.read_text(encoding="utf-8")
        stricter = text.replace("[disclosure]", "[disclosure]\nminimum_group = 40")
        file.write_text(stricter, encoding="utf-8")
        seen.append(answer.released.release_id)
        return answer

    def shown(answer, *args, **more):
        seen.append(answer.released.release_id)
        return ""

    monkeypatch.setattr(maps, "part", shown)
    monkeypatch.setattr(maps, "found", changing)
    client = own_house.client("analyst")
    assert client.get("/q/map").status_code == 200
    monkeypatch.setattr(maps, "found", whole)
    assert client.get("/q/map").status_code == 200
    assert seen[0] == seen[1] != seen[2]
