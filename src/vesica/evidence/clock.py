"""Times of the forms that files have, in UTC with the offset kept."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.dates import Decision, iso, named, triple
from vesica.evidence.values import Converted, Trouble, by_unique

__all__ = ["Times", "not_yet"]

_EPOCH = datetime(1970, 1, 1)
_FIRST, _LAST = datetime(1970, 1, 2), datetime(2100, 1, 1)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_OFFSET = r"\d(?:Z|z|[+-]\d\d:?\d\d)$"


class Times:
    """Converter of one time column: values in UTC, and offsets in minutes.

    Parameters
    ----------
    zone : str
        IANA zone of times without an offset.
    order : Decision
        Reading of dates with slashes.
    """

    def __init__(self, zone: str, order: Decision) -> None:
        self._zone = ZoneInfo(zone)
        self._utc = zone.upper() in {"UTC", "ETC/UTC", "GMT", "Z"}
        self._order: Decision = order
        self.folds = 0

    def convert(self, cells: pa.Array, name: str) -> tuple[Converted, pa.Array]:
        """Values and offsets of one batch."""
        naive, fixed, offsets = self._split(cells)
        values, local, gaps = self._localise(naive)
        values = pc.coalesce(fixed, values)
        offsets = pc.coalesce(offsets, local)
        inside = pc.and_(
            pc.greater_equal(values, pa.scalar(_FIRST, pa.timestamp("us"))),
            pc.less(values, pa.scalar(_LAST, pa.timestamp("us"))),
        )
        given = pc.is_valid(cells)
        bad = pc.and_(given, pc.invert(pc.or_(pc.fill_null(inside, False), gaps)))
        troubles = []
        if pc.any(bad).as_py():
            fix = "write times as YYYY-MM-DDTHH:MM:SS+00:00, or as seconds since 1970"
            troubles.append(Trouble(bad, name, "not a time", fix))
        if pc.any(gaps).as_py():
            troubles.append(
                Trouble(
                    gaps,
                    name,
                    "a local time that did not exist: clocks were put forward over it",
                    "export times with their offset from UTC, or correct time_zone in [evidence]",
                )
            )
        return Converted(values, tuple(troubles)), offsets

    def _split(self, cells: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Local times, UTC times and offsets; a cell fills either the first or the others."""
        stamp, none = pa.timestamp("us"), pa.nulls(len(cells), pa.timestamp("us"))
        if len(cells) == cells.null_count:
            return none, none, pa.nulls(len(cells), pa.int16())
        try:
            if pc.all(pc.ends_with(cells, "Z")).as_py():
                utc = cells.cast(pa.timestamp("us", "UTC")).cast(stamp)
                return none, utc, _zero(cells)
            if pc.all(pc.match_substring_regex(cells, _OFFSET)).as_py():
                utc = cells.cast(pa.timestamp("us", "UTC")).cast(stamp)
                return none, utc, _offsets(cells)
            epoch = _epoch(cells)
            if epoch is not None:
                return none, epoch, _zero(cells)
            return cells.cast(stamp), none, pa.nulls(len(cells), pa.int16())
        except pa.ArrowInvalid:
            return self._one_by_one(cells)

    def _one_by_one(self, cells: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        kind = pa.struct(
            [("local", pa.timestamp("us")), ("utc", pa.timestamp("us")), ("offset", pa.int16())]
        )
        values, _ = by_unique(cells, self._parse, kind)
        return tuple(pc.struct_field(values, i) for i in range(3))

    def _parse(self, cell: str) -> dict[str, object]:
        moment = _moment(cell, self._order)
        if moment.tzinfo is None:
            return {"local": moment, "utc": None, "offset": None}
        offset = moment.utcoffset() or timedelta()
        utc = moment.astimezone(UTC).replace(tzinfo=None)
        return {"local": None, "utc": utc, "offset": int(offset.total_seconds() // 60)}

    def _localise(self, naive: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """UTC, offset and the mask of hours that did not exist; transitions are on quarters."""
        n = len(naive)
        never = pa.repeat(pa.scalar(False), n)
        if naive.null_count == n:
            return naive, pa.nulls(n, pa.int16()), never
        if self._utc:
            return naive, _zero(naive), never
        quarter = pc.floor_temporal(naive, 15, "minute").dictionary_encode()
        offsets, gaps, folds = [], [], []
        for moment in quarter.dictionary.to_pylist():
            early = moment.replace(tzinfo=self._zone, fold=0).utcoffset()
            late = moment.replace(tzinfo=self._zone, fold=1).utcoffset()
            offsets.append(int(early.total_seconds() // 60))
            gaps.append(early < late)
            folds.append(early > late)
        minutes = pa.array(offsets, pa.int16()).take(quarter.indices)
        gap = pc.fill_null(pa.array(gaps).take(quarter.indices), False)
        self.folds += pc.sum(pc.fill_null(pa.array(folds).take(quarter.indices), False)).as_py()
        shift = pc.multiply(minutes.cast(pa.int64()), 60_000_000).cast(pa.duration("us"))
        return pc.subtract(naive, shift), minutes, gap


def not_yet(values: pa.Array, name: str, latest: datetime | None) -> tuple[Trouble, ...]:
    """Times or days that had not come when the file was imported.

    Parameters
    ----------
    values : Array
        Times in UTC, or dates.
    name : str
        Column.
    latest : datetime or None
        First instant that had not come, in UTC; nothing is looked at without it.
    """
    if latest is None:
        return ()
    bound = latest.date() if pa.types.is_date(values.type) else latest
    bad = pc.fill_null(pc.greater_equal(values, pa.scalar(bound, values.type)), False)
    if not pc.any(bad).as_py():
        return ()
    fix = "correct the date: it lies after the day of import"
    return (Trouble(bad, name, "in the future", fix),)


def _zero(cells: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_valid(cells), pa.scalar(0, pa.int16()), None)


def _offsets(cells: pa.Array) -> pa.Array:
    tails = pc.utf8_slice_codeunits(cells, -6, None)
    return by_unique(tails, _tail_minutes, pa.int16())[0]


def _tail_minutes(tail: str) -> int:
    if tail[-1] in "Zz":
        return 0
    found = re.search(r"([+-])(\d\d):?(\d\d)$", tail)
    if not found:
        raise ValueError
    sign, hours, minutes = found.groups()
    return (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1)


def _epoch(cells: pa.Array) -> pa.Array | None:
    if not pc.all(pc.match_substring_regex(cells, r"^\d{9,19}(?:\.\d+)?$")).as_py():
        return None
    if pc.any(pc.match_substring(cells, ".")).as_py():
        micro = pc.round(pc.multiply(cells.cast(pa.float64()), 1e6)).cast(pa.int64())
        return micro.cast(pa.timestamp("us"))
    number = cells.cast(pa.int64())
    micro = pc.case_when(
        pc.make_struct(pc.less(number, 10**11), pc.less(number, 10**14), pc.less(number, 10**17)),
        pc.multiply(number, 1_000_000),
        pc.multiply(number, 1_000),
        number,
        pc.divide(number, 1_000),
    )
    return micro.cast(pa.timestamp("us"))


def _micro(text: str) -> int:
    """Microseconds since 1970 from seconds, milli-, micro- or nanoseconds, by their size."""
    if "." in text:
        return round(float(text) * 1e6)
    number = int(text)
    if number < 10**14:
        return number * (1_000_000 if number < 10**11 else 1_000)
    return number if number < 10**17 else number // 1_000


def _moment(cell: str, order: Decision) -> datetime:
    text = cell.strip()
    if re.fullmatch(r"\d{9,19}(\.\d+)?", text):
        return (_EPOCH + timedelta(microseconds=_micro(text))).replace(tzinfo=UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for parse in (lambda c: triple(c, order), named):
        try:
            day, rest = parse(text)
        except ValueError:
            continue
        return _with_clock(day, rest)
    if "," in text[:5]:
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text)
    found = re.match(r"\d{4}[-/.]\d", text)
    if not found:
        raise ValueError
    return _with_clock(iso(text), re.sub(r"^\S+?[T ]", "", text) if ":" in text else "")


def _with_clock(day: date, rest: str) -> datetime:
    if not rest:
        return datetime(day.year, day.month, day.day)
    found = _CLOCK.fullmatch(rest.strip())
    if not found:
        raise ValueError
    hour, minute, second, fraction, half, zone = found.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError
        hours = hours % 12 + (12 if half[0] in "Pp" else 0)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    moment = datetime(day.year, day.month, day.day, hours, int(minute), int(second or 0), micro)
    if zone is None:
        return moment
    minutes = 0 if zone in {"Z", "UTC", "GMT"} else _tail_minutes(zone)
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
