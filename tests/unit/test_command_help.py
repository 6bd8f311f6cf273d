"""Every command's help ends with an example that the command takes."""

from __future__ import annotations

import shlex

import pytest

from vesica.cli import main
from vesica.cli.examples import EXAMPLES, commands
from vesica.cli.main import app
from vesica.errors import UnknownRelationError


def test_every_command_has_an_example_and_no_other_has() -> None:
    assert sorted(name for name, _ in commands(app)) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_one(name: str) -> None:
    words = shlex.split(EXAMPLES[name])
    words = words[2:] if words[0] == "-w" else words
    assert words[: len(name.split())] == name.split()
    wanted = dict(commands(app))[name].default_command
    called = app.parse_args(words, exit_on_error=False, print_error=False)[0]
    assert called is wanted


def test_help_ends_with_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["overlap", "--help"])
    assert capsys.readouterr().out.split("Example:")[1].split() == [
        "vesica",
        "-w",
        "acme",
        "overlap",
        "--full",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("contact", "Close to it: contacts. 'vesica sql' lists all."),
        ("qqqqqq", "'vesica sql' lists all."),
    ],
)
def test_an_unknown_relation_names_what_is_close(name: str, hint: str) -> None:
    assert UnknownRelationError.named(name, ["contacts", "period"]).hint == hint
