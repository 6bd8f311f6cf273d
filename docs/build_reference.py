"""Write the reference pages from schema, settings, errors, commands and relations.

A test runs :func:`pages` and compares: what is generated and what is committed must be equal.
"""

from __future__ import annotations

import dataclasses
import inspect
import io
import json
import typing
from pathlib import Path
from typing import Any

from vesica import errors, settings
from vesica.api import catalogue
from vesica.cli.main import app
from vesica.schema.json_schema import json_schema

FOLDER = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """File name to text of every generated page."""
    schema = json_schema()
    return {
        "evidence.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        "evidence.md": _evidence(schema),
        "settings.md": _settings(),
        "errors.md": _errors(),
        "commands.md": _commands(),
        "relations.md": _relations(),
    }


def _evidence(schema: dict[str, Any]) -> str:
    out = ["# Evidence tables\n"]
    out.append(
        "Generated from [evidence.schema.json](evidence.schema.json). There is no free-text"
        " column: what is not stored cannot leak.\n"
    )
    for name, table in schema["$defs"].items():
        out.append(f"## {name}\n")
        out.append(f"{table['description'].capitalize()}. Key: `{'`, `'.join(table['x-key'])}`.")
        repeat = {"latest": "The newest import of a key speaks.", "keep": "A key stays as it was."}
        out.append(
            f"{repeat[table['x-on-repeat']]} Kept {table['x-retention-days']:,} days."
            f" May be read to: {'; '.join(table['x-purposes'])}.\n"
        )
        out.append("| column | type | unit | sensitivity | what |\n|---|---|---|---|---|")
        for column, about in table["properties"].items():
            needed = " (required)" if column in table["required"] else ""
            what = about["description"]
            if "enum" in about:
                what += " One of: " + ", ".join(about["enum"]) + "."
            out.append(
                f"| `{column}`{needed} | {about['x-dtype']} | {about.get('x-unit', '')} |"
                f" {about['x-sensitivity']} | {_cell(what)} |"
            )
        out.append("")
    return "\n".join(out)


def _settings() -> str:
    out = ["# Settings\n", "They stand in `vesica.toml`; an unknown key is an error.\n"]
    for section in dataclasses.fields(settings.Settings):
        kind = section_type(section)
        named = "" if section.default_factory is kind else ".NAME"
        out.append(f"## [{section.name}{named}]\n")
        about, _, parameters = inspect.cleandoc(kind.__doc__ or "").partition("Parameters\n")
        what = about.partition(": ")[2].strip().replace("``", "`")
        out.append(what[:1].upper() + what[1:] + "\n")
        out.append("| setting | default | what |\n|---|---|---|")
        made, described = kind(), _described(parameters)
        for setting in dataclasses.fields(kind):
            default = _toml(getattr(made, setting.name))
            out.append(f"| `{setting.name}` | {default} | {described[setting.name]} |")
        out.append("")
    return "\n".join(out)


def _described(parameters: str) -> dict[str, str]:
    """Read what each parameter is from the lines under ``Parameters`` of a docstring."""
    described: dict[str, str] = {}
    names: list[str] = []
    for line in parameters.splitlines()[1:]:
        if line[:1].strip():
            names = line.partition(" : ")[0].split(", ")
        for name in names if line.startswith(" ") else ():
            described[name] = f"{described.get(name, '')} {line.strip()}".strip()
    return {name: _cell(what.replace("``", "`")) for name, what in described.items()}


def _cell(text: str) -> str:
    """Keep a text within its cell of a table."""
    return text.replace("|", "\\|")


def _toml(value: Any) -> str:
    """Write a default as it would stand in ``vesica.toml``."""
    return "none" if value == {} else f"`{json.dumps(value)}`"


def section_type(section: dataclasses.Field[Any]) -> type[Any]:
    """Return the dataclass of a section, or of each of its parts where names stand for them."""
    hint = typing.get_type_hints(settings.Settings)[section.name]
    return hint if isinstance(hint, type) else typing.get_args(hint)[-1]


def _errors() -> str:
    out = ["# Errors\n", "Every error says what is wrong, and a hint that can be acted on.\n"]
    tree = inspect.cleandoc(errors.__doc__ or "").partition("::\n")[2]
    out.append("```text\n" + inspect.cleandoc(tree) + "\n```\n")
    out.append("| error | exit code | what |\n|---|---|---|")
    for name in errors.__all__:
        kind = getattr(errors, name)
        first = (kind.__doc__ or "").strip().split("\n")[0]
        out.append(f"| `{name}` | {kind.exit_code} | {first} |")
    return "\n".join(out) + "\n"


def _help(tokens: list[str]) -> str:
    from rich.console import Console

    target = io.StringIO()
    console = Console(file=target, width=88, force_terminal=False, color_system=None)
    app.help_print(tokens, console=console)
    lines = (line.rstrip() for line in target.getvalue().splitlines())
    return "\n".join(lines).strip()


def _commands() -> str:
    out = ["# Commands\n"]
    out.append(
        "`--workspace` (`-w`, or `VESICA_WORKSPACE`) names the workspace's folder; without it,"
        " this folder or the nearest one above it is used. Exit codes: 0 done; 1 a check failed;"
        " 2 usage or settings; 3 refused by policy.\n"
    )
    out += [f"## vesica {' '.join(w)}\n\n```text\n{_help(w)}\n```\n" for w in command_names()]
    return "\n".join(out)


def command_names() -> list[list[str]]:
    """Every command as its words, sub-commands after their group."""
    names: list[list[str]] = []
    for name in sorted(n for n in app if not n.startswith("-")):
        names.append([name])
        names += [[name, sub] for sub in sorted(s for s in app[name] if not s.startswith("-"))]
    return names


def _relations() -> str:
    out = ["# Relations\n"]
    out.append(
        "Named steps from evidence to what methods take. `vesica sql NAME` shows each one's SQL,"
        " `--dialect spark` for the other engine.\n"
    )
    out.append("| relation | what |\n|---|---|")
    out += [f"| `{name}` | {_cell(what)} |" for name, what in catalogue.describe()]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
