"""What stands before every page: host, origin, form word, sizes, tries, names of files."""

import io

import pytest

import vesica
from vesica.api import users
from vesica.web.fields import own_address, printable, whole
from vesica.web.forms import plain_name
from vesica.web.guard import HEADERS, Callers, Rate, csrf, same_origin

PAGES = [
    "/sign-in",
    "/",
    "/q/overlap",
    "/q/overlap.json",
    "/nothing",
    "/static/style.css",
    "/api/v1/questions",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(house, path):
    found = house.client("analyst").get(path).headers
    for name, value in HEADERS.items():
        assert found[name] == value
    assert "unsafe" not in found["content-security-policy"]
    if not path.startswith("/static"):
        assert found["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:81", ""])
def test_other_names_are_turned_away(house, host):
    assert house.client("analyst").get("/", headers={"host": host}).status_code == 421


ORIGINS = [
    f"{scheme}://{host}"
    for scheme in ("http", "https", "ftp")
    for host in (
        "evil.example",
        "testserver.evil.example",
        "testserver:8080",
        "localhost",
        "testserver@evil.example",
        "127.0.0.1",
        "xn--testserver-x",
        "null",
    )
]


@pytest.mark.parametrize("origin", [*ORIGINS, "null", ""])
def test_forms_from_elsewhere_are_refused(house, origin):
    client = house.client("council")
    form = {"csrf": csrf(house.secrets["council"]), "minimum_group": "11"}
    answer = client.post("/policy", data=form, headers={"origin": origin})
    assert answer.status_code == 403


def test_where_a_request_comes_from_must_be_said():
    hosts = frozenset({"here:1"})
    assert not same_origin({"host": "here:1"}, hosts)
    assert same_origin({"host": "here:1", "origin": "http://here:1"}, hosts)
    assert same_origin({"host": "here:1", "sec-fetch-site": "same-origin"}, hosts)
    assert not same_origin(
        {"host": "here:1", "origin": "http://here:1", "sec-fetch-site": "cross-site"}, hosts
    )


@pytest.mark.parametrize("word", ["", "wrong", "0" * 64])
def test_forms_without_the_word_of_the_session_are_refused(house, word):
    answer = house.client("council").post("/policy", data={"csrf": word, "minimum_group": "11"})
    assert answer.status_code == 403
    with vesica.open(house.folder) as workspace:
        assert workspace.gate.policy.minimum_group == 10


def test_the_council_makes_the_policy_stricter_and_never_looser(own_house):
    assert own_house.post("council", "/policy", {"minimum_group": "15"}).status_code == 303
    with vesica.open(own_house.folder) as workspace:
        assert workspace.gate.policy.minimum_group == 15
    for wanted in ("15", "10", "0", "-1", "9999", "x"):
        assert own_house.post("council", "/policy", {"minimum_group": wanted}).status_code == 403
    shown = own_house.client("analyst").get("/q/overlap.json").json()["released"]["policy"]
    assert "groups of 15" in shown


def test_signing_in_and_out(own_house):
    client = own_house.client()
    good = client.post("/sign-in", data={"name": "analyst", "password": "correct horse battery"})
    assert (good.status_code, good.headers["location"]) == (303, "/")
    cookie = good.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))
    assert client.get("/").status_code == 200
    secret = client.cookies["vesica"]
    assert client.post("/sign-out", data={"csrf": csrf(secret)}).status_code == 303
    client.cookies.set("vesica", secret)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("name", ["analyst", "nobody-of-that-name", ""])
def test_a_wrong_password_says_nothing_about_the_name(own_house, name):
    answer = own_house.client().post("/sign-in", data={"name": name, "password": "wrong"})
    assert answer.status_code == 401
    assert "go together with nothing" in answer.text
    assert "set-cookie" not in answer.headers


def test_tries_are_limited(own_house):
    client = own_house.client()
    codes = [
        client.post("/sign-in", data={"name": "lee", "password": "x"}).status_code
        for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]


