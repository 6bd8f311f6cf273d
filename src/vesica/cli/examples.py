"""An example at the end of every command's help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cyclopts import App

__all__ = ["EXAMPLES", "add_examples", "commands"]

EXAMPLES: Mapping[str, str] = {
    "age": "-w acme age --full",
    "attribute": "-w acme attribute Sales leads --since 2026-03-01",
    "audit": "-w acme audit --last 50",
    "case": "-w acme case --for S00007 --as pitch",
    "claims": "-w acme claims --full",
    "compare": "-w acme compare --full",
    "demo": "demo --people 500 --out demo-output",
    "demo congress": "demo congress --data congress-files",
    "doctor": "-w acme doctor",
    "doing": "-w acme doing --full",
    "effect": "-w acme effect --route training --on influence",
    "explain": "-w acme explain --code S00007",
    "health": "-w acme health --quarantine 3",
    "import": "-w acme import roster.csv posts.csv --map org_unit='Cost Centre'",
    "init": "init acme --name Acme",
    "link": "-w acme link",
    "link confirm": "-w acme link confirm 4 --code S00007",
    "link mine": "-w acme link mine --code S00007",
    "link reject": "-w acme link reject 4 --code S00007",
    "map": "-w acme map --full",
    "network": "-w acme network --full",
    "overlap": "-w acme overlap --full",
    "pairs": "-w acme pairs --why-not S00007",
    "person claim": "-w acme person claim THE-CODE",
    "person code": "-w acme person code S00007",
    "person consent": "-w acme person consent S00007 grant --purpose 'plan bridges'",
    "person erase": "-w acme person erase S00007 --yes",
    "person export": "-w acme person export --code S00007 --out mine",
    "person invite": "-w acme person invite",
    "person sponsor": "-w acme person sponsor S00021 grant --code S00007",
    "persuasion": "-w acme persuasion --full",
    "plan": "-w acme plan --budget 50000 --hours 1000",
    "plan calendar": "-w acme plan calendar 1 --to sessions.ics",
    "plan compare": "-w acme plan compare 1 2",
    "plan free": "-w acme plan free 1 S00007 --by 'A. Berg' --reason 'is back'",
    "plan list": "-w acme plan list",
    "plan lock": "-w acme plan lock 1 S00007 --by 'A. Berg' --reason 'agreed with both'",
    "plan mine": "-w acme plan mine --code S00007",
    "plan publish": "-w acme plan publish 1 --by 'A. Berg' --reason 'council agreed'",
    "plan show": "-w acme plan show 1 --to plan.html",
    "plan swap": "-w acme plan swap 1 S00007 S00021 --by 'A. Berg' --reason 'same office'",
    "plan veto": "-w acme plan veto 1 S00007 --by 'A. Berg' --reason 'on leave'",
    "points": "-w acme points --full",
    "reduce": "reduce archive.zip --out mine --employee S00007",
    "report": "-w acme report overlap --to overlap.html overlap.pdf",
    "run": "-w acme run",
    "serve": "-w acme serve --port 8000",
    "simulate": "simulate --people 500 --preset null --out files",
    "sql": "sql contacts --dialect spark",
    "trial": "-w acme trial --route training --seats 40",
    "validate": "-w acme validate --own --to validation.html validation.json",
    "verify": "-w acme verify",
    "vision": "-w acme vision --full",
}
"""Command → what to write after ``vesica``."""


def add_examples(app: App) -> None:
    """End the help of every command with its example."""
    for name, command in commands(app):
        command.help_epilogue = f"Example: `vesica {EXAMPLES[name]}`"


def commands(app: App, *before: str) -> Iterator[tuple[str, App]]:
    """Every command that does something, with its whole name."""
    for name in app:
        if name.startswith("-"):
            continue
        command = app[name]
        if command.default_command is not None:
            yield " ".join((*before, name)), command
        yield from commands(command, *before, name)
