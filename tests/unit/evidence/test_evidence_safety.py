from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, written

from vesica.errors import FormatNotRecognisedError, UnreadableFileError
from vesica.evidence.registry import pick
from vesica.evidence.source import Source


def _refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        pick(Source(path, path.name))
    assert path.name in caught.value.message
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x7fELF", "program"),
        (b"PK\x05\x06" + bytes(18), "zip"),
    ],
)
def test_refused_types(tmp_path: Path, start: bytes, what: str) -> None:
    assert what in _refusal(written(tmp_path, start + b"rest", "thing.csv"))


def test_tar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "files.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())
    assert "tar" in _refusal(path)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\0\0\0"])
def test_empty_files(tmp_path: Path, content: bytes) -> None:
    assert "empty" in _refusal(written(tmp_path, content))


def _zip(path: Path, *members: tuple[str, bytes], mode: int = 0o644) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


@pytest.mark.parametrize(
    ("member", "mode", "what"),
    [
        (("xl/huge.xml", b"0" * 30_000_000), 0o644, "200 to 1"),
        (("inner.zip", b"PK"), 0o644, "another archive"),
        (("../../etc/passwd", b"x"), 0o644, "leads out"),
        (("/etc/passwd", b"x"), 0o644, "leads out"),
        (("link", b"/etc/passwd"), stat.S_IFLNK | 0o777, "symbolic link"),
    ],
)
def test_unsafe_zip(tmp_path: Path, member: tuple[str, bytes], mode: int, what: str) -> None:
    assert what in _refusal(_zip(tmp_path / "book.xlsx", member, mode=mode))


def test_a_member_twice(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = _zip(tmp_path / "book.xlsx", ("a", b"1"), ("a", b"2"))
    assert "same member twice" in _refusal(path)


def test_a_cut_workbook(tmp_path: Path) -> None:
    data = (FIXTURES / "roster.xlsx").read_bytes()
    assert "damaged" in _refusal(written(tmp_path, data[:2000], "roster.xlsx"))


def test_a_workbook_with_damaged_sheets(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "book.xlsx", ("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")
    )
    assert "workbook" in _refusal(path)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = _zip(tmp_path / "files.zip", ("a.csv", b"a,b\n1,2\n"))
    with pytest.raises(FormatNotRecognisedError):
        pick(Source(path, path.name))
