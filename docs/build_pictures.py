"""Draw the pictures of the documentation from the demo.

Run ``make demo`` first, then ``.venv/bin/python docs/build_pictures.py [DEMO]``. The figure is
drawn as every report draws it. The picture of the brief is the top of the HTML report, and those
of the pages are the pages themselves, opened by somebody of each role; they need Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vesica.report.vega import png

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1100, 1120
MOST_BYTES = 250_000
ROLES = ("analyst", "leader", "council")
PAGES = (
    ("overview", "analyst", "/", 1280, "light"),
    ("claims", "analyst", "/q/claims", 1280, "light"),
    ("map", "analyst", "/q/map", 1280, "light"),
    ("points", "analyst", "/q/points?e0=0.7&i0=0.7", 1280, "light"),
    ("age", "analyst", "/q/age", 1280, "light"),
    ("effect", "analyst", "/q/effect", 1280, "light"),
    ("vision", "analyst", "/q/vision", 1280, "dark"),
    ("network", "analyst", "/q/network", 1280, "light"),
    ("plan", "analyst", "/plan", 1280, "light"),
    ("pairs", "analyst", "/q/pairs", 1280, "light"),
    (
        "trial",
        "analyst",
        "/trial?route=training&seats=60&seed=1&drawn_on=2026-01-05",
        1280,
        "light",
    ),
    ("pitch", "analyst", "/pitch?leader={leader}", 1280, "light"),
    ("guess", "analyst", "/guess", 1280, "light"),
    ("health", "analyst", "/q/health", 1280, "light"),
    ("policy", "council", "/policy", 1280, "light"),
    ("releases", "council", "/releases", 1280, "light"),
    ("try", "council", "/try", 1280, "dark"),
    ("card", "person", "/me", 1280, "light"),
    ("case", "person", "/me/case", 1280, "light"),
    ("route", "planned", "/me/plan", 1280, "light"),
    ("telephone", "analyst", "/q/overlap", 390, "dark"),
    ("sign-in", "", "/sign-in", 1280, "light"),
)
"""Name, who opens it, address, width [px], theme."""

_BROWSER = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")
_PASSPHRASE = "four words that hold"
_LIMITS = {"budget": 50_000.0, "hours": 1000.0}


def figure(demo: Path) -> Path:
    """Draw the figure of the overlap brief."""
    spec = json.loads((demo / "overlap.json").read_text(encoding="utf-8"))["figure"]
    return _kept("overlap-figure.png", png(spec, scale=1.5))


def brief(demo: Path, browser: str) -> Path:
    """Photograph the top of the HTML brief."""
    shot = demo / "overlap.png"
    subprocess.run(
        [
            browser,
            "--headless",
            *_BROWSER,
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={shot}",
            (demo / "overlap.html").resolve().as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    data = shot.read_bytes()
    shot.unlink()
    return _kept("overlap-brief.png", data)


def pages(demo: Path, browser: str) -> Iterator[Path]:
    """Photograph the main pages, on a copy of the demo's workspace that has a plan."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, _served(demo, Path(folder)) as house:
        root, secrets, leader = house
        with sync_playwright() as play:
            opened = play.chromium.launch(executable_path=browser, args=list(_BROWSER))
            for name, role, path, width, scheme in PAGES:
                context = opened.new_context(
                    viewport={"width": width, "height": 860}, color_scheme=scheme
                )
                context.set_default_timeout(600_000)
                if role == "planned":
                    _publish(Path(folder) / "workspace")
                if role:
                    cookie = {"name": "vesica", "value": secrets[role], "url": root}
                    context.add_cookies([cookie])
                page = context.new_page()
                page.goto(root + path.format(leader=leader))
                if name == "try":
                    page.click("main form button")
                    page.wait_for_selector(".attempts")
                page.wait_for_load_state("networkidle")
                yield _kept(f"web-{name}.png", page.screenshot())
                context.close()
            opened.close()


@contextmanager
def _served(demo: Path, folder: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    """Serve a copy of the workspace; sessions of each role, and a leader's key."""
    import uvicorn

    import vesica
    from vesica.api import people, users
    from vesica.store.users import Account
    from vesica.web.app import create_app

    shutil.copytree(demo / "workspace", folder / "workspace")
    vaults = os.environ.get("VESICA_VAULT_DIR") or str(Path.home() / ".local/share/vesica/vaults")
    shutil.copytree(vaults, folder / "vaults")
    os.environ["VESICA_VAULT_DIR"] = str(folder / "vaults")
    secrets: dict[str, str] = {}
    with vesica.open(folder / "workspace") as workspace:
        for role in ROLES:
            account = Account(name=role, roles=frozenset({role}), password="none")
            workspace.state.users.put(account)
            secrets[role] = workspace.state.users.begin(account=role)
        leader = _leader(workspace)
        people.claim(workspace, people.code(workspace, leader), _PASSPHRASE)
        secrets["person"] = users.sign_in(workspace, leader, _PASSPHRASE) or ""
        plan = workspace.plan(**_LIMITS).value
        planned = plan.pairs[0].mentor.key
        people.claim(workspace, people.code(workspace, planned), _PASSPHRASE)
        secrets["planned"] = users.sign_in(workspace, planned, _PASSPHRASE) or ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    app: Any = create_app(folder / "workspace", hosts=frozenset({host}), per_minute=100_000)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=int(host[10:]), log_level="error", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://{host}", secrets, leader
    server.should_exit = True
    thread.join(30)


def _publish(folder: Path) -> None:
    """Publish the newest plan: before, nobody sees an own part of it."""
    import vesica
    from vesica.api import plan_decisions

    with vesica.open(folder) as workspace:
        newest = len(workspace.state.plans.all())
        plan_decisions.publish(workspace, newest, by="Ada Lovelace", reason="Agreed")


def _leader(workspace: Any) -> str:
    """Key of the first leader who opted in and whose plan can be worked out."""
    from vesica.api.consents import consents
    from vesica.errors import VesicaError
    from vesica.schema import Purpose

    keys = workspace.vault.keys_of("person")
    for person in sorted(consents(workspace, Purpose.LINE_OF_SIGHT).granted, key=keys.get):
        try:
            workspace.case(person)
        except VesicaError:
            continue
        return next(key for key in keys[person] if "@" not in key)
    raise SystemExit("No leader of this workspace opted in to the own case.")


def _kept(name: str, data: bytes) -> Path:
    data = _small(data)
    if len(data) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(data):,} bytes; at most {MOST_BYTES:,} are wanted.")
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / name
    file.write_bytes(data)
    return file


def _small(data: bytes) -> bytes:
    """Write the picture with a palette of 256 colours, where the library for that is here."""
    try:
        from PIL import Image
    except ImportError:
        return data
    import io

    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").quantize(256).save(out, "PNG", optimize=True)
    return min(data, out.getvalue(), key=len)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo-output"
    print(figure(folder))
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("No Chromium: the other pictures stay as they are.")
    print(brief(folder, found))
    for picture in pages(folder, found):
        print(picture)
