"""One released value: on the page, in its JSON, in files and on the command line."""

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

import vesica
from vesica.api import reporting
from vesica.api.workspace import Workspace
from vesica.cli import main
from vesica.core.estimate import Estimate
from vesica.store.users import Account
from vesica.web import documents
from vesica.web.app import create_app
from vesica.web.guesses import verdict

GIVEN = ("overlap", "map", "age", "vision", "network", "doing", "claims", "health")


def test_the_questions_that_are_tested_exist():
    assert set(GIVEN) <= set(reporting.QUESTIONS)


def _text(page):
    import html
    import re

    shown = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return "".join(shown.split())


@pytest.mark.parametrize("question", GIVEN)
def test_page_json_files_and_command_say_the_same(house, question, capsys):
    client = house.client("analyst")
    page = _text(client.get(f"/q/{question}").text)
    found = client.get(f"/q/{question}.json").json()
    same = client.get(f"/api/v1/questions/{question}").json()
    assert found == same
    rows = list(csv.reader(io.StringIO(client.get(f"/q/{question}.csv").text)))
    in_csv = {row[3].removeprefix("'") for row in rows[1:]}
    in_text = "".join(client.get(f"/q/{question}.txt").text.split())
    for table in found["brief"]["tables"]:
        for row in table["rows"]:
            for cell in row[1:]:
                assert "".join(cell.split()) in page
                assert cell in in_csv
    assert "".join(found["brief"]["headline"].split()) in page
    assert "".join(found["brief"]["headline"].split()) in in_text
    with pytest.raises(SystemExit):
        main(["-w", str(house.folder), question, "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert printed["value"] == found["released"]["value"]


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "csv", "txt", "svg", "png", "json"])
def test_every_form_has_a_tag_and_is_sent_once(house, form):
    client = house.client("analyst")
    first = client.get(f"/q/overlap.{form}")
    assert first.status_code == 200
    tag = first.headers["etag"]
    again = client.get(f"/q/overlap.{form}", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/q/overlap.{form}", headers={"if-none-match": '"x"'}).status_code == 200


def test_a_page_per_question_appears_by_itself(house):
    import vesica

    with vesica.open(house.folder) as workspace:
        listed = {
            e.question
            for e in workspace.gate.policy.evaluations
            if "analyst" in map(str, e.audiences)
        }
    front = house.client("analyst").get("/").text
    for question in set(reporting.QUESTIONS) & listed:
        assert f'href="/q/{question}"' in front


def test_fifty_readers_cost_one_computation(own_house, monkeypatch):
    from vesica.api.workspace import Workspace

    asked = []
    real = Workspace.overlap
    monkeypatch.setattr(Workspace, "overlap", lambda self: asked.append(1) or real(self))
    for _ in range(5):
        assert own_house.client("analyst").get("/q/overlap").status_code == 200
    assert len(asked) == 1
    assert own_house.client("council").get("/q/overlap").status_code == 200
    assert len(asked) == 2  # another seat is another release


def test_questions_that_are_refused_leave_nothing_behind(own_house):
    client = own_house.client("analyst")
    for at in range(5):
        address = f"/trial?route=no-route-{at}"
        assert client.get(address, follow_redirects=True).status_code == 200
        assert client.get("/q/overlap").status_code == 200
    answers = own_house.app.state.house.answers
    assert not answers._turns
    assert len(answers._kept) < 7


def test_those_who_ask_the_same_at_one_time_share_one_computation():
    from threading import Event, Thread

    from vesica.api.answers import Answers

    answers, inside, go, seen = Answers(), Event(), Event(), []

    def work(name):
        with answers._turn(("q",)):
            seen.append(name)
            inside.set()
            assert go.wait(10)

    first = Thread(target=work, args=("first",))
    first.start()
    assert inside.wait(10)
    second = Thread(target=work, args=("second",))
    second.start()
    while answers._turns[("q",)].asking < 2:
        pass
    assert seen == ["first"]
    go.set()
    first.join(10)
    second.join(10)
    assert seen == ["first", "second"]
    assert not answers._turns


def test_the_overview_of_a_large_organisation_begins_no_work(own_house, monkeypatch):
    from vesica.web import waiting

    client, kept = own_house.client("analyst"), own_house.app.state.house.answers
    assert "hx-get" not in client.get("/part/doing").text
    monkeypatch.setattr(waiting, "SMALL", 10)
    assert client.get("/").status_code == 200
    assert "Not worked out yet" in client.get("/part/vision").text
    assert {key[0] for key in kept._kept} == {"doing", "overlap"}
    page = client.get("/q/doing")
    headline = client.get("/part/doing").text.strip()
    assert headline.removeprefix("<p>").removesuffix("</p>") in page.text


def test_what_is_kept_ends_with_an_objection(own_house):
    import vesica
    from vesica.api import people

    assert own_house.client("analyst").get("/q/overlap").status_code == 200
    with vesica.open(own_house.folder) as workspace:
        people.consent(
            workspace, own_house.numbers[1], purpose="find the overlap", action="object"
        )
    refused = own_house.client("analyst").get("/q/overlap")
    assert refused.status_code == 403
    assert "objected" in refused.text


def test_every_reading_is_in_the_log(own_house):
    import vesica

    for _ in range(3):
        own_house.client("leader").get("/q/overlap")
    with vesica.open(own_house.folder) as workspace:
        entries = [e for e in workspace.state.audit.entries(20) if e.actor == "leader"]
    kinds = [e.action for e in entries if e.action in {"release", "read"}]
    assert kinds == ["release", "read", "read"]


BOTH = Estimate(value=32.0, low=24.0, high=41.0, level=0.9, unit="people", n=2000)
CHANCE = Estimate(value=125.0, low=125.0, high=125.0, level=0.9, unit="people", n=2000)


@pytest.mark.parametrize(
    ("guessed", "words"),
    [
        (32, "inside the interval"),
        (41, "inside the interval"),
        (64, "more than the evidence shows: 2.0 times what it finds"),
        (8, "fewer than the evidence shows: 25 % of what it finds"),
        (120, "nearer to what chance alone would give"),
        (0, "fewer than the evidence shows: 3 % of what it finds"),
    ],
)
def test_a_guess_is_judged_by_the_interval(guessed, words):
    assert words in verdict(guessed, BOTH, CHANCE)


def test_where_the_overlap_is_hidden_there_is_nothing_to_guess(house):
    client = house.client("leader")
    both = client.get("/q/overlap.json").json()["released"]["value"]["both"]
    assert "why" in both
    assert "nothing to guess" in client.get("/guess").text


def test_nobody_is_found(house):
    answer = house.post("council", "/try")
    assert answer.status_code == 200
    assert answer.text.count("Refused</span>") == 8
    assert "None found anybody." in answer.text


def test_a_person_says_what_is_allowed(own_house):
    client = own_house.client("practitioner")
    form = {"purpose": "see one's own score", "action": "object"}
    assert own_house.post("practitioner", "/me/consent", form).status_code == 303
    assert "you objected" in client.get("/me").text
    form["action"] = "lift"
    own_house.post("practitioner", "/me/consent", form)
    assert "you objected" not in client.get("/me").text
    assert own_house.post("practitioner", "/me/consent", {"purpose": "x"}).status_code == 400
    stored = client.get("/me/data.json").json()
    assert own_house.numbers[0].lower() in json.dumps(stored)
    assert own_house.numbers[1].lower() not in json.dumps(stored)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "index",
        "tutorial",
        "how-to/import",
        "explanation/overlap",
        "interface",
        "reference/commands",
    ],
)
def test_the_documentation_is_served(house, page):
    answer = house.client("leader").get(f"/docs/{page}" if page else "/docs")
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert "cdn" not in answer.text.lower()


