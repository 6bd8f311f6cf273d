from __future__ import annotations

import gc
import io
import stat
import tarfile
import zipfile
from pathlib import Path
from typing import Any

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


def test_members_are_listed_and_opened_without_unpacking(tmp_path: Path) -> None:
    members = {"b/c.json": b"[1]", "a.json": b"{}"}
    packed = Source(_zip(tmp_path / "x.zip", *members.items(), ("__MACOSX/a", b"")), "x.zip")
    folder = tmp_path / "x"
    (folder / "b").mkdir(parents=True)
    for name, data in (members | {".DS_Store": b"junk"}).items():
        (folder / name).write_bytes(data)
    for source in (packed, Source(folder, "x")):
        assert source.shape == "container"
        assert source.container.members == ("a.json", "b/c.json")
        assert source.member("b/c.json").head == b"[1]"


def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("/etc/passwd")
    with pytest.raises(UnreadableFileError, match=r"symbolic link, 'link\.json'"):
        _ = Source(tmp_path, "export").container


def test_a_folder_with_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vesica.evidence.safety.MAX_MEMBERS", 2)
    for number in range(3):
        (tmp_path / f"{number}.json").write_bytes(b"[]")
    with pytest.raises(UnreadableFileError, match="has 3 members; at most 2"):
        _ = Source(tmp_path, "export").container


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", ("a.json", b"[" + b"1234567890," * 50 + b"1]"))
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"x\.zip: member 'a\.json' is damaged"):
        _ = Source(path, "x.zip").member("a.json").head


def test_who_drops_a_container_closes_its_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("days.json", "{}")
    source = Source(tmp_path / "a.zip", "a.zip")
    opens: Any = source.container.opens
    archive = opens.__self__
    assert archive.fp is not None
    cycle: list[object] = [source]
    cycle.append(cycle)
    del source, opens, cycle
    gc.collect()
    assert archive.fp is None
