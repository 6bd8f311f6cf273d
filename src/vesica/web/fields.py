"""What a field of a form or of an address may say: a number, a line of text, an address."""

from __future__ import annotations

from vesica.errors import UsageError

__all__ = ["own_address", "printable", "whole"]


def whole(text: str, *, low: int, high: int) -> int | None:
    """Return the whole number that a text is; ``None`` if it is none, or out of its range.

    A text with more digits than the highest number has is refused unread, leading zeros or not.

    Parameters
    ----------
    text : str
        As it was sent.
    low, high : int
        Range, both ends within; 0 or more.
    """
    if not text.isascii() or not text.isdigit() or len(text) > len(str(high)):
        return None
    number = int(text)
    return number if low <= number <= high else None


def printable(text: str) -> str:
    """Return a text that can be a word of a command.

    Raises
    ------
    UsageError
        If it holds a sign that cannot be printed: the end of a text, a line break, a control.
    """
    if not text.isprintable():
        raise UsageError(
            "There are signs in the form that cannot be printed.", hint="Write it in one line."
        )
    return text


def own_address(address: str) -> str:
    """Return an address of this house as it is, and the front page for any other.

    Parameters
    ----------
    address : str
        As it was sent; no other host, no scheme.
    """
    ok = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ok and address.isprintable() and "\\" not in address else "/"
