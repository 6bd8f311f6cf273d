"""The command that a person runs on the own machine, without a workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vesica.cli.session import complain, say

if TYPE_CHECKING:
    from cyclopts import App

    from vesica.evidence.reducing import Reduction

__all__ = ["register"]


def register(app: App) -> None:
    """Add the command to the application."""
    app.command(reduce)


def reduce(archive: Path, /, *, out: Path, employee: str | None = None, account: int = 1) -> None:
    """Reduce the archive of your own account to a few counts, and show them before they leave.

    Runs on your own machine and needs no workspace. The file has one line per post: its day, its
    kind, and rounded counts. It has no text, no names, no links, and nothing that leads to a post.

    Parameters
    ----------
    archive
        The archive as the platform gives it: a zip file or folder of X, Mastodon or LinkedIn, or
        the repository file of Bluesky.
    out
        File to write; nothing is written before you have seen what it holds.
    employee
        Your key in the roster, such as your employee number; asked for if not given.
    account
        2 for your second account on the same platform, and so on.
    """
    from vesica.api import accounts

    found = accounts.reduce(archive)
    _show(archive, found, accounts.forbidden_in())
    key = _asked() if employee is None else employee
    if not key.strip():
        say("Nothing was written.")
        return
    accounts.save(found, out, employee=key, account=account)
    say(f"Written: {out}. It can be opened with any editor; hand it over only if you want to.")


def _asked() -> str:
    complain("Your employee number or address; press Enter alone to write nothing:")
    return sys.stdin.readline()


def _show(archive: Path, found: Reduction, forbidden: tuple[str, ...]) -> None:
    """Say what would leave, and what stays."""
    say(f"{archive.name}: {found.kind}. This is what would leave, and nothing else:")
    say(f"  {'week from':12}{'posts':>7}{'replies':>9}{'shares':>8}")
    for week in found.weeks():
        say(f"  {week.first_day!s:12}{week.posts:>7}{week.replies:>9}{week.shares:>8}")
    say(f"  of {len(found.posts):,} in all: the day, and, where the archive has them, rounded to")
    say("  0, 1, 2, 4, 8, …:")
    for name in ("audience", "reactions", "replies", "shares"):
        known = sum(getattr(post, name) is not None for post in found.posts)
        say(f"    {name:10} known of {known:,}")
    say("Stays with you: every text, link, name and number of a post; hours; whom you answered;")
    say("the name of your account; messages, likes, followers; and")
    say(f"{found.older:,} posts from more than 52 weeks before the newest one.")
    if found.unread:
        say(f"{found.unread:,} records could not be read, and are not counted.")
    say("Handing the file over is up to you. Without it your score does not fall. Nobody may ask")
    say(f"you for it, and it is not taken in, where the law forbids it: {', '.join(forbidden)}.")
