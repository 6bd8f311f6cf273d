"""What a fit says of a skill, each thing in a sentence that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vesica.report.words import spaced

__all__ = ["apart"]

_HEADING = re.compile(r"[A-Z][a-z_ ]+: ")
_BETWEEN = re.compile(rf"(?<=\.) (?={_HEADING.pattern})")
_LEFT_OUT = re.compile(r"Left out ([a-z_ ]+): (\w)")


def apart(note: str) -> Iterator[str]:
    """Take a note apart where a sentence begins with a heading of its own.

    Parameters
    ----------
    note : str
        Such as ``Expertise: Left out reach: Nobody posts. Learning curve: …``. One that does not
        begin with the name of a skill stays whole.

    Yields
    ------
    str
        Such as ``Expertise, reach left out: nobody posts.``
    """
    skill, colon, text = note.partition(": ")
    if not colon or not skill.isalpha():
        yield spaced(note)
        return
    for piece in _BETWEEN.split(spaced(text)):
        if left := _LEFT_OUT.match(piece):
            yield f"{skill}, {left[1]} left out: {left[2].lower()}{piece[left.end() :]}"
        else:
            yield f"{skill}{'. ' if _HEADING.match(piece) else ': '}{piece}"
