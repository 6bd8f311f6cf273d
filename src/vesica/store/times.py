"""Points in time as whole microseconds since 1970 in UTC, the form the state database keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vesica.errors import UsageError

__all__ = ["from_microseconds", "to_microseconds"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(time: datetime) -> int:
    """Whole microseconds since 1970-01-01 in UTC.

    Raises
    ------
    UsageError
        If the time has no offset.
    """
    if time.tzinfo is None:
        raise UsageError(
            f"The time {time.isoformat()} has no offset from UTC.",
            hint="Give it one, for example datetime.now(UTC).",
        )
    return (time - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(microseconds: int) -> datetime:
    """Turn :func:`to_microseconds` around; the result is in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)
