"""A reading process that dies is said, never taken for an answer that was read enough of."""

import subprocess

import pytest

from vesica.errors import UnreadableFileError
from vesica.evidence.reading import recognise
from vesica.settings import EvidenceSettings


def test_a_reader_that_dies_at_once_is_an_error(tmp_path, monkeypatch):
    file = tmp_path / "posts.csv"
    file.write_text("post_id,author\np,a\n")
    start = subprocess.Popen

    def dead(*arguments, **more):
        process = start(["/bin/sh", "-c", "kill -9 $$"], **more)
        process.wait()
        return process

    monkeypatch.setattr(subprocess, "Popen", dead)
    with pytest.raises(UnreadableFileError, match="was killed"):
        recognise(file, settings=EvidenceSettings())
