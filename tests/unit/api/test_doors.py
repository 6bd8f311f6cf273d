"""One workspace for many requests: the database is opened once, and again if it is another."""

import shutil

import pytest

from vesica.api.doors import Doors
from vesica.api.workspace import Workspace
from vesica.errors import WorkspaceNotFoundError
from vesica.store.state import State


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    Workspace.create(tmp_path / "acme").close()
    return tmp_path / "acme"


@pytest.fixture
def doors(folder):
    made = Doors(folder)
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch):
    seen = []
    real = State.__init__

    def counted(self, where):
        seen.append(where)
        real(self, where)

    monkeypatch.setattr(State, "__init__", counted)
    return seen


def test_requests_share_one_open_database(doors, opened):
    for actor in ("one", "two"):
        with doors.open() as workspace:
            workspace.state.audit.append(actor, "read")
    assert len(opened) == 1
    with doors.open() as workspace:
        assert [e.actor for e in workspace.state.audit.entries(2)] == ["one", "two"]


def test_each_request_has_its_own_actor(doors):
    with doors.open() as first, doors.open() as second:
        first.actor = "somebody"
        assert second.actor != "somebody"
        assert first.state is second.state


def test_a_database_that_was_put_in_its_place_is_read(doors, folder):
    with doors.open() as workspace:
        workspace.state.audit.append("before", "read")
    doors.close()
    shutil.copy(folder / "state.db", folder / "kept.db")
    with doors.open() as workspace:
        workspace.state.audit.append("after", "read")
    (folder / "state.db-wal").unlink(missing_ok=True)
    (folder / "state.db-shm").unlink(missing_ok=True)
    (folder / "kept.db").replace(folder / "state.db")
    with doors.open() as workspace:
        assert workspace.state.audit.entries(1)[0].actor == "before"


def test_it_opens_again_after_it_was_closed(doors):
    with doors.open():
        doors.close()
    with doors.open() as workspace:
        assert workspace.state.audit.entries(1)


def test_a_folder_without_a_workspace_is_refused(tmp_path):
    with pytest.raises(WorkspaceNotFoundError), Doors(tmp_path).open():
        pass
