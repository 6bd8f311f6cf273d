"""Every page in a real browser: nothing leaves, nothing breaks, everybody can use it."""

import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.web

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000
"""Milliseconds; the first reader of an answer waits until it is computed."""

PLAIN = (
    "document.styleSheets[0].insertRule('.side, .tall, .lines, .scroll, pre"
    " { background-image: none !important }', document.styleSheets[0].cssRules.length)"
)
"""Takes the shades from what scrolls: over a gradient, axe judges no contrast."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "": ("/sign-in",),
    "analyst": (
        "/",
        "/q/overlap",
        "/q/claims",
        "/q/age",
        "/q/health",
        "/jobs",
        "/runs",
        "/guess",
        "/account",
        "/docs",
        "/docs/tutorial",
        "/docs/interface",
        "/sql/roster",
        "/q/association",
        "/q/map",
        "/q/points",
        "/q/pairs",
        "/pairs/why",
        "/plan",
        "/trial",
        "/pitch",
    ),
    "admin": ("/account",),
    "leader": ("/q/overlap", "/guess"),
    "practitioner": ("/me", "/me/plan", "/me/case"),
    "council": ("/policy", "/releases", "/audit", "/try"),
}
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
PAYLOADS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    '"><script>window.hit=1</script>',
    "'-window.hit=1-'",
    "javascript:window.hit=1",
    "</title><script>window.hit=1</script>",
    "</textarea><script>window.hit=1</script>",
    "{{constructor.constructor('window.hit=1')()}}",
    "<a href=javascript:window.hit=1>x</a>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<math><mtext><script>window.hit=1</script>",
    '=HYPERLINK("javascript:window.hit=1")',
    "${window.hit=1}",
    "<details open ontoggle=window.hit=1>",
)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


class Served:
    """The application behind a real socket."""

    def __init__(self, house):
        import uvicorn

        from vesica.web.app import create_app

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.house, self.root = house, f"http://127.0.0.1:{self.port}"
        hosts = frozenset({f"127.0.0.1:{self.port}"})
        self.app = app = create_app(house.folder, hosts=hosts, per_minute=100_000)
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", ws="none")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)

    def close(self):
        self._server.should_exit = True
        self._thread.join(10)

    def page(self, browser, role, *, width=1280, scheme="light"):
        """Open a page that notes everything that it must not do."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        context.set_default_timeout(PATIENCE)
        if role:
            secret = self.house.secrets[role]
            context.add_cookies([{"name": "vesica", "value": secret, "url": self.root}])
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on(
            "request", lambda sent: wrong.append(sent.url) if not self._ours(sent.url) else None
        )
        return page, wrong

    def _ours(self, address):
        return address.startswith((self.root, "data:", "about:"))


@pytest.fixture
def served(house):
    """One server for all tests that change nothing: what it computed, it keeps."""
    if not hasattr(house, "running"):
        house.running = Served(house)
    return house.running


@pytest.fixture
def own_served(own_house):
    running = Served(own_house)
    yield running
    running.close()


def _known(answer):
    """Pages that refuse say so with their status; the browser logs that as an error."""
    return "Failed to load resource: the server responded with a status of" in answer


