"""The plan studio, the map and the case: what forms may say, and who is let in."""

import pytest

from vesica.api.jobs import Job
from vesica.web.decisions import OBJECTIVES


@pytest.fixture
def started(own_house, monkeypatch):
    """Work is noted, and not begun."""
    from datetime import UTC, datetime

    noted = []

    def start(title, words, *, actor, leads="", after=None):
        noted.append((list(words), actor, leads))
        return Job(id="0" * 16, title=title, actor=actor, began=datetime.now(UTC))

    monkeypatch.setattr(own_house.app.state.house.jobs, "start", start)
    return own_house, noted


def test_a_plan_is_made_by_a_command_of_its_own(started):
    house, noted = started
    form = {"budget": "20000", "hours": "400", "horizon": "26", "objective": "cautious"}
    answer = house.post("analyst", "/plan", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/jobs/0000000000000000")
    words = ["plan", "--budget=20000", "--hours=400", "--horizon=26", "--objective=cautious"]
    assert noted == [(words, "analyst", "/plan")]


def test_who_was_chosen_on_the_map_is_looked_at_when_the_plan_is_made(started):
    house, noted = started
    page = house.client("analyst").get("/plan?for=S00020&for=S%2621")
    assert '<input type="hidden" name="for" value="S00020">' in page.text
    assert "You chose 2 people on the map" in page.text
    house.post("analyst", "/plan", {"budget": "20000", "for": ["S00020", "S&21"]})
    assert noted[0][2] == "/plan?for=S00020&for=S%2621"


@pytest.mark.slow
def test_who_was_chosen_and_has_no_place_can_be_locked(own_house):
    import re

    import vesica

    with vesica.open(own_house.folder) as workspace:
        workspace.plan(budget=1000.0, hours=40.0)
    client = own_house.client("analyst")
    shown = client.get("/q/points.json").json()["released"]["value"]["points"]
    keys = [p["person"]["key"] for p in shown]
    page = client.get("/plan", params={"for": [*keys[:30], "nobody"]}).text
    rows = re.findall(r'<input type="radio" name="who" value="([^"]+)"', page)
    assert set(keys[:30]) <= {key for row in rows for key in row.split("\x1f")}
    assert "no place</td>" in page
    placed, without = map(int, re.findall(r"on the map: (\d+) ha\w+ a place, (\d+) ha", page)[0])
    assert placed + without == 30
    assert "nobody, no place" not in page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"budget": "-5"},
        {"budget": "1e9"},
        {"budget": "--help"},
        {"hours": "4 0"},
        {"budget": "5", "horizon": "0"},
        {"budget": "5", "horizon": "x"},
        {"budget": "5", "horizon": "0026999999999999"},
        {"budget": "5", "horizon": "0" * 5000 + "26"},
        {"budget": "5", "horizon": "²"},
        {"budget": "5", "objective": "--full"},
    ],
)
def test_a_plan_without_proper_limits_is_not_begun(started, form):
    house, noted = started
    assert house.post("analyst", "/plan", form).status_code == 400
    assert not noted


def test_a_decision_is_a_command_with_name_and_reason(started):
    house, noted = started
    said = {"by": "Ada", "reason": "on leave", "who": "S1", "route": "training"}
    house.post("analyst", "/plan/3/decide", said | {"action": "veto"})
    house.post("analyst", "/plan/3/decide", said | {"action": "lock", "who": "S1\x1fS2"})
    house.post("analyst", "/plan/3/decide", said | {"action": "swap", "second": "S3"})
    ends = ["--by=Ada", "--reason=on leave"]
    assert [words for words, *_ in noted] == [
        ["plan", "veto", "3", "S1", *ends, "--route=training"],
        ["plan", "lock", "3", "S1", *ends, "--route=training", "--with=S2"],
        ["plan", "swap", "3", "S1", "S3", *ends],
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"action": "publish"},
        {"by": ""},
        {"reason": " "},
        {"who": ""},
        {"who": "--full"},
        {"who": "S1\x1f--full"},
        {"action": "swap"},
        {"by": "Ada\x00x"},
        {"reason": "on\nleave"},
        {"route": "training\x00"},
        {"who": "S1\x00"},
    ],
)
def test_a_decision_that_is_not_whole_is_not_begun(started, change):
    house, noted = started
    form = {"by": "Ada", "reason": "on leave", "who": "S1", "action": "veto"} | change
    assert house.post("analyst", "/plan/3/decide", form).status_code == 400
    assert not noted


