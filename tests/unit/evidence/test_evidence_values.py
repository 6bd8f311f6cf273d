from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesica.evidence.clock import Times
from vesica.evidence.dates import Order, decide_order, to_dates, year_of
from vesica.evidence.fields import Field
from vesica.evidence.numerals import Form
from vesica.evidence.values import convert_plain, empty_to_null
from vesica.evidence.words import country_code, rank
from vesica.schema import DType

BAD = "bad"


def _convert(
    dtype: DType, cell: str, *, allowed: tuple[str, ...] = (), form: Form = "english"
) -> Any:
    field = Field(name="x", dtype=dtype, allowed=allowed)
    cells = empty_to_null(pa.array([cell]))
    done = convert_plain(cells, field, form=form)
    assert done.values.type == dtype.arrow
    if any(t.bad[0].as_py() for t in done.troubles):
        return BAD
    return done.values[0].as_py()


@pytest.mark.parametrize(
    ("dtype", "cell", "value"),
    [
        (DType.COUNT, "42", 42),
        (DType.COUNT, " 42 ", 42),
        (DType.COUNT, "3.0", 3),
        (DType.COUNT, "-7", BAD),
        (DType.COUNT, "1,234,567", 1_234_567),
        (DType.COUNT, "1\u202f234", 1234),
        (DType.COUNT, "1.5", BAD),
        (DType.COUNT, "1,5", BAD),
        (DType.COUNT, "1.200", BAD),
        (DType.COUNT, "1.2.3", BAD),
        (DType.COUNT, "1.23,4", BAD),
        (DType.COUNT, "many", BAD),
        (DType.COUNT, "1_000", BAD),
        (DType.COUNT, "٣", BAD),
        (DType.COUNT, "99999999999999999999", BAD),
        (DType.COUNT, "inf", BAD),
        (DType.COUNT, "NA", None),
        (DType.COUNT, "", None),
        (DType.NUMBER, "0.128658268", Decimal("0.128658")),
        (DType.NUMBER, "1e3", Decimal(1000)),
        (DType.NUMBER, "12 %", Decimal("0.12")),
        (DType.NUMBER, "1,234.5", Decimal("1234.5")),
        (DType.NUMBER, "nan", None),
        (DType.NUMBER, "inf", BAD),
        (DType.NUMBER, "1e15", BAD),
        (DType.NUMBER, "1,2,3", BAD),
        (DType.MONEY, "€ 40,000.50", Decimal("40000.50")),
        (DType.MONEY, "a lot", BAD),
        (DType.FLAG, "Ja", True),
        (DType.FLAG, "FALSE", False),
        (DType.FLAG, "perhaps", BAD),
        (DType.PERSON, "Ada Lind <ada@example.org>", "ada@example.org"),
        (DType.PERSON, "mailto:ada@example.org", "ada@example.org"),
        (DType.PERSON, "12.0", "12"),
        (DType.PERSON, "a" * 321, BAD),
        (DType.ACCOUNT, "@ada", "ada"),
        (DType.REFERENCE, "<1@mail>", "<1@mail>"),
        (DType.REFERENCE, "r" * 2049, BAD),
        (DType.LABEL, "Vertrieb\tSüd ", "Vertrieb Süd"),
        (DType.LABEL, "Jose\u0301", "José"),
        (DType.LABEL, "a\u202eb\u200bc\ufeff", "abc"),
        (DType.LABEL, "\u200b", None),
        (DType.LABEL, "x" * 120, "x" * 120),
        (DType.LABEL, "x" * 121, BAD),
    ],
)
def test_cell(dtype: DType, cell: str, value: Any) -> None:
    assert _convert(dtype, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("3,5", Decimal("3.5")), ("1.234,5", Decimal("1234.5")), ("7", Decimal(7)), ("3;5", BAD)],
)
def test_decimal_comma(cell: str, value: Any) -> None:
    assert _convert(DType.NUMBER, cell, form="german") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Opt-In", "opt-in"), ("opt in", "opt-in"), ("WAITING_LIST", "waiting list"), ("x", BAD)],
)
def test_words_of_a_closed_list(cell: str, value: Any) -> None:
    assert _convert(DType.LABEL, cell, allowed=("opt-in", "waiting list")) == value