def _violations(page):
    """What axe finds, and what of the contrast outside drawings it could not judge."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(PLAIN)
    found = Axe().run(page, options={"runOnly": RULES}).response
    unjudged = [
        node["html"]
        for rule in found["incomplete"]
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
        if not node["html"].startswith(("<text", "<tspan"))
    ]
    return [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] + [
        ("contrast not judged", html) for html in unjudged
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_that_waits_turns_into_the_answer(
    own_served, browser, monkeypatch, tmp_path, width
):
    from functools import partial

    import long_work

    import vesica
    from vesica.api.answers import key_of
    from vesica.api.apart_process import Order
    from vesica.web import waiting

    monkeypatch.setattr(waiting, "SMALL", 10)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    folder, gate = own_served.house.folder, tmp_path / "go"
    with vesica.open(folder) as workspace:
        key = key_of(workspace, "doing")
    make = partial(long_work.slowly, gate=str(gate))
    order = Order(folder=folder, question="doing", actor="analyst", seat="analyst", make=make)
    own_served.app.state.house.apart.begin(order, key)
    page, wrong = own_served.page(browser, "analyst", width=width)
    for path in ("/", "/q/vision", "/q/doing"):
        page.goto(own_served.root + path)
        page.wait_for_load_state("networkidle")
        assert page.locator("[hx-get^='/waiting/'], [hx-get^='/part/doing']").count()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert _violations(page) == [], path
    gate.touch()
    page.wait_for_selector("article .answer")
    assert page.url == own_served.root + "/q/doing"
    page.goto(own_served.root + "/q/vision")
    page.wait_for_selector("article .answer")
    assert wrong == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("role", PAGES, ids=lambda r: r or "nobody")
def test_every_page(served, browser, role, width, scheme):
    page, wrong = served.page(browser, role, width=width, scheme=scheme)
    found = []
    for path in PAGES[role]:
        page.goto(served.root + path)
        if path == "/try":
            page.click("main button")
            page.wait_for_selector(".attempts")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            found.append((path, f"{over} pixels too wide"))
        found += [(path, *violation) for violation in _violations(page)]
    assert not found
    assert [w for w in wrong if not _known(w)] == []


@pytest.mark.parametrize("width", [390, 320])
def test_the_documentation_fits_a_telephone(served, browser, width):
    docs = Path(__file__).parents[2] / "docs"
    page, wrong = served.page(browser, "analyst", width=width)
    texts = sorted(
        path.relative_to(docs).with_suffix("").as_posix() for path in docs.rglob("*.md")
    )
    assert len(texts) > 50
    found = []
    for text in texts:
        page.goto(served.root + (f"/docs/{text}" if text != "index" else "/docs"))
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [(text, f"{over} pixels too wide")] if over > 0 else []
        cut = width == 390 and page.evaluate(
            "[...document.querySelectorAll('.document .scroll')]"
            ".filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
        found += [(text, f"{cut} tables cut")] if cut else []
    assert found == []
    assert wrong == []


def test_a_figure_is_drawn_in_the_browser_as_on_the_server(served, browser):
    page, wrong = served.page(browser, "analyst")
    page.goto(f"{served.root}/q/overlap")
    texts = "[...document.querySelectorAll('.drawing text')].map(t => t.textContent).sort()"
    before = page.evaluate(texts) if not page.query_selector("[data-drawn]") else None
    page.wait_for_selector("[data-drawn]", timeout=PATIENCE)
    after = page.evaluate(texts)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(
        [{"name": "vesica", "value": served.house.secrets["analyst"], "url": served.root}]
    )
    drawn = plain.new_page()
    drawn.goto(f"{served.root}/q/overlap")
    server = sorted(drawn.locator(".drawing text").all_text_contents())
    assert after == server
    assert before in (None, server)
    assert not wrong


def test_from_a_dropped_file_to_the_brief(own_served, browser, sealed_files):
    page, wrong = own_served.page(browser, "analyst")
    page.goto(f"{own_served.root}/q/health")
    page.set_input_files("#files", sealed_files / "posts.csv")
    page.click("text=Show how they are understood")
    assert "This looks like posts" in page.inner_text("main")
    page.click("text=Import it so")
    page.wait_for_selector("text=every row was imported before", timeout=PATIENCE)
    page.wait_for_selector("#job >> text=Done", timeout=PATIENCE)
    page.click("text=Evidence and health")
    page.click("text=Measure now")
    page.wait_for_selector("#job >> text=Done", timeout=PATIENCE)
    page.click("main >> text=Overview")
    assert "know social media" in page.inner_text("main .headline")
    page.click("text=How do we know?")
    page.click(".steps summary >> nth=0")
    page.wait_for_selector(".sql pre", timeout=PATIENCE)
    assert "SELECT" in page.inner_text(".sql pre >> nth=0")
    assert not list(Path(own_served.house.folder / "uploads").iterdir())
    assert not wrong


def test_signing_in_with_the_keyboard_alone(own_served, browser):
    page, _ = own_served.page(browser, None)
    page.goto(f"{own_served.root}/q/overlap")
    page.keyboard.type("leader")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{own_served.root}/q/overlap")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_plan_is_made_reviewed_decided_on_and_published(own_served, browser):
    page, wrong = own_served.page(browser, "analyst")
    page.goto(f"{own_served.root}/plan")
    assert "There is no plan yet" in page.inner_text("main .headline")
    page.fill("input[name=budget]", "20000")
    page.fill("input[name=hours]", "400")
    page.click("text=Make a plan")
    page.wait_for_selector("#job >> text=Done", timeout=PATIENCE)
    page.click("text=See what it made")
    assert "places" in page.inner_text("main .headline")
    page.locator("#budget-slide").focus()
    page.keyboard.press("ArrowLeft")
    assert "new bridges" in page.inner_text("#budget-out")
    assert page.input_value("input[name=budget]") == page.input_value("#budget-slide")
    page.check("input[name=who] >> nth=0")
    chosen = page.get_attribute("input[name=who]:checked", "aria-label")
    page.fill("form.review input[name=reason]", "on leave until May")
    page.click("text=Veto it")
    page.wait_for_selector("#job >> text=Done", timeout=PATIENCE)
    page.click("text=See what it made")
    assert chosen.split(",")[0] not in page.inner_text("form.review .scroll")
    assert "on leave until May" in page.inner_text("main")
    page.fill("#publish-title ~ form input[name=reason]", "agreed on Monday")
    page.click("text=Publish plan 2")
    page.wait_for_selector(".tag.published")
    with page.expect_download() as calendar:
        page.click("text=Calendar file")
    assert "BEGIN:VCALENDAR" in Path(calendar.value.path()).read_text(encoding="utf-8")
    import vesica

    with vesica.open(own_served.house.folder) as workspace:
        entries = {(e.actor, e.action) for e in workspace.state.audit.entries(200)}
    assert {("analyst", "plan veto"), ("analyst", "plan published")} <= entries
    assert not wrong


def test_points_are_brushed_and_the_address_is_the_state(served, browser):
    page, wrong = served.page(browser, "analyst")
    page.goto(f"{served.root}/q/points")
    box = page.locator(".plot .ground").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.7, steps=4)
    page.mouse.up()
    page.wait_for_url("**/q/points?e0=*")
    shown = page.locator(".plot circle.in").count()
    assert shown
    assert page.inner_text("#who-title").startswith(f"{shown} ")
    assert not wrong


def test_a_leader_moves_the_assumptions_and_the_answer_follows(served, browser):
    page, wrong = served.page(browser, "head")
    page.goto(f"{served.root}/me/case")
    first = page.inner_text("#case .headline")
    assert first.startswith("Taking part as leaders here did")
    assert page.locator("#case .scenario").count() == 0
    usual = page.input_value("#minutes_per_week")
    page.locator("#minutes_per_week").fill("60")
    page.wait_for_selector("#case[data-answered='1']")
    assert page.inner_text("#case .headline").startswith("Scenario. 60 minutes a week")
    assert "60 minutes a week" in page.inner_text("#case .scenario")
    assert page.url.endswith("/me/case?minutes_per_week=60")
    page.locator("#minutes_per_week").fill(usual)
    page.wait_for_selector("#case[data-answered='2']")
    assert page.inner_text("#case .headline") == first
    page.locator("#minutes_per_week").fill("60")
    page.wait_for_selector("#case[data-answered='3']")
    with page.expect_download() as paper:
        page.click("text=PDF")
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    assert not wrong


def _labels(count):
    return [f"{PAYLOADS[k % len(PAYLOADS)]}{k}" for k in range(count)]


def test_no_payload_is_executed(own_served, browser, tmp_path):
    """A hundred of them: names of files, headers, cells, labels, words of addresses."""
    page, wrong = own_served.page(browser, "analyst")
    labels = _labels(100)
    named = labels[:20]
    file = tmp_path / "x.csv"
    head = ",".join('"' + label.replace('"', '""') + '"' for label in labels[20:40])
    cells = ",".join('"' + label.replace('"', '""') + '"' for label in labels[40:60])
    file.write_text(f"{head}\n{cells}\n", encoding="utf-8")
    from vesica.web.guard import csrf

    secret = own_served.house.secrets["analyst"]
    client = own_served.house.client("analyst")
    rooms = []
    for label in named:
        sent = {"files": (label + ".csv", file.read_bytes())}
        answer = client.post("/evidence/upload", data={"csrf": csrf(secret)}, files=sent)
        assert answer.status_code == 303
        rooms.append(answer.headers["location"])
    for label in labels[60:80]:
        form = {"csrf": csrf(secret), "label": label, "scopes": ["read"]}
        assert client.post("/account/tokens", data=form).status_code == 200
    visited = ["/q/health", "/account", *rooms[:10]]
    visited += [f"/docs/{k}" for k in range(1)]
    for path in visited:
        page.goto(own_served.root + path)
        assert page.evaluate("window.hit") is None
    from urllib.parse import quote

    for at, label in enumerate(labels[80:]):
        word = quote(label, safe="")
        pattern = (
            f"/guess?both={word}",
            f"/q/{word}",
            f"/sql/{word}",
            f"/jobs/{word}",
            f"/releases?page={word}",
            f"{rooms[0]}?kind={word}&sheet={word}&map={word}",
        )
        page.goto(own_served.root + pattern[at % len(pattern)])
        assert page.evaluate("window.hit") is None
    assert [w for w in wrong if not _known(w)] == []
