"""Every code block of the documentation is run, page by page, in a folder of its own.

- ``console``: lines that start with ``$ `` are commands. ``# exit code 3`` behind one is the code
  it must end with, otherwise 0. Where ``# checked`` stands behind one, the lines below it must
  occur in its output, in that order; ``…`` stands for anything.
- ``python``: run in one namespace per page; ``# → text`` is a line that the page's code prints.
- ``csv title="name.csv"``: a file that is written into the folder.
- ``text``: shown, not run.

A page with ``<!-- after: vesica demo -->`` starts in a folder where that command has been run.

Where a method changed on purpose, ``VESICA_REFRESH_DOCS=1`` in the environment writes the new
figures into checked lines whose words have stayed. Read the diff: prose around them may have to
change as well.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vesica.cli import main

ROOT = Path(__file__).parents[2]
DEMO = "vesica demo"
_FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?$(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit code (\d)\b")
_CHECKED = re.compile(r"\s+# checked\b")
_EXPORT = re.compile(r"export (\w+)=(?:\$\((.+)\)|(.*))")
_FIGURE = re.compile(r"[−-]?\d(?:[\d.,]*\d)?")
_SHELL = frozenset("|<>&;*$`")


def _pages():
    docs = ROOT / "docs"
    shelves = (docs / "how-to", docs / "explanation")
    shelved = [page for shelf in shelves for page in sorted(shelf.glob("*.md"))]
    return [ROOT / "README.md", docs / "index.md", docs / "tutorial.md", *shelved]


def _blocks(page):
    text = page.read_text(encoding="utf-8")
    return [(kind, title, body.strip("\n")) for kind, title, body in _FENCE.findall(text)]


def _in_process(words):
    """Call the command's entry point here: the same code as a new process, without its start."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


def _in_shell(line):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PATH": path},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


class Demo:
    """The demo is slow, so a session runs it once and every page gets a copy."""

    def __init__(self, root):
        self.root = root
        self.said = ""

    def make(self):
        if not self.said:
            self.root.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(self.root)
                patch.setenv("VESICA_VAULT_DIR", str(self.root / "vaults"))
                code, out, err = _in_process(shlex.split(DEMO)[1:])
            assert code == 0, err
            self.said = out
        return self.said

    def copy(self):
        said = self.make()
        for name in ("demo-output", "vaults"):
            shutil.copytree(self.root / name, name, dirs_exist_ok=True)
        return said


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    return Demo(tmp_path_factory.mktemp("documentation") / "demo")


class Page:
    """One page being read from top to bottom by someone who does what it says."""

    def __init__(self, demo, patch):
        self.demo = demo
        self.patch = patch
        self.names = {"__name__": "documentation"}
        self.changed = {}

    def read(self, page):
        if f"<!-- after: {DEMO} -->" in page.read_text(encoding="utf-8"):
            self.demo.copy()
        for kind, title, body in _blocks(page):
            if kind == "console":
                self.console(body)
            elif kind == "python":
                self.python(body)
            elif kind == "csv":
                Path(title).write_text(body + "\n", encoding="utf-8")
        if self.changed:
            text = page.read_text(encoding="utf-8")
            for old, new in self.changed.items():
                text = text.replace(old, new)
            page.write_text(text, encoding="utf-8")

    def console(self, body):
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            line, *shown = part.splitlines()
            expected = _EXIT.search(line)
            is_checked = bool(_CHECKED.search(line))
            command = _CHECKED.sub("", _EXIT.sub("", line)).strip()
            code, out, err = self.run(command)
            assert code == (int(expected[1]) if expected else 0), f"{command}\n{out}{err}"
            if is_checked:
                self.changed |= _check(command, shown, f"{out}\n{err}")

    def run(self, command):
        if command == DEMO:
            return 0, self.demo.copy(), ""
        exported = _EXPORT.fullmatch(command)
        if exported:
            name, inner, value = exported.groups()
            code, out, err = self.run(inner) if inner else (0, value, "")
            self.patch.setenv(name, out.strip())
            return code, "", err
        expanded = os.path.expandvars(command)
        if command.startswith("vesica ") and not _SHELL & set(expanded):
            return _in_process(shlex.split(expanded)[1:])
        return _in_shell(command)

    def python(self, body):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(body, "page", "exec"), self.names)
        self.changed |= _check(body, re.findall(r"# → (.*)", body), out.getvalue())


def _plain(line):
    return " ".join(line.split())


def _check(what, shown, said):
    """Each line shown is in what was said, below the one before it; returns what is out of date.

    A line whose words are there with other figures is out of date where pages are refreshed.
    """
    lines = iter([_plain(line) for line in said.splitlines()])
    changed = {}
    for line in filter(str.strip, shown):
        exact = r".*".join(re.escape(_plain(part)) for part in line.split("…"))
        wanted = exact
        if os.environ.get("VESICA_REFRESH_DOCS"):
            parts = _FIGURE.split(_plain(line))
            wanted += "|" + _FIGURE.pattern.join(re.escape(part) for part in parts)
        found = next((hit for x in lines if (hit := re.search(wanted, x))), None)
        assert found, f"{what}\n{line}\n\n{said}"
        if not re.search(exact, found[0]):
            changed[line] = found[0]
    return changed


@pytest.fixture
def reader(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VESICA_VAULT_DIR", str(tmp_path / "vaults"))
    for name in ("VESICA_WORKSPACE", "VESICA_CODE", "COLUMNS"):
        # Set first, so that what a page exports is taken back as well.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return Page(demo, monkeypatch)


@pytest.mark.parametrize("page", _pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_block_of_the_page_runs(page, reader):
    reader.read(page)


@pytest.mark.parametrize("page", _pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_block_is_of_a_kind_that_the_runner_knows(page):
    opened = re.findall(r"^```(\w+.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(opened) == len(_blocks(page))
    assert {kind.split()[0] for kind in opened} <= {"console", "python", "csv", "text"}


def test_a_wrong_page_is_noticed(reader, tmp_path, monkeypatch):
    monkeypatch.delenv("VESICA_REFRESH_DOCS", raising=False)
    page = tmp_path / "page.md"
    for wrong in (
        "```console\n$ vesica sql no_such_relation\n```\n",
        "```console\n$ echo one  # checked\ntwo\n```\n",
        "```console\n$ true  # exit code 3\n```\n",
        "```python\nprint(1)\n# → 2\n```\n",
    ):
        page.write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError):
            reader.read(page)