@given(st.text(max_size=300), st.sampled_from(list(DType)))
def test_no_cell_breaks_a_conversion(cell: str, dtype: DType) -> None:
    cells = empty_to_null(pa.array([cell.encode(errors="replace").decode()]))
    if dtype is DType.DATE:
        to_dates(cells, "x", "dmy").values.validate(full=True)
    elif dtype is DType.TIME:
        done, offsets = Times("Europe/Berlin", "dmy").convert(cells, "x")
        bad = any(t.bad[0].as_py() for t in done.troubles)
        assert bad or (cells.null_count == offsets.null_count)
    else:
        convert_plain(cells, Field(name="x", dtype=dtype)).values.validate(full=True)


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2025-02-03", "unknown", date(2025, 2, 3)),
        ("2025/2/3", "unknown", date(2025, 2, 3)),
        ("20250203", "unknown", date(2025, 2, 3)),
        ("2025-02-03T23:59:00", "unknown", date(2025, 2, 3)),
        ("2025-02", "unknown", date(2025, 2, 1)),
        ("2025-Q3", "unknown", date(2025, 7, 1)),
        ("03.02.2025", "mdy", date(2025, 2, 3)),
        ("03/02/2025", "dmy", date(2025, 2, 3)),
        ("03/02/2025", "mdy", date(2025, 3, 2)),
        ("3 Feb 2025", "unknown", date(2025, 2, 3)),
        ("February 3, 2025", "unknown", date(2025, 2, 3)),
        ("2025-02-30", "dmy", None),
        ("31/04/2025", "dmy", None),
        ("13/13/2025", "dmy", None),
        ("0001-01-01", "dmy", None),
        ("soon", "dmy", None),
    ],
)
def test_date(cell: str, order: Order, day: date | None) -> None:
    done = to_dates(pa.array([cell]), "x", order)
    assert done.values[0].as_py() == day
    assert bool(done.troubles) == (day is None)


@pytest.mark.parametrize(
    ("cells", "period", "order"),
    [
        (["01/02/2025", "13/02/2025"], False, "dmy"),
        (["01/02/2025", "02/13/2025"], False, "mdy"),
        (["01/02/2025", "03/04/2025"], False, "unknown"),
        (["05/05/2025", "07/07/2025"], False, "dmy"),
        (["01/04/2023"], True, "dmy"),  # 1 April begins a month; 4 January 2023 is a Wednesday
        (["03/02/2025", "10/02/2025"], True, "dmy"),  # Mondays
        (["02/03/2025", "02/10/2025"], True, "mdy"),  # the same Mondays
        (["01/02/2023"], True, "unknown"),  # 1 February, or Monday 2 January
        (["2025-01-02"], False, "dmy"),
        ([], False, "dmy"),
    ],
)
def test_day_or_month_first_is_decided_by_the_column(
    cells: list[str], period: bool, order: Order
) -> None:
    assert decide_order([pa.array(cells, pa.string())], period=period) == order