def test_the_first_visit_says_that_there_is_no_plan(house):
    page = house.client("analyst").get("/plan")
    assert page.status_code == 200
    assert "There is no plan yet" in page.text
    for words in OBJECTIVES.values():
        assert words in page.text
    assert house.client("analyst").get("/plan/7").status_code == 404


@pytest.mark.parametrize("role", ["leader", "council", "admin", "practitioner"])
@pytest.mark.parametrize("path", ["/plan", "/trial", "/pitch", "/q/points", "/q/points.json"])
def test_rows_of_people_are_for_the_analyst(house, role, path):
    assert house.client(role).get(path).status_code == 404


def test_only_released_tables_can_be_chosen(house):
    client = house.client("leader")
    listed = [t["of"] for t in client.get("/q/map.json").json()["released"]["value"]["tables"]]
    assert listed[0] == "everybody"
    for of in listed:
        assert client.get("/q/map", params={"of": of}).status_code == 200
    for of in ("Sales and level 5", "Sales 01", "*"):
        assert client.get("/q/map", params={"of": of}).status_code == 404


@pytest.mark.parametrize("word", ["x", "1e9", "9", "-4", "1;2"])
def test_a_stretch_is_two_scores(house, word):
    assert house.client("analyst").get("/q/points", params={"e0": word}).status_code == 400


def test_points_are_people_who_opted_in(house):
    import vesica
    from vesica.api.consents import consents
    from vesica.schema import Purpose

    found = house.client("analyst").get("/q/points.json").json()["released"]["value"]["points"]
    with vesica.open(house.folder) as workspace:
        granted = consents(workspace, Purpose.OWN_SCORE).granted
    assert found
    assert {p["person"]["person_id"] for p in found} <= granted


def test_a_case_is_the_own_one(house):
    page = house.client("head").get("/me/case")
    assert "change your year-end bonus" in page.text.replace("nothing in", "")
    moved = house.client("head").get("/me/case", params={"minutes_per_week": "60"})
    assert "60 minutes a week" in moved.text
    assert house.client("head").get("/me/case?minutes_per_week=2401").status_code == 400
    found = house.client("head").get("/me/case.json").json()["released"]
    assert found["audience"] == "self"


def _sliders(page):
    import re

    found = re.findall(r'<input id="(\w+)" type="range" [^>]*>', page)
    values = re.findall(r'type="range" [^>]* value="(\d+)" data-usual="(\d+)">', page)
    return {name: tuple(map(int, pair)) for name, pair in zip(found, values, strict=True)}


def test_sliders_begin_at_the_case_s_own_assumptions(house):
    client = house.client("head")
    made = client.get("/me/case.json").json()["released"]["value"]
    usual = {a["name"]: round(a["default"]) for a in made["assumptions"]}
    shown = _sliders(client.get("/me/case").text)
    assert shown["minutes_per_week"] == (usual["minutes_per_week"],) * 2
    assert shown["weeks"] == (usual["weeks"],) * 2
    assumed = any(m["grade"] == "assumed" for m in made["sight"]["metrics"])
    assert ("discount" in shown) == assumed
    moved = _sliders(client.get("/me/case?weeks=12").text)
    assert moved["weeks"] == (12, usual["weeks"])


def _scenario(client, query):
    return client.get(f"/me/case.json{query}").json()["released"]["value"]["sight"]["scenario"]


def test_what_was_set_by_hand_is_a_scenario_at_the_top(house):
    client = house.client("head")
    assert not _scenario(client, "")
    assert 'class="scenario"' not in client.get("/me/case").text
    page = client.get("/me/case?minutes_per_week=60").text
    band, headline = page.index('class="scenario"'), page.index('class="headline"')
    assert band < headline
    assert "60 minutes a week" in page[band:headline]


def test_without_scripts_a_slider_that_stands_as_usual_is_no_choice(house):
    client = house.client("head")
    usual = {name: str(at) for name, (at, _) in _sliders(client.get("/me/case").text).items()}
    sent = client.get("/me/case", params=usual)
    assert (sent.status_code, sent.headers["location"]) == (303, "/me/case")
    sent = client.get("/me/case", params=usual | {"minutes_per_week": "60"})
    assert sent.headers["location"] == "/me/case?minutes_per_week=60"