def test_a_rate_forgets_after_its_time(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("vesica.web.guard.time.monotonic", lambda: now[0])
    rate = Rate(2, 10.0)
    assert [rate.take("a"), rate.take("a")] == [0.0, 0.0]
    assert rate.take("a") == 10.0
    assert rate.take("b") == 0.0
    now[0] = 10.5
    assert rate.take("a") == 0.0


def test_a_link_makes_one_account_once(own_house):
    made = own_house.post("admin", "/account/invite", {"name": "new", "roles": ["leader"]})
    link = made.text.split("/link/")[1].split("<")[0]
    client = own_house.client()
    word = "four words that hold"
    assert client.get(f"/link/{link}").status_code == 200
    short = client.post(f"/link/{link}", data={"password": "short", "again": "short"})
    assert short.status_code == 400
    differ = client.post(f"/link/{link}", data={"password": word, "again": word + "!"})
    assert differ.status_code == 400
    good = client.post(f"/link/{link}", data={"password": word, "again": word})
    assert good.status_code == 303
    again = own_house.client().post(f"/link/{link}", data={"password": word, "again": word})
    assert again.status_code == 403
    assert client.get("/q/overlap").status_code == 200


def test_the_first_start_makes_the_admin_and_later_ones_do_not(made, tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path))
    with vesica.init(tmp_path / "new") as workspace:
        first = users.first_link(workspace)
        second = users.first_link(workspace)
        assert users.invitation(workspace, first) is None
        users.accept(workspace, second, "four words that hold")
        assert users.first_link(workspace) is None
        (account,) = users.accounts(workspace)
        assert account.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_new_code_ends_the_sessions_of_a_person(own_house):
    from vesica.api import people

    client = own_house.client("practitioner")
    assert client.get("/me").status_code == 200
    with vesica.open(own_house.folder) as workspace:
        people.code(workspace, own_house.numbers[0])
    assert client.get("/me").status_code == 303


def test_a_closed_account_is_out_at_once(own_house):
    client = own_house.client("leader")
    assert client.get("/").status_code == 200
    assert own_house.post("admin", "/account/close", {"name": "leader"}).status_code == 303
    assert client.get("/").status_code == 303


def test_the_last_admin_cannot_be_closed(own_house):
    assert own_house.post("admin", "/account/close", {"name": "admin"}).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\x",
        "/ok\nX: y",
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(address):
    assert own_address(address) == "/"


PATHS = [
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/docs/../../README",
    "/docs/%2e%2e/%2e%2e/README",
    "/docs/..%2f..%2fpyproject",
    "/docs/pictures/..%2findex.md",
    "/evidence/files/..%2f..%2f/vesica.toml",
    "/evidence/files/%2e%2e/state.db",
    "/q/..%2f..%2fvesica.toml.json",
    "/sql/..%2fpeople",
    "/docs//etc/passwd",
    "/static//etc/passwd",
    "/evidence/quarantine/..%2f..%2fstate.csv",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out(house, path):
    answer = house.client("analyst").get(path)
    assert answer.status_code in {404, 303, 400}
    assert not any(word in answer.text for word in ("create_app", "root:"))


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "/abs/roster.csv": "roster.csv",
    "a\x00b.csv": "a_b.csv",
    "--as=posts": "as=posts".replace("=", "_"),
    "": "file",
    "..": "file",
    "ro‮ster.csv": "ro_ster.csv",
    "name with space.csv": "name with space.csv",
}


@pytest.mark.parametrize(("sent", "kept"), NAMES.items())
def test_names_of_files_are_made_plain(sent, kept):
    assert plain_name(sent) == kept


def test_bodies_that_are_too_large_are_turned_away(house):
    answer = house.client("analyst").post("/sign-in", data={"name": "x" * 2**21})
    assert answer.status_code == 413


def test_only_the_upload_takes_files(house):
    files = {"minimum_group": ("x.csv", io.BytesIO(b"a,b\n"))}
    answer = house.client("council").post(
        "/policy", data={"csrf": csrf(house.secrets["council"])}, files=files
    )
    assert answer.status_code == 400


def test_too_many_requests_are_told_to_wait(house):
    from starlette.testclient import TestClient

    from vesica.web.app import create_app

    app = create_app(house.folder, hosts=frozenset({"testserver"}), per_minute=3)
    client = TestClient(app)
    codes = [client.get("/sign-in").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])
def test_others_reach_it_over_tls_only(house, host):
    from vesica.errors import UsageError
    from vesica.web.serving import serve

    with pytest.raises(UsageError, match="not be encrypted"):
        serve(house.folder, host=host, port=1, certificate=None, key=None, names=(), say=print)


def _sent(name="files"):
    return {name: ("x.csv", io.BytesIO(b"a,b\n1,2\n"))}


def _lying(house):
    folder = house.folder / "uploads"
    return [str(p) for p in folder.rglob("*")] if folder.is_dir() else []


@pytest.mark.parametrize("role", ["", "leader", "council", "admin", "practitioner"])
def test_what_nobody_may_send_is_not_read(own_house, role, monkeypatch):
    async def read(*_):
        raise AssertionError("the body was read")

    monkeypatch.setattr("vesica.web.app.read", read)
    answer = own_house.client(role or None).post("/evidence/upload", files=_sent())
    assert answer.status_code == (404 if role else 303)
    assert role or answer.headers["location"] == "/sign-in"
    assert not _lying(own_house)


