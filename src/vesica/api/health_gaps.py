"""What the evidence leaves open, in words: which question it switches off or widens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vesica.core.health import ClockHealth, Finding, PlatformHealth

__all__ = ["about", "clock_gaps", "fill_gaps", "id_gaps", "link_gaps", "reach_gaps"]

Row = Mapping[str, Any]

_ENOUGH = 0.9
_THIN = 0.3
_ODD_MIDNIGHT, _ODD_WEEKEND = 0.2, 0.35
_LOST_POSTS = 0.05


@dataclass(frozen=True, slots=True)
class _Empty:
    """What follows where a column is empty: severity, question, words and fix."""

    severity: str
    question: str
    words: str
    fix: str


_ROSTER = {
    "manager_id": _Empty(
        "widens",
        "overlap",
        "have no manager in the roster: a vote from the own line cannot be told from an"
        " independent one.",
        "Export the roster with the manager's number.",
    ),
    "org_unit": _Empty(
        "widens",
        "overlap by unit",
        "are in no unit: they are missing from every breakdown.",
        "Export the roster with department or unit.",
    ),
    "level": _Empty(
        "note",
        "influence apart from rank",
        "have no level: influence cannot be told from rank.",
        "Export the roster with level or grade.",
    ),
    "jurisdiction": _Empty(
        "blocks",
        "link",
        "have no country in the roster: no account may be put to them, since nothing says whether"
        " the law allows it.",
        "Export the roster with the country.",
    ),
    "location": _Empty(
        "note",
        "pairs",
        "have no place of work: pairs cannot be matched by place.",
        "Export the roster with the location.",
    ),
}
_POSTS = {
    "engagement": _Empty(
        "widens",
        "overlap",
        "have no reactions, replies, shares or clicks: reach rests on the others.",
        "Export posts with their counts.",
    ),
    "audience": _Empty(
        "widens",
        "overlap",
        "have no audience: what comes back cannot be set against who could see it.",
        "Export posts with followers or members.",
    ),
    "platform": _Empty(
        "widens",
        "overlap",
        "name no platform: they are compared as if on one, and link to no account.",
        "Map one with --map platform=HEADER, or a constant with --map platform==X.",
    ),
    "kind": _Empty(
        "note",
        "overlap",
        "have no kind: answers are not told from own posts.",
        "Export posts with their type.",
    ),
}


def about(share: float) -> str:
    """A share in words, in steps of 5 %: one person or a few rows do not show in it."""
    steps = round(share * 20) * 5
    if steps == 0:
        return "under 5 %"
    return "almost all" if steps >= 100 else f"about {steps} %"


def fill_gaps(roster: Row, posts: Row, messages: Row) -> Iterator[Finding]:
    """Columns that are empty where a question needs them."""
    yield from _gaps(roster, roster["people"], _ROSTER, "of the people")
    yield from _gaps(posts, posts["posts"], _POSTS, "of the posts")
    n = messages["messages"]
    if n and not messages["replies"]:
        yield Finding(
            severity="widens",
            question="overlap",
            message="No message is marked as an answer: whose words are answered does not show.",
            fix="Export messages with the number of the message that each one answers.",
        )
    if n and messages["audience_size"] / n < _ENOUGH:
        yield Finding(
            severity="widens",
            question="overlap",
            message=f"{_start(about(1 - messages['audience_size'] / n))} of the messages have no"
            " count of recipients: mass mails count as conversation.",
            fix="Export messages with all recipients, or with their number.",
        )


def _gaps(row: Row, n: int, told: Mapping[str, _Empty], of: str) -> Iterator[Finding]:
    for column, empty in told.items():
        filled = row[column] / n if n else 1.0
        if filled < _ENOUGH:
            whole = _start(about(1 - filled)) if row[column] else "All"
            partly = empty.severity == "blocks" and row[column]
            yield Finding(
                severity="widens" if partly else empty.severity,
                question=empty.question,
                message=f"{whole} {of} {empty.words}",
                fix=empty.fix,
            )


def reach_gaps(covered: Mapping[str, int], people: int) -> Iterator[Finding]:
    """Tables that tell about few of the people."""
    said = {
        "posts": "expertise of the others rests on nothing but the organisation's average.",
        "endorsements": "the others were named by nobody, which tells little where few voted.",
        "messages": "influence of the others cannot be seen in who writes to whom.",
    }
    for table, words in said.items():
        if table in covered and people and covered[table] / people < _THIN:
            yield Finding(
                severity="widens",
                question="overlap",
                message=f"{_start(about(covered[table] / people))} of the people are in {table}:"
                f" {words}",
                fix=f"Import {table} of more units or platforms.",
            )


def clock_gaps(clocks: tuple[ClockHealth, ...]) -> Iterator[Finding]:
    """Clocks that are off, and dates without a time of day."""
    for c in clocks:
        if c.future:
            yield Finding(
                severity="widens",
                question="whatever has a time",
                message=f"{c.table}: {about(c.future)} of the times are later than the import;"
                " the window ends with the newest, so old evidence drops out of it.",
                fix="Check the form of the dates (day or month first) and time_zone in"
                " [evidence], and import again.",
            )
        if c.midnight >= _ODD_MIDNIGHT:
            yield Finding(
                severity="note",
                question="whatever has a time",
                message=f"{c.table}: {about(c.midnight)} of the times are exactly midnight: the"
                " file has days, and no time of day.",
                fix="Nothing to do for weekly measures; export times if the source has them.",
            )
        if c.weekend >= _ODD_WEEKEND:
            yield Finding(
                severity="note",
                question="whatever has a time",
                message=f"{c.table}: {about(c.weekend)} of the times are on a Saturday or a"
                " Sunday: shifts, or another time zone than the file says.",
                fix="Check time_zone in [evidence] of vesica.toml.",
            )


def id_gaps(ids: list[dict[str, Any]]) -> Iterator[Finding]:
    """Identifiers that stand for more than one thing."""
    for row in ids:
        if row["several"]:
            yield Finding(
                severity="widens" if row["table_name"] == "messages" else "note",
                question="overlap",
                message=f"{row['table_name']}: {about(row['several'] / row['ids'])} of the"
                " identifiers stand for several rows that differ in who or when; an answer may"
                " be set down to the wrong one.",
                fix="Export the identifier that the system gives, not a number per file.",
            )


def link_gaps(platforms: tuple[PlatformHealth, ...]) -> Iterator[Finding]:
    """Posts and accounts that lead to nobody."""
    fix = "Suggest whose they may be with 'vesica link'; people confirm their own."
    told: set[str] = set()
    for p in platforms:
        lost = p.unlinked_posts / p.posts if p.posts else 0.0
        if lost > _LOST_POSTS:
            told.add(p.platform)
            yield Finding(
                severity="widens",
                question="overlap",
                message=f"{p.platform}: {about(lost)} of the posts are by handles that lead to"
                " nobody in the roster, and count for nobody.",
                fix=fix,
            )
    rest = [p.platform for p in platforms if p.open_accounts and p.platform not in told]
    if rest:
        yield Finding(
            severity="note",
            question="overlap",
            message=f"{', '.join(rest)}: accounts without a sure owner are listed; they count for"
            " nobody.",
            fix=fix,
        )


def _start(text: str) -> str:
    return text[0].upper() + text[1:]