@pytest.mark.parametrize(
    ("cell", "utc", "offset"),
    [
        ("2025-07-01T10:00:00Z", datetime(2025, 7, 1, 10), 0),
        ("2025-07-01T10:00:00.25+02:00", datetime(2025, 7, 1, 8, 0, 0, 250_000), 120),
        ("2025-07-01 10:00-0330", datetime(2025, 7, 1, 13, 30), -210),
        ("2025-07-01 10:00:00", datetime(2025, 7, 1, 8), 120),
        ("2025-01-01 10:00", datetime(2025, 1, 1, 9), 60),
        ("2025-01-01", datetime(2024, 12, 31, 23), 60),
        ("910930020", datetime(1998, 11, 13, 4, 7), 0),
        ("1735689600", datetime(2025, 1, 1), 0),
        ("1735689600123", datetime(2025, 1, 1, 0, 0, 0, 123_000), 0),
        ("1735689600.5", datetime(2025, 1, 1, 0, 0, 0, 500_000), 0),
        ("1735689600123456", datetime(2025, 1, 1, 0, 0, 0, 123_456), 0),
        ("1735689600123456789", datetime(2025, 1, 1, 0, 0, 0, 123_456), 0),
        ("1 Jul 2025 10:00", datetime(2025, 7, 1, 8), 120),
        ("Tue, 1 Jul 2025 10:00:00 +0200", datetime(2025, 7, 1, 8), 120),
        ("01.07.2025 10:00", datetime(2025, 7, 1, 8), 120),
        ("01/07/2025 3:05 PM", datetime(2025, 7, 1, 13, 5), 120),
        ("01/07/2025 12:00 am", datetime(2025, 6, 30, 22), 120),
    ],
)
@pytest.mark.parametrize("company", [[], ["1 Jan 2025 00:00", None]])
def test_time(cell: str, utc: datetime, offset: int, company: list[str | None]) -> None:
    cells = pa.array([cell, *company], pa.string())
    done, offsets = Times("Europe/Berlin", "dmy").convert(cells, "time")
    assert (done.values[0].as_py(), offsets[0].as_py()) == (utc, offset)
    assert not done.troubles


@pytest.mark.parametrize("cell", ["later", "25:00", "2025-13-01T00:00:00Z", "1969-01-01", "12"])
def test_not_a_time(cell: str) -> None:
    done, _ = Times("Europe/Berlin", "dmy").convert(pa.array([cell, "2025-01-01"]), "time")
    (trouble,) = done.troubles
    assert trouble.bad.to_pylist() == [True, False]
    assert trouble.reason == "not a time"


def test_the_hour_that_does_not_exist_and_the_one_that_exists_twice() -> None:
    cells = pa.array(
        ["2025-03-30 01:59", "2025-03-30 02:30", "2025-03-30 03:00", "2025-10-26 02:30"]
    )
    times = Times("Europe/Berlin", "dmy")
    done, offsets = times.convert(cells, "time")
    (gap,) = done.troubles
    assert gap.bad.to_pylist() == [False, True, False, False]
    assert "did not exist" in gap.reason
    assert done.values[3].as_py() == datetime(2025, 10, 26, 0, 30)
    assert offsets.to_pylist() == [60, 60, 120, 120]
    assert times.folds == 1


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_local_times_agree_with_the_zone(moment: datetime) -> None:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")
    done, offsets = Times(zone.key, "dmy").convert(pa.array([moment.isoformat(" ")]), "time")
    utc = moment.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
    if utc.astimezone(zone).replace(tzinfo=None) != moment:
        assert done.troubles
        return
    assert done.values[0].as_py() == utc.replace(tzinfo=None)
    offset = moment.replace(tzinfo=zone).utcoffset()
    assert offset is not None
    assert offsets[0].as_py() == offset.total_seconds() / 60


@pytest.mark.parametrize(
    ("cell", "year"), [("1961-05-09", 1961), ("9.5.1961", 1961), ("1961", 1961), ("1961.0", 1961)]
)
def test_year(cell: str, year: int) -> None:
    assert year_of(cell) == year


@pytest.mark.parametrize(
    ("cell", "level"),
    [("7", 7), ("L5", 5), ("Level3", 3), ("Grade 12", 12), ("3.0", 3), ("senior ic", 4)],
)
def test_rank(cell: str, level: int) -> None:
    assert rank(cell) == level


def test_ranks_grow_with_seniority() -> None:
    ladder = ["Intern", "Junior", "Senior", "Manager", "Senior Manager", "Director", "VP", "CEO"]
    assert [rank(w) for w in ladder] == sorted({rank(w) for w in ladder})
    with pytest.raises(ValueError):
        rank("wizard")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("de", "DE"),
        ("US-CA", "US-CA"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Atlantis", "Atlantis"),
    ],
)
def test_country(cell: str, code: str) -> None:
    assert country_code(cell) == code
    assert empty_to_null(pa.array(["NA"]), "jurisdiction")[0].as_py() == "NA"
