"""Ctrl-C ends a command with one line and exit code 130."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from vesica.api.workspace import Workspace
from vesica.cli import main


def _interrupted(*_, **__):
    raise KeyboardInterrupt


def _said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main([str(w) for w in words])
    return end.value.code, capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("command", ["run", "health", "overlap"])
def test_nothing_was_changed(own_acme, monkeypatch, capsys, command):
    monkeypatch.setattr(Workspace, command, _interrupted)
    said = _said(capsys, "-w", own_acme.layout.root, command)
    assert said == (130, "Stopped; nothing was changed.")


def test_what_was_finished_before_stays(own_acme, evidence_files, monkeypatch, capsys, tmp_path):
    fresh = tmp_path / "fresh"
    with Workspace.create(fresh):
        pass
    take_in = Workspace.import_file

    def once(workspace, path, **more):
        return _interrupted() if path.name == "posts.csv" else take_in(workspace, path, **more)

    monkeypatch.setattr(Workspace, "import_file", once)
    files = [evidence_files / "roster.csv", evidence_files / "posts.csv"]
    code, line = _said(capsys, "-w", fresh, "import", *files)
    assert (code, line[:36]) == (130, "Stopped; what was finished before st")


def test_an_answer_that_was_logged_is_no_nothing(own_acme, monkeypatch, capsys):
    monkeypatch.setattr("vesica.api.reporting.brief", _interrupted)
    code, line = _said(capsys, "-w", own_acme.layout.root, "overlap")
    assert code == 130
    assert "nothing was changed" not in line


@pytest.mark.slow
def test_a_real_signal(tmp_path):
    words = [sys.executable, "-c", "from vesica.cli import main; main()"]
    words += ["demo", "--out", str(tmp_path / "demo"), "--people", "2000"]
    env = os.environ | {"VESICA_VAULT_DIR": str(tmp_path / "vaults"), "VESICA_QUIET": "1"}
    child = subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True
    )
    time.sleep(4)
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.startswith("Stopped; ")
    assert len(err.splitlines()) == 1