@pytest.mark.parametrize("word", ["", "wrong"])
def test_files_of_a_refused_form_are_deleted(own_house, word):
    client = own_house.client("analyst")
    answer = client.post("/evidence/upload", data={"csrf": word}, files=_sent())
    assert answer.status_code == 403
    assert _lying(own_house) == []


def test_files_under_another_name_are_deleted_and_the_right_ones_stay(own_house):
    client, form = own_house.client("analyst"), {"csrf": csrf(own_house.secrets["analyst"])}
    assert client.post("/evidence/upload", data=form, files=_sent("other")).status_code == 400
    assert _lying(own_house) == []
    assert client.post("/evidence/upload", data=form, files=_sent()).status_code == 303
    assert [name for name in _lying(own_house) if name.endswith("x.csv")]


def test_files_are_deleted_where_reading_fails(own_house, monkeypatch):
    from vesica.web import forms

    real = forms._kept

    async def second_fails(file, name, folder, files):
        if files:
            raise OSError("the disk is full")
        return await real(file, name, folder, files)

    monkeypatch.setattr(forms, "_kept", second_fails)
    client = own_house.client("analyst", raise_server_exceptions=False)
    two = [("files", ("a.csv", b"a\n")), ("files", ("b.csv", b"b\n"))]
    form = {"csrf": csrf(own_house.secrets["analyst"])}
    assert client.post("/evidence/upload", data=form, files=two).status_code == 500
    assert _lying(own_house) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("260", 260),
        ("0", None),
        ("261", None),
        ("0026", None),
        ("0026999999999999", None),
        ("1" * 5000, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("", None),
    ],
)
def test_a_whole_number_is_read_whole_or_not_at_all(text, number):
    assert whole(text, low=1, high=260) == number


@pytest.mark.parametrize("text", ["Ada\x00x", "a\nb", "a\tb", "\x7f", "\ud800", "\u202e"])
def test_words_of_commands_can_be_printed(text):
    from vesica.errors import UsageError

    assert printable("Ada Löffler – 3 %") == "Ada Löffler – 3 %"
    with pytest.raises(UsageError):
        printable(text)


@pytest.mark.parametrize("form", [{"kind": "a\x00"}, {"sheet": "\x1b[0m"}, {"map": "a=b\x00"}])
def test_a_file_is_imported_under_printable_words(own_house, form, monkeypatch):
    monkeypatch.setattr(own_house.app.state.house.jobs, "start", None)
    client, word = own_house.client("analyst"), {"csrf": csrf(own_house.secrets["analyst"])}
    where = client.post("/evidence/upload", data=word, files=_sent()).headers["location"]
    assert client.post(where, data=word | form).status_code == 400


def _limited(house, most):
    from starlette.testclient import TestClient

    from vesica.web.app import create_app

    app = create_app(house.folder, hosts=frozenset({"testserver"}), per_minute=most)
    return TestClient(app, follow_redirects=False)


def test_new_cookies_and_tokens_are_no_new_callers(house):
    client, codes = _limited(house, 4), []
    for at in range(6):
        sent = {"cookie": f"vesica=made-up-{at}"}
        if at % 2:
            sent = {"authorization": f"Bearer made-up-{at}"}
        codes.append(client.get("/api/v1/questions", headers=sent).status_code)
    assert codes == [401] * 4 + [429] * 2


def test_who_has_signed_in_is_counted_apart_from_the_address(own_house):
    client = _limited(own_house, 4)
    with vesica.open(own_house.folder) as workspace:
        second = workspace.state.users.begin(account="leader")
    mine = [{"cookie": f"vesica={s}"} for s in (own_house.secrets["leader"], second)]
    assert [client.get("/account", headers=h).status_code for h in mine] == [200, 200]
    assert [client.get("/sign-in").status_code for _ in range(3)] == [200, 200, 429]
    # Two sessions of one account are one caller.
    codes = [client.get("/account", headers=mine[k % 2]).status_code for k in range(5)]
    assert codes == [200] * 4 + [429]


def test_a_secret_that_ended_is_counted_by_its_address_again():
    callers = Callers(most=2)
    assert callers.name("a", "here") == "from here"
    callers.learn("a", "ada")
    assert callers.name("a", "here") == "of ada"
    callers.learn("a", None)
    assert callers.name("a", "here") == "from here"
    for secret in "abc":
        callers.learn(secret, secret)
    assert [callers.name(s, "x") for s in "abc"] == ["from x", "of b", "of c"]
