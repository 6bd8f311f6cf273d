"""The web application over a simulated organisation, with somebody of every role signed in."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import vesica
from vesica.api import people, users
from vesica.api.workspace import Workspace
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.store.users import Account
from vesica.web.app import create_app
from vesica.web.guard import csrf
from vesica.web.serving import KEPT_OPEN

__all__ = ["BROWSER", "LOOKS", "PAGES", "ROLES", "Served", "chromium", "house", "watched"]

ROLES = ("admin", "analyst", "leader", "council")
BROWSER = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOKS = tuple((width, scheme) for width in (1280, 390) for scheme in ("light", "dark"))
PATIENCE = 300_000
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/sign-in",),
    "analyst": (
        "/",
        "/q/overlap",
        "/q/map",
        "/q/points",
        "/q/claims",
        "/q/age",
        "/q/vision",
        "/q/network",
        "/q/doing",
        "/q/persuasion",
        "/q/effect",
        "/q/pairs",
        "/pairs/why",
        "/q/health",
        "/plan",
        "/trial",
        "/pitch",
        "/guess",
        "/jobs",
        "/runs",
        "/policy",
        "/releases",
        "/audit",
        "/try",
        "/account",
        "/docs",
        "/docs/tutorial",
        "/docs/how-to/web",
        "/docs/interface",
        "/sql/roster",
        "/nothing",
    ),
    "admin": ("/account",),
    "leader": ("/", "/q/map", "/guess"),
    "council": ("/", "/policy"),
    "practitioner": ("/me", "/me/plan", "/me/case"),
}
_PASSPHRASE = "four words that hold"


@dataclass
class Served:
    """The application behind a real socket.

    Parameters
    ----------
    folder : Path
        The workspace.
    keys : tuple of str
        Employee numbers: of whoever is signed in as a practitioner, and of somebody else.
    """

    folder: Path
    keys: tuple[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    root: str = ""
    app: Any = None

    def cookies(self, role: str) -> dict[str, str]:
        """Cookies of somebody of a role; none for nobody."""
        return {"vesica": self.secrets[role]} if role else {}

    def word(self, role: str) -> str:
        """The word that forms of a role carry."""
        return csrf(self.secrets[role])


@contextmanager
def house(
    *,
    people_count: int = 300,
    change: Callable[[Path], None] | None = None,
    name: str = "Acme",
    skip: tuple[str, ...] = (),
    messages: int = 30,
    posts: int = 12,
    memory_mib: int | None = None,
) -> Iterator[Served]:
    """Simulate, import, measure, and serve until the block ends.

    Parameters
    ----------
    people_count : int
        Size of the organisation.
    change : callable, optional
        Changes the files before they are imported.
    name : str
        Of the organisation.
    skip : tuple of str
        Files that are left out.
    messages, posts : int
        Per person.
    memory_mib : int, optional
        What the engine may use [MiB], where the setting's default is not enough.
    """
    root = Path(tempfile.mkdtemp(prefix="vesica-proof-g-"))
    before = os.environ.get("VESICA_VAULT_DIR")
    os.environ["VESICA_VAULT_DIR"] = str(root / "vaults")
    try:
        simulate(
            people=people_count,
            seed=7,
            preset="essay-right",
            out=root / "files",
            messages_per_person=messages,
            posts_per_person=posts,
        )
        roster = (root / "files" / "roster.csv").read_text(encoding="utf-8").splitlines()
        keys = (roster[20].split(",")[0], roster[30].split(",")[0])
        if change:
            change(root / "files")
        Workspace.create(root / "ws", name=name, simulated=True).close()
        if memory_mib is not None:
            with (root / "ws" / "vesica.toml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n[engine]\nmemory_mib = {memory_mib}\n")
        with vesica.open(root / "ws") as workspace:
            for file in in_order(root / "files"):
                if file.name not in skip:
                    workspace.import_file(file)
            workspace.run()
        yield from _serving(Served(folder=root / "ws", keys=keys))
    finally:
        if before is None:
            del os.environ["VESICA_VAULT_DIR"]
        else:
            os.environ["VESICA_VAULT_DIR"] = before
        shutil.rmtree(root, ignore_errors=True)


def _serving(served: Served) -> Iterator[Served]:
    import uvicorn

    with vesica.open(served.folder) as workspace:
        for role in ROLES:
            account = Account(name=role, roles=frozenset({role}), password="none")
            workspace.state.users.put(account)
            served.secrets[role] = workspace.state.users.begin(account=role)
        people.claim(workspace, people.code(workspace, served.keys[0]), _PASSPHRASE)
        begun = users.sign_in(workspace, served.keys[0], _PASSPHRASE)
        served.secrets["practitioner"] = begun or ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served.root = f"http://127.0.0.1:{port}"
    hosts = frozenset({f"127.0.0.1:{port}"})
    served.app = create_app(served.folder, hosts=hosts, per_minute=1_000_000)
    server = uvicorn.Server(
        uvicorn.Config(
            served.app,
            host="127.0.0.1",
            port=port,
            log_level="error",
            ws="none",
            timeout_keep_alive=KEPT_OPEN,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser, if there is one.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=list(BROWSER))
        try:
            yield browser
        finally:
            browser.close()


def watched(served: Served, browser: Any, role: str, **look: Any) -> tuple[Any, list[str]]:
    """Open a page that notes every outside request, error and violation."""
    context = browser.new_context(**look)
    context.set_default_timeout(PATIENCE)
    for name, value in served.cookies(role).items():
        context.add_cookies([{"name": name, "value": value, "url": served.root}])
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: _noted(said, wrong))
    ours = (served.root, "data:", "about:")
    page.on("request", lambda sent: None if sent.url.startswith(ours) else wrong.append(sent.url))
    page.on("dialog", lambda shown: wrong.append(f"dialog {shown.message}"))
    return page, wrong


def _noted(said: Any, wrong: list[str]) -> None:
    refused = "Failed to load resource: the server responded with a status of"
    if said.type == "error" and refused not in said.text:
        wrong.append(said.text)