def test_every_link_between_pages_leads_somewhere(house):
    import re

    client = house.client("analyst")
    pages = [
        "/",
        "/q/overlap",
        "/docs",
        "/docs/tutorial",
        "/policy",
        "/runs",
        "/releases",
        "/account",
    ]
    links = {
        link
        for page in pages
        for link in re.findall(r'(?:href|src)="(/[^"#?]*)', client.get(page).text)
    }
    broken = [
        link
        for link in sorted(links)
        if client.get(link).status_code not in {200, 303, 409, 422}
        and not link.startswith("/q/compare")
    ]
    assert not broken


def test_an_empty_workspace_says_what_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    Workspace.create(tmp_path / "new", name="New", simulated=False).close()
    with vesica.open(tmp_path / "new") as workspace:
        book, secrets = workspace.state.users, {}
        for role in ("analyst", "leader", "council"):
            book.put(Account(name=role, roles=frozenset({role}), password="none"))
            secrets[role] = book.begin(account=role)
    app = create_app(tmp_path / "new", hosts=frozenset({"testserver"}))
    client = TestClient(app, base_url="http://testserver")

    def read(role, path):
        client.cookies.set("vesica", secrets[role])
        return client.get(path).text

    assert "Measure now" in read("analyst", "/")
    assert "an analyst has brought evidence in" in read("leader", "/")
    assert "vesica run" not in read("analyst", "/") + read("leader", "/")
    log = read("council", "/releases")
    assert "Nothing was ever released." in log
    assert "<table" not in log
    app.state.house.doors.close()


def test_cells_of_documented_tables_are_named(house):
    client = house.client("analyst")
    text = client.get("/docs/reference/settings").text
    assert '<th scope="row"><code>memory_mib</code></th>' in text
    assert '<td data-label="default"><span><code>1536</code></span></td>' in text
    assert 'class="scroll stack"' in text
    assert (
        'class="scroll stack"' not in client.get("/docs/reference/relations").text
    )  # two columns
    figures = client.get("/docs/proof/index").text
    assert '<td data-label="value" class="number">' in figures
    assert '<td data-label="interval"></td>' in figures  # an empty cell stays empty
    assert " style=" not in figures


def test_only_columns_to_the_right_are_numbers():
    html = documents._html("| a | b | c |\n|---|:--|--:|\n| 1 | 2 | 3 |\n", "index")
    assert '<td data-label="b"><span>2</span></td>' in html
    assert '<td data-label="c" class="number"><span>3</span></td>' in html
