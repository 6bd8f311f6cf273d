"""A small simulated organisation, imported and run once, for all tests of the whole path."""

import shutil

import pytest

from vesica.api import people
from vesica.api.workspace import Workspace
from vesica.demo.organisation import in_order
from vesica.demo.simulator import simulate

PEOPLE = 300


@pytest.fixture(scope="session")
def evidence_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    simulate(
        people=PEOPLE,
        seed=7,
        preset="essay-right",
        out=folder,
        messages_per_person=30,
        posts_per_person=12,
    )
    return folder


@pytest.fixture(scope="session")
def vaults(tmp_path_factory):
    return tmp_path_factory.mktemp("vaults")


@pytest.fixture(scope="session")
def sealed(tmp_path_factory, evidence_files, vaults):
    """Folder of a workspace with everything imported and one run; read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VESICA_VAULT_DIR", str(vaults))
        folder = tmp_path_factory.mktemp("sealed") / "acme"
        with Workspace.create(folder, name="Acme", simulated=True) as workspace:
            for file in in_order(evidence_files):
                workspace.import_file(file)
            workspace.run()
    return folder


@pytest.fixture
def acme(sealed, vaults, monkeypatch):
    """The sealed workspace, open; tests that change it use ``own_acme``."""
    monkeypatch.setenv("VESICA_VAULT_DIR", str(vaults))
    with Workspace(sealed) as workspace:
        yield workspace


@pytest.fixture
def own_acme(sealed, vaults, tmp_path, monkeypatch):
    """A private copy of workspace and vault that a test may change."""
    folder, private = tmp_path / "acme", tmp_path / "vaults"
    shutil.copytree(sealed, folder)
    shutil.copytree(vaults, private)
    monkeypatch.setenv("VESICA_VAULT_DIR", str(private))
    with Workspace(folder) as workspace:
        yield workspace


@pytest.fixture
def claimed():
    """Give a person a passphrase, and return what the person says to open the own results."""

    def claim(workspace, person):
        people.claim(workspace, people.code(workspace, person), "four words nobody guesses")
        return f"{person}:four words nobody guesses"

    return claim
