"""A small workspace with people of every role, behind the application."""

import shutil
from functools import cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import vesica
from vesica.api import people, users
from vesica.api.workspace import Workspace
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate
from vesica.store.users import Account
from vesica.web.app import create_app
from vesica.web.guard import csrf

HOST = "testserver"
HEAD = "S00178"
"""Somebody with a bonus plan of the own."""

PASSWORD = "correct horse battery"
ROLES = {
    "admin": ["admin"],
    "analyst": ["analyst"],
    "leader": ["leader"],
    "council": ["council"],
}


@pytest.fixture(scope="session")
def sealed_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web-files")
    simulate(
        people=300,
        seed=7,
        preset="essay-right",
        out=folder,
        messages_per_person=30,
        posts_per_person=12,
    )
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory, sealed_files):
    """Folders of a sealed workspace and its vaults, and two employee numbers in it."""
    root = tmp_path_factory.mktemp("web")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(root / "vaults"))
        with Workspace.create(root / "acme", name="Acme", simulated=True) as workspace:
            for file in in_order(sealed_files):
                workspace.import_file(file)
            workspace.run()
    roster = (sealed_files / "roster.csv").read_text(encoding="utf-8").splitlines()
    numbers = [line.split(",")[0] for line in (roster[20], roster[30])]
    return root, numbers


@cache
def _hashed():
    """Hash of the password of everybody here; made once, since it takes its time."""
    return users._hasher().hash(PASSWORD)


class House:
    """The application, with a client per role."""

    def __init__(self, folder: Path, numbers):
        self.folder, self.numbers = folder, numbers
        self.app = create_app(folder, hosts=frozenset({HOST}), per_minute=100_000)
        self.secrets = {role: self.account(role, names) for role, names in ROLES.items()}
        with vesica.open(folder) as workspace:
            for number in numbers:
                people.claim(workspace, people.code(workspace, number), "four words that hold")
            people.claim(workspace, people.code(workspace, HEAD), "four words that hold")
            self.secrets["head"] = users.sign_in(workspace, HEAD, "four words that hold")
            self.secrets["practitioner"] = users.sign_in(
                workspace, numbers[0], "four words that hold"
            )

    def account(self, name, roles):
        with vesica.open(self.folder) as workspace:
            book = workspace.state.users
            book.put(Account(name=name, roles=frozenset(roles), password=_hashed()))
            return book.begin(account=name)

    def client(self, role=None, **more):
        client = TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False, **more)
        client.headers["origin"] = f"http://{HOST}"
        if role:
            client.cookies.set("vesica", self.secrets[role])
        return client

    def post(self, role, path, data=None, **more):
        form = {"csrf": csrf(self.secrets[role])} | (data or {})
        return self.client(role).post(path, data=form, **more)


@pytest.fixture(scope="session")
def _shared(made):
    root, numbers = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(root / "vaults"))
        shared = House(root / "acme", numbers)
    yield shared
    shared.app.state.house.doors.close()


@pytest.fixture
def house(_shared, made, monkeypatch):
    """The application; tests that change the workspace use ``own_house``."""
    monkeypatch.setenv("VESICA_VAULT_DIR", str(made[0] / "vaults"))
    return _shared


@pytest.fixture
def own_house(made, tmp_path, monkeypatch):
    """The application on a private copy of the workspace."""
    root, numbers = made
    shutil.copytree(root, tmp_path / "own")
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "own" / "vaults"))
    own = House(tmp_path / "own" / "acme", numbers)
    yield own
    own.app.state.house.doors.close()