def test_an_empty_frame_is_not_shown(own_house, monkeypatch):
    from collections import OrderedDict

    from vesica.web import briefs

    page = own_house.client("analyst").get("/q/overlap").text
    assert "<figure>" in page
    monkeypatch.setattr(briefs, "_drawn", lambda figure: False)
    monkeypatch.setattr(own_house.app.state.house.answers, "_kept", OrderedDict())
    page = own_house.client("analyst").get("/q/overlap").text
    assert "<figure>" not in page
    for words in ("The numbers", "How do we know?", "What this means"):
        assert words in page


@pytest.mark.parametrize(
    ("figure", "drawn"),
    [
        ({"data": {"values": []}}, False),
        ({"data": {"values": [{"x": 1}]}}, True),
        ({"data": {"values": []}, "layer": [{"data": {"values": [1]}}]}, True),
        ({"layer": [{"data": {"values": []}}, {"data": {"values": []}}]}, False),
        ({"vconcat": [{"data": {"values": []}}, {"data": {"values": [1]}}]}, True),
        ({"vconcat": [{"data": {"values": []}}]}, False),
    ],
)
def test_a_figure_without_data_is_an_empty_frame(figure, drawn):
    from vesica.web.briefs import _drawn

    assert _drawn(figure) == drawn


def test_the_usual_discount_is_no_choice(house):
    client = house.client("head")
    assert _scenario(client, "?discount=50") == _scenario(client, "")
    assert "40 %" in _scenario(client, "?discount=40")


def test_a_leader_without_a_plan_is_told_whom_to_ask(house):
    page = house.client("practitioner").get("/me/case").text
    assert "Ask whoever runs Vesica here to import your incentive plan" in page
    assert "vesica case" not in page
    assert "this leader" not in page
    told = house.client("practitioner").get("/me/case.pdf")
    assert told.status_code == 422
    assert "Ask whoever runs Vesica here" in told.text


def test_a_map_without_a_number_is_not_offered(own_house, monkeypatch):
    from dataclasses import replace

    from vesica.api.answers import Answers
    from vesica.core.estimate import Estimate, Hidden

    real = Answers.ask
    seen = Estimate(value=40.0, low=30.0, high=50.0, level=0.9, unit="people", n=300)

    def ask(self, workspace, question, *about, **more):
        found = real(self, workspace, question, *about, **more)
        if question != "map" or about:
            return found
        value = found.released.value
        cells = tuple(replace(c, people=Hidden(why="too few")) for c in value.tables[0].cells)
        blank = replace(value.tables[0], of="Blank", cells=cells)
        part = replace(blank, of="Part", cells=(replace(cells[0], people=seen), *cells[1:]))
        value = replace(value, tables=(value.tables[0], blank, part))
        return replace(found, released=replace(found.released, value=value))

    monkeypatch.setattr(Answers, "ask", ask)
    page = own_house.client("analyst").get("/q/map").text
    assert "<option>Part</option>" in page
    assert "<option>Blank</option>" not in page
    assert "not offered: Blank." in page


@pytest.mark.parametrize("name", ["by", "reason"])
def test_a_plan_is_published_under_printable_words(own_house, name):
    said = {"by": "Ada", "reason": "agreed"} | {name: "A\x00b"}
    assert own_house.post("analyst", "/plan/1/publish", said).status_code == 400


def test_a_trial_has_a_new_seed_and_its_address_repeats_the_draw(house):
    client = house.client("analyst")
    first, again = (client.get("/trial?route=training&seats=30", follow_redirects=True)
                    for _ in range(2))  # fmt: skip
    assert first.status_code == 200
    assert str(first.url) != str(again.url)
    page, file = str(first.url), str(first.url).replace("/trial?", "/trial.json?")
    assert client.get(page).text == first.text
    seed = str(client.get(file).json()["released"]["value"]["seed"])
    assert f"seed={seed}&" in page
    assert seed in first.text


@pytest.mark.parametrize(
    "address",
    [
        "/trial?route=training&seed=9223372036854775808",
        "/trial?route=training&seed=1&drawn_on=tomorrow",
        "/trial?route=training&waves=00000001200",
        "/trial?route=training&seats=" + "0" * 20 + "5",
        "/me/case?weeks=000000020" + "9" * 5000,
        "/plan/0000000011",
    ],
)
def test_long_numbers_are_refused_unread(house, address):
    role = "head" if address.startswith("/me") else "analyst"
    assert house.client(role).get(address).status_code in {400, 404}
