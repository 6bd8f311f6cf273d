"""Who may do what: every address, every role, one's own and another's; generated."""

import pytest
from proof.g.addresses import filled

from vesica.api import reporting
from vesica.api.rights import ROLES, Right, Role, Subject, allowed
from vesica.web.routes import ROUTES

PEOPLE = ("", *(str(role) for role in Role))
MAY = {
    Right.ANYONE: set(PEOPLE),
    Right.SIGNED_IN: {"admin", "analyst", "leader", "practitioner", "council"},
    Right.ASK: {"analyst", "leader", "council"},
    Right.EVIDENCE: {"analyst"},
    Right.DECIDE: {"analyst"},
    Right.RUNS: {"analyst", "council"},
    Right.AUDIT: {"analyst", "council"},
    Right.TIGHTEN: {"council"},
    Right.OWN: {"practitioner"},
    Right.ACCOUNTS: {"admin"},
}
"""Written down a second time, by hand, so that a slip in the table of rights shows."""

SHUT = {
    ("leader", "health"),
    *((role, q) for role in ("leader", "council") for q in ("points", "pairs", "pitch")),
}
"""Questions that the policy pack does not list for a role that may ask others."""

_ADDRESSES = [r for r in ROUTES if r.path != "/run"]


@pytest.mark.parametrize("role", PEOPLE, ids=lambda r: r or "nobody")
@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_every_right_is_what_the_second_list_says(route, role):
    subject = None
    if role:
        own = "p" if role == "practitioner" else None
        subject = Subject(name=role, roles=frozenset({Role(role)}), person_id=own)
    assert allowed(subject, route.right) == (role in MAY[route.right])


@pytest.mark.parametrize("role", PEOPLE, ids=lambda r: r or "nobody")
def test_every_address_lets_in_whom_it_should_and_nobody_else(house, role):
    client, wrong = house.client(role or None), []
    for route in _ADDRESSES:
        if route.path in {"/sign-out", "/try"} or "events" in route.path:
            continue
        path = filled(route.path)
        body = {"work": "nothing"} if route.for_programs and route.method == "POST" else None
        # No form word: what changes is stopped.
        answer = client.request(route.method, path, json=body)
        # Whoever may come in is stopped later: by the form word, by a value, by nothing there.
        shut = _shut(answer, role)
        may = role in MAY[route.right] and (role, route.about) not in SHUT
        if shut == may:
            wrong.append((route.method, path, answer.status_code))
    assert not wrong


def _shut(answer, role):
    """Nobody is sent to sign in; somebody else is told that there is no such page."""
    if role:
        return answer.status_code == 404 and "There is no such page." in answer.text
    if answer.status_code == 303:
        return answer.headers["location"].startswith("/sign-in")
    # A form that was read and found wrong says something else.
    return answer.status_code == 401 and "Nobody is signed in." in answer.text


@pytest.mark.parametrize("role", ["analyst", "leader", "council"])
def test_the_policy_pack_decides_which_questions_a_role_sees(house, role):
    import vesica

    with vesica.open(house.folder) as workspace:
        listed = {
            e.question: {str(a) for a in e.audiences | e.after_opt_in}
            for e in workspace.gate.policy.evaluations
        }
    client = house.client(role)
    shown = client.get("/api/v1/questions").json()["questions"]
    expected = [q for q in reporting.QUESTIONS if role in listed.get(q, ())]
    assert [row["question"] for row in shown] == expected
    for question in set(reporting.QUESTIONS) - set(expected):
        for path in (
            f"/q/{question}",
            f"/q/{question}.json",
            f"/part/{question}",
            f"/api/v1/questions/{question}",
        ):
            assert client.get(path).status_code == 404


def test_a_leader_gets_no_row_of_anybody(house):
    client = house.client("leader")
    for path in (
        "/me",
        "/me/card.json",
        "/me/data.json",
        "/runs",
        "/releases",
        "/audit",
        "/q/health",
        "/evidence/quarantine/1.csv",
        "/api/v1/runs",
        "/api/v1/imports",
    ):
        assert client.get(path).status_code == 404


def test_answers_are_released_for_the_seat_of_whoever_asks(house):
    for role in ("analyst", "leader", "council"):
        found = house.client(role).get("/q/overlap.json").json()
        assert found["released"]["audience"] == role


def test_a_person_sees_the_own_card_and_no_address_names_another(house):
    mine = house.client("practitioner")
    assert mine.get("/me").status_code == 200
    card = mine.get("/me/card.json").json()["released"]
    assert card["audience"] == "self"
    import vesica

    with vesica.open(house.folder) as workspace:
        first, second = (workspace.vault.find(number) for number in house.numbers)
    assert card["value"]["person_id"] == first
    for other in (second, house.numbers[1]):
        for path in (
            f"/me/{other}",
            f"/me/card.json?person={other}",
            f"/me?person_id={other}",
            f"/q/explain?person={other}",
            "/q/explain.json",
        ):
            assert other not in mine.get(path).text.replace(path, "")


def test_the_council_is_apart_from_whom_it_watches(own_house):
    data = {"name": "both", "roles": ["council", "analyst"]}
    assert own_house.post("admin", "/account/invite", data).status_code == 400


def test_roles_without_a_right_have_none():
    assert not allowed(Subject(name="x", roles=frozenset()), Right.SIGNED_IN)
    assert not allowed(None, Right.SIGNED_IN)
    assert set(ROLES) == set(Role)


def test_a_token_never_has_more_than_its_account(own_house):
    made = own_house.post("leader", "/account/tokens", {"label": "x", "scopes": ["read", "work"]})
    token = made.text.split("<code>")[1].split("</code>")[0]
    client = own_house.client()
    client.headers["authorization"] = f"Bearer {token}"
    assert client.get("/api/v1/questions/overlap").status_code == 200
    assert client.get("/api/v1/runs").status_code == 404
    assert client.post("/api/v1/jobs", json={"work": "run"}).status_code == 404
    assert client.get("/q/overlap").status_code == 404
    assert client.get("/account").status_code == 404
